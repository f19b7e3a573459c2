import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cmd, frame } from "../../testing/host-bytes.ts";
import { openHost, unframe, type Host } from "../../testing/host.ts";

const NAK = 0x15;
const ACK = 0x06;
const ENQ = 0x05;
const STATUS = cmd(0x10);

function host(options: Parameters<typeof openHost>[0] = {}): Host {
  return openHost(options);
}

describe("frame link of the emulated registrar", () => {
  it("answers ENQ by NAK when it waits for a command", () => {
    expect(host().enq()).toEqual([NAK]);
  });

  it("takes a frame without ENQ, acknowledges, answers, and sends FFh after the host's ACK", () => {
    const h = host();
    const back = h.raw(...frame(STATUS));
    expect(back[0]).toBe(ACK);
    expect(unframe(back.slice(1))).toHaveLength(16);
    expect(h.raw(ACK)).toEqual([0xff]);
    expect(h.enq()).toEqual([NAK]);
  });

  it("sends no FFh on a serial line", () => {
    const h = host({ medium: "serial" });
    h.raw(...frame(STATUS));
    expect(h.raw(ACK)).toEqual([]);
  });

  it("repeats the unconfirmed answer on ENQ, as often as asked", () => {
    const h = host();
    const first = h.raw(...frame(STATUS));
    expect(h.enq()).toEqual(first);
    expect(h.raw(NAK)).toEqual([]);
    expect(h.enq()).toEqual(first);
    h.raw(ACK);
    expect(h.enq()).toEqual([NAK]);
  });

  it("keeps the answer after the ACK time is over, and drops it for a new frame", async () => {
    const h = host();
    const first = h.raw(...frame(STATUS));
    await h.clock.advance(60_000);
    expect(h.poll()).toEqual([]);
    expect(h.enq()).toEqual(first);
    expect(h.raw(...frame(cmd(0xff40)))[2]).toBe(3 + 5);
  });

  it("takes a stray byte for no confirmation: the answer stays held, the next stray byte is refused", () => {
    const h = host();
    const first = h.raw(...frame(STATUS));
    expect(h.raw(0x41)).toEqual([]);
    expect(h.raw(0x41)).toEqual([NAK]);
    expect(h.enq()).toEqual(first);
  });

  it("says NAK to a wrong LRC, a foreign first byte and an empty frame", () => {
    const h = host();
    const bad = frame(STATUS);
    bad[bad.length - 1] = (bad.at(-1) ?? 0) ^ 1;
    expect(h.raw(...bad)).toEqual([NAK]);
    expect(h.raw(0x41)).toEqual([NAK]);
    expect(h.raw(0x02, 0x00)).toEqual([NAK]);
    expect(h.raw(...frame(STATUS))[0]).toBe(ACK);
  });

  it("gives up a frame whose bytes stop coming", async () => {
    const h = host();
    expect(h.raw(...frame(STATUS).slice(0, 4))).toEqual([]);
    await h.clock.advance(h.kkt.machine.kkt.profile.byteTimeoutMs + 1);
    expect(h.poll()).toEqual([NAK]);
    expect(h.raw(...frame(STATUS))[0]).toBe(ACK);
  });

  it("acknowledges ENQ while it executes and answers when it is ready", async () => {
    const h = host({ profile: { answerDelayMs: { 0x10: 500 } } });
    expect(h.raw(...frame(STATUS))).toEqual([ACK]);
    expect(h.enq()).toEqual([ACK]);
    await h.clock.advance(499);
    expect(h.poll()).toEqual([]);
    await h.clock.advance(1);
    expect(unframe(h.poll())).toHaveLength(16);
  });

  it("keeps the held answer over a lost session, or forgets it: by profile", () => {
    for (const [heldAnswerSurvivesReconnect, expected] of [
      [true, ACK],
      [false, NAK],
    ] as const) {
      const h = host({ profile: { heldAnswerSurvivesReconnect } });
      h.raw(...frame(STATUS));
      h.kkt.peer.disconnected();
      expect(h.enq()[0]).toBe(expected);
    }
  });

  it("forgets a half frame with its session", () => {
    const h = host();
    h.raw(...frame(STATUS).slice(0, 5));
    h.kkt.peer.disconnected();
    expect(h.raw(...frame(STATUS))[0]).toBe(ACK);
  });

  it("gives the same answer however the bytes are cut into chunks", () => {
    const bytes = [ENQ, ...frame(STATUS), ACK, ENQ];
    const whole = host().raw(...bytes);
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: bytes.length - 1 }), { maxLength: 5 }), (cuts) => {
        const h = host();
        const points = [0, ...cuts.toSorted((a, b) => a - b), bytes.length];
        const back = points.slice(1).flatMap((end, i) => h.raw(...bytes.slice(points[i], end)));
        expect(back).toEqual(whole);
      }),
      { numRuns: 30 },
    );
  });

  it("never executes a frame with one flipped bit", () => {
    const h = host();
    const good = frame(cmd(0xe0));
    fc.assert(
      fc.property(fc.integer({ min: 0, max: good.length * 8 - 1 }), (bit) => {
        const bad = [...good];
        bad[bit >> 3] = (bad[bit >> 3] ?? 0) ^ (1 << (bit & 7));
        h.raw(...bad);
        h.kkt.peer.disconnected();
        expect(h.kkt.state().shift.open).toBe(false);
      }),
      { numRuns: 100 },
    );
  });
});
