/** Runs asynchronous jobs one after another, in the order of arrival. A full queue refuses. */
export class JobQueue {
  readonly #limit: number;
  #waiting = 0;
  #tail: Promise<void> = Promise.resolve();

  constructor(limit: number) {
    this.#limit = limit;
  }

  get length(): number {
    return this.#waiting;
  }

  /** Null when the queue is full. A job that throws rejects its own promise only. */
  run<T>(job: () => Promise<T>): Promise<T> | null {
    if (this.#waiting >= this.#limit) return null;
    this.#waiting++;
    const result = this.#tail.then(job).finally(() => {
      this.#waiting--;
    });
    this.#tail = result.then(
      () => undefined,
      () => undefined,
    );
    return result;
  }

  /** Resolves when everything queued so far has ended. */
  async drained(): Promise<void> {
    await this.#tail;
  }
}
