import { receiptTotals } from "../receipt/receipt-totals.ts";
import { SIMULATED_SETTINGS, startCalmTill } from "../simulation/calm-till.ts";

export const SENIOR = { staffId: "senior", pin: "2222" };
/** 19,99 a piece. */
export const PIECE = "item-0";
/** 37,12 a piece. */
export const OTHER_PIECE = "item-1";

/** A till in a calm world: a cashier is signed in, the shift is open. With two sellers every third good is the bakery's. */
export async function openTill(sellers: 1 | 2 = 1) {
  const till = startCalmTill(1, sellers);
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

export const codeOf = (reply: { ok: boolean; code?: string }): string | undefined => reply.code;
