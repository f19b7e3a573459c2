import { systemClock, type Clock } from "../../config/clock.ts";
import { errorText, type AppError } from "../../config/errors/index.ts";
import { silentLog, type Log } from "../../config/log.ts";
import { err, ok, type Result } from "../../config/result.ts";
import { openPtyPort } from "../../device-drivers/emulator/pty-port.ts";
import { startControlServer, type ControlledDevice } from "./control/control-server.ts";
import { FAULT_SHAPES, isFault, type Fault } from "./control/faults.ts";
import { stateJson, type EmulatorStateJson } from "./control/state-json.ts";
import type { FiscalDrive, NewDrive } from "./fiscal-drive/index.ts";
import { listening, openDrive } from "./open-parts.ts";
import { KktMachine } from "./shtrih-m/kkt-machine.ts";
import { Pump } from "./shtrih-m/link/pump.ts";
import { openTcpPort } from "./shtrih-m/link/tcp-port.ts";
import { FAST_PROFILE, type KktProfile } from "./shtrih-m/profile.ts";

const LOOPBACK = "127.0.0.1";

export interface KktEmulatorOptions {
  /** Home of the drive; made when absent. Null: in memory. One process at a time owns it. */
  readonly dataDir: string | null;
  /** 0 or absent: any free port. */
  readonly tcpPort?: number;
  readonly controlPort?: number;
  /** Loopback unless said. */
  readonly host?: string;
  readonly pty?: boolean;
  /** A symbolic link to the PTY, so that its path stays the same. */
  readonly ptyLink?: string;
  readonly clock?: Clock;
  readonly log?: Log;
  readonly profile?: KktProfile;
  readonly printMsPerLine?: number;
  readonly utcOffsetMinutes?: number;
  /** For a new drive only. */
  readonly drive?: Partial<NewDrive>;
}

export interface KktEmulator {
  readonly tcpPort: number;
  readonly controlPort: number;
  readonly ptyPath?: string;
  readonly machine: KktMachine;
  readonly drive: FiscalDrive;
  applyFault(fault: Fault): number | null;
  state(): EmulatorStateJson;
  stop(): Promise<void>;
}

/** As `tryStartKktEmulator`; an expected failure is thrown as an Error whose `cause` is the AppError. */
export async function startKktEmulator(options: KktEmulatorOptions): Promise<KktEmulator> {
  const started = await tryStartKktEmulator(options);
  if (!started.ok) throw new Error(errorText(started.error, "en"), { cause: started.error });
  return started.value;
}

/** Starts drive, registrar, TCP, control and, when asked, a PTY. Errors: FIS500 (port), FIS501 (folder), DEV112 (PTY). */
export async function tryStartKktEmulator(options: KktEmulatorOptions): Promise<Result<KktEmulator, AppError>> {
  const clock = options.clock ?? systemClock;
  const log = options.log ?? silentLog;
  const opened = openDrive(options, clock);
  if (!opened.ok) return opened;
  const drive = opened.value;
  const base = options.profile ?? FAST_PROFILE;
  const profile = options.printMsPerLine === undefined ? base : { ...base, msPerLine: options.printMsPerLine };
  const machine = new KktMachine({ drive, clock, profile, log });
  const closers: (() => Promise<void> | void)[] = [() => drive.store.close()];
  const stop = async (): Promise<void> => {
    for (const close of closers.splice(0).reverse()) await close();
  };
  const fail = async (error: AppError): Promise<Result<never, AppError>> => {
    await stop();
    return err(error);
  };

  const tcp = await listening(options.tcpPort ?? 0, (port) => openTcpPort(machine, options.host ?? LOOPBACK, port, clock, log));
  if (!tcp.ok) return fail(tcp.error);
  closers.push(() => tcp.value.close());
  const control = await listening(options.controlPort ?? 0, (port) => startControlServer(controlled(machine), port, log));
  if (!control.ok) return fail(control.error);
  closers.push(() => control.value.close());
  let ptyPath: string | undefined;
  if (options.pty === true) {
    const pty = await plugPty(machine, options.ptyLink, clock);
    if (!pty.ok) return fail(pty.error);
    closers.push(pty.value.close);
    ptyPath = pty.value.path;
  }
  return ok({
    tcpPort: tcp.value.port,
    controlPort: control.value.port,
    ...(ptyPath === undefined ? {} : { ptyPath }),
    machine,
    drive,
    applyFault: (fault) => machine.apply(fault),
    state: () => stateJson(machine),
    stop,
  });
}

function controlled(machine: KktMachine): ControlledDevice {
  const { kkt, faults } = machine;
  return {
    wake: () => machine.wake(),
    state: () => stateJson(machine),
    faults,
    shapes: FAULT_SHAPES,
    apply: (fault) => (isFault(fault) ? { id: machine.apply(fault) } : null),
    drive: kkt.drive,
    roll: kkt.roll,
    paper: (limit) => kkt.paper(limit),
    paperWidth: kkt.profile.paperWidth,
  };
}

/** The serial plug: the same device on a pseudo-terminal. */
async function plugPty(
  machine: KktMachine,
  linkPath: string | undefined,
  clock: Clock,
): Promise<Result<{ readonly path: string; readonly close: () => Promise<void> }, AppError>> {
  const port = await openPtyPort({ clock, ...(linkPath === undefined ? {} : { linkPath }) });
  if (!port.ok) return port;
  const { channel, path } = port.value;
  const peer = machine.attach("serial");
  const pump = new Pump(peer, clock, { write: (bytes) => void channel.write(bytes), end: () => {} });
  channel.onData((bytes) => pump.receive(bytes));
  return ok({
    path,
    close: async () => {
      pump.stop();
      await port.value.close();
    },
  });
}
