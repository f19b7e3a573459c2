import { appError } from "../../config/errors/index.ts";
import type { AppError } from "../../config/errors/index.ts";
import { kopToDecimal, parseKop } from "../../config/money.ts";
import type { Kopecks } from "../../config/money.ts";
import { assertInvariant, err, ok } from "../../config/result.ts";
import type { Result } from "../../config/result.ts";
import type { SettlementSign } from "./settlement.ts";

/**
 * The receipt's QR code (tag 1196), on paper only:
 * `t=<YYYYMMDDThhmm[ss]>&s=<roubles.kopecks>&fn=<16 digits>&i=<document>&fp=<fiscal sign>&n=<1054>`, keys in this order.
 * Built from what the registrar answered, it is a free check of the string the registrar gives.
 */
export interface ReceiptQr {
  /** Tag 1012: the till's local time as seconds since 1970 as if it were UTC. */
  readonly localEpochSeconds: number;
  /** False when the string carries no seconds; then they are 0 above. */
  readonly hasSeconds: boolean;
  readonly totalKop: Kopecks;
  /** Tag 1041. */
  readonly fnSerial: string;
  /** Tag 1040. */
  readonly fdNumber: number;
  /** Last four bytes of tag 1077 as a decimal number (ФП). */
  readonly fiscalSign: string;
  /** Tag 1054. */
  readonly sign: SettlementSign;
}

const PATTERN =
  /^t=(\d{4})(\d{2})(\d{2})T(\d{2})(\d{2})(\d{2})?&s=(\d{1,13}\.\d{2})&fn=(\d{16})&i=([1-9]\d{0,9})&fp=(0|[1-9]\d{0,9})&n=([1-4])$/;
const MAX_U32 = 0xffff_ffff;

export function buildQr(qr: ReceiptQr): string {
  assertInvariant(qr.totalKop >= 0, "a receipt total is not negative");
  const stamp = new Date(qr.localEpochSeconds * 1000).toISOString();
  const day = stamp.slice(0, 10).replaceAll("-", "");
  const time = stamp.slice(11, qr.hasSeconds ? 19 : 16).replaceAll(":", "");
  return `t=${day}T${time}&s=${kopToDecimal(qr.totalKop)}&fn=${qr.fnSerial}&i=${qr.fdNumber}&fp=${qr.fiscalSign}&n=${qr.sign}`;
}

/** Error FIS451: not a receipt QR, an impossible date, or a number beyond 32 bits. */
export function parseQr(text: string): Result<ReceiptQr, AppError> {
  const match = PATTERN.exec(text);
  if (!match) return err(appError("FIS451", { text }));
  const [, year = "", month = "", day = "", hour = "", minute = "", second, total = "", fnSerial = "", document, fiscalSign = "", sign] =
    match;
  const iso = `${year}-${month}-${day}T${hour}:${minute}:${second ?? "00"}.000Z`;
  const ms = Date.parse(iso);
  const totalKop = parseKop(total);
  // Date.parse rolls 31 February over; the round trip shows it.
  const isRealTime = !Number.isNaN(ms) && new Date(ms).toISOString() === iso;
  if (!isRealTime || totalKop === null || Number(document) > MAX_U32 || Number(fiscalSign) > MAX_U32)
    return err(appError("FIS451", { text }));
  return ok({
    localEpochSeconds: ms / 1000,
    hasSeconds: second !== undefined,
    totalKop,
    fnSerial,
    fdNumber: Number(document),
    fiscalSign,
    sign: Number(sign) as SettlementSign,
  });
}

export type QrField = "t" | "s" | "fn" | "i" | "fp" | "n";

/** The keys in which two QR codes differ. Times are compared to the minute when either has no seconds. */
export function compareQr(a: ReceiptQr, b: ReceiptQr): QrField[] {
  const unit = a.hasSeconds && b.hasSeconds ? 1 : 60;
  const differing: QrField[] = [];
  if (Math.floor(a.localEpochSeconds / unit) !== Math.floor(b.localEpochSeconds / unit)) differing.push("t");
  if (a.totalKop !== b.totalKop) differing.push("s");
  if (a.fnSerial !== b.fnSerial) differing.push("fn");
  if (a.fdNumber !== b.fdNumber) differing.push("i");
  if (a.fiscalSign !== b.fiscalSign) differing.push("fp");
  if (a.sign !== b.sign) differing.push("n");
  return differing;
}
