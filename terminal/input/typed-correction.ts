import type { TillCommand } from "../../config/contract/commands.ts";
import { appError, type AppError } from "../../config/errors/index.ts";
import { localDate } from "../../config/local-date.ts";
import { err, ok, type Result } from "../../config/result.ts";
import type { CoreCommandOf } from "../core/command.ts";
import type { TillSettings } from "../core/settings.ts";
import type { History } from "../journal/history.ts";
import { peopleDate } from "../marking/shop-time.ts";
import { sellerIdOf } from "../receipt/sellers.ts";
import { MAIN_REGISTRAR } from "../shift/book.ts";
import { correctionCommand } from "./correction-input.ts";
import { ownReceipt } from "./own-receipt.ts";

type Asked = Extract<TillCommand, { type: "registerCorrection" }>;

/**
 * A correction that a person typed or changed. One with the fiscal sign (1192) of a receipt of this till is a correction of that receipt,
 * whether it names the receipt or not: else its money could go back once more by a refund. Without a sign, and of a document that the
 * till has not made, it stands alone. Errors RCP437 (no such receipt), DOC442 (the day is not that receipt's).
 */
export function typedCorrection(
  command: Asked,
  history: History,
  settings: TillSettings,
): Result<CoreCommandOf<"registerCorrection">, AppError> {
  const receiptId = command.receiptId === undefined ? receiptOfSign(command, history, settings) : ok(command.receiptId);
  if (!receiptId.ok) return receiptId;
  if (receiptId.value === null) return ok(correctionCommand(command, null));
  const written = history.writtenReceipt(receiptId.value);
  if (written === null) return err(appError("RCP437"));
  return ok(correctionCommand(command, ownReceipt(written, command.lines, history, settings)));
}

/** The receipt that the registrar of the correction made under the sign it names; null: none. */
function receiptOfSign(
  { correctedFiscalSign: sign, correctedOn, registrarId = MAIN_REGISTRAR }: Asked,
  history: History,
  { utcOffsetMinutes }: TillSettings,
): Result<string | null, AppError> {
  if (sign === undefined) return ok(null);
  const made = history
    .receiptsByFiscalSign(sign)
    .flatMap(({ fact }) => (sellerIdOf(fact) === registrarId ? fact : []))
    .map(({ id, number, fiscal }) => ({ id, number, date: localDate(fiscal.at, utcOffsetMinutes) }));
  const [latest] = made;
  if (latest === undefined) return ok(null);
  const ofDay = made.find(({ date }) => date === correctedOn);
  return ofDay === undefined ? err(appError("DOC442", { number: latest.number, date: peopleDate(latest.date) })) : ok(ofDay.id);
}
