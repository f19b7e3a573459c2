import type { FiscalLine, FiscalReceipt } from "../../fiscal/document/fiscal-document.ts";
import { assertInvariant } from "../../config/result.ts";
import { makeMarkingCode } from "../../terminal/marking/emulator/make-code.ts";
import { line, piece, receiptOf } from "../conformance/suite/sample-documents.ts";

/** Receipts whose cost on the wire is counted: cash, cashier with INN, names as in a shop. */
export const WIRE_CASES: readonly { readonly name: string; readonly receipt: FiscalReceipt }[] = [
  { name: "1 line", receipt: plainReceipt(1) },
  { name: "10 lines", receipt: plainReceipt(10) },
  { name: "100 lines", receipt: plainReceipt(100) },
  { name: "3 lines, one marked", receipt: withMarked(plainReceipt(3)) },
];

export function plainReceipt(positions: number): FiscalReceipt {
  const lines = Array.from({ length: positions }, (_, i) => line({ name: `Молоко 3,2 % ${i} 930 мл` }));
  return receiptOf(lines, { cashKop: lines.reduce((sum, { sumKop }) => sum + sumKop, 0) });
}

function withMarked(receipt: FiscalReceipt): FiscalReceipt {
  const [first, ...others] = receipt.lines;
  assertInvariant(first !== undefined, "a receipt has a line");
  const code = Buffer.from(makeMarkingCode({ gtin: "4600000000008", form: "short", seed: 1 })).toString("base64");
  const marked: FiscalLine = piece(first.sumKop, { name: first.name, subject: 33, marking: { codeBase64: code, plannedStatus: 1 } });
  return { ...receipt, lines: [marked, ...others] };
}
