import type { AppError } from "../../config/errors/index.ts";
import { ok, type Result } from "../../config/result.ts";
import { startControlServer } from "./control-server.ts";
import { DisplayScreen, type DisplayLanguage, type ScreenState } from "./display-screen.ts";
import { openPtyPort } from "./pty-port.ts";

export interface DisplayEmulatorOptions {
  readonly kind: DisplayLanguage;
  /** A fixed name for the port, e.g. `/tmp/till-display`. */
  readonly linkPath?: string;
  /** 0 or absent: any free port. */
  readonly controlPort?: number;
  /** After every change of the lines. */
  readonly onChange?: (state: ScreenState) => void;
}

/** A customer display on a port of its own. */
export interface DisplayEmulator {
  /** What the till opens. */
  readonly path: string;
  readonly controlPort: number;
  screen(): ScreenState;
  /** Off and on again while the cable stays plugged: everything set is forgotten. */
  powerCycle(): void;
  stop(): Promise<void>;
}

/** Control calls: `GET /screen`, `POST /power-cycle`. Fails with DEV112 or DEV115. */
export async function startDisplayEmulator(options: DisplayEmulatorOptions): Promise<Result<DisplayEmulator, AppError>> {
  const port = await openPtyPort(options.linkPath === undefined ? {} : { linkPath: options.linkPath });
  if (!port.ok) return port;
  const screen = new DisplayScreen(options.kind);
  let shown = screen.state().lines.join("");
  const tell = (): void => {
    const state = screen.state();
    if (state.lines.join("") === shown) return;
    shown = state.lines.join("");
    options.onChange?.(state);
  };
  const powerCycle = (): void => {
    screen.powerCycle();
    tell();
  };
  port.value.channel.onData((bytes) => {
    screen.feed(bytes);
    tell();
  });
  const control = await startControlServer(
    {
      "GET /screen": () => ({ body: screen.state() }),
      "POST /power-cycle": () => {
        powerCycle();
        return { body: screen.state() };
      },
    },
    options.controlPort,
  );
  if (!control.ok) {
    await port.value.close();
    return control;
  }
  return ok({
    path: port.value.path,
    controlPort: control.value.port,
    screen: () => screen.state(),
    powerCycle,
    stop: async () => {
      await control.value.close();
      await port.value.close();
    },
  });
}
