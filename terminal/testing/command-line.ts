import { systemClock, type Clock } from "../../config/clock.ts";
import { findProjectRoot } from "../../config/project-root.ts";
import { COMMANDS } from "../cli/command-table.ts";
import type { ExitCode, Language } from "../cli/command.ts";
import { runCli } from "../cli/run-cli.ts";

/** What a command line meets; whatever is left out is empty, and nobody sits at the terminal. */
export interface Surroundings {
  readonly cwd?: string;
  readonly root?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly clock?: Clock;
  readonly language?: Language;
  /** What comes on stdin, whole or line by line. */
  readonly input?: string;
  /** What a person at the terminal types; absent: nobody is there. */
  readonly says?: string | undefined;
}

export interface Told {
  readonly exit: ExitCode;
  readonly out: string;
  readonly err: string;
}

/** Runs one command line of the till as a shell would, and keeps what it prints. */
export async function typeCommand(words: readonly string[], given: Surroundings = {}): Promise<Told> {
  const { cwd = "/", env = {}, clock = systemClock, language = "en", input = "", says } = given;
  const out: string[] = [];
  const err: string[] = [];
  const exit = await runCli(words, {
    table: COMMANDS,
    env,
    cwd,
    root: given.root ?? findProjectRoot(import.meta.url),
    version: "0",
    clock,
    signal: new AbortController().signal,
    language,
    isInteractive: says !== undefined,
    readInput: async () => input,
    inputLines: async function* () {
      if (says !== undefined) yield says;
      else if (input !== "") yield* input.replace(/\n$/, "").split("\n");
    },
    out: (line) => void out.push(line),
    err: (line) => void err.push(line),
  });
  return { exit, out: out.join("\n"), err: err.join("\n") };
}
