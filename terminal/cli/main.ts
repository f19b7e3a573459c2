import { once } from "node:events";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { Writable } from "node:stream";
import { systemClock } from "../../config/clock.ts";
import { findProjectRoot } from "../../config/project-root.ts";
import { COMMANDS } from "./command-table.ts";
import type { Language } from "./command.ts";
import { runCli } from "./run-cli.ts";

/** Entry of the bundle (bin/till.mjs imports it): ties the command line to this process. */
const root = findProjectRoot(import.meta.url);
const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { readonly version: string };

/** A reader that went away (`till … | head`) is no error. */
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error;
  process.exit();
});

void main();

/** A function, because the bundle is CommonJS (docs/decisions/0003). */
async function main(): Promise<void> {
  const exitCode = await runCli(process.argv.slice(2), {
    table: COMMANDS,
    env: process.env,
    cwd: process.cwd(),
    root,
    version,
    clock: systemClock,
    signal: signalOfProcess(),
    language: languageOf(process.env),
    isInteractive: process.stdin.isTTY,
    readInput,
    inputLines: (asked) => (asked?.isSecret === true && process.stdin.isTTY ? secretLines() : createInterface({ input: process.stdin })),
    drained: async () => void (process.stdout.writableNeedDrain && (await once(process.stdout, "drain"))),
    out: (line) => void process.stdout.write(`${line}\n`),
    err: (line) => void process.stderr.write(`${line}\n`),
  });
  // A command that has answered is over, whatever it left open; what it wrote goes out first.
  process.stdout.write("", () => process.stderr.write("", () => process.exit(exitCode)));
}

/** The first request to end lets the command finish; the second one does not wait. */
function signalOfProcess(): AbortSignal {
  const controller = new AbortController();
  for (const name of ["SIGINT", "SIGTERM"] as const) {
    process.on(name, () => {
      if (controller.signal.aborted) process.exit(name === "SIGINT" ? 130 : 143);
      controller.abort();
    });
  }
  return controller.signal;
}

function languageOf(env: NodeJS.ProcessEnv): Language {
  const named =
    env["TILL_LANGUAGE"] ?? env["LC_ALL"] ?? env["LC_MESSAGES"] ?? env["LANG"] ?? Intl.DateTimeFormat().resolvedOptions().locale;
  return named.toLowerCase().startsWith("ru") ? "ru" : "en";
}

/** What is typed is shown nowhere; Ctrl+C ends it. */
function secretLines(): AsyncIterable<string> {
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  const lines = createInterface({ input: process.stdin, output: nowhere, terminal: true });
  return lines.once("SIGINT", () => lines.close());
}

async function readInput(): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of process.stdin) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString("utf8");
}
