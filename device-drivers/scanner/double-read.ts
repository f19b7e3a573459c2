/** One code passed before the window twice is one read; a held item that repeats is one read for as long as it is held. */
const DOUBLE_READ_MS = 300;

/** Tells double reads of one scanner apart from two equal items. Times are monotonic. */
export class DoubleReadGuard {
  readonly #windowMs: number;
  #last: Uint8Array | null = null;
  #lastAtMs = -Infinity;

  constructor(windowMs: number = DOUBLE_READ_MS) {
    this.#windowMs = windowMs;
  }

  isDoubleRead(code: Uint8Array, atMs: number): boolean {
    const isDouble = atMs - this.#lastAtMs < this.#windowMs && this.#last !== null && equalBytes(this.#last, code);
    this.#last = code;
    this.#lastAtMs = atMs;
    return isDouble;
  }
}

function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, index) => byte === b[index]);
}
