import type { Clock } from "../../config/clock.ts";
import type { AppError } from "../../config/errors/index.ts";

export type Language = "ru" | "en";
/** A text in both languages of the command line. */
export type Text = Readonly<Record<Language, string>>;

/** Exit codes of `till`; docs/command-line.md. */
export const EXIT = {
  ok: 0,
  /** The command ran and its answer is no: violations found, device refused, a bug of ours. */
  failed: 1,
  /** The command line itself is wrong. */
  usage: 2,
  configuration: 3,
  /** Node, packages, port or folder are not fit. */
  environment: 4,
} as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

interface OptionBase {
  /** Without dashes: `config` is `--config`. */
  readonly name: string;
  readonly summary: Text;
}

export type OptionSpec = OptionBase &
  (
    | { readonly kind: "flag" }
    | { readonly kind: "text"; readonly placeholder: string; readonly required?: true }
    | { readonly kind: "whole"; readonly placeholder: string; readonly min: number; readonly max: number; readonly default?: number }
    | { readonly kind: "choice"; readonly words: readonly string[]; readonly default?: string; readonly required?: true }
  );

export interface OperandSpec {
  readonly placeholder: string;
  readonly summary: Text;
  readonly required: boolean;
  /** Last operand only: any number of words. */
  readonly repeats?: true;
}

/** What surrounds the process of a command; tests give their own. */
export interface CommandSurroundings {
  readonly language: Language;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  /** Folder of package.json. */
  readonly root: string;
  readonly version: string;
  readonly clock: Clock;
  /** Aborts at Ctrl+C or when the service manager ends the process. */
  readonly signal: AbortSignal;
  /** A person sits at standard input and can be asked; absent: no. */
  readonly isInteractive?: boolean;
  /** All of standard input, decoded. */
  readInput(): Promise<string>;
  /** Standard input line by line, as it comes; ends with it. A secret that a person types does not stand on the screen. */
  inputLines(asked?: { readonly isSecret: boolean }): AsyncIterable<string>;
  /** Resolves when the reader of standard output keeps up, for a command that answers without end; absent: at once. */
  drained?(): Promise<void>;
}

/** An error in words: what happened, what to do. */
export interface ToldError {
  readonly code: string;
  readonly text: string;
  readonly hint: string;
  readonly details?: AppError["details"];
}

/** Everything of the outside that a command may use. */
export interface CommandContext extends CommandSurroundings {
  readonly operands: readonly string[];
  /** Declared options only; asking for another one is a bug. */
  text(name: string): string | undefined;
  whole(name: string): number | undefined;
  flag(name: string): boolean;

  readonly json: boolean;

  /** The answer: `data` as one line of JSON with `--json`, else `text`. A command that goes on may answer many times. */
  answer(data: object, text: string): void;
  /** Says what went wrong (text: standard error; JSON: the answer) and gives the exit code to return. */
  fail(errors: readonly AppError[], exit?: ExitCode): ExitCode;
  /** The same for a refusal that came in words: of the running till. */
  refuse(errors: readonly ToldError[], exit?: ExitCode): ExitCode;
  /** The command line asks what makes no sense, found out only by the command itself: says so and gives the exit code. */
  misuse(problem: Text): ExitCode;
  /** A remark beside the answer, on standard error. */
  note(text: string): void;
}

/** What a file `terminal/cli/<command>.ts` exports as `command`. */
export interface Command {
  readonly options: readonly OptionSpec[];
  readonly operands?: readonly OperandSpec[];
  /** More than the summary says; shown by `--help` of the command. */
  readonly details?: Text;
  run(context: CommandContext): Promise<ExitCode>;
}

/** A row of the command table: enough for the list of commands without loading any of them. */
export interface CommandEntry {
  /** One to three words: `config check`, `kkt table set`. */
  readonly name: string;
  readonly summary: Text;
  readonly load: () => Promise<{ readonly command: Command }>;
}
