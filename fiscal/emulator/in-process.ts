import type { Clock } from "../../config/clock.ts";
import { silentLog, type Log } from "../../config/log.ts";
import type { Fault } from "./control/faults.ts";
import { stateJson, type EmulatorStateJson } from "./control/state-json.ts";
import { trainingDrive } from "./default-drive.ts";
import { FiscalDrive, openEmulatorStore, type NewDrive } from "./fiscal-drive/index.ts";
import { KktMachine, type KktPeer } from "./shtrih-m/kkt-machine.ts";
import { FAST_PROFILE, type KktProfile } from "./shtrih-m/profile.ts";

/** Moscow. Fiscal documents carry the shop's local time without a zone. */
const DEFAULT_UTC_OFFSET_MINUTES = 180;
/** Key of throw-away drives: the same documents give the same fiscal signs in every run. */
const FIXED_KEY_HEX = "00".repeat(32);

export interface OpenDriveOptions {
  /** Null: in memory. */
  readonly dataDir: string | null;
  readonly clock: Clock;
  readonly utcOffsetMinutes?: number;
  /** For a new drive only; an existing one keeps its own. */
  readonly config?: Partial<NewDrive>;
  readonly keyHex?: string;
}

/** Opens or makes a drive. Throws when the directory is in use by another process. */
export function openFiscalDrive(options: OpenDriveOptions): FiscalDrive {
  const store = openEmulatorStore(options.dataDir);
  const config = trainingDrive(options.keyHex ?? FIXED_KEY_HEX, options.config);
  return new FiscalDrive(store, options.clock, options.utcOffsetMinutes ?? DEFAULT_UTC_OFFSET_MINUTES, config);
}

export interface InProcessKkt {
  readonly machine: KktMachine;
  /** The plug: bytes in, bytes out, on the given clock. */
  readonly peer: KktPeer;
  applyFault(fault: Fault): number | null;
  state(): EmulatorStateJson;
  close(): void;
}

/**
 * A registrar without sockets and timers, for the simulator and for tests: everything that happens is a function of the
 * bytes fed, the faults applied and the clock. `close` closes the drive's store too.
 */
export function openKktInProcess(options: {
  readonly drive: FiscalDrive;
  readonly clock: Clock;
  readonly profile?: KktProfile;
  readonly log?: Log;
  readonly medium?: "tcp" | "serial";
}): InProcessKkt {
  const { drive, clock } = options;
  const machine = new KktMachine({ drive, clock, profile: options.profile ?? FAST_PROFILE, log: options.log ?? silentLog });
  const peer = machine.attach(options.medium ?? "tcp");
  return {
    machine,
    peer,
    applyFault: (fault) => machine.apply(fault),
    state: () => stateJson(machine),
    close: () => drive.store.close(),
  };
}
