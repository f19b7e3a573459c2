import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { systemClock } from "../../config/clock.ts";
import { kopecks, quantity } from "../../config/money.ts";
import { openSerialChannel } from "../../device-drivers/transport/serial-channel.ts";
import { parseQr } from "../../fiscal/document/qr.ts";
import { FAST_PROFILE } from "../../fiscal/emulator/index.ts";
import { SHTRIH_PROFILES } from "../../fiscal/shtrih-m/index.ts";
import { ShtrihBench, asDocument, cashier, line, receipt } from "./shtrih-m-bench.ts";

/** The driver against the emulator over real TCP: two programs written apart from the same protocol notes. */
let bench: ShtrihBench;

describe("a whole shift", () => {
  beforeAll(async () => {
    bench = await ShtrihBench.start();
  });
  afterAll(async () => {
    await bench.stop();
  });

  it("opens, sells, refunds, moves cash, reports and closes", async () => {
    const opened = await bench.openShift();
    expect(opened).toMatchObject({ fdNumber: 2, shiftNumber: 1, qr: null });
    const sold = receipt({ buyerContact: "+79001234567", footer: ["Спасибо за покупку", ""] });
    const sale = await bench.must(asDocument(sold));
    expect(bench.missingTags(3, sold)).toEqual([]);
    expect(sale).toMatchObject({ fdNumber: 3, shiftNumber: 1, fnSerial: bench.emulator.state().drive.serial });
    const qr = parseQr(sale.qr ?? "");
    expect(qr).toMatchObject({ ok: true, value: { totalKop: 10_000, fdNumber: 3, sign: 1, fiscalSign: sale.fiscalSign } });
    const refund = await bench.must(asDocument(receipt({ kind: "refund" })));
    expect(refund).toMatchObject({ fdNumber: 4 });
    expect((await bench.must({ kind: "cash-in", amountKop: kopecks(100_000), cashier })).fdNumber).toBeNull();
    expect((await bench.must({ kind: "cash-out", amountKop: kopecks(30_000), cashier })).fdNumber).toBeNull();
    expect((await bench.must({ kind: "x-report" })).shiftNumber).toBe(1);
    expect(await bench.registrar.counters()).toEqual({
      ok: true,
      value: {
        shiftNumber: 1,
        salesKop: 10_000,
        refundsKop: 10_000,
        salesCount: 1,
        refundsCount: 1,
        purchasesKop: 0,
        purchasesCount: 0,
        purchaseRefundsKop: 0,
        purchaseRefundsCount: 0,
        cashInDrawerKop: 70_000,
      },
    });
    expect(await bench.must({ kind: "close-shift", cashier })).toMatchObject({ fdNumber: 5, shiftNumber: 1 });
    expect(bench.emulator.state()).toMatchObject({ shift: { open: false }, openReceipt: null, drive: { lastFd: 5 } });
  });

  it("tells its status and its stored documents", async () => {
    const status = await bench.registrar.status();
    expect(status).toMatchObject({
      ok: true,
      value: { ffd: "1.2", shift: "closed", shiftNumber: 1, lastFdNumber: 5, paper: "ok", coverOpen: false, serial: "0000000001012345" },
    });
    if (status.ok) expect(Math.abs(status.value.clock - systemClock.now())).toBeLessThan(5_000);
    expect(await bench.registrar.storedDocument(3)).toMatchObject({
      ok: true,
      value: { kind: "sale", totalKop: 10_000, ownTag: "T01R000001" },
    });
    expect(await bench.registrar.storedDocument(4)).toMatchObject({ ok: true, value: { kind: "refund", totalKop: 10_000 } });
    expect(await bench.registrar.storedDocument(2)).toMatchObject({ ok: true, value: { kind: "open-shift", ownTag: null } });
    expect(await bench.registrar.storedDocument(5)).toMatchObject({ ok: true, value: { kind: "close-shift" } });
    expect(await bench.registrar.storedDocument(99)).toEqual({ ok: true, value: null });
  });

  it("prints a copy and a slip, opens the drawer", async () => {
    await bench.openShift();
    await bench.must(asDocument(receipt()));
    expect(await bench.registrar.printCopy()).toEqual({ ok: true, value: undefined });
    expect(await bench.registrar.printSlip(["ОПЛАТА КАРТОЙ", "ОДОБРЕНО"])).toEqual({ ok: true, value: undefined });
    expect(await bench.registrar.openDrawer()).toEqual({ ok: true, value: undefined });
  });
});

describe("receipts of many kinds", () => {
  beforeEach(async () => {
    bench = await ShtrihBench.start();
    await bench.openShift();
  });
  afterEach(async () => {
    await bench.stop();
  });

  it("every VAT rate, weighed goods, mixed payment, rounding to the rouble", async () => {
    const rates = ["none", "0", "5", "7", "10", "20", "22", "5/105", "7/107", "10/110", "20/120", "22/122"] as const;
    const lines = rates.map((vat) => line({ vat, name: `Товар ${vat}` }));
    lines.push(line({ measure: 11, quantity: quantity(345_000), priceKop: kopecks(9_999), sumKop: kopecks(3_450) }));
    const payments = {
      cashKop: kopecks(100_000),
      electronicKop: kopecks(10_000),
      prepaidKop: kopecks(5_000),
      creditKop: kopecks(5_000),
      counterKop: kopecks(3_400),
    };
    const mixed = receipt({ lines, payments, cashGivenKop: kopecks(100_000), totalKop: kopecks(123_400), taxSystem: "osn" });
    const registered = await bench.must(asDocument(mixed));
    expect(bench.missingTags(registered.fdNumber ?? 0, mixed)).toEqual([]);
    expect(await bench.registrar.storedDocument(registered.fdNumber ?? 0)).toMatchObject({ ok: true, value: { totalKop: 123_400 } });
    expect(await bench.registrar.counters()).toMatchObject({ ok: true, value: { salesKop: 123_400 } });
  });

  it("7/107 as 90h when both sides are set so", async () => {
    await bench.stop();
    bench = await ShtrihBench.start({ profile: { ...FAST_PROFILE, vat7of107Byte: 0x90 } }, () => ({
      profile: SHTRIH_PROFILES["shtrih-m-vat-90"],
    }));
    await bench.openShift();
    expect((await bench.must(asDocument(receipt({ lines: [line({ vat: "7/107" })] })))).fdNumber).toBe(3);
  });

  it("marked goods: checked, accepted and bound", async () => {
    const code = Buffer.from("0104600439931256215JgXJ5.T\u001d93dGVz").toString("base64");
    const marked = line({
      subject: 33,
      quantity: quantity(1_000_000),
      sumKop: kopecks(5_000),
      marking: { codeBase64: code, plannedStatus: 1 },
      industry: { foivId: "030", date: "21.11.2023", number: "1944", value: "UUID=5f3d&Time=1732440000000" },
    });
    const payments = { ...receipt().payments, cashKop: kopecks(5_000) };
    const sold = receipt({ lines: [marked], payments, cashGivenKop: kopecks(5_000), totalKop: kopecks(5_000) });
    expect((await bench.must(asDocument(sold))).fdNumber).toBe(3);
    expect(bench.missingTags(3, sold)).toEqual([]);
  });

  it("a receipt that the device refuses leaves nothing behind", async () => {
    bench.emulator.applyFault({ kind: "error", code: 0x33, command: "FF46" });
    const result = await bench.registrar.register(asDocument(receipt()), await bench.baseline());
    expect(result).toMatchObject({ ok: false, error: { effect: "none", error: { code: "FIS340", vendorCode: "33h" } } });
    expect(bench.emulator.state()).toMatchObject({ openReceipt: null, drive: { lastFd: 2 } });
    expect((await bench.must(asDocument(receipt()))).fdNumber).toBe(3);
  });

  it("refused tags are sent one by one", async () => {
    bench.emulator.applyFault({ kind: "error", code: 0xb9, command: "FF0C" });
    expect((await bench.must(asDocument(receipt()))).fdNumber).toBe(3);
    expect(bench.emulator.state().openReceipt).toBeNull();
  });

  it("a noisy line: frames refused, rubbish before answers", async () => {
    bench.emulator.applyFault({ kind: "nak", command: "FF45", times: 2 });
    bench.emulator.applyFault({ kind: "garbage", hex: "ff00aa", command: "FF46" });
    expect((await bench.must(asDocument(receipt()))).fdNumber).toBe(3);
    expect(bench.registrar.linkCounters()).toMatchObject({ resent: 2 });
  });

  it.each(["before", "after"] as const)("an answer lost %s execution of FF45, the line still up", async (moment) => {
    bench.emulator.applyFault({ kind: "answer-lost", moment, command: "FF45" });
    const { registered, path } = await bench.insist(asDocument(receipt()));
    // The held answer comes again after ENQ; what was not executed has to be resolved and begun anew.
    expect(path).toBe(moment === "after" ? "ok" : "unknown:FIS303 not-registered ok");
    expect(registered.fdNumber).toBe(3);
    expect(bench.emulator.state()).toMatchObject({ openReceipt: null, drive: { lastFd: 3 } });
  });
});

describe("over a serial line", () => {
  it("the same shift, and a lost answer", async () => {
    bench = await ShtrihBench.start({ pty: true }, ({ ptyPath = "" }) => ({
      openChannel: () => openSerialChannel({ path: ptyPath, baudRate: 115_200 }, systemClock),
    }));
    await bench.openShift();
    expect((await bench.must(asDocument(receipt()))).fdNumber).toBe(3);
    bench.emulator.applyFault({ kind: "answer-lost", moment: "after", command: "FF45" });
    expect(await bench.insist(asDocument(receipt()))).toMatchObject({ registered: { fdNumber: 4 }, path: "ok" });
    expect((await bench.must({ kind: "close-shift", cashier })).fdNumber).toBe(5);
    await bench.stop();
  });
});

describe("the cost on the wire", () => {
  it("of a receipt is four commands, without ENQ and without readings", async () => {
    bench = await ShtrihBench.start();
    await bench.openShift();
    await bench.must(asDocument(receipt()));
    const from = await bench.baseline();
    const before = bench.registrar.linkCounters();
    const sent = await bench.registrar.register(asDocument(receipt()), from);
    const after = bench.registrar.linkCounters();
    expect(sent.ok).toBe(true);
    expect(after.framesOut - before.framesOut).toBe(4);
    // Payloads of 8D, FF0C (tags 1021, 1203, 1192), FF46 (23 bytes of name), FF45; each with STX, LEN, LRC and our ACK.
    const tags = 4 + cashier.name.length + 4 + 12 + 4 + 10;
    expect(after.bytesOut - before.bytesOut).toBe(6 + (6 + tags) + (32 + 23) + 118 + 4 * 4);
    await bench.stop();
  });
});
