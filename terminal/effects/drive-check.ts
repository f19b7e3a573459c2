import type { Clock } from "../../config/clock.ts";
import { appError, errorText, type AppError } from "../../config/errors/index.ts";
import type { Log } from "../../config/log.ts";
import { plannedStatus } from "../../fiscal/document/planned-status.ts";
import type { DriveCodeCheck, DriveCodeQuestion, Registrar } from "../../fiscal/registrar.ts";
import type { TillSettings } from "../core/settings.ts";
import { withLimit } from "../marking/check/limited.ts";
import { fractionOf } from "../receipt/code-share.ts";
import type { Position, Receipt } from "../receipt/receipt.ts";
import { sellerById, sellerIdOf } from "../receipt/sellers.ts";

/** What the drive says of a line's code, or why it says nothing (MRK560, MRK561); null: this registrar checks none. Never rejects. */
export type AskDrive = (receipt: Receipt, position: Position, signal: AbortSignal) => Promise<DriveCodeCheck | AppError | null>;

export interface DriveCheckPorts {
  /** By the id of the seller. */
  readonly registrars: ReadonlyMap<string, Registrar>;
  readonly settings: TillSettings;
  /** One limit for a check, the wait for those before it included. */
  readonly timeoutMs: number;
  readonly clock: Clock;
  readonly log: Log;
}

const MS_IN_SECOND = 1_000;

/**
 * Asks the registrar of the line's seller about its code, beside the permissive check and long before the receipt (проверка КМ в ФН).
 * Only ФФД 1.2 knows such a check. A registrar that is silent, or has something else to do, holds up nobody: the line counts as not
 * checked by the drive, which forbids nothing, and its code is checked with the receipt.
 */
export function createDriveCheck({ registrars, settings, timeoutMs, clock, log }: DriveCheckPorts): AskDrive {
  const seconds = Math.round(timeoutMs / MS_IN_SECOND);
  return async (receipt, position, signal) => {
    const sellerId = sellerIdOf(position);
    const registrar = registrars.get(sellerId);
    const question = driveQuestion(receipt, position);
    if (registrar === undefined || question === null || sellerById(settings, sellerId).ffd !== "1.2") return null;
    const ended = await withLimit(clock, timeoutMs, signal, (untilThen) => registrar.checkCode(question, untilThen));
    if ("failed" in ended) throw ended.failed;
    const checked = "done" in ended ? ended.done : null;
    if (checked?.ok === true) return checked.value;
    const error = checked === null ? appError("MRK560", { seconds }) : notChecked(checked.error);
    log.info({ receipt: receipt.id, line: position.line, registrar: sellerId, code: error.code }, errorText(error, "en"));
    return error;
  };
}

/** Null: the line has no code. */
export function driveQuestion(receipt: Pick<Receipt, "kind">, { item, quantity, marking, part }: Position): DriveCodeQuestion | null {
  if (marking === null || marking === undefined) return null;
  const { measure } = item;
  const fraction = fractionOf(part);
  const status = plannedStatus({ measure, quantity, ...fraction }, receipt.kind);
  return { codeBase64: marking.codeBase64, plannedStatus: status, quantity, measure, ...fraction };
}

function notChecked(error: AppError): AppError {
  return appError("MRK561", { code: error.code, cause: errorText(error, "ru").replace(/\.$/, "") });
}
