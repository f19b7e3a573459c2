import type { EpochMs } from "../../config/clock.ts";
import { epochMs } from "../../config/clock.ts";
import { kopecks } from "../../config/money.ts";
import type { Kopecks } from "../../config/money.ts";
import { err, ok } from "../../config/result.ts";
import type { Result } from "../../config/result.ts";
import { ownTagOf } from "../document/own-tag.ts";
import { parseQr } from "../document/qr.ts";
import { receiptKindOf } from "../document/settlement.ts";
import { decodeUnixTime, decodeVln, findTag, tlvText } from "../document/tlv.ts";
import type { TlvItem } from "../document/tlv.ts";
import type { StoredDocument } from "../registrar.ts";
import { kopAt, objectAt, textAt, wholeAt } from "./answer.ts";
import { count } from "./decimal.ts";
import { timeOf } from "./driver-time.ts";
import type { JsonObject } from "./json-text.ts";
import { jsonTags, storedTags } from "./stored-tags.ts";
import { malformed } from "./task-port.ts";
import type { TaskFailure, TaskPort } from "./task-port.ts";
import { VENDOR } from "./vendor-errors.ts";

const MINUTE_MS = 60_000;
/** Drives of 36 months hold 250,000 documents; a real number is far below the width of the field. */
const MAX_FD_NUMBER = 0xffff_ffff;

/** What a drive's document says that matters here. */
export interface FoundDocument extends StoredDocument {
  /** `unknown`: the driver does not say what it is. */
  readonly form: "receipt" | "correction" | "other" | "unknown";
  readonly fnSerial: string | null;
  readonly shiftNumber: number | null;
  readonly qr: string | null;
}

/** getFnDocument; null when the drive has no document of this number. */
export async function readDocument(port: TaskPort, fdNumber: number): Promise<Result<JsonObject | null, TaskFailure>> {
  if (fdNumber < 1 || fdNumber > MAX_FD_NUMBER) return ok(null);
  const answer = await port.query([{ type: "getFnDocument", fiscalDocumentNumber: count(fdNumber), withRawData: true }]);
  if (!answer.ok) return answer.error.vendor === VENDOR.noMoreData ? ok(null) : answer;
  const [result = {}] = answer.value;
  const isOne = objectAt(result, "documentTLV") !== null;
  return isOne ? ok(result) : err({ effect: "none", vendor: null, error: malformed("getFnDocument", "no documentTLV") });
}

/** Null when the document has no time: then nothing of it can be believed. */
export function foundDocument(answer: JsonObject, fdNumber: number, utcOffsetMinutes: number): FoundDocument | null {
  const json = objectAt(answer, "documentTLV") ?? {};
  const tags = storedTags(answer);
  const qr = textAt(json, "qr");
  const at = timeIn(json, tags, utcOffsetMinutes);
  const toldNumber = wholeAt(json, "1040") ?? wholeIn(tags, 1040);
  if (at === null || (toldNumber !== null && toldNumber !== fdNumber)) return null;
  const type = textAt(json, "fiscalDocumentType") ?? "";
  const form = formOf(type);
  const formCode = FORM_CODES.get(type);
  const sign = wholeAt(json, "1054") ?? wholeIn(tags, 1054);
  return {
    fdNumber,
    fiscalSign: signIn(json, tags, qr) ?? "",
    kind: kindOf(type, sign),
    form,
    ...(formCode === undefined ? {} : { formCode }),
    isCorrection: form === "correction",
    totalKop: totalIn(json, tags),
    at,
    // Raw bytes without our tag do not outweigh a JSON that has it.
    ownTag: ownTagOf(tags) ?? ownTagOf(jsonTags(answer)),
    fnSerial: textAt(json, "1041") ?? textIn(tags, 1041),
    shiftNumber: wholeAt(json, "1038") ?? wholeIn(tags, 1038),
    qr: qr === "" ? null : qr,
  };
}

/** Words of the driver's own script for the forms of the format. */
const FORM_CODES: ReadonlyMap<string, number> = new Map([
  ["registration", 1],
  ["openShift", 2],
  ["receipt", 3],
  ["bso", 4],
  ["closeShift", 5],
  ["closeArchive", 6],
  ["changeRegistrationParameters", 11],
  ["ofdExchangeStatus", 21],
  ["receiptCorrection", 31],
  ["bsoCorrection", 41],
]);

function formOf(type: string): FoundDocument["form"] {
  switch (type) {
    case "":
      return "unknown";
    case "receipt":
    case "bso":
      return "receipt";
    case "receiptCorrection":
    case "bsoCorrection":
      return "correction";
    default:
      return "other";
  }
}

function kindOf(type: string, sign: number | null): StoredDocument["kind"] {
  switch (type) {
    case "openShift":
      return "open-shift";
    case "closeShift":
      return "close-shift";
    case "receipt":
    case "receiptCorrection":
    case "bso":
    case "bsoCorrection":
      return sign === 1 || sign === 2 || sign === 3 || sign === 4 ? receiptKindOf(sign) : "other";
    default:
      return "other";
  }
}

function timeIn(json: JsonObject, tags: readonly TlvItem[], utcOffsetMinutes: number): EpochMs | null {
  const told = timeOf(textAt(json, "1012"), utcOffsetMinutes);
  if (told !== null) return told;
  const item = findTag(tags, 1012);
  const seconds = item === undefined ? null : decodeUnixTime(item.value);
  return seconds?.ok === true ? epochMs(seconds.value * 1000 - utcOffsetMinutes * MINUTE_MS) : null;
}

function totalIn(json: JsonObject, tags: readonly TlvItem[]): Kopecks | null {
  const told = kopAt(json, "1020");
  if (told !== null) return told;
  const whole = wholeIn(tags, 1020);
  return whole === null ? null : kopecks(whole);
}

/** The number people see (ФП): of the QR, of the JSON, or the last four bytes of tag 1077, big endian. */
function signIn(json: JsonObject, tags: readonly TlvItem[], qr: string | null): string | null {
  const parsed = qr === null || qr === "" ? null : parseQr(qr);
  if (parsed?.ok === true) return parsed.value.fiscalSign;
  const told = textAt(json, "1077");
  if (told !== null && /^\d{1,10}$/.test(told)) return String(Number(told));
  const item = findTag(tags, 1077);
  return item?.value.length === 6 ? String(Buffer.from(item.value).readUInt32BE(2)) : null;
}

function wholeIn(tags: readonly TlvItem[], tag: number): number | null {
  const item = findTag(tags, tag);
  const value = item === undefined ? null : decodeVln(item.value);
  return value?.ok === true ? value.value : null;
}

function textIn(tags: readonly TlvItem[], tag: number): string | null {
  const item = findTag(tags, tag);
  return item === undefined ? null : tlvText(item.value).trim();
}
