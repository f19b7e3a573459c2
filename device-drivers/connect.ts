import type { Clock } from "../config/clock.ts";
import type { Log } from "../config/log.ts";
import type { CardTerminalConfig, DisplayConfig, ScannerConfig } from "../config/sections/devices.ts";
import { openJsonTerminal, type JsonTerminal } from "./card-terminal/json-terminal.ts";
import type { DeviceState } from "./diagnostics/device-state.ts";
import { openLineDisplay, type LineDisplay } from "./display/line-display.ts";
import { openHidChannel } from "./scanner/hid-channel.ts";
import { openScanner, type Scanner, type ScannerDeps } from "./scanner/open-scanner.ts";
import type { ScanEvent } from "./scanner/scan.ts";
import { openSerialChannel } from "./transport/serial-channel.ts";
import { openTcpChannel } from "./transport/tcp-channel.ts";
import type { WireTrace } from "./transport/wire-trace.ts";

/** From the configuration to running drivers: the room's entrance for the till's composition root. */
export interface DeviceDeps {
  readonly clock: Clock;
  readonly random: () => number;
  readonly log: Log;
  readonly onState?: (state: DeviceState) => void;
  readonly trace?: WireTrace;
}

/** null for a keyboard wedge: it types into the cashier's screen, `wedge-scan.ts` reads it there. */
export function connectScanner(
  config: ScannerConfig,
  deps: DeviceDeps & Pick<ScannerDeps, "onDoubleRead" | "onBadRead">,
  onScan: (scan: ScanEvent) => void,
): Scanner | null {
  switch (config.kind) {
    case "serial": {
      const { path, baud: baudRate } = config;
      return openScanner(config, { ...deps, address: path, openChannel: () => openSerialChannel({ path, baudRate }, deps.clock) }, onScan);
    }
    case "hid-pos": {
      const { vendorId, productId, path } = config;
      const selector = {
        ...(vendorId === undefined ? {} : { vendorId }),
        ...(productId === undefined ? {} : { productId }),
        ...(path === undefined ? {} : { path }),
      };
      return openScanner(config, { ...deps, address: path ?? "HID POS", openChannel: () => openHidChannel(selector) }, onScan);
    }
    case "wedge":
      return null;
  }
}

export function connectDisplay(config: DisplayConfig, deps: DeviceDeps): LineDisplay {
  const { kind, path, baud: baudRate } = config;
  return openLineDisplay({ kind }, { ...deps, address: path, openChannel: () => openSerialChannel({ path, baudRate }, deps.clock) });
}

/** Never traced: slips are personal data. */
export function connectCardTerminal(config: CardTerminalConfig, deps: Omit<DeviceDeps, "trace">): JsonTerminal {
  const { host, port } = config;
  const { clock, random, log, onState } = deps;
  return openJsonTerminal(
    {},
    {
      clock,
      random,
      log,
      ...(onState === undefined ? {} : { onState }),
      address: `tcp:${host}:${port}`,
      openChannel: () => openTcpChannel({ host, port }, clock),
    },
  );
}
