import { nearest } from "../../config/nearest.ts";
import {
  EXIT,
  type Command,
  type CommandContext,
  type CommandEntry,
  type CommandSurroundings,
  type ExitCode,
  type Text,
  type ToldError,
} from "./command.ts";
import { errorLines, toldError } from "./told-error.ts";
import { commandHelp, generalHelp, helpData } from "./help.ts";
import { matchCommand, parseOptions, takeGlobals, type ParsedOptions } from "./parse.ts";

/** The process around the command line; tests give their own. */
export interface CliWorld extends CommandSurroundings {
  readonly table: readonly CommandEntry[];
  out(line: string): void;
  err(line: string): void;
}

/** Runs one command line (without `node till`) and tells the exit code. */
export async function runCli(words: readonly string[], world: CliWorld): Promise<ExitCode> {
  const globals = takeGlobals(words);
  const printer = printerFor(world, globals.json);
  if (globals.version) return printer.answer({ version: world.version }, world.version);
  const match = matchCommand(world.table, globals.rest);
  switch (match.kind) {
    case "none":
      if (globals.help) return printer.answer(helpData(world.table, world.language), generalHelp(world.table, world.language));
      return printer.usage(NO_COMMAND, generalHelp(world.table, world.language));
    case "group": {
      const help = generalHelp(world.table, world.language, match.name);
      if (globals.help) return printer.answer(helpData(world.table, world.language), help);
      const about: Text = match.unknownWord === null ? NO_COMMAND : unknownIn(world.table, `${match.name} ${match.unknownWord}`);
      return printer.usage(about, help);
    }
    case "unknown":
      return printer.usage(unknownCommand(match.word, match.suggestion), null);
    case "command": {
      const { command } = await match.entry.load();
      const help = (): string => commandHelp(match.entry, command, world.language);
      if (globals.help)
        return printer.answer(
          { name: match.entry.name, summary: match.entry.summary[world.language], options: command.options.map(({ name }) => name) },
          help(),
        );
      const parsed = parseOptions(command, match.args);
      const misuse = (problem: Text): ExitCode => printer.usage(problem, `till ${match.entry.name} --help`);
      if (!parsed.ok) return misuse(parsed.error);
      return runCommand(command, { ...contextFor(world, command, parsed.value, globals.json, printer), misuse }, printer);
    }
  }
}

const NO_COMMAND: Text = { en: "a command is missing", ru: "не указана команда" };

function unknownIn(table: readonly CommandEntry[], name: string): Text {
  const suggestion = nearest(name, new Set(table.map((entry) => entry.name)));
  return suggestion === null ? { en: `no command “${name}”`, ru: `нет команды «${name}»` } : unknownCommand(name, suggestion);
}

function unknownCommand(word: string, suggestion: string | null): Text {
  if (suggestion === null) return { en: `no command “${word}”; till --help lists them`, ru: `нет команды «${word}»; список: till --help` };
  return { en: `no command “${word}”; did you mean “${suggestion}”?`, ru: `нет команды «${word}»; возможно, «${suggestion}»?` };
}

/** A thrown error is a bug of ours: it is shown whole, for the report to us. */
async function runCommand(command: Command, context: CommandContext, printer: Printer): Promise<ExitCode> {
  try {
    return await command.run(context);
  } catch (error) {
    return printer.bug(error);
  }
}

interface Printer {
  answer(data: object, text: string): typeof EXIT.ok;
  usage(problem: Text, help: string | null): typeof EXIT.usage;
  fail(errors: readonly ToldError[], exit: ExitCode): ExitCode;
  bug(error: unknown): typeof EXIT.failed;
}

function printerFor(world: CliWorld, json: boolean): Printer {
  const { language } = world;
  const refuse = (data: object, lines: readonly string[]): void => {
    if (json) world.out(JSON.stringify({ ok: false, ...data }));
    else for (const line of lines) world.err(line);
  };
  return {
    answer(data, text) {
      world.out(json ? JSON.stringify({ ok: true, ...data }) : text);
      return EXIT.ok;
    },
    usage(problem, help) {
      refuse({ problem: problem[language] }, [`till: ${problem[language]}`, ...(help === null ? [] : ["", help])]);
      return EXIT.usage;
    },
    fail(errors, exit) {
      refuse(
        { errors },
        // Mistakes of a configuration say by themselves what is allowed where.
        errors.flatMap((error) => (exit === EXIT.configuration ? `${error.code} ${error.text}` : errorLines(error, language))),
      );
      return exit;
    },
    bug(error) {
      const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
      refuse({ problem: stack }, [`till: ${stack}`]);
      return EXIT.failed;
    },
  };
}

function contextFor(
  world: CliWorld,
  command: Command,
  parsed: ParsedOptions,
  json: boolean,
  printer: Printer,
): Omit<CommandContext, "misuse"> {
  const valueOf = (name: string, kinds: readonly string[]): string | number | true | undefined => {
    const option = command.options.find((candidate) => candidate.name === name);
    if (option === undefined || !kinds.includes(option.kind)) throw new Error(`the command declares no such option: ${name}`);
    return parsed.values.get(name);
  };
  return {
    operands: parsed.operands,
    text: (name) => valueOf(name, ["text", "choice"]) as string | undefined,
    whole: (name) => valueOf(name, ["whole"]) as number | undefined,
    flag: (name) => valueOf(name, ["flag"]) === true,
    language: world.language,
    json,
    env: world.env,
    cwd: world.cwd,
    root: world.root,
    version: world.version,
    clock: world.clock,
    signal: world.signal,
    isInteractive: world.isInteractive === true,
    readInput: () => world.readInput(),
    inputLines: (asked) => world.inputLines(asked),
    drained: async () => world.drained?.(),
    answer: (data, text) => void printer.answer(data, text),
    fail: (errors, exit = EXIT.failed) =>
      printer.fail(
        errors.map((error) => toldError(error, world.language)),
        exit,
      ),
    refuse: (errors, exit = EXIT.failed) =>
      printer.fail(
        errors.map(({ code, text, hint }) => ({ code, text, hint })),
        exit,
      ),
    note: (text) => world.err(text),
  };
}
