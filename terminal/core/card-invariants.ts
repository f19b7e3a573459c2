import type { CashFact, ReceiptFact } from "../../config/contract/facts.ts";
import type { Receipt } from "../receipt/receipt.ts";
import type { TillEvent } from "./event.ts";
import { unfinishedReceipts, type TillState } from "./state.ts";

type Broken = (promise: number, what: string) => void;

/** Promise 7, as far as a journal can prove it: money taken from cards is that of completed receipts, or has gone back. */
export interface CardChecker {
  step(event: TillEvent, before: TillState, broken: Broken): void;
  /** `receipt`: what the fact was made of; null when the journal does not say. */
  completed(fact: ReceiptFact, receipt: Receipt | null, broken: Broken): void;
  /** What nobody holds any more. */
  finish(state: TillState): readonly string[];
}

/** A card operation: one that was approved is settled when completed receipts and returns account for all of its money. */
interface Operation {
  readonly amountKop: number;
  state: "open" | "approved" | "reversed" | "none";
  settledKop: number;
}

export function createCardChecker(): CardChecker {
  const operations = new Map<string, Operation>();

  function settle(tenderId: string, amountKop: number, by: string, broken: Broken): void {
    const operation = operations.get(tenderId);
    if (operation?.state !== "approved") return broken(7, `${by}: card ${tenderId} is ${operation?.state}`);
    operation.settledKop += amountKop;
    if (operation.settledKop > operation.amountKop)
      broken(7, `${by}: card ${tenderId} of ${operation.amountKop} counts for ${operation.settledKop}`);
  }

  /** A person's word, or cash out of the drawer, for every card of the part that has not got its money. */
  function settleReturn(receiptId: string, cash: CashFact | null, before: TillState, broken: Broken): void {
    const open = before.returning.find((each) => each.receiptId === receiptId)?.cards.filter((card) => card.state !== "returned") ?? [];
    if (open.length === 0) broken(7, `nothing of receipt ${receiptId} was to be returned`);
    for (const card of open) settle(card.tenderId, card.amountKop, `return of ${receiptId}`, broken);
    const owedKop = open.reduce((sum, card) => sum + card.amountKop, 0);
    if (cash !== null && (cash.kind !== "out" || cash.amountKop !== owedKop))
      broken(2, `${owedKop} owed to cards of ${receiptId}: ${cash.amountKop} of cash, ${cash.kind}`);
  }

  function move(tenderId: string, state: Operation["state"]): void {
    const operation = operations.get(tenderId);
    if (operation !== undefined) operation.state = state;
  }

  return {
    step(event, before, broken) {
      switch (event.type) {
        case "cardRequested":
          operations.set(event.tenderId, { amountKop: event.amountKop, state: "open", settledKop: 0 });
          return;
        case "cardSettled":
          return move(event.tenderId, event.state === "approved" ? "approved" : event.state === "declined" ? "none" : "open");
        case "cardReversed":
          return move(event.tenderId, "reversed");
        case "cardReturnSettled": {
          if (event.state !== "returned") return;
          const part = before.returning.find((each) => each.receiptId === event.receiptId);
          const card = part?.cards.find((each) => each.refundId === event.refundId);
          if (card === undefined || card.state === "returned")
            return broken(7, `return ${event.refundId} was not asked for, or came twice`);
          return settle(card.tenderId, card.amountKop, `return ${event.refundId}`, broken);
        }
        case "cardReturnDecided":
          settleReturn(event.receiptId, null, before, broken);
          return;
        case "cashMoved":
          if (event.insteadOfCard !== undefined) settleReturn(event.insteadOfCard, event.fact, before, broken);
          return;
        case "receiptVoided":
          for (const tender of before.receipt?.tenders ?? []) {
            if (tender.kind === "card" && operations.get(tender.id)?.state === "approved")
              broken(7, `receipt ${event.number} voided with captured card ${tender.id}`);
          }
          return;
        default:
      }
    },
    completed(fact, receipt, broken) {
      for (const tender of receipt?.tenders ?? []) {
        if (tender.kind === "card" && tender.state === "approved") settle(tender.id, tender.amountKop, `receipt ${fact.number}`, broken);
      }
    },
    finish(state) {
      const held = heldByTender(state);
      return [...operations].flatMap(([tenderId, { state: card, amountKop, settledKop }]) => {
        const heldKop = held.get(tenderId) ?? 0;
        if (card === "open") return heldKop > 0 ? [] : [`card operation ${tenderId} is open, and no receipt holds it`];
        if (card !== "approved" || settledKop + heldKop === amountKop) return [];
        return [`card operation ${tenderId} of ${amountKop}: receipts have ${settledKop}, ${heldKop} is held`];
      });
    },
  };
}

/** Card money of receipts under way, and of parts on their way back. */
function heldByTender(state: TillState): ReadonlyMap<string, number> {
  const held = new Map<string, number>();
  const add = (tenderId: string, amountKop: number): void => void held.set(tenderId, (held.get(tenderId) ?? 0) + amountKop);
  for (const receipt of unfinishedReceipts(state)) {
    for (const tender of receipt.tenders) if (tender.kind === "card") add(tender.id, tender.amountKop);
  }
  for (const part of state.returning) for (const card of part.cards) if (card.state !== "returned") add(card.tenderId, card.amountKop);
  return held;
}
