import type { AppError } from "../../config/errors/index.ts";
import { appError, retryClass } from "../../config/errors/index.ts";
import type { Batch, Refusal, SendOutcome, SequenceRange, Stop } from "../destination.ts";
import { REFUSALS_IN_ROW_MAX, RETRY_NOW_MAX, SUSPECT_BATCH_FAILURES, SUSPECT_LONE_FAILURES, SUSPECTS_MAX } from "../limits.ts";
import type { OutboxRow } from "../outbox-port.ts";

/** What the delivery of one destination remembers between two batches. Plain data; a restart begins with `FIRST_PACE`. */
export interface Pace {
  /** Batches in a row that settled nothing. */
  readonly failuresInRow: number;
  /** Documents refused in a row with none accepted between. */
  readonly refusalsInRow: number;
  /** So many rows are still sent one by one, because one of them is suspected; 0 when none is. */
  readonly loneRows: number;
  /** Rows at the head that keep ending without a proper answer. */
  readonly suspect: Suspect | null;
  /** The suspects stand back for one turn: does the row behind them pass? */
  readonly tryNeighbour: boolean;
  /**
   * First sequence that the destination may not know of, when that is known. Documents refused since do not count as
   * known: they are declared as held back with the next batch.
   */
  readonly expected: number | null;
  /** Gaps answered since something was settled, and the last of them. */
  readonly gaps: { readonly count: number; readonly last: number };
}

export interface Suspect {
  /** The head, and those behind it that failed as often. */
  readonly sequences: readonly number[];
  /** Failures in a row of the head, sent alone. */
  readonly failures: number;
  /** Failures in a row of the row behind, when the suspects stood back. */
  readonly comparisons: number;
  /** Code of the failure seen last. */
  readonly reason: string;
}

const NO_GAPS = { count: 0, last: 0 };

export const FIRST_PACE: Pace = {
  failuresInRow: 0,
  refusalsInRow: 0,
  loneRows: 0,
  suspect: null,
  tryNeighbour: false,
  expected: null,
  gaps: NO_GAPS,
};

export type Wait =
  | { readonly kind: "none" }
  | { readonly kind: "backoff"; readonly retryAfterMs: number | null }
  /** A person has to act. */
  | { readonly kind: "slow" };

/** What to record in the outbox, and how long to wait. */
export interface Step {
  readonly pace: Pace;
  readonly delivered: readonly number[];
  readonly setAside: readonly Refusal[];
  readonly failed: readonly number[];
  /** What stands in the way; null when sending goes on. */
  readonly error: AppError | null;
  readonly rewindTo: number | null;
  readonly wait: Wait;
}

/** How many rows to ask the outbox for. */
export function rowsWanted(pace: Pace, batchRowsMax: number): number {
  if (pace.tryNeighbour) return (pace.suspect?.sequences.length ?? 0) + 1;
  return pace.loneRows > 0 || pace.refusalsInRow >= REFUSALS_IN_ROW_MAX ? 1 : batchRowsMax;
}

/** The batch to send next from the oldest waiting rows; null when there are none. */
export function nextBatch(pace: Pace, rows: readonly OutboxRow[]): Batch | null {
  const chosen = pace.tryNeighbour ? rows.slice(-1) : rows;
  return chosen.length === 0 ? null : { rows: chosen, heldBack: holes(pace.expected, chosen) };
}

/** Sequences from `expected` up to the last row that are not among the rows. */
function holes(expected: number | null, rows: readonly OutboxRow[]): SequenceRange[] {
  if (expected === null) return [];
  const ranges: SequenceRange[] = [];
  let next = expected;
  for (const { sequence } of rows) {
    if (sequence > next) ranges.push({ from: next, to: sequence - 1 });
    next = Math.max(next, sequence + 1);
  }
  return ranges;
}

/** Decides from one outcome. Pure: same pace, batch and outcome, same step. */
export function react(pace: Pace, batch: Batch, outcome: SendOutcome, destination: string): Step {
  const inBatch = new Set(batch.rows.map((row) => row.sequence));
  const delivered = outcome.delivered.filter((sequence) => inBatch.has(sequence));
  const setAside = allowedRefusals(
    pace,
    delivered,
    outcome.refused.filter((refusal) => inBatch.has(refusal.sequence)),
  );
  const failed = outcome.failed.filter((sequence) => inBatch.has(sequence));
  const seen: Seen = { batch, delivered, setAside, failed, destination };
  if (delivered.length + setAside.length > 0) return afterProgress(pace, seen, outcome.stop);
  if (outcome.stop?.kind === "gap") return afterGap(pace, seen, outcome.stop.expected);
  return afterNothing(pace, seen, outcome.stop ?? nothingSaid(destination));
}

/** One outcome, reduced to the rows that were really sent. */
interface Seen {
  readonly batch: Batch;
  readonly delivered: readonly number[];
  readonly setAside: readonly Refusal[];
  readonly failed: readonly number[];
  readonly destination: string;
}

type Failure = Extract<Stop, { kind: "failed" }>;

/** A destination that refuses everything must not empty the queue into the set-aside list. */
function allowedRefusals(pace: Pace, delivered: readonly number[], refused: readonly Refusal[]): readonly Refusal[] {
  if (delivered.length > 0) return refused;
  return refused.slice(0, Math.max(1, REFUSALS_IN_ROW_MAX - pace.refusalsInRow));
}

function afterProgress(pace: Pace, seen: Seen, stop: Stop | null): Step {
  const { batch, delivered, setAside, failed, destination } = seen;
  const settled = [...delivered, ...setAside.map((refusal) => refusal.sequence)];
  const refusalsInRow = delivered.length > 0 ? setAside.length : pace.refusalsInRow + setAside.length;
  const crashing = delivered.length > 0 && stoodBack(pace, batch) ? crashRefusals(pace.suspect, destination) : [];
  const next: Pace = {
    failuresInRow: 0,
    refusalsInRow,
    loneRows: setAside.length > 0 || crashing.length > 0 ? 0 : Math.max(0, pace.loneRows - settled.length),
    suspect: null,
    tryNeighbour: false,
    expected: Math.max(pace.expected ?? batch.rows[0]?.sequence ?? 1, ...delivered.map((sequence) => sequence + 1)),
    gaps: NO_GAPS,
  };
  const step: Step = {
    delivered,
    setAside: [...setAside, ...crashing],
    failed,
    rewindTo: null,
    pace: next,
    error: null,
    wait: { kind: "none" },
  };
  if (refusalsInRow >= REFUSALS_IN_ROW_MAX) {
    return { ...step, error: appError("SYN716", { destination, count: refusalsInRow }), wait: { kind: "slow" } };
  }
  // A gap is met again by the next batch.
  if (stop === null || stop.kind === "gap") return step;
  const rest = batch.rows.filter((row) => !settled.includes(row.sequence));
  return { ...step, pace: { ...next, ...suspicion(next, tried(rest, failed), stop) }, error: stop.error, wait: waitFor(stop, 1) };
}

function afterGap(pace: Pace, seen: Seen, expected: number): Step {
  const { batch, delivered, setAside, failed, destination } = seen;
  const last = batch.rows.at(-1)?.sequence ?? 0;
  if (!Number.isSafeInteger(expected) || expected < 1 || expected > last) return afterNothing(pace, seen, nothingSaid(destination));
  const gaps = { count: pace.gaps.count + 1, last: expected };
  const next: Pace = { ...pace, failuresInRow: pace.failuresInRow + 1, expected, gaps, tryNeighbour: false };
  const isNew = pace.gaps.last !== expected;
  const goesOn = isNew && gaps.count <= RETRY_NOW_MAX;
  return {
    delivered,
    setAside,
    failed,
    pace: next,
    rewindTo: isNew ? expected : null,
    error: goesOn ? null : appError("SYN710", { destination, expected }),
    wait: goesOn ? { kind: "none" } : { kind: "slow" },
  };
}

function afterNothing(pace: Pace, { batch, delivered, setAside, failed }: Seen, stop: Failure): Step {
  const next: Pace = { ...pace, failuresInRow: pace.failuresInRow + 1 };
  const suspected = stoodBack(pace, batch)
    ? { tryNeighbour: false, suspect: afterComparison(pace.suspect, batch, stop) }
    : suspicion(next, tried(batch.rows, failed), stop);
  // Head and neighbour are compared back to back: a destination that recovers between them would make an innocent guilty.
  const wait: Wait = suspected.tryNeighbour === true ? { kind: "none" } : waitFor(stop, next.failuresInRow);
  return { delivered, setAside, failed, rewindTo: null, pace: { ...next, ...suspected }, error: stop.error, wait };
}

function waitFor(stop: Failure, failuresInRow: number): Wait {
  switch (retryClass(stop.error)) {
    case "needs-human":
      return { kind: "slow" };
    case "retry-now":
      return failuresInRow <= RETRY_NOW_MAX ? { kind: "none" } : { kind: "backoff", retryAfterMs: stop.retryAfterMs };
    default:
      return { kind: "backoff", retryAfterMs: stop.retryAfterMs };
  }
}

/** True when the batch is the neighbour of a suspect that stands back. */
function stoodBack(pace: Pace, batch: Batch): boolean {
  return pace.tryNeighbour && pace.suspect !== null && batch.rows.every((row) => pace.suspect?.sequences.includes(row.sequence) === false);
}

/** Rows whose attempt failed; all of them when the destination did not say which. */
function tried(rows: readonly OutboxRow[], failed: readonly number[]): readonly OutboxRow[] {
  const named = rows.filter((row) => failed.includes(row.sequence));
  return named.length > 0 ? named : rows;
}

/**
 * Who is at fault, the destination or one document? A batch that keeps failing is taken apart; a row that keeps failing
 * alone stands back for one turn. The row behind passes: the suspect is set aside. It fails too: it was the destination,
 * unless it fails as often, then two such rows stand together and both stand back. Nothing ever overtakes an innocent row.
 */
function suspicion(pace: Pace, rows: readonly OutboxRow[], stop: Failure): Partial<Pick<Pace, "loneRows" | "suspect" | "tryNeighbour">> {
  const head = rows[0];
  if (!stop.suspect || head === undefined) return { tryNeighbour: false };
  if (rows.length > 1) {
    const takeApart = retryClass(stop.error) === "retry-now" || pace.failuresInRow >= SUSPECT_BATCH_FAILURES;
    return { tryNeighbour: false, loneRows: takeApart ? rows.length : pace.loneRows };
  }
  const known = pace.suspect?.sequences[0] === head.sequence ? pace.suspect : { sequences: [head.sequence], failures: 0, comparisons: 0 };
  const failures = known.failures + 1;
  return {
    suspect: { ...known, failures, reason: stop.error.code },
    // A turn in which the head was alone after all is followed by a wait.
    tryNeighbour: failures >= SUSPECT_LONE_FAILURES && !pace.tryNeighbour,
  };
}

function afterComparison(suspect: Suspect | null, batch: Batch, stop: Failure): Suspect | null {
  const neighbour = batch.rows[0];
  if (suspect === null || neighbour === undefined || !stop.suspect) return suspect;
  const comparisons = suspect.comparisons + 1;
  if (comparisons < SUSPECT_LONE_FAILURES) return { ...suspect, comparisons };
  const together = [...suspect.sequences, neighbour.sequence];
  return { ...suspect, sequences: together.length > SUSPECTS_MAX ? together.slice(0, 1) : together, comparisons: 0 };
}

function crashRefusals(suspect: Suspect | null, destination: string): Refusal[] {
  const { sequences, reason } = suspect ?? { sequences: [], reason: "" };
  return sequences.map((sequence) => ({ sequence, error: appError("SYN714", { destination, reason }) }));
}

function nothingSaid(destination: string): Failure {
  const error = appError("SYN712", { destination, reason: "no word about any document" });
  return { kind: "failed", error, retryAfterMs: null, suspect: true };
}
