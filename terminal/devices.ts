import type { Clock } from "../config/clock.ts";
import type { AppError } from "../config/errors/index.ts";
import type { Log } from "../config/log.ts";
import type { Config } from "../config/schema.ts";
import { openJsonTerminal, type JsonTerminal } from "../device-drivers/card-terminal/json-terminal.ts";
import type { DeviceState } from "../device-drivers/diagnostics/device-state.ts";
import { openLineDisplay, type LineDisplay } from "../device-drivers/display/line-display.ts";
import { openHidChannel } from "../device-drivers/scanner/hid-channel.ts";
import { openScanner, type Scanner } from "../device-drivers/scanner/open-scanner.ts";
import type { ScanEvent } from "../device-drivers/scanner/scan.ts";
import type { OpenChannel } from "../device-drivers/transport/channel.ts";
import { openTcpChannel } from "../device-drivers/transport/tcp-channel.ts";
import { configuredSellers } from "./till-settings.ts";
import { openRegistrar, serialLink, type OpenedRegistrar } from "./open-registrar.ts";

export interface DeviceDeps {
  readonly clock: Clock;
  readonly random: () => number;
  readonly log: Log;
  readonly utcOffsetMinutes: number;
  readonly onScan: (scan: ScanEvent) => void;
  readonly onBadRead: (error: AppError) => void;
  readonly onDoubleRead: () => void;
  readonly onState: () => void;
}

export interface Devices {
  /** By the id of the seller that it belongs to, the till's own first. */
  readonly registrars: ReadonlyMap<string, OpenedRegistrar>;
  readonly cardTerminal: JsonTerminal | null;
  readonly display: LineDisplay | null;
  readonly states: () => readonly DeviceState[];
  stop(): Promise<void>;
}

/** Opens every device of the configuration; each keeps itself connected from then on, and none holds up the start. */
export function openDevices(config: Config, deps: DeviceDeps): Devices {
  const { clock } = deps;
  const registrars = new Map(configuredSellers(config).map(({ id, fiscal }) => [id, openRegistrar(fiscal, deps)]));
  const scanners = config.scanners.flatMap((scanner): Scanner[] => {
    if (scanner.kind === "wedge") return []; // read by the cashier's screen
    const opening = scanner.kind === "serial" ? serialLink(scanner.path, scanner.baud, clock) : hid(scanner);
    const settings =
      scanner.kind === "serial"
        ? { kind: scanner.kind, name: scanner.name, suffix: scanner.suffix, aim: scanner.aim }
        : { kind: scanner.kind, name: scanner.name };
    return [openScanner(settings, { ...deps, openChannel: opening.open, address: opening.address }, deps.onScan)];
  });
  const display = openDisplay(config, deps);
  const cardTerminal = openCardTerminal(config, deps);
  return {
    registrars,
    cardTerminal,
    display,
    states: () => [
      ...scanners.map((scanner) => scanner.state()),
      ...(display ? [display.state()] : []),
      ...(cardTerminal ? [cardTerminal.state()] : []),
    ],
    async stop() {
      await Promise.all([...scanners.map((scanner) => scanner.stop()), display?.stop(), cardTerminal?.stop()]);
      await Promise.all([...registrars.values()].map(({ registrar }) => registrar.close()));
    },
  };
}

function hid(scanner: { readonly vendorId?: number; readonly productId?: number; readonly path?: string }): {
  readonly open: OpenChannel;
  readonly address: string;
} {
  const { vendorId, productId, path } = scanner;
  const hex = (id: number | undefined): string => (id === undefined ? "*" : id.toString(16).padStart(4, "0"));
  const selector = {
    ...(vendorId === undefined ? {} : { vendorId }),
    ...(productId === undefined ? {} : { productId }),
    ...(path === undefined ? {} : { path }),
  };
  return { open: () => openHidChannel(selector), address: path ?? `hid:${hex(vendorId)}:${hex(productId)}` };
}

function openDisplay(config: Config, deps: DeviceDeps): LineDisplay | null {
  if (config.display === undefined) return null;
  const { kind, path, baud } = config.display;
  const { open, address } = serialLink(path, baud, deps.clock);
  return openLineDisplay({ kind, name: "display" }, { ...deps, openChannel: open, address });
}

function openCardTerminal(config: Config, deps: DeviceDeps): JsonTerminal | null {
  if (config.cardTerminal === undefined) return null;
  const { host, port } = config.cardTerminal;
  return openJsonTerminal(
    { name: "card-terminal" },
    { ...deps, openChannel: () => openTcpChannel({ host, port }, deps.clock), address: `tcp:${host}:${port}` },
  );
}
