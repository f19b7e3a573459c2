import type { ReceiptFact } from "../../config/contract/facts.ts";
import type { FiscalReceipt } from "../../fiscal/document/fiscal-document.ts";
import type { Registration } from "../../fiscal/registrar.ts";
import type { TillSettings } from "../core/settings.ts";
import { receiptTotals } from "../receipt/receipt-totals.ts";
import { SIMULATED_SETTINGS, startCalmTill } from "../simulation/calm-till.ts";

export const SENIOR = { staffId: "senior", pin: "2222" };
/** 19,99 a piece. */
export const PIECE = "item-0";
/** 37,12 a piece. */
export const OTHER_PIECE = "item-1";

/** A till in a calm world: a cashier is signed in, the shift is open. With two sellers every third good is the bakery's. `told`: of every registration. */
export async function openTill(sellers: 1 | 2 = 1, changes: Partial<TillSettings> = {}, told: Partial<Registration> | null = null) {
  const till = startCalmTill(1, sellers, changes, told);
  await till.send({ type: "signIn", staffId: "cashier", pin: "1111" });
  await till.send({ type: "openShift" });
  await till.settle();
  return till;
}

export type OpenTill = Awaited<ReturnType<typeof openTill>>;

/** Sum of the receipt in front of the cashier. */
export function total({ till }: OpenTill): number {
  const { receipt } = till.state;
  if (receipt === null) throw new Error("no receipt");
  return receiptTotals(receipt, SIMULATED_SETTINGS).totalKop;
}

/** What the last completed receipt says. */
export function lastFact({ till }: OpenTill): ReceiptFact {
  const { completed } = till.state;
  if (completed === null) throw new Error("nothing completed");
  return completed.fact;
}

/** The last document of the drive, which must be a receipt. */
export function lastDocument({ outside }: OpenTill): FiscalReceipt {
  const document = outside.fiscal.documents.at(-1)?.document;
  if (document?.kind !== "receipt") throw new Error("no receipt in the drive");
  return document.receipt;
}

/** A command that must be taken; everything under way comes to its end. */
export async function must(till: OpenTill, intention: Parameters<OpenTill["send"]>[0]): Promise<void> {
  const reply = await till.send(intention);
  if (!reply.ok) throw new Error(`${intention.type}: ${reply.code} ${reply.text}`);
  await till.settle();
}

export const codeOf = (reply: { ok: boolean; code?: string }): string | undefined => reply.code;

/** What is left of a deal as completed receipts tell it. */
export function dealLeft({ process }: OpenTill, reference: string): number {
  const deal = process.history.deal(reference);
  return deal === null ? Number.NaN : deal.openedKop - deal.settledKop;
}

/** An advance, paid in cash; its reference. */
export async function advance(till: OpenTill, amountKop: number): Promise<string> {
  await must(till, { type: "openAdvance", amountKop });
  await must(till, { type: "payCash" });
  return lastFact(till).deal?.reference ?? "";
}
