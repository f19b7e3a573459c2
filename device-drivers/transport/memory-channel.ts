import { appError, type AppError } from "../../config/errors/index.ts";
import { err, ok, type Result } from "../../config/result.ts";
import type { ByteChannel } from "./channel.ts";
import { Closing } from "./closing.ts";
import { EARLY_BYTES_LIMIT, Inbox } from "./inbox.ts";

export interface MemoryPairOptions {
  readonly address?: string;
  /** The cable breaks as soon as this many bytes have passed in that direction; 0 = before the first one. */
  readonly cutAfterBytes?: { readonly hostToDevice?: number; readonly deviceToHost?: number };
  /** Received pieces are at most this long; absent = as written. */
  readonly chunkBytes?: number;
}

/** Two ends of one cable in memory. Bytes arrive in a later microtask, never inside `write`. */
export interface MemoryPair {
  readonly host: ByteChannel;
  readonly device: ByteChannel;
  /** Breaks the cable now: both ends report DEV105. Bytes on the way are lost. */
  cut(): void;
}

/**
 * A cable for tests and in-process emulators. A write that crosses the cut delivers its first bytes and fails
 * with DEV105, like a port that lost its device in mid-frame.
 */
export function createMemoryPair(options: MemoryPairOptions = {}): MemoryPair {
  const name = options.address ?? "memory";
  const host = new MemoryEnd(`${name}:host`, () => device, options.cutAfterBytes?.hostToDevice, options.chunkBytes);
  const device: MemoryEnd = new MemoryEnd(`${name}:device`, () => host, options.cutAfterBytes?.deviceToHost, options.chunkBytes);
  return { host, device, cut: () => host.cut() };
}

class MemoryEnd implements ByteChannel {
  readonly address: string;
  readonly closed: Promise<AppError | null>;
  readonly #chunkBytes: number;
  readonly #closing = new Closing();
  readonly #inbox = new Inbox(EARLY_BYTES_LIMIT);
  readonly #peer: () => MemoryEnd;
  #bytesUntilCut: number;

  constructor(address: string, peer: () => MemoryEnd, bytesUntilCut: number = Infinity, chunkBytes: number = Infinity) {
    this.address = address;
    this.closed = this.#closing.closed;
    this.#peer = peer;
    this.#bytesUntilCut = bytesUntilCut;
    this.#chunkBytes = chunkBytes;
  }

  onData(receive: (bytes: Uint8Array) => void): void {
    this.#inbox.attach(receive);
  }

  async write(bytes: Uint8Array): Promise<Result<void, AppError>> {
    if (this.#closing.isClosed) return err(appError("DEV107", { address: this.address }));
    const passing = Uint8Array.from(bytes.subarray(0, Math.min(bytes.length, this.#bytesUntilCut)));
    const isCut = bytes.length > this.#bytesUntilCut;
    this.#bytesUntilCut -= passing.length;
    for (let at = 0; at < passing.length; at += this.#chunkBytes) {
      const chunk = passing.subarray(at, Math.min(passing.length, at + this.#chunkBytes));
      queueMicrotask(() => this.#peer().#receive(chunk));
    }
    if (this.#bytesUntilCut === 0) queueMicrotask(() => this.cut());
    // The writer goes on only after the peer had the bytes.
    await Promise.resolve();
    return isCut ? err(this.#lose("cable cut")) : ok(undefined);
  }

  async close(): Promise<void> {
    this.#closing.settle(null);
    queueMicrotask(() => this.#peer().#lose("peer closed"));
  }

  cut(): void {
    this.#lose("cable cut");
    this.#peer().#lose("cable cut");
  }

  #receive(chunk: Uint8Array): void {
    if (this.#closing.isClosed) return;
    if (!this.#inbox.deliver(chunk)) this.#closing.settle(appError("DEV110", { address: this.address, limitBytes: EARLY_BYTES_LIMIT }));
  }

  #lose(reason: string): AppError {
    const lost = appError("DEV105", { address: this.address, reason });
    this.#closing.settle(lost);
    return lost;
  }
}
