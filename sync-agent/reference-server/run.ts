import type { Clock } from "../../config/clock.ts";
import type { Log } from "../../config/log.ts";
import { untilAborted } from "../../config/until-aborted.ts";
import { startIteemServer } from "./iteem/server.ts";
import { startOneCServer } from "./onec/server.ts";

export interface EmulateOptions {
  /** Folder of the database; null: in memory, gone at the end. */
  readonly dataDir: string | null;
  readonly port: number;
  readonly controlPort: number;
  readonly hostname?: string;
  readonly clock: Clock;
  readonly log: Log;
  /** Ends the server. */
  readonly signal: AbortSignal;
  /** One line for the person at the terminal. */
  readonly print: (line: string) => void;
}

export interface EmulateIteemOptions extends EmulateOptions {
  /** Token that tills must bring; null: any. */
  readonly token: string | null;
}

export interface EmulateOneCOptions extends EmulateOptions {
  /** User of 1C; null: any. */
  readonly credentials: { readonly user: string; readonly password: string } | null;
}

/** Runs the reference ITEEM server until the signal aborts. Rejects when a port is taken or the folder cannot be written. */
export async function runEmulateIteem(options: EmulateIteemOptions): Promise<void> {
  const server = await startIteemServer({ ...options, dataDir: options.dataDir ?? ":memory:" });
  options.print(`ITEEM: ${server.url}  control: ${server.controlUrl}`);
  await untilAborted(options.signal);
  await server.stop();
}

/** Runs the reference 1C until the signal aborts. Rejects when a port is taken or the folder cannot be written. */
export async function runEmulateOneC(options: EmulateOneCOptions): Promise<void> {
  const server = await startOneCServer({ ...options, dataDir: options.dataDir ?? ":memory:" });
  options.print(`1C: ${server.url}  control: ${server.controlUrl}`);
  await untilAborted(options.signal);
  await server.stop();
}
