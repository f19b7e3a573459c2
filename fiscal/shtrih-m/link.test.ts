import { describe, expect, it } from "vitest";
import { silentLog } from "../../config/log.ts";
import type { Result } from "../../config/result.ts";
import { ManualClock } from "../../device-drivers/transport/manual-clock.ts";
import { ShtrihLink } from "./link.ts";
import type { LinkFailure, LinkRequest } from "./link.ts";
import { SHTRIH_PROFILES } from "./model.ts";
import type { LinkTimings } from "./model.ts";
import { driven } from "./testing/drive-clock.ts";
import { ScriptedDevice, hex } from "./testing/scripted-device.ts";
import type { Reaction } from "./testing/scripted-device.ts";

const STATUS: LinkRequest = {
  name: "10 short status",
  expects: hex("10"),
  payload: hex("10 1e000000"),
  isRepeatable: true,
  replyTimeoutMs: 3_000,
};
const CLOSE: LinkRequest = {
  name: "FF45 close",
  expects: hex("ff45"),
  payload: hex("ff45 1e000000 00"),
  isRepeatable: false,
  replyTimeoutMs: 30_000,
};
const GOOD = hex("1000 01");
const CLOSED = hex("ff4500 0102");

function setUp(timings: LinkTimings = SHTRIH_PROFILES["shtrih-m"].timings) {
  const clock = new ManualClock();
  const script: Reaction[] = [];
  const device = new ScriptedDevice((payload) => script.shift() ?? (payload[0] === 0xff ? CLOSED : GOOD));
  const link = new ShtrihLink({ openChannel: device.open, clock, log: silentLog, timings });
  const ask = (request: LinkRequest): Promise<Result<Uint8Array, LinkFailure>> => driven(clock, link.request(request));
  return { clock, device, link, script, ask };
}

describe("clean exchanges", () => {
  it("asks with ENQ once per connection and then sends commands at once", async () => {
    const { device, ask, link } = setUp();
    for (let i = 0; i < 3; i++) expect(await ask(STATUS)).toEqual({ ok: true, value: GOOD });
    expect(device.controls).toEqual([5, 6, 6, 6]);
    expect(link.counters()).toMatchObject({ framesOut: 3, framesIn: 3, resent: 0, reconnects: 0, timeouts: 0, discardedBytes: 0 });
    // ENQ, three frames of 8 bytes, three ACK.
    expect(link.counters().bytesOut).toBe(1 + 3 * 8 + 3);
  });

  it("asks before every command when the profile says so", async () => {
    const { device, ask } = setUp(SHTRIH_PROFILES["shtrih-m-careful"].timings);
    await ask(STATUS);
    await ask(STATUS);
    expect(device.controls).toEqual([5, 6, 5, 6]);
  });

  it("ignores the FFh of TCP devices", async () => {
    const { device, ask, link } = setUp();
    device.sendsExtraByte = true;
    for (let i = 0; i < 3; i++) expect((await ask(STATUS)).ok).toBe(true);
    expect(device.controls).toEqual([5, 6, 6, 6]);
    expect(link.counters().discardedBytes).toBe(2);
  });

  it("refuses a payload that no frame can carry, without a byte on the line", async () => {
    const { device, ask } = setUp();
    const answer = await ask({ ...CLOSE, payload: new Uint8Array(256) });
    expect(answer).toMatchObject({ ok: false, error: { effect: "none", error: { code: "FIS360" } } });
    expect(device.connections).toBe(0);
  });
});

describe("lost answers", () => {
  it("takes the answer that the device sends again, and never sends the command twice", async () => {
    const { device, script, ask, link } = setUp();
    script.push("damaged-reply");
    expect(await ask(CLOSE)).toEqual({ ok: true, value: hex("ff4500") });
    expect(device.commands).toHaveLength(1);
    expect(link.counters()).toMatchObject({ crcErrors: 1, resent: 0 });
  });

  it("reports an unknown outcome when nothing is pending any more", async () => {
    const { device, script, ask } = setUp();
    script.push("lost-reply");
    const answer = await ask(CLOSE);
    expect(answer).toMatchObject({ ok: false, error: { effect: "unknown", error: { code: "FIS303" } } });
    expect(device.commands).toHaveLength(1);
  });

  it("repeats a reading on the same connection", async () => {
    const { device, script, ask } = setUp();
    script.push("lost-reply");
    expect(await ask(STATUS)).toEqual({ ok: true, value: GOOD });
    expect(device.commands).toHaveLength(2);
    expect(device.connections).toBe(1);
  });

  it("does not take the held answer of an older command for the answer to a new one", async () => {
    const { device, ask, link } = setUp();
    device.hold(CLOSED);
    expect(await ask(STATUS)).toEqual({ ok: true, value: GOOD });
    expect(link.counters().staleAnswers).toBe(1);
  });

  it("reads the held answer off a reopened line before the next command", async () => {
    const { device, script, ask, link } = setUp();
    script.push("cut-executed");
    expect(await ask(CLOSE)).toMatchObject({ ok: false, error: { effect: "unknown" } });
    device.hold(CLOSED);
    expect(await ask({ ...CLOSE, payload: hex("ff45 1e000000 77") })).toMatchObject({ ok: true });
    expect(link.counters()).toMatchObject({ staleAnswers: 1, reconnects: 1 });
  });
});

describe("a bad line", () => {
  it("sends a refused frame again", async () => {
    const { device, script, ask, link } = setUp();
    script.push("nak", "nak");
    expect(await ask(CLOSE)).toMatchObject({ ok: true });
    expect(device.commands).toHaveLength(3);
    expect(link.counters()).toMatchObject({ resent: 2 });
  });

  it("gives up a storm of refusals as surely not executed", async () => {
    const { script, ask } = setUp();
    script.push(...Array.from({ length: 40 }, () => "nak" as const));
    expect(await ask(CLOSE)).toMatchObject({ ok: false, error: { effect: "none", error: { code: "FIS304" } } });
  });

  it("is silent for good: a reading fails safely, a fiscal command stays unknown", async () => {
    const { script, ask } = setUp();
    script.push("silent", "silent", "silent", "silent");
    expect(await ask({ ...STATUS, replyTimeoutMs: 500 })).toMatchObject({ ok: true });
    script.splice(0);
    script.push("silent");
    expect(await ask(CLOSE)).toMatchObject({ ok: false, error: { effect: "unknown" } });
  });
});

describe("opening", () => {
  it("waits longer after every failure and says what could not be opened", async () => {
    const { device, clock, ask } = setUp();
    device.isUnplugged = true;
    expect(await ask(STATUS)).toMatchObject({ ok: false, error: { effect: "none", error: { code: "FIS301" } } });
    expect(await ask(STATUS)).toMatchObject({ ok: false, error: { effect: "none" } });
    const waits = clock.slept.filter((ms) => ms >= 150);
    expect(waits.map((ms) => Math.round(ms / 50) * 50)).toEqual([200, 400, 800]);
    device.isUnplugged = false;
    expect((await ask(STATUS)).ok).toBe(true);
  });

  it("reopens after a loss between two commands", async () => {
    const { device, ask, link } = setUp();
    await ask(STATUS);
    device.cut();
    expect((await ask(STATUS)).ok).toBe(true);
    expect(link.counters().reconnects).toBe(1);
    expect(link.generation).toBe(2);
  });

  it("fails every call after close", async () => {
    const { ask, link } = setUp();
    await ask(STATUS);
    await link.close();
    expect(await ask(STATUS)).toMatchObject({ ok: false, error: { error: { code: "FIS307" } } });
  });

  it("lets close end an exchange that waits", async () => {
    const { script, link, clock } = setUp();
    script.push("silent");
    const pending = link.request(CLOSE);
    await clock.advance(10);
    await link.close();
    expect(await driven(clock, pending)).toMatchObject({ ok: false, error: { effect: "unknown" } });
  });
});

describe("trace", () => {
  it("keeps the last frames and hides the tail of marking codes", async () => {
    const { ask, link, script } = setUp();
    script.push(hex("ff6100 00000100"));
    await ask({ ...CLOSE, expects: hex("ff61"), payload: hex(`ff61 1e000000 01 00 05 00 ${"30".repeat(5)} ${"41".repeat(20)}`) });
    const texts = link.trace().map((record) => `${record.direction} ${record.text}`);
    expect(texts).toContain("out ff611e000000010005003030… (35 bytes)");
    expect(texts).toContain("in ff610000000100");
    expect(texts).toContain("out ENQ");
    expect(texts).toContain("note <- NAK");
  });
});
