import { spawn } from "node:child_process";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { appError, type AppError } from "../../config/errors/index.ts";
import { err, ok, type Result } from "../../config/result.ts";
import type { WorldAddresses } from "./addresses.ts";

export interface SpawnedWorld {
  readonly addresses: WorldAddresses;
  /** Ends the process and waits for it. */
  stop(): Promise<void>;
}

/** The first line of `till emulate all --json`. */
type EmulatorsAnswer = (WorldAddresses & { readonly ok: true }) | { readonly ok: false; readonly errors?: readonly AppError[] };

/**
 * Starts `till emulate all` as a process of its own: the fiscal drive and the servers go on whatever becomes of the till.
 * It ends by itself when this process is gone (its standard input closes).
 */
export async function spawnWorld(root: string, args: readonly string[]): Promise<Result<SpawnedWorld, AppError>> {
  const child = spawn(process.execPath, [join(root, "bin", "till.mjs"), "emulate", "all", "--json", "--attached", ...args], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  const ended = new Promise<number | null>((resolve) => child.once("exit", (code) => resolve(code)));
  const lines = createInterface({ input: child.stdout });
  const first = await Promise.race([new Promise<string>((resolve) => lines.once("line", resolve)), ended]);
  if (typeof first !== "string") return err(appError("API106", { code: first ?? -1 }));
  const said = JSON.parse(first) as EmulatorsAnswer;
  if (!said.ok) {
    await ended;
    return err(said.errors?.[0] ?? appError("API106", { code: 1 }));
  }
  const { ok: _ready, ...addresses } = said;
  return ok({
    addresses,
    async stop() {
      child.stdin.end();
      await ended;
    },
  });
}
