/** Begins a job; resolves when it has ended, well or not. */
type Waiting = () => Promise<void>;

/**
 * Runs asynchronous jobs one at a time: those of the first lane in the order of arrival, those that can wait (`runLast`) when no
 * other is there. A full lane refuses.
 */
export class JobQueue {
  readonly #limit: number;
  readonly #first: Waiting[] = [];
  readonly #last: Waiting[] = [];
  #running: Promise<void> | null = null;

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Jobs of the first lane that wait or run. */
  get length(): number {
    return this.#first.length + (this.#running === null ? 0 : 1);
  }

  /** Null when the queue is full. A job that throws rejects its own promise only. */
  run<T>(job: () => Promise<T>): Promise<T> | null {
    return this.length >= this.#limit ? null : this.#join(this.#first, job);
  }

  /** As `run`, behind everything that comes before it begins. */
  runLast<T>(job: () => Promise<T>): Promise<T> | null {
    return this.#last.length >= this.#limit ? null : this.#join(this.#last, job);
  }

  /** Resolves when everything queued so far has ended. */
  async drained(): Promise<void> {
    while (this.#running !== null) await this.#running;
  }

  #join<T>(lane: Waiting[], job: () => Promise<T>): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      lane.push(() => Promise.resolve().then(job).then(resolve, reject));
      this.#next();
    });
  }

  #next(): void {
    if (this.#running !== null) return;
    const begin = this.#first.shift() ?? this.#last.shift();
    if (begin === undefined) return;
    this.#running = begin().finally(() => {
      this.#running = null;
      this.#next();
    });
  }
}
