import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { secret } from "../../config/secret.ts";
import { kopecks } from "../../config/money.ts";
import type { FiscalDocument } from "../document/fiscal-document.ts";
import type { Baseline } from "../registrar.ts";
import type { AtolRegistrar } from "./atol-registrar.ts";
import { receipt, webBench } from "./testing/bench.ts";
import type { ScriptedServer } from "./testing/scripted-server.ts";

const cashier = { name: "Иванова" };
const CASH_IN: FiscalDocument = { kind: "cash-in", amountKop: kopecks(100), cashier };
const X_REPORT: FiscalDocument = { kind: "x-report" };

let server: ScriptedServer;
let registrar: AtolRegistrar;
let stop: () => Promise<void>;

beforeEach(async () => {
  ({ server, registrar, stop } = await webBench());
});
afterEach(() => stop());

async function baselineOf(): Promise<Baseline> {
  const read = await registrar.baseline();
  if (!read.ok) throw new Error(read.error.code);
  return read.value;
}

describe("what a registrar tells", () => {
  it("status", async () => {
    expect(await registrar.status()).toEqual({
      ok: true,
      value: {
        model: "АТОЛ 30Ф",
        serial: "00106900000001",
        fnSerial: "9999078900001234",
        ffd: "1.2",
        shift: "open",
        shiftNumber: 4,
        lastFdNumber: 10,
        paper: "ok",
        coverOpen: false,
        clock: Date.parse("2026-11-24T09:00:00Z"),
        ofdQueue: 2,
        ofdOldest: Date.parse("2026-11-23T07:00:00Z"),
        fnExpires: "2027-05-31",
        fnWarnings: ["resource-30-days"],
        isPrintOwed: false,
        keyDaysLeft: null,
        documentsLeft: null,
        noticeQueue: 3,
      },
    });
  });

  it.each([
    ["needReplacement", "resource-3-days"],
    ["memoryOverflow", "memory-90-percent"],
    ["ofdTimeout", "ofd-ticket-overdue"],
    ["criticalError", "critical-fault"],
  ])("the drive's warning %s is %s", async (flag, warning) => {
    server.driver.scripted.set("getFnStatus", () => ({ result: { fnStatus: { fiscalDocumentNumber: 10, warnings: { [flag]: true } } } }));
    expect(await registrar.status()).toMatchObject({ ok: true, value: { fnWarnings: [warning] } });
  });

  it("status without an OFD and without notices", async () => {
    for (const type of ["ofdExchangeStatus", "ismExchangeStatus"]) {
      server.driver.scripted.set(type, () => ({ error: { code: 413, description: "Не поддерживается" } }));
    }
    expect(await registrar.status()).toMatchObject({ ok: true, value: { ofdQueue: 0, ofdOldest: null, noticeQueue: null } });
  });

  it("paper that an earlier process left owed", async () => {
    server.driver.scripted.set("continuePrint", () => ({ error: { code: 45, description: "Крышка" } }));
    expect(await registrar.status()).toMatchObject({ ok: true, value: { isPrintOwed: true } });
  });

  it("status that must not print asks for no paper", async () => {
    const other = await webBench({}, { printsOwedAtStart: false });
    expect(await other.registrar.status()).toMatchObject({ ok: true, value: { isPrintOwed: false } });
    await other.stop();
    expect(other.server.driver.seen.map(({ type }) => type)).not.toContain("continuePrint");
  });

  it("counters, read by digits", async () => {
    expect(await registrar.counters()).toMatchObject({
      ok: true,
      value: { shiftNumber: 4, salesKop: 30, salesCount: 3, refundsKop: 30_010, purchasesCount: 2, cashInDrawerKop: 123_456 },
    });
  });

  it("registration", async () => {
    server.driver.scripted.set("getRegistrationInfo", () => ({
      result: {
        organization: { name: "ООО", vatin: "7701234560  ", email: "a@b.ru", taxationTypes: ["osn", "patent", "envd"], address: "Москва" },
        device: {
          registrationNumber: "0000000001047959",
          paymentsAddress: "Магазин",
          offlineMode: false,
          excise: true,
          marking: true,
          ffdVersion: "1.2",
        },
        ofd: { name: "ОФД", vatin: "7709364346" },
      },
    }));
    expect(await registrar.registration()).toMatchObject({
      ok: true,
      value: {
        inn: "7701234560",
        registrationNumber: "0000000001047959",
        taxSystems: ["osn", "patent"],
        sellsExcise: true,
        sellsMarkedGoods: true,
        agents: null,
      },
    });
  });

  it("agents of the registration, when the driver tells them: words of none are passed over", async () => {
    server.driver.scripted.set("getRegistrationInfo", () => ({
      result: {
        organization: { vatin: "7701234560", agents: ["none", "commissionAgent", "payingAgent"] },
        device: { registrationNumber: "1" },
      },
    }));
    expect(await registrar.registration()).toMatchObject({ ok: true, value: { agents: ["paying-agent", "commission-agent"] } });
  });

  it("documents that are not there", async () => {
    expect(await registrar.storedDocument(99)).toEqual({ ok: true, value: null });
    expect(await registrar.storedTags(99)).toEqual({ ok: true, value: null });
  });

  it("an answer without its fields is an error, not a guess", async () => {
    server.driver.scripted.set("getFnStatus", () => ({ result: { fnStatus: {} } }));
    expect(await registrar.baseline()).toMatchObject({ ok: false, error: { code: "FIS305" } });
  });

  it("facts and raw tasks for technicians", async () => {
    const facts = await registrar.service.drive();
    expect(facts.ok && facts.value.find(({ key }) => key === "fnSerial")?.value).toBe("9999078900001234");
    expect(await registrar.service.raw('{"type":"getShiftStatus"}')).toEqual({
      ok: true,
      value: '{"shiftStatus":{"state":"opened","number":4}}',
    });
    expect(await registrar.service.raw("{}")).toMatchObject({
      ok: false,
      error: { code: "FIS362", details: { what: "{}" } },
    });
    expect(facts.ok && facts.value.find(({ key }) => key === "shift")?.value).toBe("opened");
    server.driver.scripted.set("ofdExchangeStatus", () => ({
      result: { status: { notSentCount: 0, notSentFirstDocNumber: 0, notSentFirstDocDateTime: "1970-01-01T00:00:00+03:00" } },
    }));
    const ofd = await registrar.service.ofd();
    expect(ofd.ok && ofd.value.filter(({ key }) => key.startsWith("oldest") || key === "queue").map(({ value }) => value)).toEqual([
      0,
      null,
      null,
    ]);
    expect(await registrar.service.cancelOpenDocument()).toEqual({ ok: true, value: "nothing-open" });
    expect(await registrar.service.syncClock()).toMatchObject({ ok: false, error: { code: "FIS322" } });
    server.driver.isShiftOpen = false;
    expect(await registrar.service.syncClock()).toMatchObject({ ok: true, value: { isChanged: true } });
    expect(server.driver.seen.at(-1)).toMatchObject({
      type: "setDateTime",
      dateTime: expect.stringMatching(/^\d{4}\.\d\d\.\d\d \d\d:\d\d:\d\d$/),
    });
  });
});

describe("documents that the drive does not keep", () => {
  it("cash: the request's own word", async () => {
    const baseline = await baselineOf();
    expect(await registrar.register(CASH_IN, baseline)).toMatchObject({ ok: true, value: { fdNumber: null, shiftNumber: 4 } });
    expect(await registrar.resolve(CASH_IN, baseline)).toMatchObject({ outcome: "registered" });
  });

  it("cash that never arrived, and cash that failed", async () => {
    const lost = await baselineOf();
    server.faults.set("cashIn", "lose-request");
    expect(await registrar.register(CASH_IN, lost)).toMatchObject({ ok: false, error: { effect: "unknown" } });
    expect(await registrar.resolve(CASH_IN, lost)).toEqual({ outcome: "not-registered" });
    const failed = await baselineOf();
    server.driver.scripted.set("cashIn", () => ({ error: { code: 2, description: "Нет связи" } }));
    expect(await registrar.register(CASH_IN, failed)).toMatchObject({ ok: false, error: { effect: "unknown" } });
    expect(await registrar.resolve(CASH_IN, failed)).toEqual({ outcome: "not-registered" });
  });

  it("an error after the cash was counted: the count tells", async () => {
    const baseline = await baselineOf();
    server.driver.scripted.set("cashIn", (task) => {
      server.driver.usual("cashIn", task);
      return { error: { code: 2, description: "Нет связи" } };
    });
    await registrar.register(CASH_IN, baseline);
    expect(await registrar.resolve(CASH_IN, baseline)).toMatchObject({ outcome: "registered" });
  });

  it("X report: done, or not begun", async () => {
    const baseline = await baselineOf();
    server.faults.set("reportX", "lose-answer");
    expect(await registrar.register(X_REPORT, baseline)).toMatchObject({ ok: true });
    expect(await registrar.resolve(X_REPORT, baseline)).toMatchObject({ outcome: "registered", registered: { fdNumber: null } });
    expect(await registrar.resolve(X_REPORT, await baselineOf())).toEqual({ outcome: "not-registered" });
  });

  it("shifts are documents of the drive", async () => {
    const document: FiscalDocument = { kind: "close-shift", cashier };
    const baseline = await baselineOf();
    server.driver.scripted.set("closeShift", (task) => {
      server.driver.usual("closeShift", task);
      return { error: { code: 140, description: "Таймаут" } };
    });
    expect(await registrar.register(document, baseline)).toMatchObject({ ok: false, error: { effect: "unknown" } });
    expect(await registrar.resolve(document, baseline)).toMatchObject({
      outcome: "registered",
      registered: { fdNumber: 11, shiftNumber: 4 },
    });
    expect(await registrar.resolve(document, { ...baseline, shiftNumber: 3 })).toMatchObject({ outcome: "undecided" });
  });
});

describe("a queue that is blocked", () => {
  it.each([
    ["connectionError", "FIS382"],
    ["fnError", "FIS383"],
    ["paperError", "FIS310"],
    ["strange", "FIS384"],
  ])("by %s is told in words, and no query stays in it", async (reason, code) => {
    server.blockReason = reason;
    expect(await registrar.baseline()).toMatchObject({ ok: false, error: { code } });
    expect([...server.requests.values()].map(({ results }) => results[0])).toMatchObject([{ status: "canceled" }]);
  });

  it("by paper: the status says so, and the paper is owed", async () => {
    expect(await registrar.status()).toMatchObject({ ok: true });
    server.blockReason = "paperError";
    expect(await registrar.status()).toMatchObject({ ok: true, value: { paper: "out", isPrintOwed: true } });
    expect(await registrar.finishPrinting()).toEqual({ ok: true, value: "waits-for-paper" });
  });

  it("a sale behind the block is cancelled when it is asked for", async () => {
    const sale: FiscalDocument = { kind: "receipt", receipt: receipt() };
    const baseline = await baselineOf();
    await registrar.status();
    server.blockReason = "connectionError";
    expect(await registrar.register(sale, baseline)).toMatchObject({ ok: false, error: { effect: "unknown", error: { code: "FIS382" } } });
    expect(await registrar.resolve(sale, baseline)).toMatchObject({ outcome: "unreachable", error: { code: "FIS382" } });
    expect(server.requests.get(baseline.requestId)?.results).toMatchObject([{ status: "canceled" }]);
    server.blockReason = null;
    expect(await registrar.resolve(sale, baseline)).toEqual({ outcome: "not-registered" });
  });
});

describe("the server", () => {
  it("that answers nonsense is survived and counted", async () => {
    server.faults.set("getFnStatus", { status: 200, body: "<html>" });
    server.faults.set("getShiftTotals", { status: 500, body: "" });
    expect(await registrar.baseline()).toMatchObject({ ok: true });
    expect(registrar.linkCounters()).toMatchObject({ malformed: 1 });
    expect(await registrar.counters()).toMatchObject({ ok: true });
    expect(registrar.linkCounters()).toMatchObject({ malformed: 2 });
  });

  it.each([
    [401, "FIS386"],
    [404, "FIS385"],
    [400, "FIS387"],
  ])("that refuses with %d says why", async (status, code) => {
    server.faults.set("getFnStatus", { status, body: '{"error":{"code":505,"description":"нет"}}' });
    expect(await registrar.baseline()).toMatchObject({ ok: false, error: { code } });
  });

  it("whose registrar is not connected refuses a sale without effect", async () => {
    const baseline = await baselineOf();
    await registrar.status();
    server.faults.set("sell", { status: 409, body: '{"error":{"code":505,"description":"ККТ [1] не подключена"}}' });
    const refused = await registrar.register({ kind: "receipt", receipt: receipt() }, baseline);
    expect(refused).toMatchObject({
      ok: false,
      error: { effect: "none", error: { code: "FIS385", details: { description: "ККТ [1] не подключена" } } },
    });
  });

  it("a query whose request or answer is lost is asked again under the same id", async () => {
    server.faults.set("getShiftTotals", "lose-request");
    expect(await registrar.counters()).toMatchObject({ ok: true });
    server.faults.set("getShiftTotals", "lose-answer");
    expect(await registrar.counters()).toMatchObject({ ok: true });
    expect(server.driver.seen.filter(({ type }) => type === "getShiftTotals")).toHaveLength(2);
  });

  it("is given user, password and registrar", async () => {
    const other = await webBench({ user: "till", password: secret("тайна"), deviceId: "2" });
    await other.registrar.counters();
    await other.stop();
    expect(other.server.heads[0]).toEqual({
      method: "POST",
      path: "/api/v2/requests?deviceID=2",
      authorization: `Basic ${Buffer.from("till:тайна").toString("base64")}`,
    });
  });

  it("after close nothing is asked", async () => {
    await registrar.close();
    expect(await registrar.status()).toMatchObject({ ok: false, error: { code: "FIS307" } });
    expect(await registrar.register(X_REPORT, {} as Baseline)).toMatchObject({ ok: false, error: { effect: "none" } });
  });
});
