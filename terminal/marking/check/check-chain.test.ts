import { afterEach, describe, expect, it } from "vitest";
import { systemClock } from "../../../config/clock.ts";
import { silentLog } from "../../../config/log.ts";
import {
  CodeBook,
  startLocalModuleEmulator,
  startTrueApiEmulator,
  startTsPiotEmulator,
  type LocalModuleEmulator,
  type TrueApiEmulator,
  type TsPiotEmulator,
} from "../emulator/index.ts";
import { madeCode, onlineAnswer } from "../test-support.ts";
import { createCheckChain, isUsable } from "./check-chain.ts";
import { CheckStatistics } from "./check-statistics.ts";
import { createServiceExchange } from "./http-exchange.ts";
import { createLocalModule } from "./local-module/local-module-client.ts";
import type { CheckAnswer, MarkingCheck } from "./marking-check.ts";
import { createTrueApiClient } from "./true-api/true-api-client.ts";
import { createTsPiotClient } from "./ts-piot-client.ts";

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  await Promise.all(closers.splice(0).map((close) => close()));
});

interface Bench {
  readonly tsPiot: TsPiotEmulator;
  readonly trueApi: TrueApiEmulator;
  readonly module: LocalModuleEmulator;
  readonly chain: MarkingCheck;
}

const CODE = madeCode();
const TIMES = { clock: systemClock, log: silentLog } as const;

/** The three services over one register of codes, and a till that asks them in this order. */
async function bench(limitMs = 3_000, ownMs = 1_500): Promise<Bench> {
  const book = new CodeBook(false);
  const tsPiot = await startTsPiotEmulator({ port: 0, book, ...TIMES });
  const trueApi = await startTrueApiEmulator({ port: 0, hosts: 2, apiKey: "k", book, ...TIMES });
  const module = await startLocalModuleEmulator({ port: 0, user: "u", password: "p", token: "k", book, ...TIMES });
  closers.push(
    () => tsPiot.close(),
    () => trueApi.close(),
    () => module.close(),
  );
  const exchange = createServiceExchange({ clock: systemClock });
  const common = { timeoutMs: ownMs, exchange, ...TIMES };
  const direct = createTrueApiClient({
    listUrl: trueApi.listUrl,
    apiKey: "k",
    fiscalDriveNumber: () => null,
    store: { load: async () => [], save: async () => {} },
    onAlarm: () => {},
    ...common,
  });
  const local = createLocalModule({
    baseUrl: module.url,
    user: "u",
    password: "p",
    clientId: () => null,
    groupOf: () => null,
    ...common,
  });
  await direct.refresh();
  await local.poll();
  const clientInfo = { name: "ITEEM Till", version: "0", id: "1", token: "t" };
  const steps = [createTsPiotClient({ baseUrl: tsPiot.url, clientInfo, ...common }), direct, local];
  return { tsPiot, trueApi, module, chain: createCheckChain({ steps, limitMs, clock: systemClock }) };
}

const story = (answer: CheckAnswer): string =>
  [answer.source, answer.mode, ...(answer.tried ?? []).map(({ source, outcome }) => `${source}=${outcome}`)].join(" ");

describe("the chain of sources", () => {
  it("ends with the first that answers", async () => {
    const { chain } = await bench();
    const answer = await chain.check(CODE);
    expect(story(answer)).toBe("ts-piot online ts-piot=online");
    expect(JSON.parse(JSON.stringify(answer))).toEqual(answer);
  });

  it("goes on when one is silent, refuses, or answers without flags", async () => {
    const { tsPiot, trueApi, chain } = await bench();
    await tsPiot.inject({ kind: "refuse" });
    const second = await chain.check(CODE);
    expect(story(second)).toBe("true-api online ts-piot=MRK531 true-api=online");
    expect(second.tried?.map(({ host }) => host === null)).toEqual([true, false]);
    await tsPiot.clearFaults();
    await tsPiot.inject({ kind: "flags-absent", times: 1 });
    expect(story(await chain.check(CODE))).toBe("true-api online ts-piot=flags-absent true-api=online");
    await tsPiot.inject({ kind: "garbage", times: 1 });
    trueApi.setApiKey("new");
    expect(story(await chain.check(CODE))).toBe("local-module offline ts-piot=MRK533 true-api=MRK537 local-module=offline");
  });

  it("ends with emergency mode, wherever it comes in", async () => {
    const { tsPiot, trueApi, module, chain } = await bench();
    tsPiot.setMode("emergency");
    expect(story(await chain.check(CODE))).toBe("ts-piot emergency ts-piot=emergency");
    tsPiot.setMode("online");
    await tsPiot.inject({ kind: "status", status: 400, times: 1 });
    trueApi.setEmergency(true);
    expect(story(await chain.check(CODE))).toBe("true-api emergency ts-piot=MRK532 true-api=emergency");
    expect(module.checks()).toBe(0);
    trueApi.setEmergency(false);
    expect(story(await chain.check(CODE))).toBe("ts-piot online ts-piot=online");
  });

  it("keeps the first answer when none can be used: it is the one to mend", async () => {
    const { tsPiot, trueApi, module, chain } = await bench();
    await tsPiot.inject({ kind: "refuse" });
    trueApi.setApiKey("new");
    module.setPhase("initialization");
    const answer = await chain.check(CODE);
    expect(story(answer)).toBe("ts-piot unavailable ts-piot=MRK531 true-api=MRK537 local-module=MRK532");
    expect(answer).toMatchObject({ error: { code: "MRK531" } });
  });

  it("holds one barrier for all, and leaves its rest to the next", async () => {
    const { tsPiot, trueApi, module, chain } = await bench(500, 300);
    await tsPiot.inject({ kind: "slow", delayMs: 60_000, times: 9 });
    for (const host of trueApi.hosts) await host.inject({ kind: "slow", delayMs: 60_000, times: 9 });
    await module.inject({ kind: "slow", delayMs: 60_000, times: 9 });
    const startMs = performance.now();
    const answer = await chain.check(CODE);
    expect(performance.now() - startMs).toBeLessThan(800);
    expect(story(answer)).toBe("ts-piot unavailable ts-piot=MRK530 true-api=MRK530");
    expect(answer.tookMs).toBeLessThan(700);
  });

  it("never blocks the event loop: other work goes on while services are silent", async () => {
    const { tsPiot, chain } = await bench();
    await tsPiot.inject({ kind: "slow", delayMs: 400, times: 20 });
    await chain.check(CODE);
    let longestMs = 0;
    let last = performance.now();
    const ticking = setInterval(() => {
      longestMs = Math.max(longestMs, performance.now() - last);
      last = performance.now();
    }, 5);
    const answers = await Promise.all(Array.from({ length: 10 }, (_value, seed) => chain.check(madeCode({ seed }))));
    clearInterval(ticking);
    expect(answers.every(({ mode }) => mode === "online")).toBe(true);
    expect(longestMs).toBeLessThan(200);
  });

  it("tells the same truth of one code whoever is asked", async () => {
    const { tsPiot, trueApi, chain } = await bench();
    tsPiot.book.markSold(CODE.cis);
    const seen: unknown[] = [];
    for (const away of [async () => {}, () => tsPiot.inject({ kind: "refuse" }), async () => trueApi.setApiKey("new")]) {
      await away();
      const answer = await chain.check(CODE);
      seen.push([answer.source, "status" in answer ? answer.status.sold : null]);
    }
    expect(seen).toEqual([
      ["ts-piot", true],
      ["true-api", true],
      ["local-module", true],
    ]);
  });

  it("without sources says that none is configured", async () => {
    const chain = createCheckChain({ steps: [], limitMs: 1_000, clock: systemClock });
    expect(await chain.check(CODE)).toMatchObject({ mode: "unavailable", error: { code: "MRK535" } });
  });
});

describe("an online answer", () => {
  it.each([
    [{}, true],
    [{ utilised: null }, false],
    [{ found: null, verified: null, utilised: null, realizable: null }, false],
    [{ utilised: null, realizable: false }, true],
    [{ found: null, sold: true }, true],
    [{ found: null, isBlocked: true }, true],
    [{ found: null, errorCode: 10 }, true],
    [{ sold: null, isBlocked: null }, true],
  ])("with %j can be decided on: %s", (status, usable) => {
    expect(isUsable(onlineAnswer(status))).toBe(usable);
  });
});

describe("statistics", () => {
  it("count by source and outcome, keep the last twenty answers without crypto tail, and bounded latencies", async () => {
    const { tsPiot, chain } = await bench();
    const statistics = new CheckStatistics();
    await tsPiot.inject({ kind: "status", status: 400, times: 1 });
    for (let seed = 0; seed < 25; seed += 1) {
      const code = madeCode({ seed });
      statistics.note(await chain.check(code), code.cis, systemClock.now());
    }
    expect(statistics.counts("ts-piot")).toEqual({ MRK532: 1, online: 24 });
    expect(statistics.counts("true-api")).toEqual({ online: 1 });
    expect(statistics.counts("local-module")).toEqual({});
    expect(statistics.recent().map(({ cis }) => cis)).toEqual(Array.from({ length: 20 }, (_v, at) => madeCode({ seed: 24 - at }).cis));
    const tail = Buffer.from(madeCode({ seed: 24 }).raw)
      .toString("latin1")
      .slice(-4);
    expect(JSON.stringify(statistics.recent()[0])).not.toContain(tail);
    for (let ms = 1; ms <= 5_000; ms += 1) {
      statistics.note({ ...onlineAnswer(), tookMs: ms, tried: [] }, "x", systemClock.now());
    }
    expect(statistics.latencies("all")).toEqual({ count: 512, p50Ms: 4_744, p99Ms: 4_995 });
    expect(statistics.latencies("local-module")).toBeNull();
  });
});
