import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { silentLog } from "../../config/log.ts";
import type { Log } from "../../config/log.ts";
import type { FiscalDocument } from "../document/fiscal-document.ts";
import type { Baseline } from "../registrar.ts";
import type { AtolRegistrar } from "./atol-registrar.ts";
import { receipt, webBench } from "./testing/bench.ts";
import type { ScriptedServer } from "./testing/scripted-server.ts";
import { TOY_FN } from "./testing/toy-driver.ts";
import type { Plain } from "./testing/toy-driver.ts";

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

  it("into a shift that the driver opened by itself is told with that shift's number, and the log says so", async () => {
    const warnings: unknown[] = [];
    const log: Log = { ...silentLog, warn: (fields) => void warnings.push(fields) };
    const other = await webBench({}, { log });
    other.server.driver.scripted.set("sell", (task) => {
      other.server.driver.usual("closeShift", {});
      other.server.driver.usual("openShift", {});
      const answer = other.server.driver.usual("sell", task);
      return "result" in answer ? { result: { ...answer.result, shiftAutoOpened: true } } : answer;
    });
    const baseline = await other.registrar.baseline();
    if (!baseline.ok) throw new Error(baseline.error.code);
    expect(await other.registrar.register(SALE, baseline.value)).toMatchObject({ ok: true, value: { fdNumber: 13, shiftNumber: 5 } });
    await other.stop();
    expect(warnings).toEqual([{ fdNumber: 13, shiftNumber: 5, expected: 4, isOpenedByDriver: true }]);
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

  it.each(["no raw data", "rubbish"])(
    "a document of this kind and sum without a tag that can be read is for a person (%s)",
    async (raw) => {
      server.driver.tellsTags = false;
      server.driver.withRawData = raw === "rubbish";
      server.driver.rawData = "rubbish";
      const baseline = await baselineOf();
      await registrar.register(SALE, baseline);
      server.requests.delete(baseline.requestId);
      expect(await registrar.resolve(SALE, baseline)).toMatchObject({
        outcome: "undecided",
        seen: expect.stringContaining("ФД 11") as string,
      });
    },
  );

  it("a document with our tag and another sum or kind is for a person, whatever the server remembers", async () => {
    for (const change of [{ total: 1 }, { type: "sellReturn" }]) {
      const baseline = await baselineOf();
      server.driver.scripted.set("sell", (task) => server.driver.usual(String({ ...task, ...change }["type"]), { ...task, ...change }));
      await registrar.register(SALE, baseline);
      server.requests.delete(baseline.requestId);
      expect(await registrar.resolve(SALE, baseline)).toMatchObject({ outcome: "undecided" });
    }
  });

  it("a correction of the same document whose tag is not read is for a person, though 1192 names the corrected one", async () => {
    const correction = { basis: "own", correctedOn: "2026-03-15", orderNumber: "1", correctedFiscalSign: "123" } as const;
    const document: FiscalDocument = { kind: "receipt", receipt: receipt({ correction }) };
    server.driver.withRawData = false;
    const baseline = await baselineOf();
    await registrar.register({ kind: "receipt", receipt: receipt({ correction, ownTag: "LOST" }) }, await baselineOf());
    expect(await registrar.resolve(document, baseline)).toEqual({ outcome: "not-registered" });
    server.driver.scripted.set("getFnDocument", (task) => {
      const answer = server.driver.usual("getFnDocument", task);
      if (!("result" in answer)) return answer;
      const { "1084": _, ...rest } = answer.result["documentTLV"] as Plain;
      return { result: { documentTLV: { ...rest, "1192": "123" } } };
    });
    expect(await registrar.resolve(document, baseline)).toMatchObject({ outcome: "undecided" });
  });

  it.each([
    ["interrupted-before", { outcome: "not-registered" }],
    ["interrupted-after", { outcome: "registered", registered: { fdNumber: 11 } }],
    ["canceled", { outcome: "not-registered" }],
  ] as const)("a sale that the server ends by itself (%s) is for the drive to tell", async (fault, outcome) => {
    const baseline = await baselineOf();
    server.faults.set("sell", fault);
    expect(await registrar.register(SALE, baseline)).toMatchObject({ ok: false, error: { effect: "unknown", error: { code: "FIS303" } } });
    expect(await registrar.resolve(SALE, baseline)).toMatchObject(outcome);
  });

  it("a drive that was changed is for a person", async () => {
    const baseline = { ...(await baselineOf()), fnSerial: "9999078900000000" };
    expect(await registrar.resolve(SALE, baseline)).toMatchObject({ outcome: "undecided" });
  });
});
