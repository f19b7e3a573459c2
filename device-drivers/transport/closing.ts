import type { AppError } from "../../config/errors/index.ts";

/** The one end of a channel: the first reason stays, later ones are echoes of it. */
export class Closing {
  readonly closed: Promise<AppError | null>;
  #resolve: (reason: AppError | null) => void = () => {};
  #reason: AppError | null | undefined;

  constructor() {
    this.closed = new Promise((resolve) => {
      this.#resolve = resolve;
    });
  }

  get isClosed(): boolean {
    return this.#reason !== undefined;
  }

  /** null = we closed it. */
  settle(reason: AppError | null): void {
    if (this.#reason !== undefined) return;
    this.#reason = reason;
    this.#resolve(reason);
  }
}
