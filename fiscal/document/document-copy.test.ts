import { describe, expect, it } from "vitest";
import { kopecks } from "../../config/money.ts";
import { documentCopy } from "./document-copy.ts";
import type { FiscalReceipt } from "./fiscal-document.ts";
import { receiptTlv } from "./receipt-tlv.ts";
import { encodeVln, tlvString } from "./tlv.ts";

const WIDTH = 40;
const receipt: FiscalReceipt = {
  kind: "sale",
  ownTag: "T01R000001",
  cashier: { name: "Кассир Иванова", inn: "500100732259" },
  buyerContact: "a@b.ru",
  taxSystem: "osn",
  lines: [
    {
      name: "Сыр твёрдый выдержанный двенадцать месяцев, кусок",
      priceKop: kopecks(123_450),
      quantity: 1_500_000 as FiscalReceipt["lines"][number]["quantity"],
      sumKop: kopecks(185_175),
      vat: "10",
      method: 4,
      subject: 1,
      measure: 11,
      department: 1,
      agent: { kind: "commission-agent", supplier: { inn: "7707083893", name: "ООО Поставщик" } },
    },
  ],
  payments: { cashKop: kopecks(0), electronicKop: kopecks(185_175), prepaidKop: kopecks(0), creditKop: kopecks(0), counterKop: kopecks(0) },
  cashGivenKop: kopecks(0),
  totalKop: kopecks(185_175),
  footer: [],
};
const known = { fdNumber: 7, fiscalSign: "3522207165", kind: "sale", isCorrection: false } as const;

describe("a copy of a stored document", () => {
  const lines = documentCopy(known, receiptTlv(receipt, "1.2"), WIDTH);
  const text = lines.join("\n");

  it("is headed and ended as a copy, with what it was", () => {
    expect([lines[0]?.trim(), lines[1]?.trim(), lines.at(-1)?.trim()]).toEqual(["КОПИЯ", "ПРИХОД", "КОПИЯ"]);
    expect(text).toContain("ФД № 7  ФП 3522207165");
    const correction = documentCopy({ ...known, isCorrection: true, kind: "refund" }, [], WIDTH);
    expect(correction.slice(0, 3).map((line) => line.trim())).toEqual(["КОПИЯ", "КАССОВЫЙ ЧЕК КОРРЕКЦИИ", "ВОЗВРАТ ПРИХОДА"]);
  });

  it("shows positions, sums, taxes and every other tag in words", () => {
    for (const part of ["1,5 x 1 234,50", "=1 851,75", "НДС 10%", "полный расчет", "БЕЗНАЛИЧНЫМИ", "ОСН", "a@b.ru", "7707083893"])
      expect(text).toContain(part);
    // Sums of zero are not worth a line.
    expect(text).not.toMatch(/^НАЛИЧНЫМИ/m);
  });

  it("fits the roll, long names broken at spaces", () => {
    expect(lines.filter((line) => line.length > WIDTH)).toEqual([]);
    expect(lines).toContain("Сыр твёрдый выдержанный двенадцать");
    expect(documentCopy(known, [{ tag: 1021, value: tlvString("я".repeat(100)) }], WIDTH).every((line) => line.length <= WIDTH)).toBe(true);
  });

  it("tells the time as the registrar has it, and survives bytes that are no TLV", () => {
    const time = { tag: 1012, value: encodeVln(Date.UTC(2026, 10, 24, 12, 30) / 1000, 4) };
    expect(documentCopy(known, [time], WIDTH).join("\n")).toContain("24.11.2026 12:30");
    expect(documentCopy(known, [{ tag: 1059, value: Uint8Array.of(1, 2, 3) }], WIDTH)).toHaveLength(4);
  });
});
