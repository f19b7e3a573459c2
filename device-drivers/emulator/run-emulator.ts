/** What every `till emulate …` of this room needs from the command line. */
export interface RunEmulatorOptions {
  /** One line of JSON with the addresses instead of text. */
  readonly json: boolean;
  readonly print: (line: string) => void;
  /** Ends the emulator (Ctrl+C). */
  readonly signal: AbortSignal;
}

/** Where the emulated device is: `path` of its port or `tcp` address, and the control socket. */
export function printAddresses(
  options: Pick<RunEmulatorOptions, "json" | "print">,
  title: string,
  addresses: { readonly path?: string; readonly tcp?: string; readonly control: string },
): void {
  if (options.json) return options.print(JSON.stringify(addresses));
  options.print(`${title}: ${addresses.path ?? addresses.tcp}`);
  options.print(`Управление: ${addresses.control}`);
}
