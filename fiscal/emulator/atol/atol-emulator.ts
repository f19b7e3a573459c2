import { systemClock, type Clock } from "../../../config/clock.ts";
import { errorText, type AppError } from "../../../config/errors/index.ts";
import { silentLog, type Log } from "../../../config/log.ts";
import { ok, type Result } from "../../../config/result.ts";
import { startControlServer, type ControlledDevice } from "../control/control-server.ts";
import type { FiscalDrive, NewDrive } from "../fiscal-drive/index.ts";
import { listening, openDrive } from "../open-parts.ts";
import { AtolKkt } from "./atol-kkt.ts";
import { AtolMachine } from "./atol-machine.ts";
import { startDriverCable, type DriverCable } from "./driver-library/driver-cable.ts";
import { FAULT_SHAPES, isFault, type Fault } from "./faults.ts";
import { startWebServer, type WebServer } from "./http-server.ts";
import { FAST_ATOL_PROFILE, type AtolProfile } from "./profile.ts";
import { atolStateJson, type AtolStateJson } from "./state-json.ts";
import type { RequestMemory } from "./web-requests-server.ts";

const LOOPBACK = "127.0.0.1";
const DEFAULT_RETRY_MS = 3000;
/** Moscow. */
const DEFAULT_UTC_OFFSET_MINUTES = 180;

export interface AtolEmulatorOptions {
  /** Home of the drive and of the server's requests; made when absent. Null: in memory. One process at a time owns it. */
  readonly dataDir: string | null;
  /** 0 or absent: any free port. The vendor's is 16732. */
  readonly httpPort?: number;
  readonly controlPort?: number;
  /** The registrar itself, for the driver's library of `driver-library/`; 0: any free port, absent: not there. */
  readonly driverPort?: number;
  /** Loopback unless said. */
  readonly host?: string;
  readonly clock?: Clock;
  readonly log?: Log;
  readonly profile?: AtolProfile;
  readonly msPerLine?: number;
  readonly utcOffsetMinutes?: number;
  /** Basic login, by name; none = open. */
  readonly users?: Readonly<Record<string, string>>;
  /** What a restart of the server leaves of its requests. `kept` unless said. */
  readonly requests?: RequestMemory;
  /** Tries to find out the outcome of a blocked task, ms apart; the vendor's server takes about 3 s. */
  readonly retryMs?: number;
  /** A new home begins with registrar 1 connected and default, or with no registrar. */
  readonly preset?: "ready" | "empty";
  /** For a new drive only. */
  readonly drive?: Partial<NewDrive>;
}

export interface AtolEmulator {
  readonly httpPort: number;
  readonly controlPort: number;
  /** Null: none was asked for. */
  readonly driverPort: number | null;
  readonly url: string;
  readonly machine: AtolMachine;
  readonly drive: FiscalDrive;
  applyFault(fault: Fault): number | null;
  /** The server's process ends and begins anew; resolves when it listens again. */
  restartServer(requests?: RequestMemory): Promise<void>;
  state(): AtolStateJson;
  stop(): Promise<void>;
}

/** As `tryStartAtolEmulator`; an expected failure is thrown as an Error whose `cause` is the AppError. */
export async function startAtolEmulator(options: AtolEmulatorOptions): Promise<AtolEmulator> {
  const started = await tryStartAtolEmulator(options);
  if (!started.ok) throw new Error(errorText(started.error, "en"), { cause: started.error });
  return started.value;
}

/** Starts drive, registrar, «Web Requests» and control. Errors: FIS500 (port), FIS501 (folder). */
export async function tryStartAtolEmulator(options: AtolEmulatorOptions): Promise<Result<AtolEmulator, AppError>> {
  const clock = options.clock ?? systemClock;
  const log = options.log ?? silentLog;
  const opened = openDrive(options, clock);
  if (!opened.ok) return opened;
  const drive = opened.value;
  const machine = newMachine(options, drive, clock, log);
  let web: WebServer | null = null;
  let cable: DriverCable | null = null;
  const listen = async (port: number): Promise<WebServer> =>
    startWebServer({ api: () => machine.server.api, faults: machine.faults, clock, log, host: options.host ?? LOOPBACK }, port);
  const stop = async (): Promise<void> => {
    await cable?.close();
    await machine.stop();
    await web?.close();
    drive.store.close();
  };
  const listened = await listening(options.httpPort ?? 0, listen);
  if (!listened.ok) {
    await stop();
    return listened;
  }
  web = listened.value;
  const { port: httpPort } = web;
  machine.connectPort({
    open: async () => {
      web = await listen(httpPort);
    },
    close: async () => {
      await web?.close();
      web = null;
    },
  });
  const { driverPort } = options;
  if (driverPort !== undefined) {
    const laid = await listening(driverPort, (port) => startDriverCable({ link: machine.link, log, host: options.host ?? LOOPBACK }, port));
    if (!laid.ok) {
      await stop();
      return laid;
    }
    cable = laid.value;
  }
  const device = { ...controlled(machine), state: () => atolStateJson(machine) };
  const control = await listening(options.controlPort ?? 0, (port) => startControlServer(device, port, log));
  if (!control.ok) {
    await stop();
    return control;
  }
  return ok({
    httpPort,
    controlPort: control.value.port,
    driverPort: cable?.port ?? null,
    url: `http://${options.host ?? LOOPBACK}:${httpPort}`,
    machine,
    drive,
    applyFault: (fault) => machine.apply(fault),
    restartServer: (requests) => machine.restartServer(requests),
    state: () => atolStateJson(machine),
    stop: async () => {
      await control.value.close();
      await stop();
    },
  });
}

function controlled(machine: AtolMachine): Omit<ControlledDevice, "state"> {
  const { kkt, faults } = machine;
  return {
    wake: () => machine.wake(),
    faults,
    shapes: FAULT_SHAPES,
    apply: (fault) => (isFault(fault) ? { id: machine.apply(fault) } : null),
    drive: kkt.drive,
    roll: kkt.roll,
    paper: (limit) => kkt.paper(limit),
    paperWidth: kkt.profile.paperWidth,
  };
}

function newMachine(options: AtolEmulatorOptions, drive: FiscalDrive, clock: Clock, log: Log): AtolMachine {
  const base = options.profile ?? FAST_ATOL_PROFILE;
  const profile = options.msPerLine === undefined ? base : { ...base, msPerLine: options.msPerLine };
  const utcOffsetMinutes = options.utcOffsetMinutes ?? DEFAULT_UTC_OFFSET_MINUTES;
  return new AtolMachine({
    kkt: new AtolKkt({ drive, clock, profile, utcOffsetMinutes }),
    clock,
    log,
    utcOffsetMinutes,
    users: new Map(Object.entries(options.users ?? {})),
    preset: options.preset ?? "ready",
    retryMs: options.retryMs ?? DEFAULT_RETRY_MS,
    memory: options.requests ?? "kept",
  });
}
