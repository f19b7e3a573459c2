import type { AppError } from "../../config/errors/index.ts";
import type { Log } from "../../config/log.ts";
import { ok, type Result } from "../../config/result.ts";
import { tryStartKktEmulator } from "./kkt-emulator.ts";
import { FAST_PROFILE, REALISTIC_PROFILE } from "./shtrih-m/profile.ts";

/** Options of `till emulate kkt`. */
export interface EmulateKktOptions {
  readonly dataDir: string;
  readonly tcpPort: number;
  readonly controlPort: number;
  readonly pty: boolean;
  readonly ptyLink?: string;
  /** One line of JSON with the addresses instead of text. */
  readonly json: boolean;
  /** The pace of a real device instead of instant answers and paper. */
  readonly realistic: boolean;
  readonly printMsPerLine?: number;
  readonly log: Log;
  readonly print: (line: string) => void;
  /** Ends the emulator. */
  readonly signal: AbortSignal;
}

/** Runs until the signal; resolves when everything is closed. Errors as `tryStartKktEmulator`. */
export async function runEmulateKkt(options: EmulateKktOptions): Promise<Result<void, AppError>> {
  const started = await tryStartKktEmulator({
    dataDir: options.dataDir,
    tcpPort: options.tcpPort,
    controlPort: options.controlPort,
    pty: options.pty,
    ...(options.ptyLink === undefined ? {} : { ptyLink: options.ptyLink }),
    ...(options.printMsPerLine === undefined ? {} : { printMsPerLine: options.printMsPerLine }),
    profile: options.realistic ? REALISTIC_PROFILE : FAST_PROFILE,
    log: options.log,
  });
  if (!started.ok) return started;
  const { tcpPort, controlPort, ptyPath, stop } = started.value;
  const addresses = { tcp: `127.0.0.1:${tcpPort}`, control: `http://127.0.0.1:${controlPort}`, pty: ptyPath ?? null };
  if (options.json) {
    options.print(JSON.stringify(addresses));
  } else {
    options.print(`ККТ (учебная): tcp ${addresses.tcp}${addresses.pty === null ? "" : `, порт ${addresses.pty}`}`);
    options.print(`Управление: ${addresses.control}/state`);
  }
  await aborted(options.signal);
  await stop();
  return ok(undefined);
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    signal.addEventListener("abort", () => resolve(), { once: true });
  });
}
