import { priceTimesQuantity, type Kopecks } from "../../../config/money.ts";
import { encodeTlv, encodeVln, tlvString, type TlvItem } from "../../document/tlv.ts";
import { vatOf, type DriveItem, type VatCode } from "../fiscal-drive/index.ts";
import { agentTags, industryTags, supplierTags, textTags } from "./attributes.ts";
import { toKopecks, toQuantity } from "./decimal.ts";
import { driverError, DRIVER_CODE } from "./driver-error.ts";
import type { FieldReader } from "./field-reader.ts";
import { legacyCode, readCode, type CodeOrder } from "./marking-code.ts";
import { ITEM_UNITS, PAYMENT_METHODS, PAYMENT_OBJECTS, PRODUCT_CODES, TAX_TYPES } from "./words.ts";

/** What a task wants to be sold in one position. */
export interface PositionOrder {
  readonly item: Omit<DriveItem, "marking">;
  /** `imcParams`: the marking code of FFD 1.2. */
  readonly code: CodeOrder | null;
  readonly isOldVat18: boolean;
}

export interface PositionRules {
  readonly isFfd12: boolean;
  /** Local date of the document, YYYY-MM-DD. */
  readonly date: string;
  readonly sellsExcise: boolean;
}

const SETTLED_IN_FULL = 4;
const GOODS = 1;
const MAX_METHOD = 7;
/** 28 and 29 are not given out. */
const UNUSED_SUBJECTS: ReadonlySet<number> = new Set([28, 29]);
const MAX_SUBJECT = 33;
const FIRST_MARKED_SUBJECT = 30;
const EXCISE_SUBJECTS: ReadonlySet<number> = new Set([2, 30, 31]);
const CODE_SUBJECTS: ReadonlySet<number> = new Set([31, 33]);
/** Kinds whose name is a number of the law's list: 15 → 1–25, 16 → 26–31. [memory] */
const NUMBERED_NAMES: ReadonlyMap<number, readonly [number, number]> = new Map([
  [15, [1, 25]],
  [16, [26, 31]],
]);
/** First day of a rate. */
const RATE_SINCE: ReadonlyMap<VatCode, string> = new Map([
  [7, "2025-01-01"],
  [8, "2025-01-01"],
  [9, "2025-01-01"],
  [10, "2025-01-01"],
  [11, "2026-01-01"],
  [12, "2026-01-01"],
]);
const UNIT_NAME_BYTES = 16;
/** The line's sum may differ from price × quantity by this much; more is taken for a mistake. [inferred] */
const SUM_TOLERANCE_KOP = 1;

export function readPosition(position: FieldReader, rules: PositionRules): PositionOrder | null {
  const name = position.string("name");
  const price = toKopecks(position.number("price"));
  const quantity = toQuantity(position.number("quantity"));
  const amount = toKopecks(position.number("amount"));
  const subject = readSubject(position, name, rules);
  const method = readMethod(position);
  const tax = readTax(position, rules.date);
  const unit = readUnit(position, rules.isFfd12);
  const code = readCode(position.object("imcParams"));
  const excise = position.optionalNumber("exciseSum");
  if (position.has("markingCode") && rules.isFfd12) position.fail(driverError(DRIVER_CODE.otherFormat));
  if (code !== null && !rules.isFfd12) position.fail(driverError(DRIVER_CODE.otherFormat));
  if (code !== null && !CODE_SUBJECTS.has(subject)) position.fail(driverError(426, "1212"));
  if (price === null || amount === null) return failed(position, DRIVER_CODE.invalidSum);
  if (quantity === null || quantity === 0) return failed(position, DRIVER_CODE.invalidQuantity);
  if (Math.abs(priceTimesQuantity(price, quantity) - amount) > SUM_TOLERANCE_KOP) return failed(position, DRIVER_CODE.invalidSum);
  const tags: TlvItem[] = [
    ...unit.tags,
    ...agentTags(position),
    ...supplierTags(position),
    ...(rules.isFfd12 ? industryTags(position, 1260) : []),
    ...textTags(position, 1191, position.optionalString("additionalAttribute")),
    ...(excise === null ? [] : [{ tag: 1229, value: encodeVln(toKopecks(excise) ?? position.wrongValue("exciseSum", excise, 0)) }]),
    ...textTags(position, 1230, position.optionalString("countryCode")),
    ...textTags(position, 1231, position.optionalString("customsDeclaration")),
    ...productCodes(position, rules.isFfd12),
    ...(code?.fraction ?? []),
    ...(rules.isFfd12 ? [] : legacyCode(position)),
  ];
  textTags(position, 1030, name);
  const vatKop = tax.vatKop ?? (tax.code === null ? (0 as Kopecks) : vatOf(amount, tax.code));
  if (vatKop > amount) return failed(position, DRIVER_CODE.taxSum);
  return {
    item: { name, priceKop: price, quantity, sumKop: amount, vatCode: tax.code, vatKop, method, subject, measure: unit.measure, tags },
    code,
    isOldVat18: tax.isOldVat18,
  };
}

function failed(position: FieldReader, code: number): null {
  position.fail(driverError(code));
  return null;
}

function readSubject(position: FieldReader, name: string, rules: PositionRules): number {
  const subject = position.optionalWord("paymentObject", PAYMENT_OBJECTS) ?? GOODS;
  const isKnown = Number.isInteger(subject) && subject >= 1 && subject <= MAX_SUBJECT && !UNUSED_SUBJECTS.has(subject);
  if (!isKnown || (subject >= FIRST_MARKED_SUBJECT && !rules.isFfd12)) position.fail(driverError(DRIVER_CODE.subject1212));
  const numbers = NUMBERED_NAMES.get(subject);
  if (numbers !== undefined && !(/^\d{1,2}$/.test(name) && Number(name) >= numbers[0] && Number(name) <= numbers[1])) {
    position.fail(driverError(DRIVER_CODE.subjectAndName));
  }
  if (EXCISE_SUBJECTS.has(subject) && !rules.sellsExcise) position.fail(driverError(DRIVER_CODE.excise));
  return subject;
}

function readMethod(position: FieldReader): number {
  const method = position.optionalWord("paymentMethod", PAYMENT_METHODS) ?? SETTLED_IN_FULL;
  if (!Number.isInteger(method) || method < 1 || method > MAX_METHOD) position.fail(driverError(DRIVER_CODE.method1214));
  return method;
}

interface Tax {
  readonly code: VatCode | null;
  readonly vatKop: Kopecks | null;
  readonly isOldVat18: boolean;
}

function readTax(position: FieldReader, date: string): Tax {
  const tax = position.object("tax");
  if (tax === null) return { code: null, vatKop: null, isOldVat18: false };
  const word = tax.string("type");
  const code = Object.hasOwn(TAX_TYPES, word) ? (TAX_TYPES[word] ?? null) : tax.wrongValue("type", word, null);
  const sum = tax.optionalNumber("sum");
  const since = code === null ? undefined : RATE_SINCE.get(code);
  if (since !== undefined && date < since) position.fail(driverError(DRIVER_CODE.taxKind));
  const vatKop = sum === null ? null : toKopecks(sum);
  if (sum !== null && vatKop === null) position.fail(driverError(DRIVER_CODE.taxSum));
  return { code, vatKop, isOldVat18: word === "vat18" || word === "vat118" };
}

function readUnit(position: FieldReader, isFfd12: boolean): { readonly measure: number; readonly tags: TlvItem[] } {
  if (!position.has("measurementUnit")) return { measure: 0, tags: [] };
  if (!isFfd12) {
    const name = position.optionalString("measurementUnit") ?? "";
    return { measure: 0, tags: textTags(position, 1197, name.slice(0, UNIT_NAME_BYTES)) };
  }
  const measure = position.optionalWord("measurementUnit", ITEM_UNITS) ?? 0;
  if (!Object.values(ITEM_UNITS).includes(measure)) position.fail(driverError(DRIVER_CODE.measure));
  return { measure: measure & 0xff, tags: [] };
}

/** `productCodes`: 1163 of goods that need no check. The codes list is for the registrar to tell apart: kept as 1300. */
function productCodes(position: FieldReader, isFfd12: boolean): TlvItem[] {
  const codes = position.object("productCodes");
  if (codes === null || !isFfd12) return [];
  const inner = Object.entries(PRODUCT_CODES).flatMap(([name, tag]) => textTags(codes, tag, codes.optionalString(name)));
  const unknown = codes.strings("codes").map((code) => ({ tag: 1300, value: tlvString(code.slice(0, 32)) }));
  if (inner.length > 0 === unknown.length > 0) return codes.wrongValue("codes[]", "collision of array and tags", []);
  return [...inner, ...unknown].map((code) => ({ tag: 1163, value: encodeTlv([code]) }));
}
