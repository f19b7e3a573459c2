import { describe, expect, it } from "vitest";
import type { Log } from "../../config/log.ts";
import { kopecks } from "../../config/money.ts";
import { NOW, asDocument, cashier, setUp } from "./testing/registrar-bench.ts";
import { sampleReceipt } from "./testing/sample-receipt.ts";

describe("readings and small commands", () => {
  it("status", async () => {
    const { registrar, run } = setUp();
    expect(await run(registrar.status())).toEqual({
      ok: true,
      value: {
        model: "ШТРИХ",
        serial: "0000000000000077",
        fnSerial: "9999078902012392",
        ffd: "1.2",
        shift: "open",
        shiftNumber: 5,
        lastFdNumber: 10,
        paper: "ok",
        coverOpen: false,
        clock: NOW,
        ofdQueue: 0,
        ofdOldest: null,
        fnExpires: "2027-05-31",
        fnWarnings: [],
        isPrintOwed: false,
        keyDaysLeft: null,
        documentsLeft: 1_000,
        noticeQueue: 3,
      },
    });
  });

  it("status of firmware that does not know all of it", async () => {
    const { registrar, run, kkt } = setUp();
    kkt.isOldFirmware = true;
    expect(await run(registrar.status())).toMatchObject({ ok: true, value: { documentsLeft: null, noticeQueue: null } });
  });

  it("the resource of the drive's keys out of the report of a closed shift, read once", async () => {
    const { registrar, run, baseline, kkt } = setUp();
    await run(registrar.register({ kind: "close-shift", cashier }, await baseline()));
    kkt.documents[0]?.tags.set(1213, Uint8Array.of(0x6d, 0x01));
    expect(await run(registrar.status())).toMatchObject({ ok: true, value: { keyDaysLeft: 365 } });
    kkt.device.takeCommands();
    expect(await run(registrar.status())).toMatchObject({ ok: true, value: { keyDaysLeft: 365 } });
    expect(kkt.device.takeCommands().filter((command) => command.startsWith("ff3a"))).toEqual([]);
    await run(registrar.register({ kind: "open-shift", cashier }, await baseline()));
    expect(await run(registrar.status())).toMatchObject({ ok: true, value: { keyDaysLeft: 365 } });
  });

  it("an answer that breaks the protocol is logged as it came, counted and survived", async () => {
    const seen: { readonly level: string; readonly data: object }[] = [];
    const at =
      (level: string) =>
      (data: object): void =>
        void seen.push({ level, data });
    const log: Log = { debug: at("debug"), info: at("info"), warn: at("warn"), error: at("error") };
    const { registrar, run, kkt } = setUp({ log });
    kkt.cutAnswerOf = "ff01";
    expect(await run(registrar.baseline())).toMatchObject({ ok: false, error: { code: "FIS305" } });
    expect(seen.find(({ level }) => level === "error")?.data).toMatchObject({ command: "FF01 FN status", bytes: "ff0100", count: 1 });
    kkt.cutAnswerOf = null;
    expect(await run(registrar.baseline())).toMatchObject({ ok: true });
  });

  it("baseline reads the counts of cash movements once, and again after one", async () => {
    const { registrar, run, baseline, kkt } = setUp();
    const base = await baseline();
    await baseline();
    expect(kkt.device.commands.filter((command) => command.startsWith("1b"))).toHaveLength(2);
    await run(registrar.register({ kind: "cash-in", amountKop: kopecks(1), cashier }, base));
    expect((await baseline()).cashInCount).toBe(1);
  });

  it("counters add the payments of the shift", async () => {
    const { registrar, run, kkt, baseline } = setUp();
    await run(registrar.register(asDocument(sampleReceipt()), await baseline()));
    // The toy answers every cash register with its own number.
    const sales = 193 + 197 + 4180 + 4184 + 4188;
    const refunds = 195 + 199 + 4182 + 4186 + 4190;
    expect(await run(registrar.counters())).toEqual({
      ok: true,
      value: {
        shiftNumber: 5,
        salesKop: sales,
        refundsKop: refunds,
        salesCount: 1,
        refundsCount: 1,
        purchasesKop: sales + 5,
        purchasesCount: 1,
        purchaseRefundsKop: refunds + 5,
        purchaseRefundsCount: 1,
        cashInDrawerKop: 241,
        // In less out: each kind's registers follow one another.
        payments: { cashKop: 0, electronicKop: 0, prepaidKop: 0, creditKop: 0, counterKop: 0 },
      },
    });
    expect(kkt.documents).toHaveLength(1);
  });

  it("stored documents", async () => {
    const { registrar, run, baseline } = setUp();
    await run(registrar.register(asDocument(sampleReceipt({ kind: "refund" })), await baseline()));
    expect(await run(registrar.storedDocument(11))).toMatchObject({
      ok: true,
      value: { fdNumber: 11, fiscalSign: "11000", kind: "refund", totalKop: 10_000, ownTag: "T01R000001" },
    });
    expect(await run(registrar.storedDocument(12))).toEqual({ ok: true, value: null });
  });

  it("copy, drawer, slip", async () => {
    const { registrar, run, kkt } = setUp({ cutAfterSlip: "partial" });
    expect(await run(registrar.printCopy())).toEqual({ ok: true, value: undefined });
    expect(await run(registrar.openDrawer())).toEqual({ ok: true, value: undefined });
    expect(await run(registrar.printSlip(["Оплата картой", "ОДОБРЕНО"]))).toEqual({ ok: true, value: undefined });
    expect(kkt.device.commands.slice(4).map((command) => command.slice(0, 5))).toEqual(["8c", "28 00", "17 02", "17 02", "29 02", "25 01"]);
    kkt.refuse.set("8c", 0x56);
    expect(await run(registrar.printCopy())).toMatchObject({ ok: false, error: { code: "FIS334", vendorCode: "56h" } });
  });

  it("a technician's bytes", async () => {
    const { registrar, run } = setUp();
    const answer = await run(registrar.rawCommand(Uint8Array.of(0x10, 1, 0, 0, 0)));
    expect(answer).toMatchObject({ ok: true });
    expect(registrar.trace().some((record) => record.text === "1001000000")).toBe(true);
    expect(registrar.linkCounters().framesOut).toBe(1);
  });

  it("one call at a time; a full queue refuses", async () => {
    const { registrar, run, kkt } = setUp();
    const calls = Array.from({ length: 40 }, () => registrar.openDrawer());
    const results = await run(Promise.all(calls));
    expect(results.filter((result) => result.ok)).toHaveLength(32);
    expect(results.at(-1)).toMatchObject({ ok: false, error: { code: "FIS306" } });
    expect(kkt.device.commands).toHaveLength(32);
  });

  it("opens the drawer after a receipt with cash when asked to", async () => {
    const { registrar, run, baseline, kkt, clock } = setUp({ openDrawerOnCash: true });
    await run(registrar.register(asDocument(sampleReceipt()), await baseline()));
    await clock.advance(100);
    expect(kkt.device.commands.at(-1)).toBe("28 00");
  });

  it("continues printing by itself after new paper was loaded", async () => {
    const { registrar, run, baseline, kkt, clock } = setUp();
    await run(registrar.register(asDocument(sampleReceipt()), await baseline()));
    kkt.submode = 2;
    await clock.advance(5_000);
    kkt.submode = 3;
    await clock.advance(5_000);
    expect(kkt.submode).toBe(0);
    expect(kkt.device.commands.filter((command) => command === "b0")).toHaveLength(1);
    await registrar.close();
  });

  it("after close every call fails", async () => {
    const { registrar, run } = setUp();
    await run(registrar.openDrawer());
    await registrar.close();
    expect(await run(registrar.status())).toMatchObject({ ok: false, error: { code: "FIS307" } });
  });
});
