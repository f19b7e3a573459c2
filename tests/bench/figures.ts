/** One line of the report: what was measured, held against a limit of the same run where there is one. */
export interface Figure {
  readonly what: string;
  readonly value: number;
  readonly unit: "ms" | "µs" | "MB" | "B" | "exchanges" | "/s" | "%";
  /** Measured (or computed) in the same run. */
  readonly limit: { readonly what: string; readonly value: number } | null;
  /** `value` ÷ `limit.value`. */
  readonly ratio: number | null;
  /** What docs and design want: of the ratio where there is a limit, else of the value. */
  readonly goal: number | null;
}

export interface BenchResult {
  readonly figures: readonly Figure[];
  /** Everything behind the figures, for the JSON report. */
  readonly details: unknown;
}

export function figure(
  what: string,
  value: number,
  unit: Figure["unit"],
  more: { readonly limit?: { readonly what: string; readonly value: number }; readonly goal?: number } = {},
): Figure {
  const limit = more.limit === undefined ? null : { ...more.limit, value: round(more.limit.value) };
  const ratio = more.limit === undefined ? null : round(value / more.limit.value);
  return { what, value: round(value), unit, limit, ratio, goal: more.goal ?? null };
}

export function isMet({ value, ratio, goal }: Figure): boolean | null {
  return goal === null ? null : (ratio ?? value) <= goal;
}

export interface Percentiles {
  readonly count: number;
  readonly best: number;
  readonly p50: number;
  readonly p99: number;
  readonly worst: number;
}

export function percentiles(values: readonly number[]): Percentiles {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (share: number): number => round(sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? 0);
  return { count: sorted.length, best: at(0), p50: at(0.5), p99: at(0.99), worst: at(1) };
}

/**
 * Percentiles over the best of several tries of each input: without what else the machine did at that moment, and with all that
 * belongs to the input. `rounds` hold the same inputs in the same order. What is compared with it must have run interleaved.
 */
export function quiet(rounds: readonly (readonly number[])[]): Percentiles {
  const [first, ...others] = rounds;
  if (first === undefined) throw new Error("nothing was measured");
  return percentiles(first.map((value, at) => Math.min(value, ...others.map((round) => round[at] ?? value))));
}

/** Three significant digits are more than any of this deserves. */
export function round(value: number): number {
  if (value === 0) return 0;
  const digits = Math.max(0, 2 - Math.floor(Math.log10(Math.abs(value))));
  return Number(value.toFixed(Math.min(digits, 6)));
}
