import type { ReceiptFact } from "../../config/contract/facts.ts";
import type { AttachedCustomer, Receipt } from "../receipt/receipt.ts";
import { unfinishedReceipts, type TillState } from "./state.ts";

type Broken = (promise: number, what: string) => void;

/** Promise 4, as far as a journal can prove it: what receipts moved against what the till was told, and returns against their sales. */
export interface PointsChecker {
  attached(customer: AttachedCustomer, before: TillState): void;
  /** `receipt`: what the fact was made of; null when the journal does not say. */
  completed(fact: ReceiptFact, receipt: Receipt | null, broken: Broken): void;
  /** A correction has taken the receipt back (−1) or made it count again (1): goods may come back another time, points stay where they are. */
  corrected(fact: ReceiptFact, turn: -1 | 1): void;
}

interface SoldPoints {
  readonly number: number;
  readonly accrued: number;
  readonly redeemed: number;
  takenBack: number;
  givenBack: number;
  /** Quantities that did not come back yet, by line. */
  readonly left: Map<number, number>;
}

export function createPointsChecker(): PointsChecker {
  /** By card: the most that this till may still take, counted from the balance it was last told. */
  const spendable = new Map<string, number>();
  const sales = new Map<string, SoldPoints>();

  function checkSale(fact: ReceiptFact, receipt: Receipt | null, broken: Broken): void {
    const redeemed = fact.loyalty?.redeemed ?? 0;
    const byPoints = fact.lines.reduce((sum, line) => sum + line.pointsDiscountKop, 0);
    // A seller's part of a purchase may have less than a whole point's worth.
    const isRounded = fact.purchaseId !== undefined && redeemed === 0;
    if (redeemed > 0 !== byPoints > 0 && !isRounded)
      broken(4, `receipt ${fact.number}: ${redeemed} points redeemed, they paid ${byPoints}`);
    if (redeemed > 0) {
      const told = receipt?.customer?.balance ?? 0;
      if (redeemed > told) broken(4, `receipt ${fact.number}: ${redeemed} points redeemed, the card had ${told} when it was attached`);
    }
    sales.set(fact.id, {
      number: fact.number,
      accrued: fact.loyalty?.accrued ?? 0,
      redeemed,
      takenBack: 0,
      givenBack: 0,
      left: new Map(fact.lines.map((line) => [line.line, line.quantity])),
    });
  }

  function checkReturn(fact: ReceiptFact, broken: Broken): void {
    const sale = sales.get(fact.originalReceiptId ?? "");
    if (sale === undefined) return;
    sale.takenBack -= fact.loyalty?.accrued ?? 0;
    sale.givenBack -= fact.loyalty?.redeemed ?? 0;
    for (const line of fact.lines) {
      const left = (sale.left.get(line.line) ?? 0) - line.quantity;
      if (left < 0) broken(2, `receipt ${sale.number} line ${line.line}: more returned than sold`);
      sale.left.set(line.line, left);
    }
    const { accrued, redeemed, takenBack, givenBack } = sale;
    const what = `receipt ${sale.number}: accrued ${accrued}, taken back ${takenBack}; redeemed ${redeemed}, given back ${givenBack}`;
    if (takenBack > accrued || givenBack > redeemed) broken(4, what);
    const isWhole = [...sale.left.values()].every((quantity) => quantity === 0);
    if (isWhole && (takenBack !== accrued || givenBack !== redeemed)) broken(4, `${what}, and all of it came back`);
  }

  return {
    corrected(fact, turn) {
      const sale = sales.get(fact.originalReceiptId ?? "");
      if (sale === undefined || fact.kind !== "refund" || fact.settlement === "advance") return;
      for (const { line, quantity } of fact.lines) sale.left.set(line, (sale.left.get(line) ?? 0) - turn * quantity);
    },
    attached(customer, before) {
      // The balance that is written is less what other receipts of this card keep reserved: those points were told too.
      const others = unfinishedReceipts(before).filter(
        (receipt) => receipt.id !== before.receipt?.id && receipt.customer?.cardNumber === customer.cardNumber,
      );
      const reserved = others.reduce((sum, receipt) => sum + receipt.redeem, 0);
      spendable.set(customer.cardNumber, customer.balance + reserved);
    },
    completed(fact, receipt, broken) {
      if (fact.loyalty !== null) {
        const { cardNumber, accrued, redeemed } = fact.loyalty;
        const sign = fact.kind === "sale" ? 1 : -1;
        if (sign * accrued < 0 || sign * redeemed < 0) broken(4, `receipt ${fact.number}: points against the kind of receipt`);
        const left = (spendable.get(cardNumber) ?? 0) - redeemed;
        spendable.set(cardNumber, left);
        if (redeemed > 0 && left < 0)
          broken(4, `card ${cardNumber}: receipt ${fact.number} took ${-left} points more than the till was told of`);
      }
      if (fact.kind === "sale") checkSale(fact, receipt, broken);
      // An advance comes back by what is left of it, not by its line.
      else if (fact.kind === "refund" && fact.settlement !== "advance") checkReturn(fact, broken);
    },
  };
}
