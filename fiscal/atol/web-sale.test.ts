import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { FiscalDocument } from "../document/fiscal-document.ts";
import type { Baseline } from "../registrar.ts";
import type { AtolRegistrar } from "./atol-registrar.ts";
import { receipt, webBench } from "./testing/bench.ts";
import type { ScriptedServer } from "./testing/scripted-server.ts";
import { TOY_FN } from "./testing/toy-driver.ts";

const SALE: FiscalDocument = { kind: "receipt", receipt: receipt() };

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

function sales(): number {
  return server.driver.seen.filter(({ type }) => type === "sell").length;
}

describe("a sale over Web Requests", () => {
  it("is registered under the baseline's id and told as the registrar wrote it", async () => {
    const baseline = await baselineOf();
    expect(baseline).toMatchObject({ fnSerial: TOY_FN, lastFdNumber: 10, shiftNumber: 4, shiftOpen: true });
    const done = await registrar.register(SALE, baseline);
    expect(done).toEqual({
      ok: true,
      value: {
        fdNumber: 11,
        fiscalSign: "1000011",
        fnSerial: TOY_FN,
        at: Date.parse("2026-11-24T09:00:00Z"),
        shiftNumber: 4,
        qr: `t=20261124T1200&s=100.10&fn=${TOY_FN}&i=11&fp=1000011&n=1`,
        isPrintOwed: false,
      },
    });
    expect([...server.requests.keys()]).toContain(baseline.requestId);
    expect(server.driver.seen.find(({ type }) => type === "sell")).toMatchObject({
      total: 100.1,
      items: [{ price: 50.05, quantity: 2, amount: 100.1, tax: { type: "vat22" } }, { value: "T01R000001" }],
      payments: [{ type: "cash", sum: 150 }],
    });
  });

  it("that is registered but not printed owes its paper, and the paper comes later", async () => {
    server.driver.notPrinted = true;
    const done = await registrar.register(SALE, await baselineOf());
    expect(done).toMatchObject({ ok: true, value: { fdNumber: 11, isPrintOwed: true } });
    expect(await registrar.status()).toMatchObject({ ok: true, value: { isPrintOwed: true } });
    server.driver.scripted.set("continuePrint", () => ({ error: { code: 44, description: "Нет бумаги" } }));
    expect(await registrar.finishPrinting()).toEqual({ ok: true, value: "waits-for-paper" });
    server.driver.scripted.clear();
    expect(await registrar.finishPrinting()).toEqual({ ok: true, value: "printed" });
    expect(await registrar.status()).toMatchObject({ ok: true, value: { isPrintOwed: false } });
  });

  it("whose answer is lost is found by its id at once", async () => {
    const baseline = await baselineOf();
    server.faults.set("sell", "lose-answer");
    expect(await registrar.register(SALE, baseline)).toMatchObject({ ok: true, value: { fdNumber: 11 } });
    expect(sales()).toBe(1);
  });

  it("sent a second time is not registered a second time", async () => {
    const baseline = await baselineOf();
    await registrar.register(SALE, baseline);
    expect(await registrar.register(SALE, baseline)).toMatchObject({ ok: true, value: { fdNumber: 11 } });
    expect(sales()).toBe(1);
  });

  it("refused by the driver has no effect where the error says so", async () => {
    server.driver.scripted.set("sell", () => ({ error: { code: 73, description: "Смена закрыта" } }));
    const baseline = await baselineOf();
    expect(await registrar.register(SALE, baseline)).toMatchObject({ ok: false, error: { effect: "none", error: { code: "FIS321" } } });
    expect(await registrar.resolve(SALE, baseline)).toEqual({ outcome: "not-registered" });
  });

  it("answered with another sum is for the drive to tell", async () => {
    const baseline = await baselineOf();
    server.driver.scripted.set("sell", (task) => server.driver.usual("sell", { ...task, total: 1 }));
    expect(await registrar.register(SALE, baseline)).toMatchObject({ ok: false, error: { effect: "unknown" } });
    expect(await registrar.resolve(SALE, baseline)).toMatchObject({ outcome: "undecided" });
  });

  it("of a server that is not there has no effect", async () => {
    const baseline = await baselineOf();
    await server.stop();
    expect(await registrar.register(SALE, baseline)).toMatchObject({ ok: false, error: { effect: "none" } });
    expect(await registrar.resolve(SALE, baseline)).toMatchObject({ outcome: "unreachable" });
  });
});

describe("what became of it", () => {
  it("the request never arrived: its id is taken, so that it can't be done later", async () => {
    const baseline = await baselineOf();
    server.faults.set("sell", "lose-request");
    expect(await registrar.register(SALE, baseline)).toMatchObject({ ok: false, error: { effect: "unknown", error: { code: "FIS303" } } });
    expect(await registrar.resolve(SALE, baseline)).toEqual({ outcome: "not-registered" });
    expect(server.requests.get(baseline.requestId)?.tasks).toEqual([{ type: "getFnStatus" }]);
    // The lost request turns up after all: the server knows the id.
    expect(await registrar.register(SALE, baseline)).toMatchObject({ ok: false, error: { effect: "unknown" } });
    expect(sales()).toBe(0);
    expect(await registrar.resolve(SALE, baseline)).toEqual({ outcome: "not-registered" });
  });

  it.each([true, false])("an error in between, the document is in the drive (raw data: %s)", async (withRawData) => {
    server.driver.withRawData = withRawData;
    const baseline = await baselineOf();
    server.driver.scripted.set("sell", (task) => {
      server.driver.usual("sell", task);
      return { error: { code: 177, description: "Закрытие чека прервано" } };
    });
    expect(await registrar.register(SALE, baseline)).toMatchObject({ ok: false, error: { effect: "unknown" } });
    const resolved = await registrar.resolve(SALE, baseline);
    expect(resolved).toMatchObject({ outcome: "registered", registered: { fdNumber: 11, fiscalSign: "1000011", isPrintOwed: true } });
    expect(await registrar.resolve(SALE, baseline)).toEqual(resolved);
  });

  it("somebody else's document of the same sum is not ours", async () => {
    const baseline = await baselineOf();
    const foreign: FiscalDocument = { kind: "receipt", receipt: receipt({ ownTag: "OTHER1" }) };
    await registrar.register(foreign, await baselineOf());
    server.driver.scripted.set("sell", () => ({ error: { code: 2, description: "Нет связи" } }));
    expect(await registrar.register(SALE, baseline)).toMatchObject({ ok: false, error: { effect: "unknown" } });
    expect(await registrar.resolve(SALE, baseline)).toEqual({ outcome: "not-registered" });
  });

  it("a request that waits is cancelled before anything is said", async () => {
    const baseline = await baselineOf();
    server.faults.set("sell", "wait");
    expect(await registrar.register(SALE, baseline)).toMatchObject({ ok: false, error: { effect: "unknown" } });
    expect(await registrar.resolve(SALE, baseline)).toEqual({ outcome: "not-registered" });
    expect(server.requests.get(baseline.requestId)?.results).toMatchObject([{ status: "canceled" }]);
  });

  it.each(["inProgress", "blocked"] as const)("a request that is %s is asked for again later", async (state) => {
    const baseline = await baselineOf();
    server.faults.set("sell", state);
    expect(await registrar.register(SALE, baseline)).toMatchObject({ ok: false, error: { effect: "unknown" } });
    expect(await registrar.resolve(SALE, baseline)).toMatchObject({ outcome: "unreachable" });
    server.release(baseline.requestId);
    expect(await registrar.resolve(SALE, baseline)).toMatchObject({ outcome: "registered", registered: { fdNumber: 11 } });
  });

  it("a drive that was changed is for a person", async () => {
    const baseline = { ...(await baselineOf()), fnSerial: "9999078900000000" };
    expect(await registrar.resolve(SALE, baseline)).toMatchObject({ outcome: "undecided" });
  });
});
