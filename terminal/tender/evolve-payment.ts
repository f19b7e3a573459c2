import { kopecks } from "../../config/money.ts";
import type { TillEvent } from "../core/event.ts";
import type { TillState } from "../core/state.ts";
import { withUnfinished } from "../receipt/evolve-receipt.ts";
import type { Receipt } from "../receipt/receipt.ts";
import type { CardTender, Tender } from "./tender.ts";

/** Folds the events of payment; all others leave the state as it is. */
export function evolvePayment(state: TillState, event: TillEvent): TillState {
  switch (event.type) {
    case "cashTendered":
      return addTender(state, { id: event.tenderId, kind: "cash", amountKop: event.amountKop });
    case "prepaidTendered":
      return addTender(state, { id: event.tenderId, kind: "prepaid", amountKop: event.amountKop, reference: event.reference });
    case "creditTendered": {
      const { tenderId, amountKop, reference, customer, agreement } = event;
      const added = addTender(state, { id: tenderId, kind: "credit", amountKop, reference });
      if (added.receipt === null) return added;
      return { ...added, receipt: { ...added.receipt, credit: { customer, agreement } } };
    }
    case "totalRounded":
      return state.receipt === null ? state : { ...state, receipt: { ...state.receipt, roundingKop: event.roundingKop } };
    case "cardRequested":
      return addTender(state, {
        id: event.tenderId,
        kind: "card",
        amountKop: event.amountKop,
        state: "charging",
        approval: null,
        text: "",
        originalRrn: event.originalRrn,
        reversalId: null,
      });
    case "cardSettled":
      return withUnfinished(state, event.receiptId, (receipt) =>
        settle(receipt, event.tenderId, (tender) => ({ ...tender, state: event.state, approval: event.approval, text: event.text })),
      );
    case "paymentCancelled":
      return withUnfinished(state, event.receiptId, (receipt) => {
        const reversalOf = new Map(event.reversals.map((reversal) => [reversal.tenderId, reversal.reversalId]));
        const tenders = receipt.tenders.flatMap((tender): Tender[] => {
          if (tender.kind !== "card") return [];
          const reversalId = reversalOf.get(tender.id);
          return reversalId === undefined ? [tender] : [{ ...tender, state: "reversing", reversalId }];
        });
        return settled({ ...receipt, tenders, credit: null, roundingKop: kopecks(0) });
      });
    case "cardReversed":
      return withUnfinished(state, event.receiptId, (receipt) =>
        settled(settle(receipt, event.tenderId, (tender) => ({ ...tender, state: "reversed" }))),
      );
    default:
      return state;
  }
}

function addTender(state: TillState, tender: Tender): TillState {
  if (state.receipt === null) return state;
  return { ...state, receipt: { ...state.receipt, phase: "paying", tenders: [...state.receipt.tenders, tender] } };
}

function settle(receipt: Receipt, tenderId: string, change: (tender: CardTender) => CardTender): Receipt {
  return {
    ...receipt,
    tenders: receipt.tenders.map((tender) => (tender.kind === "card" && tender.id === tenderId ? change(tender) : tender)),
  };
}

/** Goods may change again once no money is held for the receipt any more. */
function settled(receipt: Receipt): Receipt {
  const holdsMoney = receipt.tenders.some((t) => t.kind !== "card" || (t.state !== "reversed" && t.state !== "declined"));
  return holdsMoney ? receipt : { ...receipt, phase: "open" };
}
