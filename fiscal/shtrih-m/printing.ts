import { appError } from "../../config/errors/index.ts";
import type { AppError } from "../../config/errors/index.ts";
import { err, ok } from "../../config/result.ts";
import type { Result } from "../../config/result.ts";
import { documentCopy } from "../document/document-copy.ts";
import type { StoredDocument } from "../registrar.ts";
import { COMMANDS } from "./commands.ts";
import { lineBytes } from "./receipt-plan.ts";
import { fnStatus } from "./replies.ts";
import { LINE_BYTES, cutType, feedLines, textLine } from "./requests.ts";
import type { ShtrihSession } from "./session.ts";
import { readStoredTags } from "./stored-document.ts";

const SLIP_FEED_LINES = 3;

export type Cut = "none" | "partial" | "full";

/** Lines of text, then fed and cut. */
export async function printLines(session: ShtrihSession, lines: readonly string[], cut: Cut): Promise<Result<void, AppError>> {
  for (const line of lines) {
    const printed = await session.callPatiently(COMMANDS.standardLine, textLine(lineBytes(line)));
    if (!printed.ok) return err(printed.error.error);
  }
  const fed = await session.callPatiently(COMMANDS.feed, feedLines(SLIP_FEED_LINES));
  if (!fed.ok) return err(fed.error.error);
  if (cut === "none") return ok(undefined);
  const done = await session.callPatiently(COMMANDS.cut, cutType(cut === "partial"));
  return done.ok ? ok(undefined) : err(done.error.error);
}

/** 8Ch. The device keeps one document for it, and some firmware only until it was repeated once (fr_drv_ng issue 109). */
export async function printCopy(session: ShtrihSession): Promise<Result<void, AppError>> {
  const printed = await session.callPatiently(COMMANDS.copy);
  return printed.ok ? ok(undefined) : err(printed.error.error);
}

/**
 * A stored document by its number. The device has no command for that (the vendor's own words: fr_drv_ng issue 16), so its last
 * receipt is repeated by 8Ch and any other is set from its tags, headed «КОПИЯ».
 */
export async function printStored(session: ShtrihSession, stored: StoredDocument, cut: Cut): Promise<Result<void, AppError>> {
  const drive = await session.call(COMMANDS.fnStatus);
  if (!drive.ok) return err(drive.error.error);
  const isReceipt = stored.kind !== "open-shift" && stored.kind !== "close-shift" && stored.kind !== "other";
  if (isReceipt && fnStatus(drive.value).lastFdNumber === stored.fdNumber) {
    const copied = await session.callPatiently(COMMANDS.copy);
    if (copied.ok || copied.error.vendor === null) return copied.ok ? ok(undefined) : err(copied.error.error);
  }
  const tags = await readStoredTags(session, stored.fdNumber);
  if (!tags.ok) return err(tags.error.error);
  return printLines(session, documentCopy(stored, tags.value, LINE_BYTES), cut);
}

export function noSuchDocument(fdNumber: number): AppError {
  return appError("FIS366", { fdNumber });
}
