import type { Clock, EpochMs } from "../../config/clock.ts";
import type { ByteChannel } from "./channel.ts";

export interface WireChunk {
  readonly at: EpochMs;
  readonly direction: "in" | "out";
  /** At most the trace's limit of the chunk's first bytes. */
  readonly bytes: Uint8Array;
  /** How long the chunk really was. */
  readonly length: number;
}

const DEFAULT_CHUNKS = 1_000;
const BYTES_KEPT_PER_CHUNK = 512;

/**
 * The last chunks on a wire, for the technician. Recording copies at most 512 bytes and formats nothing.
 * A trace holds what the devices said, marking codes included: whoever shows it redacts.
 */
export class WireTrace {
  readonly #ring: (WireChunk | undefined)[];
  #next = 0;

  constructor(capacity: number = DEFAULT_CHUNKS) {
    this.#ring = Array.from({ length: capacity });
  }

  record(direction: "in" | "out", bytes: Uint8Array, at: EpochMs): void {
    this.#ring[this.#next % this.#ring.length] = {
      at,
      direction,
      bytes: bytes.slice(0, BYTES_KEPT_PER_CHUNK),
      length: bytes.length,
    };
    this.#next += 1;
  }

  /** Oldest first. */
  chunks(): readonly WireChunk[] {
    const start = this.#next % this.#ring.length;
    return [...this.#ring.slice(start), ...this.#ring.slice(0, start)].filter((chunk) => chunk !== undefined);
  }
}

/** "12:30:01.123 → 02 06 3f …(+200)" with `→` for what we sent; one line a chunk. */
export function formatWireChunk(chunk: WireChunk): string {
  const time = new Date(chunk.at).toISOString().slice(11, 23);
  const hex = Array.from(chunk.bytes, (byte) => byte.toString(16).padStart(2, "0")).join(" ");
  const rest = chunk.length > chunk.bytes.length ? ` …(+${chunk.length - chunk.bytes.length})` : "";
  return `${time} ${chunk.direction === "out" ? "→" : "←"} ${hex}${rest}`;
}

/** The same channel, with every chunk recorded. */
export function tracedChannel(channel: ByteChannel, trace: WireTrace, clock: Clock): ByteChannel {
  return {
    address: channel.address,
    closed: channel.closed,
    close: () => channel.close(),
    write: (bytes) => {
      trace.record("out", bytes, clock.now());
      return channel.write(bytes);
    },
    onData: (receive) =>
      channel.onData((bytes) => {
        trace.record("in", bytes, clock.now());
        receive(bytes);
      }),
  };
}
