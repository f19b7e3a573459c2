import type { EpochMs } from "../../config/clock.ts";
import type { Fact } from "../../config/contract/facts.ts";
import type { AppError } from "../../config/errors/index.ts";
import type { OutboxPort, OutboxRow, OutboxSummary, SetAsideRow } from "../outbox-port.ts";

type Entry = { state: "waiting" | "delivered" | "set-aside"; attempts: number; error: AppError | null; at: EpochMs | null };

export interface MemoryOutbox extends OutboxPort {
  append(...facts: readonly Fact[]): void;
}

/** The outbox port over plain arrays: for tests and for developing a partner without a till. Keeps nothing on disk. */
export function createMemoryOutbox(destinations: readonly string[]): MemoryOutbox {
  const facts: Fact[] = [];
  const queues = new Map(destinations.map((name) => [name, new Queue(name, facts)]));
  const listeners = new Set<() => void>();
  const queue = (name: string): Queue => {
    const found = queues.get(name);
    if (found === undefined) throw new Error(`no destination ${name}`);
    return found;
  };
  return {
    append(...added) {
      facts.push(...added);
      for (const listener of listeners) listener();
    },
    destinations: () => destinations,
    next: (name, limit) => queue(name).next(limit),
    delivered: (name, sequences, at) => queue(name).mark(sequences, { state: "delivered", at, error: null }),
    setAside: (name, sequence, error, at) => queue(name).mark([sequence], { state: "set-aside", error, at }),
    failed: (name, sequences, error, at) => queue(name).attempt(sequences, error, at),
    requeue: (name, sequence) => queue(name).requeue(sequence),
    rewind: (name, fromSequence) => queue(name).rewind(fromSequence),
    setAsideRows: (name) => queue(name).setAsideRows(),
    summary: (name) => queue(name).summary(),
    onAppended(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

class Queue {
  readonly #name: string;
  readonly #facts: readonly Fact[];
  readonly #entries = new Map<number, Entry>();
  /** Index of the first fact that may still wait: `next` never walks over what is settled. */
  #head = 0;
  #lastError: AppError | null = null;
  #lastDeliveredAt: EpochMs | null = null;

  constructor(name: string, facts: readonly Fact[]) {
    this.#name = name;
    this.#facts = facts;
  }

  next(limit: number): OutboxRow[] {
    const rows: OutboxRow[] = [];
    let atHead = true;
    for (let i = this.#head; i < this.#facts.length && rows.length < limit; i += 1) {
      const fact = this.#facts[i];
      if (fact === undefined) break;
      const entry = this.#entries.get(fact.sequence);
      if (entry === undefined || entry.state === "waiting") {
        atHead = false;
        rows.push({ sequence: fact.sequence, destination: this.#name, fact, attempts: entry?.attempts ?? 0 });
      } else if (atHead) this.#head = i + 1;
    }
    return rows;
  }

  mark(sequences: readonly number[], to: Pick<Entry, "state" | "error" | "at">): void {
    for (const sequence of sequences) this.#entries.set(sequence, { attempts: this.#entries.get(sequence)?.attempts ?? 0, ...to });
    if (to.state === "delivered") this.#lastDeliveredAt = to.at;
    if (to.error !== null) this.#lastError = to.error;
  }

  attempt(sequences: readonly number[], error: AppError, at: EpochMs): void {
    for (const sequence of sequences) {
      const attempts = (this.#entries.get(sequence)?.attempts ?? 0) + 1;
      this.#entries.set(sequence, { state: "waiting", attempts, error, at });
    }
    this.#lastError = error;
  }

  requeue(sequence: number): void {
    if (this.#entries.get(sequence)?.state === "set-aside") this.#wait(sequence);
  }

  rewind(fromSequence: number): number {
    const lost = [...this.#entries].filter(([sequence, entry]) => sequence >= fromSequence && entry.state === "delivered");
    for (const [sequence] of lost) this.#wait(sequence);
    return lost.length;
  }

  #wait(sequence: number): void {
    this.#entries.set(sequence, { state: "waiting", attempts: 0, error: null, at: null });
    this.#head = 0;
  }

  setAsideRows(): SetAsideRow[] {
    return this.#facts.flatMap((fact) => {
      const entry = this.#entries.get(fact.sequence);
      if (entry?.state !== "set-aside" || entry.error === null || entry.at === null) return [];
      return [{ sequence: fact.sequence, destination: this.#name, fact, error: entry.error, at: entry.at }];
    });
  }

  summary(): OutboxSummary {
    const states = this.#facts.map((fact) => this.#entries.get(fact.sequence)?.state ?? "waiting");
    const count = (state: Entry["state"]): number => states.filter((one) => one === state).length;
    return {
      destination: this.#name,
      waiting: count("waiting"),
      oldestAt: this.#facts[states.indexOf("waiting")]?.at ?? null,
      delivered: count("delivered"),
      setAside: count("set-aside"),
      lastError: this.#lastError,
      lastDeliveredAt: this.#lastDeliveredAt,
    };
  }
}
