import { parseArgs } from "node:util";
import { nearest } from "../../config/nearest.ts";
import { err, ok, type Result } from "../../config/result.ts";
import type { Command, CommandEntry, OptionSpec, Text } from "./command.ts";

export interface Globals {
  readonly help: boolean;
  readonly json: boolean;
  readonly version: boolean;
  /** The words without the global switches. */
  readonly rest: readonly string[];
}

const GLOBAL_SWITCHES: Readonly<Record<string, "help" | "json" | "version">> = {
  "--help": "help",
  "-h": "help",
  "--json": "json",
  "--version": "version",
};

/** `--help`, `--json` and `--version` may stand anywhere before `--`. */
export function takeGlobals(words: readonly string[]): Globals {
  const found = { help: false, json: false, version: false };
  const end = words.indexOf("--");
  const [before, after] = end < 0 ? [words, []] : [words.slice(0, end), words.slice(end)];
  const rest = before.filter((word) => {
    const global = GLOBAL_SWITCHES[word];
    if (global !== undefined) found[global] = true;
    return global === undefined;
  });
  return { ...found, rest: [...rest, ...after] };
}

export type CommandMatch =
  | { readonly kind: "command"; readonly entry: CommandEntry; readonly args: readonly string[] }
  /** The first word begins several commands (`config`). */
  | { readonly kind: "group"; readonly name: string; readonly unknownWord: string | null }
  | { readonly kind: "none" }
  | { readonly kind: "unknown"; readonly word: string; readonly suggestion: string | null };

export function matchCommand(table: readonly CommandEntry[], words: readonly string[]): CommandMatch {
  const [first, second] = words;
  if (first === undefined) return { kind: "none" };
  for (const length of [3, 2, 1]) {
    const name = words.slice(0, length).join(" ");
    const entry = table.find((candidate) => candidate.name === name);
    if (entry !== undefined) return { kind: "command", entry, args: words.slice(length) };
  }
  if (table.some((entry) => entry.name.startsWith(`${first} `))) return { kind: "group", name: first, unknownWord: second ?? null };
  const known = new Set(table.flatMap((entry) => [entry.name, entry.name.split(" ")[0] ?? ""]));
  return { kind: "unknown", word: first, suggestion: nearest(first, known) };
}

export interface ParsedOptions {
  readonly values: ReadonlyMap<string, string | number | true>;
  readonly operands: readonly string[];
}

/** Options and operands of one command, checked against its declarations. */
export function parseOptions(command: Command, args: readonly string[]): Result<ParsedOptions, Text> {
  const declared = new Map(command.options.map((option) => [option.name, option]));
  const types = Object.fromEntries(
    command.options.map((option) => [option.name, { type: option.kind === "flag" ? ("boolean" as const) : ("string" as const) }]),
  );
  const { tokens } = parseArgs({ args: [...args], options: types, strict: false, allowPositionals: true, tokens: true });
  const values = new Map<string, string | number | true>();
  const operands: string[] = [];
  for (const token of tokens) {
    if (token.kind === "positional") operands.push(token.value);
    if (token.kind !== "option") continue;
    const option = declared.get(token.name);
    if (option === undefined) return err(unknownOption(token.rawName, declared.keys()));
    const value = readOption(option, token.value);
    if (!value.ok) return value;
    values.set(option.name, value.value);
  }
  for (const option of command.options) {
    if (values.has(option.name)) continue;
    if ("default" in option && option.default !== undefined) values.set(option.name, option.default);
    else if ("required" in option && option.required) return err({ en: `--${option.name} is required`, ru: `нужен ключ --${option.name}` });
  }
  const problem = operandProblem(command, operands);
  return problem === null ? ok({ values, operands }) : err(problem);
}

function readOption(option: OptionSpec, given: string | undefined): Result<string | number | true, Text> {
  const name = `--${option.name}`;
  if (option.kind === "flag")
    return given === undefined ? ok(true) : err({ en: `${name} takes no value`, ru: `у ключа ${name} нет значения` });
  if (given === undefined) return err({ en: `${name} needs a value`, ru: `после ${name} нужно значение` });
  switch (option.kind) {
    case "text":
      return ok(given);
    case "choice":
      if (option.words.includes(given)) return ok(given);
      return err({ en: `${name} must be one of: ${option.words.join(", ")}`, ru: `${name}: нужно одно из: ${option.words.join(", ")}` });
    case "whole": {
      const value = /^-?\d{1,15}$/.test(given) ? Number(given) : Number.NaN;
      if (value >= option.min && value <= option.max) return ok(value);
      return err({
        en: `${name} must be a whole number from ${option.min} to ${option.max}`,
        ru: `${name}: нужно целое число от ${option.min} до ${option.max}`,
      });
    }
  }
}

function unknownOption(rawName: string, known: Iterable<string>): Text {
  const suggestion = nearest(rawName.replace(/^-+/, ""), known);
  if (suggestion === null) return { en: `unknown option ${rawName}`, ru: `неизвестный ключ ${rawName}` };
  return { en: `unknown option ${rawName}; did you mean --${suggestion}?`, ru: `неизвестный ключ ${rawName}; возможно, --${suggestion}?` };
}

function operandProblem(command: Command, operands: readonly string[]): Text | null {
  const declared = command.operands ?? [];
  const missing = declared.find((operand, index) => operand.required && operands[index] === undefined);
  if (missing !== undefined) return { en: `${missing.placeholder} is missing`, ru: `не указано: ${missing.placeholder}` };
  const extra = operands[declared.length];
  return extra === undefined || declared.at(-1)?.repeats === true
    ? null
    : { en: `unexpected word: ${extra}`, ru: `лишнее слово: ${extra}` };
}
