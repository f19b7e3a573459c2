import { appError } from "../../config/errors/index.ts";
import type { AppError } from "../../config/errors/index.ts";
import type { RegistrarFailure } from "../registrar.ts";
import { COMMANDS } from "./commands.ts";
import type { CommandSpec } from "./commands.ts";
import { MODE, SUBMODE, fnStatus } from "./replies.ts";
import type { ShtrihSession } from "./session.ts";

const CANCEL_TRIES = 3;
/** Current document of FF01: opening and closing of a shift, report on the state of settlements. */
const LEFT_OVER: ReadonlySet<number> = new Set([0x02, 0x08, 0x17]);

export type CancelOutcome = { readonly done: true } | { readonly done: false; readonly error: AppError };

/**
 * Cancels the open receipt (88h, аннулирование) until the device itself says that none is open. Only for a receipt whose
 * FF45 was surely not executed: afterwards nothing of it is registered.
 */
export async function cancelOpenReceipt(session: ShtrihSession, command: CommandSpec = COMMANDS.cancelReceipt): Promise<CancelOutcome> {
  let error = appError("FIS302", { command: COMMANDS.cancelReceipt.name, reason: "not tried" });
  for (let tryNumber = 1; tryNumber <= CANCEL_TRIES; tryNumber++) {
    const cancelled = await session.callPatiently(command);
    if (cancelled.ok) return { done: true };
    error = cancelled.error.error;
    const status = await session.status();
    if (!status.ok) return { done: false, error: status.error.error };
    if (status.value.mode !== MODE.document) return { done: true };
    if (status.value.submode === SUBMODE.idle) continue;
    const idle = await session.settle();
    if (!idle.ok) return { done: false, error: idle.error };
  }
  return { done: false, error };
}

/** Cancels what is half open after `cause`, and says what is left of the document. */
export async function abandonReceipt(session: ShtrihSession, cause: AppError): Promise<RegistrarFailure> {
  const cancelled = await cancelOpenReceipt(session);
  if (cancelled.done) return { effect: "none", error: withoutDoubt(cause) };
  session.log.error({ cause: cause.code, cancel: cancelled.error.code }, "an open receipt could not be cancelled");
  return { effect: "unknown", error: cause };
}

/**
 * Cancels (FF08) an opening or closing of the shift or a report that the drive has begun and nobody finishes: it has no number
 * yet, and it refuses every receipt. True when there was one and it is gone.
 */
export async function cancelBegun(session: ShtrihSession): Promise<boolean> {
  const drive = await session.call(COMMANDS.fnStatus);
  if (!drive.ok || !LEFT_OVER.has(fnStatus(drive.value).currentDocument)) return false;
  session.log.warn({ document: fnStatus(drive.value).currentDocument }, "a document left begun in the drive is cancelled");
  return (await session.call(COMMANDS.cancelFnDocument)).ok;
}

/** "Outcome unknown" of a step is settled once the document is known not to exist: then it is a plain lost link. */
export function withoutDoubt(error: AppError): AppError {
  if (error.code !== "FIS303") return error;
  return appError("FIS302", error.details, error.vendorCode);
}
