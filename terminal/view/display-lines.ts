import { formatKop, formatQuantity, kopecks } from "../../config/money.ts";
import type { TillSettings } from "../core/settings.ts";
import type { TillState } from "../core/state.ts";
import { receiptTotals } from "../receipt/receipt-totals.ts";
import type { Receipt } from "../receipt/receipt.ts";
import { pressingJob, tillShift } from "../shift/book.ts";
import { paymentOf } from "./sellers-view.ts";
import { paidKop } from "../tender/tender.ts";

/** Two lines for a line display: the good just added and the total; payment and change; a greeting between customers. */
export function displayLines(state: TillState, settings: TillSettings, greeting: string, columns: number): readonly [string, string] {
  const receipt = state.receipt ?? fiscalisingReceipt(state);
  if (receipt !== null) return receiptLines(receipt, settings, columns);
  if (state.completed?.shown === true) {
    const { totalKop, changeKop } = paymentOf(state.completed, state);
    const paid = justify("ОПЛАЧЕНО", plainKop(totalKop), columns);
    return [paid, changeKop > 0 ? justify("СДАЧА", plainKop(changeKop), columns) : centre("СПАСИБО!", columns)];
  }
  if (tillShift(state).status === "closed") return [centre("КАССА ЗАКРЫТА", columns), ""];
  return [centre(greeting, columns), ""];
}

function fiscalisingReceipt(state: TillState): Receipt | null {
  const purpose = pressingJob(state)?.purpose;
  return purpose?.kind === "receipt" ? purpose.receipt : null;
}

const WORDS: Readonly<Record<Receipt["kind"], string>> = {
  sale: "ИТОГО",
  refund: "ВОЗВРАТ",
  purchase: "К ВЫДАЧЕ",
  "purchase-refund": "ИТОГО",
};

function receiptLines(receipt: Receipt, settings: TillSettings, columns: number): readonly [string, string] {
  const totals = receiptTotals(receipt, settings);
  const word = WORDS[receipt.kind];
  const total = justify(word, plainKop(totals.totalKop), columns);
  if (receipt.phase !== "open") {
    const due = kopecks(Math.max(0, totals.totalKop - paidKop(receipt.tenders)));
    return [total, due > 0 ? justify("К ОПЛАТЕ", plainKop(due), columns) : justify("ОПЛАЧЕНО", plainKop(totals.totalKop), columns)];
  }
  const position = receipt.positions.find((each) => each.line === receipt.activeLine && !each.voided);
  const priced = position === undefined ? undefined : totals.lines.get(position.line);
  if (position === undefined || priced === undefined) return [total, ""];
  const name = position.quantity === 1_000_000 ? position.item.name : `${formatQuantity(position.quantity)}x${position.item.name}`;
  return [justify(name, plainKop(priced.sumKop), columns), total];
}

/** "1234,50": line displays have no narrow space. */
function plainKop(value: Parameters<typeof formatKop>[0]): string {
  return formatKop(value).replaceAll("\u202f", "").replace("−", "-");
}

/** Left text cut so that the sum on the right always stands whole. */
function justify(left: string, right: string, columns: number): string {
  const room = Math.max(0, columns - right.length - 1);
  return `${left.slice(0, room).padEnd(room)} ${right}`.slice(-columns);
}

function centre(text: string, columns: number): string {
  const cut = text.slice(0, columns);
  return cut.padStart(Math.floor((columns + cut.length) / 2));
}
