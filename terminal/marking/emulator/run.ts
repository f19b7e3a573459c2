import { startTsPiotEmulator, type TsPiotEmulatorOptions } from "./server.ts";

export interface RunEmulatorOptions extends TsPiotEmulatorOptions {
  /** Ends the run. */
  readonly signal: AbortSignal;
}

/** Port of the real service, taken by default by `till emulate`. */
export const TS_PIOT_PORT = 51_400;

/** Runs the emulator until `signal` aborts; rejects when the port cannot be taken. */
export async function runEmulateTsPiot(options: RunEmulatorOptions): Promise<void> {
  const emulator = await startTsPiotEmulator(options);
  if (!options.signal.aborted) await new Promise((resolve) => options.signal.addEventListener("abort", resolve, { once: true }));
  await emulator.close();
}
