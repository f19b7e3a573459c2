import { afterEach, describe, expect, it } from "vitest";
import { systemClock } from "../../../config/clock.ts";
import { kopecks } from "../../../config/money.ts";
import { silentLog } from "../../../config/log.ts";
import { createTsPiotClient, type TsPiotClient } from "../check/ts-piot-client.ts";
import { markingCodeBase64, type MarkingCode } from "../code/marking-code.ts";
import { decideMarkedSale, industryAttribute } from "../decision.ts";
import { DEFAULT_MARKING_SETTINGS } from "../rules.ts";
import { madeCode } from "../test-support.ts";
import {
  CODE_OUTCOMES,
  makeMarkingCode,
  startTsPiotEmulator,
  type CodeOutcome,
  type TsPiotEmulator,
  type TsPiotEmulatorOptions,
} from "./index.ts";

const running: TsPiotEmulator[] = [];
afterEach(async () => {
  await Promise.all(running.splice(0).map((emulator) => emulator.close()));
});

async function start(options: Partial<TsPiotEmulatorOptions> = {}): Promise<TsPiotEmulator> {
  const emulator = await startTsPiotEmulator({ port: 0, clock: systemClock, log: silentLog, ...options });
  running.push(emulator);
  return emulator;
}

function clientOf(emulator: TsPiotEmulator, timeoutMs = 5_000): TsPiotClient {
  const clientInfo = { name: "ITEEM Till", version: "0.1.0", id: "17", token: "t" };
  return createTsPiotClient({ baseUrl: emulator.url, clientInfo, timeoutMs, clock: systemClock, log: silentLog });
}

/** Check and decision over real HTTP, in short: "allow online", "refuse MRK514 online". */
async function sell(emulator: TsPiotEmulator, code: MarkingCode, group = "water"): Promise<string> {
  const answer = await clientOf(emulator).check(code);
  const sale = { code, group, priceKop: kopecks(9_900), at: systemClock.now() };
  const decision = decideMarkedSale(sale, answer, DEFAULT_MARKING_SETTINGS);
  return [decision.verdict, decision.reason?.code, decision.basis].filter((part) => part !== undefined).join(" ");
}

async function control(emulator: TsPiotEmulator, method: string, path: string, body?: object): Promise<unknown> {
  const init = body === undefined ? { method } : { method, body: JSON.stringify(body) };
  const response = await fetch(emulator.controlUrl + path, init);
  return response.ok ? response.json() : response.status;
}

describe("codes", () => {
  const EXPECTED: Readonly<Record<CodeOutcome, string>> = {
    ok: "allow online",
    sold: "refuse MRK514 online",
    blocked: "refuse MRK513 online",
    "not-found": "refuse MRK510 online",
    "not-genuine": "refuse MRK512 online",
    "not-applied": "refuse MRK515 online",
    "not-in-circulation": "refuse MRK516 online",
    expired: "refuse MRK517 online",
    "gray-zone": "refuse MRK516 online",
    "other-owner": "ask-senior MRK520 online",
    emergency: "allow emergency",
    offline: "allow offline",
  };

  it.each(CODE_OUTCOMES)("marked %s by its serial is answered so", async (outcome) => {
    expect(await sell(await start(), madeCode({ outcome }))).toBe(EXPECTED[outcome]);
  });

  it("in the grey zone are sold in tobacco", async () => {
    const code = madeCode({ form: "tobacco-pack", outcome: "gray-zone", maximumPriceKop: kopecks(9_900) });
    expect(await sell(await start(), code, "tobacco")).toBe("allow online");
  });

  it("of every form are known to it when it made them", async () => {
    const emulator = await start();
    for (const form of ["short", "weighed", "long", "long-88", "tobacco-pack", "tobacco-block"] as const) {
      expect(await sell(emulator, madeCode({ form, seed: form, maximumPriceKop: kopecks(10_000) }))).toBe("allow online");
    }
  });

  it("of strangers are not found, unless it is told to take them", async () => {
    const code = madeCode();
    const stranger = { ...code, raw: Uint8Array.from(code.raw, (byte, at) => (at === code.raw.length - 1 ? byte ^ 1 : byte)) };
    expect(await sell(await start(), stranger)).toBe("refuse MRK510 online");
    expect(await sell(await start({ acceptStrangers: true }), stranger)).toBe("allow online");
  });

  it("are the same for the same seed, and their serials never look like an outcome by chance", () => {
    const order = { gtin: "4601234567893", form: "short" } as const;
    expect(makeMarkingCode({ ...order, seed: 7 })).toEqual(makeMarkingCode({ ...order, seed: 7 }));
    expect(makeMarkingCode({ ...order, seed: 7 })).not.toEqual(makeMarkingCode({ ...order, seed: 8 }));
    const first = Array.from({ length: 500 }, (_value, seed) => madeCode({ seed }).serial.charAt(0));
    expect(first.filter((character) => /[A-Z]/.test(character))).toEqual([]);
    expect(() => makeMarkingCode({ ...order, gtin: "4601234567890", seed: 1 })).toThrow(/GTIN/);
  });

  it("once sold are refused until they come back", async () => {
    const emulator = await start();
    const code = madeCode();
    expect(await sell(emulator, code)).toBe("allow online");
    emulator.book.markSold(code.cis);
    expect(await sell(emulator, code)).toBe("refuse MRK514 online");
    emulator.setMode("offline");
    expect(await sell(emulator, code)).toBe("refuse MRK514 offline");
    emulator.book.markReturned(code.cis);
    expect(await sell(emulator, code)).toBe("allow offline");
  });
});

describe("answers", () => {
  it("give the till what goes into tag 1265", async () => {
    const emulator = await start({
      newId: () => "id-1",
      clock: { ...systemClock, now: () => 1_795_000_000_000 as ReturnType<typeof systemClock.now> },
    });
    const client = clientOf(emulator);
    expect(industryAttribute(await client.check(madeCode()))?.value).toBe("UUID=id-1&Time=1795000000000");
    emulator.setMode("offline");
    expect(industryAttribute(await client.check(madeCode()))?.value).toMatch(/^UUID=id-1&Time=1795000000000&Inst=.+&Ver=.+$/);
    expect(await client.info()).toMatchObject({ ok: true, value: { codesCheckTimeoutMs: 1_800, localModule: { status: "ready" } } });
  });

  it.each([
    ["GET", "/api/v1/codes/check", undefined, 404],
    ["POST", "/api/v9/codes/check", {}, 404],
    ["POST", "/api/v1/codes/check", {}, 400],
    ["POST", "/api/v1/codes/check", { codes: ["AAAA"], client_info: { name: "x" } }, 400],
    ["POST", "/api/v1/codes/check", { codes: ["\u001d"], client_info: { name: "x", version: "1", id: "1", token: "t" } }, 400],
    ["POST", "/api/v1/codes/check", { codes: [], client_info: { name: "x", version: "1", id: "1", token: "t" } }, 400],
  ])("refuse the wrong request %s %s %j", async (method, path, body, status) => {
    const response = await fetch((await start()).url + path, { method, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
    expect(response.status).toBe(status);
    expect(await response.json()).toMatchObject({ error: { errorCode: status } });
  });

  it("say that a text is no code", async () => {
    const body = JSON.stringify({
      codes: [Buffer.from("hello").toString("base64")],
      client_info: { name: "x", version: "1", id: "1", token: "t" },
    });
    const response = await fetch(`${(await start()).url}/api/v1/codes/check`, { method: "POST", body });
    expect(await response.json()).toMatchObject({ codesResponse: { codesResponse: [{ codes: [{ valid: false, errorCode: 1 }] }] } });
  });
});

describe("faults", () => {
  it("come by request and pass", async () => {
    const emulator = await start();
    const client = clientOf(emulator);
    await emulator.inject({ kind: "status", status: 514, times: 2 });
    expect(await client.check(madeCode())).toMatchObject({ mode: "online", attempts: 3 });
    await emulator.inject({ kind: "garbage", times: 1 });
    expect(await client.check(madeCode())).toMatchObject({ mode: "unavailable", error: { code: "MRK533" } });
    // a cut on a kept connection is repeated once on a new one
    await emulator.inject({ kind: "cut", times: 2 });
    expect(await client.check(madeCode())).toMatchObject({ mode: "unavailable", error: { code: "MRK531" } });
    expect(await client.check(madeCode())).toMatchObject({ mode: "online" });
    expect(emulator.checks()).toBe(7);
  });

  it("refuse connections until cleared, on the same port", async () => {
    const emulator = await start();
    await emulator.inject({ kind: "refuse" });
    expect(await clientOf(emulator).check(madeCode())).toMatchObject({ error: { code: "MRK531", details: { reason: "ECONNREFUSED" } } });
    await emulator.clearFaults();
    expect(await clientOf(emulator).check(madeCode())).toMatchObject({ mode: "online" });
  });

  it("slow an answer beyond the till's limit; closing does not wait for it", async () => {
    const emulator = await start();
    await emulator.inject({ kind: "slow", delayMs: 60_000, times: 1 });
    expect(await clientOf(emulator, 150).check(madeCode())).toMatchObject({ error: { code: "MRK530", details: { limitMs: 150 } } });
  });
});

describe("control interface", () => {
  it("sets mode, codes, sold codes and faults", async () => {
    const emulator = await start();
    const code = madeCode();
    await control(emulator, "POST", "/mode", { mode: "emergency" });
    expect(await sell(emulator, code)).toBe("allow emergency");
    await control(emulator, "POST", "/mode", { mode: "online" });
    await control(emulator, "POST", "/sold", { code: markingCodeBase64(code) });
    expect(await sell(emulator, code)).toBe("refuse MRK514 online");
    await control(emulator, "POST", "/returned", { cis: code.cis });
    await control(emulator, "POST", "/codes", { cis: code.cis, fields: { isBlocked: true, ogvs: ["RPN"] } });
    expect(await sell(emulator, code)).toBe("refuse MRK513 online");
    await control(emulator, "DELETE", "/codes");
    await control(emulator, "POST", "/codes", { cis: code.cis, outcome: "expired" });
    expect(await sell(emulator, code)).toBe("refuse MRK517 online");
    const state = await control(emulator, "POST", "/faults", { kind: "slow", delayMs: 10, times: 3 });
    expect(state).toEqual({
      mode: "online",
      checks: 4,
      faults: [{ kind: "slow", delayMs: 10, times: 3 }],
      codes: { [code.cis]: { outcome: "expired" } },
    });
    expect(await control(emulator, "DELETE", "/faults")).toMatchObject({ faults: [] });
    expect(await control(emulator, "GET", "/state")).toMatchObject({ mode: "online" });
  });

  it.each([
    ["POST", "/mode", { mode: "sleepy" }],
    ["POST", "/codes", { cis: "x", outcome: "magic" }],
    ["POST", "/codes", { outcome: "ok" }],
    ["POST", "/sold", { code: "AAAA" }],
    ["POST", "/faults", { kind: "fire" }],
    ["POST", "/faults", { kind: "status", status: 999 }],
    ["POST", "/nothing", {}],
  ])("refuses %s %s %j", async (method, path, body) => {
    expect(await control(await start(), method, path, body)).toBe(400);
  });

  it("is not for web pages", async () => {
    const response = await fetch(`${(await start()).controlUrl}/state`, { headers: { origin: "https://example.org" } });
    expect(response.status).toBe(403);
  });
});
