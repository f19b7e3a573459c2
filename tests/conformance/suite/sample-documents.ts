import { kopecks, quantity, ZERO_KOP } from "../../../config/money.ts";
import type { FiscalDocument, FiscalLine, FiscalPayments, FiscalReceipt } from "../../../fiscal/document/fiscal-document.ts";

export const cashier = { name: "Кассир Иванова", inn: "500100732259" };

export const OPEN_SHIFT: FiscalDocument = { kind: "open-shift", cashier };
export const CLOSE_SHIFT: FiscalDocument = { kind: "close-shift", cashier };

/** 2 × 50.00 at 10 %: VAT 9.09. */
export function line(change: Partial<FiscalLine> = {}): FiscalLine {
  return {
    name: "Хлеб ржаной «Столичный»",
    priceKop: kopecks(5_000),
    quantity: quantity(2_000_000),
    sumKop: kopecks(10_000),
    vat: "10",
    method: 4,
    subject: 1,
    measure: 0,
    department: 1,
    ...change,
  };
}

/** One piece at a price. */
export function piece(priceKop: number, change: Partial<FiscalLine> = {}): FiscalLine {
  return line({ priceKop: kopecks(priceKop), quantity: quantity(1_000_000), sumKop: kopecks(priceKop), ...change });
}

/** 100.00 in cash out of 150.00. */
export function receipt(change: Partial<FiscalReceipt> = {}): FiscalReceipt {
  return {
    kind: "sale",
    ownTag: "T01R000001",
    cashier,
    taxSystem: "osn",
    lines: [line()],
    payments: payments({ cashKop: 10_000 }),
    cashGivenKop: kopecks(15_000),
    totalKop: kopecks(10_000),
    footer: [],
    ...change,
  };
}

export function payments(of: Partial<Record<keyof FiscalPayments, number>>): FiscalPayments {
  const none = { cashKop: ZERO_KOP, electronicKop: ZERO_KOP, prepaidKop: ZERO_KOP, creditKop: ZERO_KOP, counterKop: ZERO_KOP };
  return Object.entries(of).reduce((all, [name, kop]) => ({ ...all, [name]: kopecks(kop) }), none);
}

/** Lines, what is paid how, and their total; no change. */
export function receiptOf(
  lines: readonly FiscalLine[],
  paid: Partial<Record<keyof FiscalPayments, number>>,
  change: Partial<FiscalReceipt> = {},
): FiscalReceipt {
  const totalKop = kopecks(Object.values(paid).reduce((sum, kop) => sum + kop, 0));
  return receipt({ lines, payments: payments(paid), cashGivenKop: kopecks(paid.cashKop ?? 0), totalKop, ...change });
}

export const asDocument = (of: FiscalReceipt): FiscalDocument => ({ kind: "receipt", receipt: of });

/** A small receipt with a tag of its own. */
export function tagged(ownTag: string, change: Partial<FiscalReceipt> = {}): FiscalDocument {
  return asDocument(receipt({ ownTag, ...change }));
}
