import { appError, type AppError } from "../../../config/errors/index.ts";
import { kopecks } from "../../../config/money.ts";
import { err, ok, type Result } from "../../../config/result.ts";
import type { MarkingGroup } from "../../catalog/catalog-item.ts";
import { groupFacts } from "../groups.ts";
import { isCryptoTail, isSerialText, isUpperCasedTail, packPriceKop } from "./alphabet.ts";
import { gluedFault, isTwice } from "./glued.ts";
import { parseGs1Elements } from "./gs1-elements.ts";
import { asGtin14, type Gtin14 } from "./gtin.ts";
import { GS, MARKING_CODE_MAX_BYTES, PACK_LENGTH, type MarkingCode, type Repair } from "./marking-code.ts";
import { neverSoldFault } from "./never-sold.ts";
import { hidesElement, readWithoutGs, withoutLeadingSubstitute } from "./separators.ts";
import { withoutPrefix } from "./typed-scan.ts";

/** What the caller knows beside the scan. */
export interface ParseHints {
  /** Group of the goods card with this GTIN, or null: decides between two readings of a code that lost its GS. */
  readonly groupOf?: (gtin: Gtin14) => MarkingGroup | null;
}

/** Null: the text does not claim to be a marking code, rightly or not. What claims it is never taken for anything else. */
export type MarkingReading = Result<MarkingCode, AppError> | null;

const BLOCK_TAIL_LENGTH = 8;
const PACK_HEAD = /^\d{14}/;
/** Country, kind, series and number [seen: 1C parser]. */
export const FUR_LABEL = /^[A-Z]{2}-[A-Z0-9]{6}-[A-Z0-9]{10,11}$/;
const FUR_SERIAL_AT = 10;
/** Behind 01, 21, one character of serial, and 93 with its value. */
const VOLUME_MIN_AT = 27;
/** The shortest code, a bare one of 21 characters, in Base64. */
const BASE64_MIN_LENGTH = 28;

/**
 * Reads a scan's text, already without what its way here added (see typed-scan.ts), mending what can be mended in one way only. Errors
 * MRK500–MRK508; never guesses between two readings. `repaired`: what was mended before.
 */
export function readMarking(text: string, hints: ParseHints = {}, repaired: readonly Repair[] = []): MarkingReading {
  const read = isTwice(text) ? null : readOne(text, hints, repaired);
  if (read?.ok === true) return read;
  const glued = gluedFault(text, (part) => readOne(part, hints, repaired) !== null);
  return glued === null ? read : err(glued);
}

/** Reads a code back from the journal or a document. The stored form has its GS, so nothing is repaired. */
export function markingCodeFromBase64(base64: string): Result<MarkingCode, AppError> {
  return readStored(Buffer.from(base64, "base64").toString("latin1"));
}

/** The same for a code as text: nothing of it was lost or changed on the way. */
export function readStored(text: string): Result<MarkingCode, AppError> {
  return readWhole(text, null, []) ?? misread("not-a-marking-code");
}

/** Identification code of a stored marking code; null: there is none, or it can't be read. */
export function cisOf(base64: string | null | undefined): string | null {
  if (base64 === null || base64 === undefined) return null;
  const read = markingCodeFromBase64(base64);
  return read.ok ? read.value.cis : null;
}

function readOne(text: string, hints: ParseHints, repaired: readonly Repair[]): MarkingReading {
  const whole = readWhole(text, hints, repaired);
  if (whole !== null) return whole;
  const inFront = withoutLeadingSubstitute(text);
  if (inFront !== null && startsCode(inFront)) return readWhole(inFront, hints, [...repaired, "gs-substitute"]);
  if (hasLostZero(text)) return readWithZero(text, hints, repaired);
  return readBase64(text, hints, repaired);
}

/** `hints` null: a stored code, which was settled when it was scanned; it is read as it stands. */
function readWhole(text: string, hints: ParseHints | null, repaired: readonly Repair[]): MarkingReading {
  const hasGs = text.includes(GS);
  const packGtin = text.length === PACK_LENGTH && !hasGs ? asGtin14(text.slice(0, 14)) : null;
  const gs1Gtin = text.startsWith("01") && text.startsWith("21", 16) ? asGtin14(text.slice(2, 16)) : null;
  if (gs1Gtin !== null) {
    if (text.length > MARKING_CODE_MAX_BYTES) return misread("too-long");
    if (packGtin !== null) return err(appError("MRK502", { shapes: "tobacco-pack, 01+21" }));
    if (hints === null || hasGs) return parseGs1(text, gs1Gtin, hints, repaired);
    return readLostGs(text, gs1Gtin, hints, repaired);
  }
  if (packGtin !== null) {
    if (packGtin.startsWith("1") && hasLostZero(text)) return err(appError("MRK502", { shapes: "tobacco-pack, 01+21" }));
    return parsePack(text, packGtin, repaired);
  }
  return FUR_LABEL.test(text) ? ok(furCode(text, repaired)) : unsoldFault(text, hasGs);
}

/** What is neither a GS1 code nor a pack nor a fur label, but looks like a marking code, whole or spoilt. */
function unsoldFault(text: string, hasGs: boolean): MarkingReading {
  const neverSold = neverSoldFault(text);
  if (neverSold !== null) return err(neverSold);
  if (FUR_LABEL.test(text.toUpperCase())) return err(appError("MRK503", { reason: "caps-lock" }));
  const isPackShaped = text.length === PACK_LENGTH && PACK_HEAD.test(text) && isSerialText(text.slice(14));
  if (hasGs1Head(text) || isPackShaped) return misread("gtin-check-digit");
  return hasGs && !hasLostZero(text) && withoutLeadingSubstitute(text) === null ? misread("not-a-marking-code") : null;
}

function parsePack(text: string, gtin14: Gtin14, repaired: readonly Repair[]): MarkingReading {
  if (!isSerialText(text.slice(14))) return misread("bad-value");
  const serial = text.slice(14, 21);
  return ok({
    raw: toBytes(text),
    shape: "tobacco-pack",
    gtin14,
    serial,
    cis: text.slice(0, 21),
    ais: { "01": gtin14, "21": serial },
    maximumPriceKop: packPriceKop(text.slice(21, 25)),
    netWeightGrams: null,
    volumeMl: null,
    repaired,
  });
}

function furCode(text: string, repaired: readonly Repair[]): MarkingCode {
  return {
    raw: toBytes(text),
    shape: "fur",
    gtin14: null,
    serial: text.slice(FUR_SERIAL_AT),
    cis: text,
    ais: {},
    maximumPriceKop: null,
    netWeightGrams: null,
    volumeMl: null,
    repaired,
  };
}

function parseGs1(text: string, gtin14: Gtin14, hints: ParseHints | null, repaired: readonly Repair[]): Result<MarkingCode, AppError> {
  const parsed = parseGs1Elements(text);
  if (!parsed.ok) return misread(parsed.error);
  const ais = parsed.value;
  const serial = ais["21"];
  if (serial === undefined) return misread("no-serial");
  // the group is asked for last: it costs a look into the catalogue
  if (hints !== null && hidesElement(serial) && serialLengthsOf(gtin14, hints)?.includes(serial.length) !== true) {
    return err(appError("MRK502", { shapes: "21, 21 with another element behind" }));
  }
  const fault = checkPartFault(ais);
  if (fault !== null) return err(fault);
  const volumeMl = text.includes("335", VOLUME_MIN_AT) ? volumeOf(ais) : null;
  if (volumeMl !== null && !Number.isInteger(volumeMl)) return misread("bad-value");
  const blockPrice = Number(ais["8005"] ?? "0");
  return ok({
    raw: toBytes(text),
    shape: ais["93"] === undefined ? "long" : "short",
    gtin14,
    serial,
    cis: `01${gtin14}21${serial}`,
    ais,
    maximumPriceKop: blockPrice > 0 ? kopecks(blockPrice) : null,
    netWeightGrams: ais["3103"] === undefined ? null : Number(ais["3103"]),
    volumeMl,
    repaired,
  });
}

/** AI 335N: litres with N decimals. */
function volumeOf(ais: Readonly<Record<string, string>>): number | null {
  for (let decimals = 0; decimals <= 5; decimals += 1) {
    const value = ais[`335${decimals}`];
    if (value !== undefined) return (Number(value) * 1_000) / 10 ** decimals;
  }
  return null;
}

/**
 * The check part is 91 with 92, or 93; some blocks carry 8 more characters in 92 behind 93 [seen]. A batch (AI 10) is met in
 * medicines only, which have the long form.
 */
function checkPartFault(ais: Readonly<Record<string, string>>): AppError | null {
  const key = ais["91"];
  const tail = ais["92"];
  if (ais["93"] !== undefined) {
    const fits = key === undefined && ais["10"] === undefined && (tail === undefined || tail.length === BLOCK_TAIL_LENGTH);
    return fits ? null : appError("MRK500", { reason: "check-part" });
  }
  if (key === undefined || tail === undefined) return appError("MRK501", { reason: "no-check-part" });
  if (isUpperCasedTail(tail)) return appError("MRK503", { reason: "caps-lock" });
  return isCryptoTail(tail) ? null : appError("MRK500", { reason: "crypto-tail" });
}

function readLostGs(text: string, gtin14: Gtin14, hints: ParseHints, repaired: readonly Repair[]): Result<MarkingCode, AppError> {
  const { readings, isDoubtful } = readWithoutGs(text, serialLengthsOf(gtin14, hints));
  const [only] = readings;
  if (only === undefined) return isSerialText(text) ? err(appError("MRK501", { reason: "no-check-part" })) : misread("bad-value");
  if (readings.length > 1 || isDoubtful) {
    const shapes = [...readings.map(({ shape }) => shape), ...(isDoubtful ? ["01+21"] : [])];
    return err(appError("MRK502", { shapes: shapes.join(", ") }));
  }
  // two losses in one scan: who knows what else is lost
  if (repaired.includes("leading-zero") || repaired.includes("base64")) return misread("damaged-twice");
  return parseGs1(only.text, gtin14, hints, repaired.includes(only.repair) ? repaired : [...repaired, only.repair]);
}

/** The 0 in front is put back when what is behind fits whole. In a pack any other digit of the GTIN may be the lost one. */
function readWithZero(text: string, hints: ParseHints, repaired: readonly Repair[]): MarkingReading {
  return hasGs1Head(`0${text}`) ? readWhole(`0${text}`, hints, [...repaired, "leading-zero"]) : misread("leading-zero-lost");
}

/** Base64 of a code instead of the code: taken only when what comes out is a code and needs no other repair. */
function readBase64(text: string, hints: ParseHints, repaired: readonly Repair[]): MarkingReading {
  if (text.length < BASE64_MIN_LENGTH || text.length % 4 !== 0 || PACK_HEAD.test(text) || !/^[A-Za-z0-9+/]+={0,2}$/.test(text)) return null;
  const decoded = withoutPrefix(Buffer.from(text, "base64").toString("latin1")).text;
  return readWhole(decoded, hints, [...repaired, "base64"]);
}

function serialLengthsOf(gtin14: Gtin14, hints: ParseHints): readonly number[] | null {
  const group = hints.groupOf?.(gtin14) ?? null;
  return group === null ? null : (groupFacts(group)?.serialLengths ?? null);
}

function hasGs1Head(text: string): boolean {
  return text.startsWith("01") && text.startsWith("21", 16) && PACK_HEAD.test(text.slice(2));
}

function startsCode(text: string): boolean {
  if (hasGs1Head(text)) return asGtin14(text.slice(2, 16)) !== null;
  return text.length === PACK_LENGTH && asGtin14(text.slice(0, 14)) !== null && isSerialText(text.slice(14));
}

/** 01 without its 0 before a right GTIN, or a pack whose GTIN lacks the 0 of an EAN-13. */
function hasLostZero(text: string): boolean {
  if (text.startsWith("1") && text.startsWith("21", 15) && asGtin14(text.slice(1, 15)) !== null) return true;
  return text.length === PACK_LENGTH - 1 && asGtin14(`0${text.slice(0, 13)}`) !== null && isSerialText(text.slice(13)) && /\D/.test(text);
}

function misread(reason: string): { readonly ok: false; readonly error: AppError } {
  return err(appError("MRK500", { reason }));
}

/** Every character was found in an alphabet of ASCII. For so few bytes this is the fastest way. */
function toBytes(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length);
  for (let at = 0; at < text.length; at += 1) bytes[at] = text.charCodeAt(at);
  return bytes;
}
