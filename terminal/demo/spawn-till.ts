import { spawn, type ChildProcess } from "node:child_process";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { WorldAddresses } from "../embedded/addresses.ts";

/** What `till start --json` says when it is ready. */
export interface ReadyLine {
  readonly cashier: string;
  readonly dataDir: string;
  readonly emulators: WorldAddresses | null;
}

export interface SpawnedTill {
  readonly child: ChildProcess;
  readonly ready: ReadyLine;
  readonly url: string;
  readonly exited: Promise<number | null>;
}

/** Runs the built till as a process of its own, as a service manager would; `env` is its whole environment. */
export async function spawnTill(root: string, args: readonly string[], env: NodeJS.ProcessEnv): Promise<SpawnedTill> {
  const child = spawn(process.execPath, [join(root, "build", "till.mjs"), "start", "--port", "0", "--json", ...args], {
    stdio: ["ignore", "pipe", "pipe"],
    env,
  });
  const exited = new Promise<number | null>((resolve) => child.once("exit", (code) => resolve(code)));
  let errors = "";
  child.stderr.on("data", (chunk: Buffer) => {
    errors = (errors + chunk.toString("utf8")).slice(-4_000);
  });
  const first = await Promise.race([
    new Promise<string>((resolve) => createInterface({ input: child.stdout }).once("line", resolve)),
    exited,
  ]);
  if (typeof first !== "string") throw new Error(`the till did not start (exit ${first}): ${errors}`);
  const ready = JSON.parse(first) as ReadyLine & { readonly ok: boolean };
  if (!ready.ok) throw new Error(`the till did not start: ${first}`);
  return { child, ready, url: new URL(ready.cashier).origin, exited };
}
