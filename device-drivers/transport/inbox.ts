/**
 * The receiving half of a channel: hands chunks to the one receiver, keeps what came before it was set.
 */
export class Inbox {
  readonly #limitBytes: number;
  #receive: ((bytes: Uint8Array) => void) | null = null;
  #early: Uint8Array[] = [];
  #earlyBytes = 0;

  constructor(limitBytes: number) {
    this.#limitBytes = limitBytes;
  }

  /** False when nobody has been listening for too long and the chunk did not fit; the channel must then close. */
  deliver(bytes: Uint8Array): boolean {
    if (this.#receive) {
      this.#receive(bytes);
      return true;
    }
    if (this.#earlyBytes + bytes.length > this.#limitBytes) return false;
    this.#early.push(bytes);
    this.#earlyBytes += bytes.length;
    return true;
  }

  attach(receive: (bytes: Uint8Array) => void): void {
    this.#receive = receive;
    const early = this.#early;
    this.#early = [];
    this.#earlyBytes = 0;
    for (const chunk of early) receive(chunk);
  }
}

/** Bytes kept for a receiver that is not set yet: far above any frame of the devices we drive. */
export const EARLY_BYTES_LIMIT = 256 * 1024;
