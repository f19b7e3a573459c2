import { createHash } from "node:crypto";
import { epochMs } from "../../config/clock.ts";
import type { CashFact, CorrectionFact, FactHeader, FactLine, FactTender, ReceiptFact, ShiftFact } from "../../config/contract/facts.ts";
import type { Kopecks } from "../../config/money.ts";
import { QUANTITY_ONE, ZERO_KOP, kopecks, points, quantity } from "../../config/money.ts";

export const SAMPLE_TILL = "till-1";
const SAMPLE_START = Date.UTC(2026, 10, 20, 6, 0, 0);
const ONE_MINUTE_MS = 60_000;

/** The same text, the same UUID (version 5 shape): tests name documents by words. */
export function sampleId(text: string): string {
  const hex = createHash("sha1").update(text).digest("hex");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-5${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

function header(sequence: number, tillId: string): FactHeader {
  return {
    id: sampleId(`${tillId}/${sequence}`),
    tillId,
    shopId: "shop-1",
    sequence,
    at: epochMs(SAMPLE_START + sequence * ONE_MINUTE_MS),
    shiftNumber: 7,
    cashierId: "c1",
    cashierName: "Иванова А. П.",
  };
}

/** A line of whole pieces at VAT 22 %; the discount is taken off the line. */
export function sampleLine(line: number, priceKop: number, pieces: number, discountKop = 0): FactLine {
  const sumKop = priceKop * pieces - discountKop;
  return {
    line,
    itemId: `item-${line}`,
    article: `A-${line}`,
    name: `Товар ${line}`,
    barcode: null,
    quantity: quantity(pieces * QUANTITY_ONE),
    unit: "шт",
    measure: 0,
    weighed: false,
    department: 1,
    taxSystem: "osn",
    frozenPrice: false,
    markingGroup: null,
    priceKop: kopecks(priceKop),
    discountKop: kopecks(discountKop),
    pointsDiscountKop: ZERO_KOP,
    sumKop: kopecks(sumKop),
    vat: "22",
    vatKop: kopecks(Math.round((sumKop * 22) / 122)),
    markingCode: null,
  };
}

/** A receipt paid in cash unless told otherwise. */
export function sampleReceipt(sequence: number, changes: Partial<ReceiptFact> = {}, tillId = SAMPLE_TILL): ReceiptFact {
  const lines = changes.lines ?? [sampleLine(1, 8990, 2), sampleLine(2, 4500, 1, 500)];
  const totalKop = kopecks(lines.reduce((sum, line) => sum + line.sumKop, 0));
  const head = header(sequence, tillId);
  return {
    ...head,
    type: "receipt",
    kind: "sale",
    number: sequence,
    totalKop,
    lines,
    tenders: [cashTender(totalKop)],
    changeKop: ZERO_KOP,
    loyalty: null,
    fiscal: { fnSerial: "9999078900001234", fdNumber: sequence, fiscalSign: String(1_000_000 + sequence), at: head.at, qr: null },
    originalReceiptId: null,
    ...changes,
  };
}

export function cashTender(amountKop: Kopecks): FactTender {
  return { kind: "cash", amountKop, rrn: null, maskedPan: null };
}

export function cardTender(amountKop: Kopecks): FactTender {
  return { kind: "card", amountKop, rrn: "123456789012", maskedPan: "220220******0011" };
}

export function sampleLoyalty(accrued: number, redeemed = 0, cardNumber = "2000000000015"): ReceiptFact["loyalty"] {
  return { cardNumber, accrued: points(accrued), redeemed: points(redeemed) };
}

export function sampleCash(sequence: number, kind: "in" | "out", amountKop: number): CashFact {
  return { ...header(sequence, SAMPLE_TILL), type: "cash", kind, amountKop: kopecks(amountKop), reason: "Размен" };
}

export function sampleCorrection(sequence: number, changes: Partial<CorrectionFact> = {}): CorrectionFact {
  const head = header(sequence, SAMPLE_TILL);
  const { name, priceKop, quantity: pieces, sumKop, vat } = sampleLine(1, 8990, 2);
  return {
    ...head,
    type: "correction",
    kind: "sale",
    basis: "own",
    correctedOn: "2026-11-19",
    orderNumber: null,
    description: null,
    correctedFiscalSign: null,
    reason: "Чек не пробит",
    approvedBy: "s1",
    taxSystem: "osn",
    totalKop: sumKop,
    lines: [{ name, priceKop, quantity: pieces, sumKop, vat, method: 4, subject: 1 }],
    payments: { cashKop: sumKop, electronicKop: ZERO_KOP, prepaidKop: ZERO_KOP, creditKop: ZERO_KOP, counterKop: ZERO_KOP },
    fiscal: { fnSerial: "9999078900001234", fdNumber: sequence, fiscalSign: String(sequence), at: head.at, qr: null },
    ...changes,
  };
}

export function sampleShift(sequence: number, kind: "opened" | "closed", totals: Partial<ShiftFact["totals"]> = {}): ShiftFact {
  const head = header(sequence, SAMPLE_TILL);
  return {
    ...head,
    type: "shift",
    kind,
    fiscal: { fnSerial: "9999078900001234", fdNumber: sequence, fiscalSign: String(sequence), at: head.at, qr: null },
    totals: {
      salesKop: ZERO_KOP,
      salesCount: 0,
      refundsKop: ZERO_KOP,
      refundsCount: 0,
      cashKop: ZERO_KOP,
      cardKop: ZERO_KOP,
      drawerKop: ZERO_KOP,
      countedKop: null,
      ...totals,
    },
  };
}

export function sampleReceipts(count: number, from = 1, tillId = SAMPLE_TILL): ReceiptFact[] {
  return Array.from({ length: count }, (_, i) => sampleReceipt(from + i, {}, tillId));
}
