import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ACK, ENQ, FrameAccumulator, MAX_PAYLOAD_BYTES, NAK, STX, buildFrame, parseFrame } from "./frame.ts";
import type { StreamEvent } from "./frame.ts";

const bytes = (...values: number[]): Uint8Array => Uint8Array.from(values);
const payloads = fc.uint8Array({ minLength: 1, maxLength: MAX_PAYLOAD_BYTES });

function frameOf(payload: Uint8Array): Uint8Array {
  const frame = buildFrame(payload);
  if (frame === null) throw new Error("payload does not fit");
  return frame;
}

function feedAll(chunks: Uint8Array[]): StreamEvent[] {
  const accumulator = new FrameAccumulator();
  return chunks.flatMap((chunk) => accumulator.feed(chunk));
}

/** Neighbouring noise events are one event for the comparison: where a chunk ends must not matter. */
function joinNoise(events: StreamEvent[]): StreamEvent[] {
  const joined: StreamEvent[] = [];
  for (const event of events) {
    const last = joined.at(-1);
    if (event.kind === "noise" && last?.kind === "noise") joined[joined.length - 1] = { kind: "noise", size: last.size + event.size };
    else joined.push(event);
  }
  return joined;
}

function cut(stream: Uint8Array, points: number[]): Uint8Array[] {
  const offsets = [0, ...points.map((point) => point % (stream.length + 1)), stream.length].toSorted((a, b) => a - b);
  return offsets.slice(1).map((end, i) => stream.subarray(offsets[i], end));
}

describe("parseFrame", () => {
  it("reads a whole frame: short status with password 30", () => {
    // 02 05 10 1E 00 00 00 0B: the LRC is 05^10^1E = 0B.
    const frame = bytes(0x02, 0x05, 0x10, 0x1e, 0, 0, 0, 0x0b);
    expect(parseFrame(frame)).toEqual({ kind: "frame", payload: bytes(0x10, 0x1e, 0, 0, 0), size: 8 });
    expect(buildFrame(bytes(0x10, 0x1e, 0, 0, 0))).toEqual(frame);
  });

  it("asks for more while a frame is short", () => {
    expect(parseFrame(bytes())).toEqual({ kind: "incomplete", missing: 1 });
    expect(parseFrame(bytes(STX))).toEqual({ kind: "incomplete", missing: 2 });
    expect(parseFrame(bytes(STX, 0x05, 0x10))).toEqual({ kind: "incomplete", missing: 5 });
  });

  it("reports control bytes, noise, a bad LRC and an empty frame", () => {
    expect(parseFrame(bytes(ENQ, STX))).toEqual({ kind: "control", byte: ENQ, size: 1 });
    expect(parseFrame(bytes(ACK))).toEqual({ kind: "control", byte: ACK, size: 1 });
    expect(parseFrame(bytes(NAK))).toEqual({ kind: "control", byte: NAK, size: 1 });
    expect(parseFrame(bytes(0xff))).toEqual({ kind: "noise", size: 1 });
    expect(parseFrame(bytes(STX, 1, 0x10, 0x12))).toEqual({ kind: "bad", reason: "lrc", size: 4 });
    expect(parseFrame(bytes(STX, 0, 0))).toEqual({ kind: "bad", reason: "empty", size: 3 });
  });

  it("does not read beyond the frame", () => {
    expect(parseFrame(bytes(STX, 1, 0x10, 0x11, 0x06))).toMatchObject({ kind: "frame", size: 4 });
  });
});

describe("buildFrame", () => {
  it("refuses what LEN cannot tell", () => {
    expect(buildFrame(bytes())).toBeNull();
    expect(buildFrame(new Uint8Array(256))).toBeNull();
    expect(buildFrame(new Uint8Array(255))?.length).toBe(258);
  });

  it("is undone by parseFrame", () => {
    fc.assert(
      fc.property(payloads, (payload) => {
        expect(parseFrame(frameOf(payload))).toMatchObject({ kind: "frame", payload });
      }),
    );
  });
});

describe("FrameAccumulator", () => {
  const noiseByte = fc.integer({ min: 0, max: 255 }).filter((b) => ![STX, ENQ, ACK, NAK].includes(b));
  const pieces = fc.array(
    fc.oneof(
      payloads.map((payload) => ({ wire: frameOf(payload), event: { kind: "frame", payload } satisfies StreamEvent })),
      fc.constantFrom(ENQ, ACK, NAK).map((byte) => ({ wire: bytes(byte), event: { kind: "control", byte } as StreamEvent })),
      fc.array(noiseByte, { minLength: 1, maxLength: 20 }).map((noise) => ({
        wire: bytes(...noise),
        event: { kind: "noise", size: noise.length } satisfies StreamEvent,
      })),
    ),
    { maxLength: 12 },
  );

  it("gives the same events however the stream is split; rubbish between frames is reported", () => {
    fc.assert(
      fc.property(pieces, fc.array(fc.nat(), { maxLength: 12 }), (list, points) => {
        const stream = bytes(...list.flatMap((piece) => [...piece.wire]));
        const expected = joinNoise(list.map((piece) => piece.event));
        expect(joinNoise(feedAll(cut(stream, points)))).toEqual(expected);
      }),
    );
  });

  it("never takes a frame with one corrupted byte for a valid frame of the same length", () => {
    fc.assert(
      fc.property(payloads, fc.nat(), fc.integer({ min: 1, max: 255 }), (payload, where, flip) => {
        const frame = frameOf(payload);
        const at = where % frame.length;
        frame[at] = (frame[at] ?? 0) ^ flip;
        const parsed = parseFrame(frame);
        // A changed LEN may end the frame early on an accidental LRC; then its payload is shorter, never a full one.
        if (parsed.kind === "frame") expect(parsed.payload.length).toBeLessThan(payload.length);
        if (at >= 2) expect(parsed.kind).toBe("bad");
      }),
    );
  });

  it("never holds more than one frame and forgets a half frame on reset", () => {
    const accumulator = new FrameAccumulator();
    expect(accumulator.feed(bytes(STX, 0xff, 1, 2, 3))).toEqual([]);
    expect(accumulator.pendingBytes).toBe(5);
    expect(accumulator.reset()).toBe(5);
    expect(accumulator.reset()).toBe(0);
    expect(accumulator.feed(bytes(ACK))).toEqual([{ kind: "control", byte: ACK }]);
    accumulator.feed(new Uint8Array(10_000).fill(STX));
    expect(accumulator.pendingBytes).toBeLessThan(258);
  });
});
