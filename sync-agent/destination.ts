import type { EpochMs } from "../config/clock.ts";
import type { AppError } from "../config/errors/index.ts";
import type { OutboxRow } from "./outbox-port.ts";

/** Sequences `from`…`to`, both included. */
export interface SequenceRange {
  readonly from: number;
  readonly to: number;
}

/** What one call of a destination gets: rows in sequence order. */
export interface Batch {
  readonly rows: readonly OutboxRow[];
  /**
   * Sequences below the last row that will not come now: set aside, held back, or no longer kept. A destination that
   * watches for gaps passes them on; others ignore them.
   */
  readonly heldBack: readonly SequenceRange[];
}

export interface Refusal {
  readonly sequence: number;
  readonly error: AppError;
}

/** Why the rest of the batch was not settled. The retry class of the error decides what comes next. */
export type Stop =
  | {
      readonly kind: "failed";
      readonly error: AppError;
      /** Wish of the destination (Retry-After), in milliseconds. */
      readonly retryAfterMs: number | null;
      /** True when one of the documents may be the cause (no proper answer, a crash, an unexplained refusal). */
      readonly suspect: boolean;
    }
  /** The destination lacks this sequence (≤ the batch's last) and takes nothing before it has it. */
  | { readonly kind: "gap"; readonly expected: number };

/**
 * What became of a batch. A row is `delivered` only on the word of the destination that it has committed it (now or
 * before). Rows in none of the lists were not tried.
 */
export interface SendOutcome {
  readonly delivered: readonly number[];
  readonly refused: readonly Refusal[];
  readonly failed: readonly number[];
  readonly stop: Stop | null;
}

/**
 * A partner that facts are delivered to. `send` is called with one batch at a time, must be safe to repeat for the same
 * rows, bounds its own time, and ends early when the signal aborts.
 */
export interface Destination {
  /** Most rows of one `send`. */
  readonly batchRowsMax: number;
  send(batch: Batch, signal: AbortSignal): Promise<SendOutcome>;
  /** Frees sockets; nothing is sent afterwards. */
  close(): void;
}

/** One destination as the service page shows it. */
export interface DeliveryState {
  readonly name: string;
  readonly phase: "idle" | "sending" | "waiting" | "needs-human" | "stopped";
  readonly waiting: number;
  readonly oldestAt: EpochMs | null;
  /** How long the oldest document waits: an alarm for the manager. */
  readonly lateness: "in-time" | "late" | "very-late";
  readonly delivered: number;
  readonly setAside: number;
  readonly lastDeliveredAt: EpochMs | null;
  /** What stands in the way now; null while sending goes well. */
  readonly error: AppError | null;
  readonly failuresInRow: number;
  readonly nextAttemptAt: EpochMs | null;
}

/** The common case: nothing settled, all rows tried, one reason. */
export function failedBatch(batch: Batch, error: AppError, about: { retryAfterMs?: number | null; suspect?: boolean } = {}): SendOutcome {
  return {
    delivered: [],
    refused: [],
    failed: batch.rows.map((row) => row.sequence),
    stop: { kind: "failed", error, retryAfterMs: about.retryAfterMs ?? null, suspect: about.suspect ?? false },
  };
}
