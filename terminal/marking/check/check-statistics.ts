import type { EpochMs } from "../../../config/clock.ts";
import type { AppError } from "../../../config/errors/index.ts";
import { outcomeOf } from "./check-chain.ts";
import type { CheckAnswer, CheckSource, TriedSource } from "./marking-check.ts";

/** One answer as the technician may see it: the code without its crypto tail. */
export interface SeenAnswer {
  readonly at: EpochMs;
  readonly cis: string;
  readonly source: CheckSource;
  readonly outcome: string;
  readonly tookMs: number;
  readonly attempts: number;
  readonly tried: readonly TriedSource[];
  readonly error: AppError | null;
}

export interface Latencies {
  readonly count: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
}

/** Latencies are of the last answers only, so that memory is bounded and a bad morning is forgotten. */
const LATENCIES_KEPT = 512;
const ANSWERS_KEPT = 20;

/** Counts of checks since the till started. Bounded: outcomes are modes and our own error codes, latencies and answers the last ones. */
export class CheckStatistics {
  readonly #counts = new Map<CheckSource, Map<string, number>>();
  readonly #latencies = new Map<CheckSource | "all", LastValues>();
  #recent: readonly SeenAnswer[] = [];

  note(answer: CheckAnswer, cis: string, at: EpochMs): void {
    const tried = answer.tried ?? [];
    for (const { source, outcome, tookMs } of tried) {
      const counts = this.#counts.get(source) ?? new Map<string, number>();
      this.#counts.set(source, counts.set(outcome, (counts.get(outcome) ?? 0) + 1));
      this.#valuesOf(source).add(tookMs);
    }
    this.#valuesOf("all").add(answer.tookMs);
    const { source, tookMs, attempts } = answer;
    const error = answer.mode === "unavailable" ? answer.error : null;
    const seen = { at, cis, source, outcome: outcomeOf(answer), tookMs, attempts, tried, error };
    this.#recent = [seen, ...this.#recent].slice(0, ANSWERS_KEPT);
  }

  /** By outcome: "online", "offline", "emergency", "flags-absent", or an error code. */
  counts(source: CheckSource): Readonly<Record<string, number>> {
    return Object.fromEntries(this.#counts.get(source) ?? []);
  }

  /** Of one source, or of whole checks; null before the first. */
  latencies(of: CheckSource | "all"): Latencies | null {
    return this.#latencies.get(of)?.summary() ?? null;
  }

  /** The last answers, newest first. */
  recent(): readonly SeenAnswer[] {
    return this.#recent;
  }

  #valuesOf(of: CheckSource | "all"): LastValues {
    const known = this.#latencies.get(of) ?? new LastValues();
    this.#latencies.set(of, known);
    return known;
  }
}

class LastValues {
  readonly #values: number[] = [];
  #next = 0;

  add(value: number): void {
    this.#values[this.#next] = value;
    this.#next = (this.#next + 1) % LATENCIES_KEPT;
  }

  summary(): Latencies | null {
    const sorted = this.#values.toSorted((one, other) => one - other);
    const at = (share: number): number => sorted[Math.ceil(share * sorted.length) - 1] ?? 0;
    return sorted.length === 0 ? null : { count: sorted.length, p50Ms: at(0.5), p99Ms: at(0.99) };
  }
}
