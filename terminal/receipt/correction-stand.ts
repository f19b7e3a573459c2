import type { CorrectionFact, ReceiptFact } from "../../config/contract/facts.ts";
import type { FiscalReceipt, ReceiptKind } from "../../fiscal/document/fiscal-document.ts";

/** What a correction says, registered or asked for. */
export type CorrectionSaid = Pick<CorrectionFact, "kind" | "taxSystem" | "totalKop" | "lines" | "payments">;

type SaidLine = CorrectionSaid["lines"][number];

/**
 * What the corrections of a receipt have made of it. `stands`: none. `reversed`: taken back, so its goods are here and its money is gone.
 * `doubled`: said again while the wrong one is still to be taken back. `repeated`: taken back and said again with the same goods and deals,
 * whatever their rates and the split of cash and cards. `replaced`: said again otherwise; only what no deal and no return hangs on is.
 */
export type CorrectionStand = "stands" | "reversed" | "doubled" | "repeated" | "replaced";

export const OPPOSITE_KIND: Readonly<Record<ReceiptKind, ReceiptKind>> = {
  sale: "refund",
  refund: "sale",
  purchase: "purchase-refund",
  "purchase-refund": "purchase",
};

export function standOf(kind: ReceiptKind, corrections: readonly CorrectionSaid[]): CorrectionStand {
  const reverse = corrections.find((each) => each.kind === OPPOSITE_KIND[kind]);
  const repeat = repeatOf(kind, corrections);
  if (reverse === undefined) return repeat === undefined ? "stands" : "doubled";
  if (repeat === undefined) return "reversed";
  return saysSameGoods(reverse, repeat) ? "repeated" : "replaced";
}

/** The correction that says the receipt again. */
export function repeatOf(kind: ReceiptKind, corrections: readonly CorrectionSaid[]): CorrectionSaid | undefined {
  return corrections.find((each) => each.kind === kind);
}

/** True while goods, deals and returns of the receipt count. */
export function isInForce(stand: CorrectionStand): boolean {
  return stand !== "reversed" && stand !== "replaced";
}

/** Of a receipt before and after one more correction: 1, it counts again; −1, it counts no more; 0, nothing changed. */
export function turnOf(kind: ReceiptKind, before: readonly CorrectionSaid[], added: CorrectionSaid): -1 | 0 | 1 {
  const was = isInForce(standOf(kind, before));
  const is = isInForce(standOf(kind, [...before, added]));
  if (was === is) return 0;
  return is ? 1 : -1;
}

/** True of two documents with the same goods, tax system, and money of every kind: a receipt and what takes it back. */
export function saysSame(one: CorrectionSaid, other: CorrectionSaid): boolean {
  const { cashKop, electronicKop } = one.payments;
  return (
    one.taxSystem === other.taxSystem &&
    cashKop === other.payments.cashKop &&
    electronicKop === other.payments.electronicKop &&
    saysSameGoods(one, other) &&
    one.lines.every((line, index) => line.vat === other.lines[index]?.vat)
  );
}

/** The same goods at the same sums, and the same money of deals: what returns, hand-overs and deals hang on. */
export function saysSameGoods(one: CorrectionSaid, other: CorrectionSaid): boolean {
  return (
    one.totalKop === other.totalKop &&
    one.payments.prepaidKop === other.payments.prepaidKop &&
    one.payments.creditKop === other.payments.creditKop &&
    one.payments.counterKop === other.payments.counterKop &&
    one.lines.length === other.lines.length &&
    one.lines.every((line, index) => isSameLine(line, other.lines[index]))
  );
}

/** The kind of the goods (1212) is told by each version of the format in its own way; older facts don't say the code. */
function isSameLine(one: SaidLine, other: SaidLine | undefined): boolean {
  if (other === undefined) return false;
  const isSameCode = one.markingCode === undefined || other.markingCode === undefined || one.markingCode === other.markingCode;
  return (
    isSameCode &&
    one.name === other.name &&
    one.priceKop === other.priceKop &&
    one.quantity === other.quantity &&
    one.sumKop === other.sumKop &&
    one.method === other.method
  );
}

/** What a document says, as the fact of a correction keeps it. */
export function saidBy({ kind, taxSystem, totalKop, lines, payments }: FiscalReceipt): CorrectionSaid {
  return {
    kind,
    taxSystem,
    totalKop,
    lines: lines.map(({ name, priceKop, quantity, sumKop, vat, method, subject, marking }) => ({
      name,
      priceKop,
      quantity,
      sumKop,
      vat,
      method,
      subject,
      ...(marking === undefined ? {} : { markingCode: marking.codeBase64 }),
    })),
    payments,
  };
}

/** A receipt in the till's history, with the corrections that were registered of it. */
export interface Corrected {
  readonly fact: ReceiptFact;
  readonly corrections: readonly CorrectionFact[];
}

export function standOfReceipt({ fact, corrections }: Corrected): CorrectionStand {
  return standOf(fact.kind, corrections);
}
