import type { Command, CommandEntry, Language, OperandSpec, OptionSpec } from "./command.ts";

const WORDS = {
  ru: {
    title: "till — касса ITEEM",
    usage: "Использование",
    commands: "Команды",
    options: "Ключи",
    operands: "Аргументы",
    command: "КОМАНДА",
    more: "Подробно о команде: till КОМАНДА --help. Коды завершения: 0 готово, 1 отказ, 2 ошибка в команде, 3 ошибка в настройках, 4 окружение не готово.",
    help: "показать эту справку",
    json: "отвечать в JSON, по объекту в строке",
    version: "показать версию",
    default: "по умолчанию",
    required: "обязательно",
  },
  en: {
    title: "till — the ITEEM till",
    usage: "Usage",
    commands: "Commands",
    options: "Options",
    operands: "Arguments",
    command: "COMMAND",
    more: "More on a command: till COMMAND --help. Exit codes: 0 done, 1 failed, 2 wrong command line, 3 wrong configuration, 4 surroundings not fit.",
    help: "show this help",
    json: "answer in JSON, one object a line",
    version: "show the version",
    default: "default",
    required: "required",
  },
} as const;

type Row = readonly [left: string, right: string];

/** `group`: only commands that begin with this word. */
export function generalHelp(table: readonly CommandEntry[], language: Language, group: string | null = null): string {
  const words = WORDS[language];
  const shown = group === null ? table : table.filter((entry) => entry.name.startsWith(`${group} `));
  const globals: Row[] = [
    ["--help, -h", words.help],
    ["--json", words.json],
    ["--version", words.version],
  ];
  return [
    words.title,
    "",
    `${words.usage}: till ${words.command} [--json]`,
    "",
    `${words.commands}:`,
    ...columns(shown.map((entry) => [entry.name, entry.summary[language]])),
    "",
    `${words.options}:`,
    ...columns(globals),
    "",
    words.more,
  ].join("\n");
}

export function commandHelp(entry: CommandEntry, command: Command, language: Language): string {
  const words = WORDS[language];
  const operands = command.operands ?? [];
  const usage = ["till", entry.name, ...operands.map(operandForm), `[${words.options.toLowerCase()}]`];
  const rows: Row[] = [
    ...command.options.map((option): Row => [optionForm(option), `${option.summary[language]}${optionFacts(option, language)}`]),
    ["--json", words.json],
    ["--help, -h", words.help],
  ];
  return [
    `till ${entry.name} — ${entry.summary[language]}`,
    ...(command.details === undefined ? [] : ["", command.details[language]]),
    "",
    `${words.usage}: ${usage.join(" ")}`,
    ...(operands.length === 0
      ? []
      : ["", `${words.operands}:`, ...columns(operands.map((operand) => [operand.placeholder, operand.summary[language]]))]),
    "",
    `${words.options}:`,
    ...columns(rows),
  ].join("\n");
}

/** The same for programs. */
export function helpData(table: readonly CommandEntry[], language: Language): object {
  return { commands: table.map((entry) => ({ name: entry.name, summary: entry.summary[language] })) };
}

function operandForm({ placeholder, required, repeats }: OperandSpec): string {
  const form = repeats === true ? `${placeholder}…` : placeholder;
  return required ? form : `[${form}]`;
}

function optionForm(option: OptionSpec): string {
  if (option.kind === "flag") return `--${option.name}`;
  return `--${option.name} ${option.kind === "choice" ? option.words.join("|") : option.placeholder}`;
}

function optionFacts(option: OptionSpec, language: Language): string {
  const words = WORDS[language];
  if ("default" in option && option.default !== undefined) return ` (${words.default}: ${option.default})`;
  return "required" in option && option.required ? ` (${words.required})` : "";
}

function columns(rows: readonly Row[]): string[] {
  const width = Math.max(...rows.map(([left]) => left.length));
  return rows.map(([left, right]) => `  ${left.padEnd(width)}  ${right}`);
}
