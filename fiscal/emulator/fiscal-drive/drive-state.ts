import { EMPTY_COUNTERS, type DriveCounters } from "./counters.ts";
import {
  FFD,
  LIFE_PHASE,
  localSeconds,
  type CurrentDocument,
  type DriveRegistration,
  type FfdVersion,
  type LocalSeconds,
} from "./drive-types.ts";
import { initialMarking, EARLIER_MARKING, type MarkingState } from "./marking-desk.ts";
import type { OfdState } from "./ofd.ts";

const DAY_SECONDS = 86_400;

export const SHIFT_LIMIT_SECONDS = 24 * 3600;
/** The drive's own timer and a document's time may differ by this much (error 17h). */
export const CLOCK_TOLERANCE_SECONDS = 5 * 60;
export const OFD_WAIT_WARNING_SECONDS = 2 * DAY_SECONDS;
export const OFD_WAIT_LIMIT_SECONDS = 30 * DAY_SECONDS;
export const RESOURCE_WARNING_DAYS = { urgent: 3, soon: 30 } as const;
/** Shares of the archive that are left when the warnings come on: bit 2 of FF01, and tag 1052. */
export const ARCHIVE_WARNING_SHARE = 0.1;
export const ARCHIVE_FULL_SHARE = 0.01;
/** Registrations in a drive's life, the first among them. [memory] */
export const MAX_REGISTRATIONS = 12;
/** Documents of a 15 or 36 month drive. [memory: order of size, real drives count by bytes] */
const DEFAULT_CAPACITY = 230_000;
const DEFAULT_LIFE_DAYS = 1110;
export const MAX_DOCUMENT_BYTES = 32_768;
export const MAX_ITEM_BYTES = 1024;

/** All that the drive remembers besides documents and notices; one JSON record. */
export interface DriveState {
  readonly serial: string;
  readonly keyHex: string;
  /** Highest format that the drive knows (tag 1190). */
  readonly ffd: FfdVersion;
  /** The one in force; for a drive not yet registered, the one it was meant for. */
  readonly registration: DriveRegistration;
  /** Documents of types 1 and 11, oldest first. */
  readonly registrationFds: readonly number[];
  readonly registeredAt: LocalSeconds;
  readonly lifePhase: number;
  /** Moves the drive's timer against the host's clock, ms; only forward. */
  readonly skewMs: number;
  readonly expiresAt: LocalSeconds;
  readonly capacity: number;
  readonly documentsLeft: number;
  readonly last: { readonly fdNumber: number; readonly at: LocalSeconds };
  readonly shift: {
    readonly open: boolean;
    readonly number: number;
    readonly openedAt: LocalSeconds;
    readonly firstFd: number;
    readonly receipts: number;
  };
  readonly current: CurrentDocument;
  readonly shiftCounters: DriveCounters;
  readonly totalCounters: DriveCounters;
  readonly ofd: OfdState;
  readonly marking: MarkingState;
}

export interface NewDrive {
  /** 16 digits. */
  readonly serial: string;
  /** Secret of the fiscal sign, hex. */
  readonly keyHex: string;
  readonly registration: DriveRegistration;
  /** 1.2 unless told. */
  readonly ffd?: FfdVersion;
  /** False: as from the factory, to be registered by `register`. */
  readonly registered?: boolean;
  readonly lifeDays?: number;
  readonly capacity?: number;
  /** Time that the emulated OFD takes for one document. */
  readonly ofdMsPerDocument?: number;
}

export function initialDriveState(config: NewDrive, now: LocalSeconds): DriveState {
  const capacity = config.capacity ?? DEFAULT_CAPACITY;
  return {
    serial: config.serial,
    keyHex: config.keyHex,
    ffd: config.ffd ?? FFD.v12,
    registration: config.registration,
    registrationFds: [],
    registeredAt: now,
    lifePhase: LIFE_PHASE.configured,
    skewMs: 0,
    expiresAt: localSeconds(now + (config.lifeDays ?? DEFAULT_LIFE_DAYS) * DAY_SECONDS),
    capacity,
    documentsLeft: capacity,
    last: { fdNumber: 0, at: localSeconds(0) },
    shift: { open: false, number: 0, openedAt: localSeconds(0), firstFd: 0, receipts: 0 },
    current: "none",
    shiftCounters: EMPTY_COUNTERS,
    totalCounters: EMPTY_COUNTERS,
    ofd: { online: true, refusing: false, msPerDocument: config.ofdMsPerDocument ?? 200, lateMs: 0, freeAtMs: 0, lastAnswer: null },
    marking: initialMarking(),
  };
}

/** A record that an earlier version of the emulator has written: the fields that it did not know get their plain values. */
export function withNewerFields(stored: DriveState): DriveState {
  const earlier: Partial<DriveState> = stored;
  return {
    ...stored,
    ffd: earlier.ffd ?? FFD.v12,
    registrationFds: earlier.registrationFds ?? [1],
    registration: { ...EARLIER_REGISTRATION, ...stored.registration },
    ofd: { ...EARLIER_OFD, ...stored.ofd },
    marking: { ...EARLIER_MARKING, ...stored.marking },
  };
}

const EARLIER_REGISTRATION = {
  ffd: FFD.v12,
  excise: true,
  internet: false,
  services: false,
  strictForms: false,
  automatNumber: "",
  encryption: false,
  agents: 0,
  otherConditions: 0,
} as const;

const EARLIER_OFD = { refusing: false, lateMs: 0, lastAnswer: null } as const;
