import { appError } from "../../config/errors/index.ts";
import type { AppError } from "../../config/errors/index.ts";
import { err, ok } from "../../config/result.ts";
import type { Result } from "../../config/result.ts";
import { documentCopy } from "../document/document-copy.ts";
import { buildQr } from "../document/qr.ts";
import { settlementSign } from "../document/settlement.ts";
import { decodeUnixTime, findTag, tlvText } from "../document/tlv.ts";
import type { TlvItem } from "../document/tlv.ts";
import type { SlipLine, StoredDocument } from "../registrar.ts";
import { COMMANDS } from "./commands.ts";
import { lineBytes } from "./receipt-plan.ts";
import { fnStatus } from "./replies.ts";
import { BLOCKS, BLOCK_BYTES, LINE_BYTES, cutType, feedLines, loadBlock, qrCode, textLine } from "./requests.ts";
import type { ShtrihSession } from "./session.ts";
import { readStoredTags } from "./stored-document.ts";

const SLIP_FEED_LINES = 3;
const TIME_TAG = 1012;
const DRIVE_TAG = 1041;

export type Cut = "none" | "partial" | "full";

/** Lines of text and QR codes (left out by firmware without 2D codes), then fed and cut. */
export async function printLines(session: ShtrihSession, lines: readonly SlipLine[], cut: Cut): Promise<Result<void, AppError>> {
  for (const line of lines) {
    if (typeof line !== "string") {
      await printQr(session, line.qr);
      continue;
    }
    const printed = await printText(session, [line]);
    if (!printed.ok) return printed;
  }
  return endSlip(session, cut);
}

async function printText(session: ShtrihSession, lines: readonly string[]): Promise<Result<void, AppError>> {
  for (const line of lines) {
    const printed = await session.callPatiently(COMMANDS.standardLine, textLine(lineBytes(line)));
    if (!printed.ok) return err(printed.error.error);
  }
  return ok(undefined);
}

async function endSlip(session: ShtrihSession, cut: Cut): Promise<Result<void, AppError>> {
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
  const lines = documentCopy(stored, tags.value, LINE_BYTES);
  const qr = isReceipt ? qrOf(stored, tags.value) : null;
  const head = await printText(session, lines);
  if (!head.ok) return head;
  // Firmware without 2D codes: a copy in words is a copy.
  if (qr !== null) await printQr(session, qr);
  return endSlip(session, cut);
}

/** Blocks of 64 bytes, then the code of them. */
async function printQr(session: ShtrihSession, text: string): Promise<void> {
  const data = Buffer.from(text, "latin1");
  for (let block = 0; block * BLOCK_BYTES < data.length; block++) {
    const loaded = await session.callPatiently(COMMANDS.loadBlock, loadBlock(BLOCKS.barcode, block, data));
    if (!loaded.ok) return;
  }
  const printed = await session.callPatiently(COMMANDS.barcode2d, qrCode(data.length));
  if (!printed.ok) session.log.debug({ vendor: printed.error.error.vendorCode ?? "" }, "a QR code was not printed");
}

/** Tag 1196 as it was printed; null when the tags do not give it. */
function qrOf({ fdNumber, fiscalSign, kind, totalKop }: StoredDocument, tags: readonly TlvItem[]): string | null {
  const time = findTag(tags, TIME_TAG);
  const drive = findTag(tags, DRIVE_TAG);
  const seconds = time === undefined ? null : decodeUnixTime(time.value);
  if (seconds?.ok !== true || drive === undefined || totalKop === null) return null;
  if (kind === "open-shift" || kind === "close-shift" || kind === "other") return null;
  return buildQr({
    localEpochSeconds: seconds.value,
    hasSeconds: false,
    totalKop,
    fnSerial: tlvText(drive.value).trim(),
    fdNumber,
    fiscalSign,
    sign: settlementSign(kind),
  });
}

export function noSuchDocument(fdNumber: number): AppError {
  return appError("FIS366", { fdNumber });
}
