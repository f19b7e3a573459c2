import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { JsonObject } from "../http/decode.ts";
import { cardTender, sampleId, sampleLine, sampleReceipt, sampleShift } from "../testing/sample-facts.ts";
import { epochMs } from "../../config/clock.ts";
import { kopecks } from "../../config/money.ts";
import { derivedKey, isKey } from "./derived-key.ts";
import { receiptDocument } from "./documents.ts";
import { createDateWriter, fromRoubles, toOnecQuantity, toRoubles } from "./numbers.ts";
import type { OnecSettings } from "./settings.ts";
import { shiftReports } from "./shift-report.ts";

const settings: OnecSettings = {
  baseUrl: "http://1c",
  organisationKey: sampleId("o"),
  warehouseKey: sampleId("w"),
  cashRegisterKey: sampleId("c"),
  acquiringTerminalKey: sampleId("t"),
  sellers: new Map(),
  currencyKey: null,
  priceTypeKey: null,
  partnerKey: sampleId("p"),
  vatRates: {},
  timeZone: "Asia/Vladivostok",
  createGoods: false,
  cashMovements: "skip",
  otherReceipts: "set-aside",
  shiftClose: "report",
  markingField: "ПолныйКодМаркировки",
  markingCheckField: "ПроверкаКодаМаркировки",
};
const writeDate = createDateWriter(settings.timeZone);
const close = sampleShift(99, "closed");
const sampleMarkingCheck = {
  decision: "allowed-by-senior",
  reason: "MRK520",
  approvedBy: "oleg",
  at: epochMs(0),
  basis: "online",
  source: "ts-piot",
  requestId: "1b1b",
  driveResult: 15,
} as const;

interface Sold {
  readonly item: number;
  readonly priceKop: number;
  readonly pieces: number;
  readonly card: boolean;
}

function document(sequence: number, sold: readonly Sold[], kind: "sale" | "refund", originalKey: string | null): JsonObject {
  const lines = sold.map(({ item, priceKop, pieces }) => ({ ...sampleLine(item, priceKop, pieces), vat: "22" as const }));
  const total = kopecks(lines.reduce((sum, line) => sum + line.sumKop, 0));
  const receipt = sampleReceipt(sequence, { kind, lines, ...(sold[0]?.card === true ? { tenders: [cardTender(total)] } : {}) });
  const found = {
    shiftKey: sampleId("s"),
    originalKey,
    lines: sold.map(({ item }) => ({ goodsKey: sampleId(`g${item}`), vatKey: sampleId("22") })),
  };
  return receiptDocument(receipt, found, settings, writeDate);
}

const sold = fc.array(
  fc.record({
    item: fc.integer({ min: 1, max: 3 }),
    priceKop: fc.constantFrom(990, 1_000, 12_345),
    pieces: fc.integer({ min: 1, max: 5 }),
    card: fc.boolean(),
  }),
  { minLength: 1, maxLength: 4 },
);

const rows = (report: JsonObject | null, table: string): Record<string, unknown>[] =>
  (report?.[table] as Record<string, unknown>[] | undefined) ?? [];
const sumKop = (objects: readonly JsonObject[], field: string): number => objects.reduce((sum, one) => sum + fromRoubles(one[field]), 0);

describe("the report of a shift", () => {
  it("adds up to its receipts, whatever was sold and returned", () => {
    fc.assert(
      fc.property(
        fc.array(sold, { maxLength: 6 }),
        fc.array(fc.record({ lines: sold, own: fc.boolean() }), { maxLength: 4 }),
        (sales, returned) => {
          const saleDocuments = sales.map((lines, i) => document(i + 1, lines, "sale", null));
          const first = saleDocuments[0]?.["Ref_Key"];
          const refundDocuments = returned.map(({ lines, own }, i) =>
            document(50 + i, lines, "refund", own && typeof first === "string" ? first : sampleId("elsewhere")),
          );
          const { sales: report, returns } = shiftReports(
            close,
            sampleId("s"),
            { sales: saleDocuments, refunds: refundDocuments },
            settings,
            writeDate,
          );
          const money = (table: string): number => sumKop(rows(report, table), "Сумма") - sumKop(rows(returns, table), "Сумма");
          const wanted = (table: string): number =>
            saleDocuments.reduce((sum, one) => sum + sumKop(rows(one, table), "Сумма"), 0) -
            refundDocuments.reduce((sum, one) => sum + sumKop(rows(one, table), "Сумма"), 0);
          expect(money("Товары")).toBe(wanted("Товары"));
          expect(money("ОплатаПлатежнымиКартами")).toBe(wanted("ОплатаПлатежнымиКартами"));
          for (const one of [report, returns]) expect(fromRoubles(one?.["СуммаДокумента"])).toBe(sumKop(rows(one, "Товары"), "Сумма"));
          const keys = rows(report, "Товары").map((row) => `${String(row["Номенклатура_Key"])}/${String(row["Цена"])}`);
          expect(new Set(keys).size).toBe(keys.length);
          expect(returns === null).toBe(!returned.some(({ own }) => !own || typeof first !== "string"));
        },
      ),
    );
  });

  it("drops goods that came back within the shift", () => {
    const lines = [{ item: 1, priceKop: 500, pieces: 2, card: false }];
    const sale = document(1, lines, "sale", null);
    const refund = document(2, lines, "refund", String(sale["Ref_Key"]));
    const { sales, returns } = shiftReports(close, sampleId("s"), { sales: [sale], refunds: [refund] }, settings, writeDate);
    expect(sales).toMatchObject({ Ref_Key: close.id, СуммаДокумента: 0, Товары: [] });
    expect(returns).toBeNull();
  });
});

describe("the receipt document", () => {
  it("is written in the local time of the base, with the extension's columns for the code and its check", () => {
    const lines = [{ ...sampleLine(1, 100, 1), markingCode: "AQID", markingCheck: sampleMarkingCheck }];
    const found = { shiftKey: sampleId("s"), originalKey: null, lines: [{ goodsKey: sampleId("g"), vatKey: sampleId("v") }] };
    const body = receiptDocument(sampleReceipt(1, { lines }), found, settings, writeDate);
    expect(body).toMatchObject({
      Date: "2026-11-20T16:01:00",
      Партнер_Key: sampleId("p"),
      "Товары@odata.type": "Collection(StandardODATA.Document_ЧекККМ_Товары_RowType)",
    });
    expect(rows(body, "Товары")[0]).toMatchObject({
      ПолныйКодМаркировки: "AQID",
      ПроверкаКодаМаркировки: "allowed-by-senior;online;ts-piot;1b1b;MRK520;oleg;2106=15",
      LineNumber: "1",
    });
    expect("Валюта_Key" in body).toBe(false);
  });
});

describe("numbers and keys", () => {
  it("carry kopecks through a double without loss", () => {
    fc.assert(fc.property(fc.integer({ min: -1e11, max: 1e11 }), (kop) => fromRoubles(toRoubles(kopecks(kop))) === kop));
  });

  it("round quantities to three decimals", () => {
    expect(toOnecQuantity(1_234_567 as Parameters<typeof toOnecQuantity>[0])).toBe(1.235);
  });

  it("are the same for the same thing, and of the form of a UUID", () => {
    expect(derivedKey("a")).toBe(derivedKey("a"));
    expect(derivedKey("a")).not.toBe(derivedKey("b"));
    fc.assert(fc.property(fc.string(), (text) => isKey(derivedKey(text)) && /^.{14}5.{4}[89ab]/.test(derivedKey(text))));
    expect(isKey("receipt 1")).toBe(false);
  });
});
