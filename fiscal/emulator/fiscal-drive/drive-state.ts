import { EMPTY_COUNTERS, type DriveCounters } from "./counters.ts";
import { localSeconds, type CurrentDocument, type DriveRegistration, type LocalSeconds } from "./drive-types.ts";
import { initialMarking, type MarkingState } from "./marking-desk.ts";

const DAY_SECONDS = 86_400;

export const SHIFT_LIMIT_SECONDS = 24 * 3600;
/** The drive's own timer and a document's time may differ by this much (error 17h). */
export const CLOCK_TOLERANCE_SECONDS = 5 * 60;
export const OFD_WAIT_WARNING_SECONDS = 2 * DAY_SECONDS;
export const OFD_WAIT_LIMIT_SECONDS = 30 * DAY_SECONDS;
export const RESOURCE_WARNING_DAYS = { urgent: 3, soon: 30 } as const;
/** Share of the archive that is left when warning bit 2 comes on. */
export const ARCHIVE_WARNING_SHARE = 0.1;
/** Documents of a 15 or 36 month drive. [memory: order of size, real drives count by bytes] */
const DEFAULT_CAPACITY = 230_000;
const DEFAULT_LIFE_DAYS = 1110;
export const MAX_DOCUMENT_BYTES = 32_768;
export const MAX_ITEM_BYTES = 1024;

/** All that the drive remembers besides documents and notices; one JSON record. */
export interface DriveState {
  readonly serial: string;
  readonly keyHex: string;
  readonly registration: DriveRegistration;
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
  readonly ofd: {
    readonly online: boolean;
    readonly msPerDocument: number;
    /** The drive's timer, ms: when the line became free for the next document. */
    readonly freeAtMs: number;
  };
  readonly marking: MarkingState;
}

export interface NewDrive {
  /** 16 digits. */
  readonly serial: string;
  /** Secret of the fiscal sign, hex. */
  readonly keyHex: string;
  readonly registration: DriveRegistration;
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
    registration: config.registration,
    registeredAt: now,
    lifePhase: 0x03,
    skewMs: 0,
    expiresAt: localSeconds(now + (config.lifeDays ?? DEFAULT_LIFE_DAYS) * DAY_SECONDS),
    capacity,
    documentsLeft: capacity,
    last: { fdNumber: 0, at: localSeconds(0) },
    shift: { open: false, number: 0, openedAt: localSeconds(0), firstFd: 0, receipts: 0 },
    current: "none",
    shiftCounters: EMPTY_COUNTERS,
    totalCounters: EMPTY_COUNTERS,
    ofd: { online: true, msPerDocument: config.ofdMsPerDocument ?? 200, freeAtMs: 0 },
    marking: initialMarking(),
  };
}
