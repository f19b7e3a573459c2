import type { EpochMs } from "../../config/clock.ts";
import type { AppError } from "../../config/errors/index.ts";

export type DeviceKind = "kkt" | "scanner" | "display" | "card-terminal" | "scale" | "receipt-printer" | "cash-drawer";

/**
 * - `connecting`: the first opening is under way, nothing failed yet;
 * - `connected`: the link is open (and the device answered, where its driver asks);
 * - `lost`: it was connected; the supervisor is reopening it;
 * - `error`: it never was connected, or only a person can help (port taken, no rights, wrong mode).
 */
export type LinkState = "connected" | "connecting" | "lost" | "error";

/** What every supervised device shows on the service page. Plain data. */
export interface DeviceState {
  /** Name in the configuration. */
  readonly name: string;
  readonly kind: DeviceKind;
  readonly address: string;
  readonly state: LinkState;
  /** Wall time of the last change of `state`. */
  readonly since: EpochMs;
  /** The last failure; stays after a recovery, for the technician. */
  readonly lastError: AppError | null;
  /** Since the start of the process: openings, losses, and what the driver counts (scans, misreads, redraws…). */
  readonly counters: Readonly<Record<string, number>>;
}
