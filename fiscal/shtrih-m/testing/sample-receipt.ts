import { kopecks, quantity } from "../../../config/money.ts";
import type { FiscalLine, FiscalReceipt } from "../../document/fiscal-document.ts";

export function sampleLine(change: Partial<FiscalLine> = {}): FiscalLine {
  return {
    name: "Хлеб ржаной",
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

/** 100.00 in cash out of 150.00. */
export function sampleReceipt(change: Partial<FiscalReceipt> = {}): FiscalReceipt {
  return {
    kind: "sale",
    ownTag: "T01R000001",
    cashier: { name: "Кассир Иванова", inn: "500100732259" },
    taxSystem: "usn-income",
    lines: [sampleLine()],
    payments: {
      cashKop: kopecks(10_000),
      electronicKop: kopecks(0),
      prepaidKop: kopecks(0),
      creditKop: kopecks(0),
      counterKop: kopecks(0),
    },
    cashGivenKop: kopecks(15_000),
    totalKop: kopecks(10_000),
    footer: [],
    ...change,
  };
}
