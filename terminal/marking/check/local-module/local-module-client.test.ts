import { afterEach, describe, expect, it } from "vitest";
import { epochMs, systemClock } from "../../../../config/clock.ts";
import { silentLog } from "../../../../config/log.ts";
import { kopecks } from "../../../../config/money.ts";
import { decideMarkedSale } from "../../decision.ts";
import type { LocalModuleEmulatorOptions } from "../../emulator/local-module.ts";
import { startLocalModuleEmulator, type LocalModuleEmulator } from "../../emulator/index.ts";
import { DEFAULT_MARKING_SETTINGS } from "../../rules.ts";
import { madeCode } from "../../test-support.ts";
import { createServiceExchange } from "../http-exchange.ts";
import type { CheckAnswer } from "../marking-check.ts";
import { createLocalModule, type LocalModule, type LocalModuleOptions } from "./local-module-client.ts";

const running: LocalModuleEmulator[] = [];
afterEach(async () => {
  await Promise.all(running.splice(0).map((emulator) => emulator.close()));
});

const CODE = madeCode();

async function bench(emulated: Partial<LocalModuleEmulatorOptions> = {}, own: Partial<LocalModuleOptions> = {}) {
  const emulator = await startLocalModuleEmulator({
    port: 0,
    user: "till",
    password: "p",
    token: "key-1",
    clock: systemClock,
    log: silentLog,
    ...emulated,
  });
  running.push(emulator);
  const requests: string[] = [];
  const real = createServiceExchange({ clock: systemClock });
  const module: LocalModule = createLocalModule({
    baseUrl: emulator.url,
    user: "till",
    password: "p",
    clientId: () => "9999078900000001",
    groupOf: () => null,
    timeoutMs: 1_500,
    clock: systemClock,
    log: silentLog,
    exchange: (request) => {
      requests.push(`${request.method} ${request.url.slice(emulator.url.length)} ${request.body}`.trim());
      return real(request);
    },
    ...own,
  });
  return { emulator, module, requests };
}

const brief = (answer: CheckAnswer): string => (answer.mode === "unavailable" ? answer.error.code : answer.mode);

describe("local module", () => {
  it("v2 is asked by КИ alone, with the group, and answers offline with Inst and Ver", async () => {
    const { module, requests } = await bench({}, { groupOf: () => "water" });
    const answer = await module.check(CODE);
    expect(answer).toMatchObject({ source: "local-module", mode: "offline", version: "2.6.1-emulated", status: { sold: false } });
    expect(answer).toHaveProperty("inst", expect.stringMatching(/.+/));
    expect(requests).toEqual([
      "GET /api/v2/status",
      `POST /api/v2/cis/outCheck {"cis_list":[{"cis":${JSON.stringify(CODE.cis)},"pg":"water"}]}`,
    ]);
  });

  it("v1 is found when v2 is not there, and kept", async () => {
    const { module, requests } = await bench({ versions: [1] });
    expect(brief(await module.check(CODE))).toBe("offline");
    expect(brief(await module.check(CODE))).toBe("offline");
    const ask = `GET /api/v1/cis/outCheck?cis=${encodeURIComponent(CODE.cis)}`;
    expect(requests).toEqual(["GET /api/v2/status", "GET /api/v1/status", ask, ask]);
    expect(module.state().apiVersion).toBe(1);
  });

  it("knows black lists and what was sold through it", async () => {
    const { emulator, module } = await bench();
    expect(await module.check(madeCode({ outcome: "blocked" }))).toMatchObject({ status: { isBlocked: true } });
    emulator.book.put(CODE.cis, { outcome: "blocked" });
    expect(await module.check(CODE)).toMatchObject({ status: { isBlocked: true } });
    const other = madeCode({ seed: 2 });
    expect(await module.sell([other.cis])).toEqual({ ok: true, value: [{ cis: other.cis, refused: null, sold: null }] });
    expect(await module.check(other)).toMatchObject({ status: { sold: true } });
    expect(await module.soldCheck([other.cis, CODE.cis])).toMatchObject({ value: [{ sold: true }, { sold: false }] });
    expect(emulator.sold()).toEqual([other.cis]);
    await module.giveBack([other.cis]);
    expect(await module.check(other)).toMatchObject({ status: { sold: false } });
    expect(await module.sell(["не код"])).toMatchObject({ value: [{ refused: { code: 1 } }] });
  });

  it("sends a minimum price for every group, and the rows of the law hold tobacco and nicotine alone to it", async () => {
    const priced = async (group: string | null): Promise<string> => {
      const { emulator, module } = await bench({}, { groupOf: () => group });
      emulator.book.put(CODE.cis, { fields: { smp: 12_900 } });
      const answer = await module.check(CODE);
      expect(answer).toMatchObject({ mode: "offline", status: { smpKop: 12_900 } });
      const sale = { code: CODE, group, priceKop: kopecks(12_800), at: epochMs(Date.UTC(2026, 10, 24, 9)) };
      return decideMarkedSale(sale, answer, DEFAULT_MARKING_SETTINGS).reason?.code ?? "-";
    };
    expect([await priced("tobacco"), await priced("ncp"), await priced("milk"), await priced(null)]).toEqual([
      "MRK519",
      "MRK519",
      "-",
      "-",
    ]);
  });

  it("is not asked while it is not ready, and is initialised anew after a failed synchronisation", async () => {
    const { emulator, module } = await bench({ phase: "sync_error", initMs: 0 }, { token: "key-1" });
    await module.poll();
    expect(emulator.inits()).toBe(1);
    expect(module.state().status?.status).toBe("sync_error");
    expect(await module.check(CODE)).toMatchObject({ attempts: 0, error: { code: "MRK538", details: { status: "sync_error" } } });
    await expect.poll(async () => (await module.poll()).ok && module.state().status?.status).toBe("ready");
    expect(brief(await module.check(CODE))).toBe("offline");
    expect(emulator.inits()).toBe(1);
    emulator.setPhase("initialization");
    await module.poll();
    expect(module.state().status).toMatchObject({
      status: "initialization",
      databases: [{ name: "cis", localCount: 250, serverCount: 1_000, lagMs: null }, {}, {}, {}, {}],
    });
  });

  it("without a token is left for a person to initialise", async () => {
    const { emulator, module } = await bench({ phase: "not_configured" });
    await module.poll();
    expect([emulator.inits(), brief(await module.check(CODE))]).toEqual([0, "MRK538"]);
  });

  it("says that its login was refused", async () => {
    const { module } = await bench({}, { password: "admin" });
    expect(brief(await module.check(CODE))).toBe("MRK551");
    expect(module.state().error?.code).toBe("MRK551");
  });

  it("holds its limit, and fails as a value", async () => {
    const { emulator, module } = await bench();
    await module.poll();
    await emulator.inject({ kind: "slow", delayMs: 60_000, times: 1 });
    expect(await module.check(CODE, undefined, 150)).toMatchObject({ error: { code: "MRK530", details: { limitMs: 150 } } });
    await emulator.inject({ kind: "garbage", times: 1 });
    expect(brief(await module.check(CODE))).toBe("MRK533");
    await emulator.inject({ kind: "status", status: 500, times: 1 });
    expect(brief(await module.check(CODE))).toBe("MRK532");
    await emulator.inject({ kind: "refuse" });
    expect(brief(await module.check(CODE))).toBe("MRK531");
    expect(brief(await module.check(CODE, AbortSignal.abort()))).toBe("MRK534");
  });
});
