import type { SlipLine } from "../../../fiscal/registrar.ts";
import type { ChequeSlip } from "./egais-state.ts";

/** Narrow rolls have 32 characters in a line. */
const SIGN_WIDTH = 32;

/** What is printed after the receipt: the address of the cheque as QR, its sign as text. */
export function chequeSlip({ receiptNumber, answer }: ChequeSlip): readonly SlipLine[] {
  const head = ["ЕГАИС", `К чеку № ${receiptNumber}`];
  if (answer.url === null) return [...head, "Чек принят ЕГАИС ранее."];
  return [...head, { qr: answer.url }, ...cut(answer.url), "Подпись:", ...cut(answer.sign ?? "")];
}

function cut(text: string): string[] {
  return text.match(new RegExp(`.{1,${SIGN_WIDTH}}`, "gu")) ?? [];
}
