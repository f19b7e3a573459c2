/**
 * Frame v1 of the Shtrih-M exchange protocol (стандартный нижний уровень), protocol 1.17 appendix 2:
 * `STX LEN payload LRC`, payload = command bytes and parameters, LRC = XOR of LEN and the payload.
 * Control bytes ENQ, ACK, NAK stand between frames. No timers here: the caller decides when a half frame is stale.
 */
export const STX = 0x02;
export const ENQ = 0x05;
export const ACK = 0x06;
export const NAK = 0x15;

/** LEN is one byte. */
export const MAX_PAYLOAD_BYTES = 255;
const OVERHEAD_BYTES = 3;
const MAX_FRAME_BYTES = MAX_PAYLOAD_BYTES + OVERHEAD_BYTES;

type ControlByte = typeof ENQ | typeof ACK | typeof NAK;

export type Parsed =
  | { readonly kind: "frame"; readonly payload: Uint8Array; readonly size: number }
  | { readonly kind: "control"; readonly byte: ControlByte; readonly size: 1 }
  /** The start of a frame; at least `missing` bytes more are needed. */
  | { readonly kind: "incomplete"; readonly missing: number }
  | { readonly kind: "bad"; readonly reason: "lrc" | "empty"; readonly size: number }
  /** A byte that starts nothing (line noise, the FFh that TCP devices send after our ACK). */
  | { readonly kind: "noise"; readonly size: 1 };

/** What the accumulator found in the stream. */
export type StreamEvent =
  | { readonly kind: "frame"; readonly payload: Uint8Array }
  | { readonly kind: "control"; readonly byte: ControlByte }
  | { readonly kind: "bad-frame"; readonly reason: "lrc" | "empty"; readonly size: number }
  | { readonly kind: "noise"; readonly size: number };

function lrcOf(bytes: Uint8Array, from: number, to: number): number {
  let lrc = 0;
  for (let i = from; i < to; i++) lrc ^= bytes[i] ?? 0;
  return lrc;
}

/** Null when the payload does not fit one frame (1..255 bytes). */
export function buildFrame(payload: Uint8Array): Uint8Array | null {
  if (payload.length === 0 || payload.length > MAX_PAYLOAD_BYTES) return null;
  const frame = new Uint8Array(payload.length + OVERHEAD_BYTES);
  frame[0] = STX;
  frame[1] = payload.length;
  frame.set(payload, 2);
  frame[frame.length - 1] = lrcOf(frame, 1, frame.length - 1);
  return frame;
}

/** Reads one thing from the start of `bytes`. */
export function parseFrame(bytes: Uint8Array): Parsed {
  const first = bytes[0];
  if (first === undefined) return { kind: "incomplete", missing: 1 };
  if (first === ENQ || first === ACK || first === NAK) return { kind: "control", byte: first, size: 1 };
  if (first !== STX) return { kind: "noise", size: 1 };
  const length = bytes[1];
  if (length === undefined) return { kind: "incomplete", missing: 2 };
  const size = length + OVERHEAD_BYTES;
  if (bytes.length < size) return { kind: "incomplete", missing: size - bytes.length };
  if (lrcOf(bytes, 1, size - 1) !== bytes[size - 1]) return { kind: "bad", reason: "lrc", size };
  if (length === 0) return { kind: "bad", reason: "empty", size };
  return { kind: "frame", payload: bytes.slice(2, size - 1), size };
}

/** Cuts a byte stream into events. Holds at most one frame; everything else is reported at once. */
export class FrameAccumulator {
  readonly #buffer = new Uint8Array(MAX_FRAME_BYTES);
  #length = 0;

  /** Bytes of a frame that is still being received. */
  get pendingBytes(): number {
    return this.#length;
  }

  feed(chunk: Uint8Array): StreamEvent[] {
    const events: StreamEvent[] = [];
    let noise = 0;
    const flushNoise = (): void => {
      if (noise > 0) events.push({ kind: "noise", size: noise });
      noise = 0;
    };
    for (const byte of chunk) {
      this.#buffer[this.#length++] = byte;
      const parsed = parseFrame(this.#buffer.subarray(0, this.#length));
      if (parsed.kind === "incomplete") continue;
      this.#length = 0;
      if (parsed.kind === "noise") {
        noise++;
        continue;
      }
      flushNoise();
      if (parsed.kind === "frame") events.push({ kind: "frame", payload: parsed.payload });
      else if (parsed.kind === "control") events.push({ kind: "control", byte: parsed.byte });
      else events.push({ kind: "bad-frame", reason: parsed.reason, size: parsed.size });
    }
    flushNoise();
    return events;
  }

  /** Drops a half frame; tells how many bytes it had. */
  reset(): number {
    const dropped = this.#length;
    this.#length = 0;
    return dropped;
  }
}
