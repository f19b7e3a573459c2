import type { EpochMs } from "../config/clock.ts";
import type { Fact } from "../config/contract/facts.ts";
import type { AppError } from "../config/errors/index.ts";

/** One fact on its way to one destination. */
export interface OutboxRow {
  /** The fact's own sequence (`fact.sequence`). */
  readonly sequence: number;
  readonly destination: string;
  readonly fact: Fact;
  readonly attempts: number;
}

export interface OutboxSummary {
  readonly destination: string;
  readonly waiting: number;
  readonly oldestAt: EpochMs | null;
  readonly delivered: number;
  readonly setAside: number;
  readonly lastError: AppError | null;
  readonly lastDeliveredAt: EpochMs | null;
}

export interface SetAsideRow {
  readonly sequence: number;
  readonly destination: string;
  readonly fact: Fact;
  readonly error: AppError;
  readonly at: EpochMs;
}

/**
 * The outbox as the sync agent sees it; the journal implements it in the till's own database.
 * Rows of one destination come in sequence order and stay until `delivered` or `setAside`.
 */
export interface OutboxPort {
  destinations(): readonly string[];
  /** The oldest waiting rows, in order, at most `limit`. */
  next(destination: string, limit: number): readonly OutboxRow[];
  /** The destination has committed all of these. Idempotent. */
  delivered(destination: string, sequences: readonly number[], at: EpochMs): void;
  /** The destination refuses this document for good (poison): kept, shown, out of the way of the next ones. */
  setAside(destination: string, sequence: number, error: AppError, at: EpochMs): void;
  failed(destination: string, sequences: readonly number[], error: AppError, at: EpochMs): void;
  /** Puts a set-aside row back in the queue (after it was corrected at the destination). */
  requeue(destination: string, sequence: number): void;
  /**
   * The destination lost what it had acknowledged (it was restored from a copy): every delivered row from `fromSequence`
   * on waits again; set-aside rows stay where they are. Returns how many rows that were.
   */
  rewind(destination: string, fromSequence: number): number;
  setAsideRows(destination: string): readonly SetAsideRow[];
  summary(destination: string): OutboxSummary;
  /** Calls back after each commit that added rows; returns the way to stop. */
  onAppended(listener: () => void): () => void;
}
