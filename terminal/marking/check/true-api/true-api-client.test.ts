import { afterEach, describe, expect, it } from "vitest";
import { systemClock, type Clock } from "../../../../config/clock.ts";
import type { AppError } from "../../../../config/errors/index.ts";
import { silentLog } from "../../../../config/log.ts";
import { startTrueApiEmulator, type TrueApiEmulator } from "../../emulator/index.ts";
import { madeCode } from "../../test-support.ts";
import { createServiceExchange } from "../http-exchange.ts";
import type { CheckAnswer } from "../marking-check.ts";
import type { HostListStore } from "./host-list-store.ts";
import { createTrueApiClient, LIST_REFRESH_MS, type TrueApiClient } from "./true-api-client.ts";

const running: TrueApiEmulator[] = [];
afterEach(async () => {
  await Promise.all(running.splice(0).map((emulator) => emulator.close()));
});

/** Real time for the network, with a shift that a test moves: fifteen minutes pass at once. */
function shiftedClock() {
  let shiftMs = 0;
  const clock: Clock = { ...systemClock, monotonicMs: () => systemClock.monotonicMs() + shiftMs };
  return { clock, pass: (ms: number) => void (shiftMs += ms) };
}

interface Bench {
  readonly emulator: TrueApiEmulator;
  readonly client: TrueApiClient;
  readonly alarms: AppError[];
  readonly kept: string[];
  pass(ms: number): void;
}

interface BenchOptions {
  readonly timeoutMs?: number;
  readonly kept?: readonly string[];
  readonly key?: string;
  readonly drive?: string;
}

/** Hosts 0, 1, 2 answer their health check in that order of speed. */
async function bench(options: BenchOptions = {}): Promise<Bench> {
  const { clock, pass } = shiftedClock();
  const emulator = await startTrueApiEmulator({ port: 0, apiKey: "key-1", clock: systemClock, log: silentLog });
  running.push(emulator);
  // far apart, so that the time of the health check itself does not decide
  emulator.hosts.forEach((host, number) => host.setAvgTime(1_000 * (number + 1)));
  const alarms: AppError[] = [];
  const kept = [...(options.kept ?? [])];
  const store: HostListStore = { load: async () => kept, save: async (urls) => void kept.splice(0, kept.length, ...urls) };
  const client = createTrueApiClient({
    listUrl: emulator.listUrl,
    apiKey: options.key ?? "key-1",
    fiscalDriveNumber: () => options.drive ?? null,
    timeoutMs: options.timeoutMs ?? 1_500,
    store,
    onAlarm: (error) => alarms.push(error),
    clock,
    log: silentLog,
    exchange: createServiceExchange({ clock: systemClock }),
  });
  return { emulator, client, alarms, kept, pass };
}

async function ready(options: BenchOptions = {}): Promise<Bench> {
  const built = await bench(options);
  expect(await built.client.refresh()).toMatchObject({ ok: true });
  return built;
}

const numberOf = (built: Bench, answer: CheckAnswer): number => built.emulator.hosts.findIndex(({ url }) => url === answer.host);
const brief = (answer: CheckAnswer): string => (answer.mode === "unavailable" ? answer.error.code : answer.mode);
const CODE = madeCode();

describe("request", () => {
  it("carries the full code with GS, and the number of the fiscal drive when it is known", async () => {
    const built = await ready({ drive: "9999078900000001" });
    expect(await built.client.check(CODE)).toMatchObject({ source: "true-api", mode: "online", attempts: 1, status: { found: true } });
    expect(built.emulator.requests()).toEqual([
      { codes: [Buffer.from(CODE.raw).toString("latin1")], fiscalDriveNumber: "9999078900000001" },
    ]);
    expect(CODE.raw.includes(0x1d)).toBe(true);
  });
});

describe("hosts", () => {
  it("are asked by health, the quickest first", async () => {
    const built = await ready();
    expect(numberOf(built, await built.client.check(CODE))).toBe(0);
    built.emulator.hosts[0]?.setAvgTime(9_000);
    await built.client.refresh();
    expect(numberOf(built, await built.client.check(CODE))).toBe(1);
    built.emulator.hosts[1]?.setAvgTime(null);
    await built.client.refresh();
    expect(numberOf(built, await built.client.check(CODE))).toBe(2);
  });

  it("silent or cut: the next one is asked within the barrier, and the first is out for fifteen minutes", async () => {
    for (const fault of [
      { kind: "slow", delayMs: 60_000, times: 1 },
      { kind: "cut", times: 2 },
      { kind: "garbage", times: 1 },
    ] as const) {
      const built = await ready();
      await built.emulator.hosts[0]?.inject(fault);
      const answer = await built.client.check(CODE);
      expect([brief(answer), numberOf(built, answer), answer.tookMs <= 1_500]).toEqual(["online", 1, true]);
      built.pass(15 * 60_000 - 2_000);
      expect(numberOf(built, await built.client.check(CODE))).toBe(1);
      built.pass(2_000);
      expect(numberOf(built, await built.client.check(CODE))).toBe(0);
    }
  });

  it.each([429, 500, 503])("answering %i are asked once more, then banned", async (status) => {
    const built = await ready();
    const [first, second] = built.emulator.hosts;
    await first?.inject({ kind: "status", status, times: 1 });
    expect(numberOf(built, await built.client.check(CODE))).toBe(0);
    await first?.inject({ kind: "status", status, times: 2 });
    const answer = await built.client.check(CODE);
    expect([numberOf(built, answer), answer.attempts]).toEqual([1, 3]);
    expect([first?.checks(), second?.checks()]).toEqual([4, 1]);
    expect(built.client.state().hosts.map(({ isBanned }) => isBanned)).toEqual([true, false, false]);
  });

  it("are two at the most for one code, and the barrier holds whatever they do", async () => {
    const built = await ready({ timeoutMs: 300 });
    for (const host of built.emulator.hosts) await host.inject({ kind: "slow", delayMs: 60_000, times: 5 });
    const startMs = performance.now();
    const answer = await built.client.check(CODE);
    expect(brief(answer)).toBe("MRK530");
    expect(performance.now() - startMs).toBeLessThan(600);
    expect(built.emulator.hosts.map((host) => host.checks())).toEqual([1, 1, 0]);
    // too little time to blame them
    expect(built.client.state().hosts.every(({ isBanned }) => !isBanned)).toBe(true);
  });

  it("all banned, and they answer again: the list is read anew and the check goes on", async () => {
    const built = await ready();
    for (const host of built.emulator.hosts) await host.inject({ kind: "refuse" });
    expect(brief(await built.client.check(CODE))).toBe("MRK531");
    expect(brief(await built.client.check(CODE))).toBe("MRK531");
    expect(brief(await built.client.check(CODE))).toBe("MRK539");
    for (const host of built.emulator.hosts) await host.clearFaults();
    expect(brief(await built.client.check(CODE))).toBe("MRK539");
    built.pass(30_000);
    expect(brief(await built.client.check(CODE))).toBe("online");
  });
});

describe("results", () => {
  it.each([203, 418, 204])("%i is the emergency mode", async (status) => {
    const built = await ready();
    await built.emulator.hosts[0]?.inject({ kind: "status", status, times: 1 });
    expect(brief(await built.client.check(CODE))).toBe("emergency");
  });

  it("203 in the body is the emergency mode, and it passes", async () => {
    const built = await ready();
    await built.emulator.hosts[0]?.inject({ kind: "status", status: 200, times: 1, body: { code: 203, description: "Аварийный режим" } });
    expect(await built.client.check(CODE)).toMatchObject({ mode: "emergency", message: "Аварийный режим" });
    expect(brief(await built.client.check(CODE))).toBe("online");
  });

  it("401 asks no other host, raises one alarm, and is forgotten when the key is accepted", async () => {
    const built = await ready();
    built.emulator.setApiKey("key-2");
    expect(brief(await built.client.check(CODE))).toBe("MRK537");
    expect(brief(await built.client.check(CODE))).toBe("MRK537");
    expect(built.emulator.hosts.map((host) => host.checks())).toEqual([2, 0, 0]);
    expect(built.alarms.map(({ code }) => code)).toEqual(["MRK537"]);
    expect(built.client.state().error?.code).toBe("MRK537");
    built.emulator.setApiKey("key-1");
    expect(brief(await built.client.check(CODE))).toBe("online");
    expect(built.client.state().error).toBeNull();
  });

  it.each([400, 403, 404, 410])("%i is final: not repeated, no other host, no ban", async (status) => {
    const built = await ready();
    await built.emulator.hosts[0]?.inject({ kind: "status", status, times: 1 });
    expect(await built.client.check(CODE)).toMatchObject({ mode: "unavailable", attempts: 1, error: { code: "MRK532" } });
    expect(brief(await built.client.check(CODE))).toBe("online");
    expect(built.emulator.hosts.map((host) => host.checks())).toEqual([2, 0, 0]);
  });

  it("a request-level error in a 200 is no decision", async () => {
    const built = await ready();
    await built.emulator.hosts[0]?.inject({
      kind: "status",
      status: 200,
      times: 1,
      body: { code: 410, description: "Введите маркировку" },
    });
    expect(await built.client.check(CODE)).toMatchObject({ error: { code: "MRK532", details: { message: "Введите маркировку" } } });
  });

  it.each([{ code: 5000 }, { error_message: "5000" }])("5xx with %j twice: sold as in emergency mode", async (body) => {
    const built = await ready();
    await built.emulator.hosts[0]?.inject({ kind: "status", status: 500, times: 1, body });
    expect(brief(await built.client.check(CODE))).toBe("online");
    await built.emulator.hosts[0]?.inject({ kind: "status", status: 500, times: 2, body });
    expect(await built.client.check(CODE)).toMatchObject({ mode: "emergency", attempts: 2 });
  });
});

describe("the list", () => {
  it("is kept, and serves a start without the list server", async () => {
    const built = await ready();
    expect(built.kept).toEqual(built.emulator.hosts.map(({ url }) => url));
    await built.emulator.list.inject({ kind: "refuse" });
    const later = await bench({ kept: built.kept });
    await later.emulator.list.inject({ kind: "refuse" });
    expect(await later.client.refresh()).toMatchObject({ ok: false, error: { code: "MRK531" } });
    expect(brief(await later.client.check(CODE))).toBe("online");
    expect(later.client.state().error?.code).toBe("MRK531");
  });

  it("is renewed every six hours: a host that left is not asked", async () => {
    const built = await bench();
    let wake: () => void = () => {};
    const asked: number[] = [];
    const clock: Clock = {
      ...systemClock,
      sleep: (ms, signal) => {
        if (ms < LIST_REFRESH_MS) return systemClock.sleep(ms, signal);
        asked.push(ms);
        return new Promise((resolve) => {
          wake = resolve;
          signal?.addEventListener("abort", () => resolve(), { once: true });
        });
      },
    };
    const client = createTrueApiClient({
      listUrl: built.emulator.listUrl,
      apiKey: "key-1",
      fiscalDriveNumber: () => null,
      timeoutMs: 1_500,
      store: { load: async () => [], save: async () => {} },
      onAlarm: () => {},
      clock,
      log: silentLog,
      exchange: createServiceExchange({ clock: systemClock }),
    });
    const stopping = new AbortController();
    const run = client.run(stopping.signal);
    await expect.poll(() => asked.length).toBe(1);
    expect(numberOf(built, await client.check(CODE))).toBe(0);
    built.emulator.setListed([1, 2]);
    wake();
    await expect.poll(() => asked.length).toBe(2);
    expect(numberOf(built, await client.check(CODE))).toBe(1);
    stopping.abort();
    await run;
  });

  it("with a key that is refused fails with the reason, and the first check reads it when nobody did", async () => {
    const refused = await bench({ key: "other" });
    expect(await refused.client.refresh()).toMatchObject({ ok: false, error: { code: "MRK532" } });
    const built = await bench();
    expect(brief(await built.client.check(CODE))).toBe("online");
  });
});
