import { kopecks } from "../../../config/money.ts";
import { encodeFvln, encodeTlv, encodeUnixTime, encodeVln, findTag, tlvString, type TlvItem } from "../../document/tlv.ts";
import { codeShape } from "./code-shape.ts";
import {
  FFD,
  type DriveItem,
  type DriveReceipt,
  type DriveRegistration,
  type FfdVersion,
  type LocalSeconds,
  type VatSums,
} from "./drive-types.ts";
import { BASIS_TAGS, correctionBasis } from "./correction-basis.ts";
import { TAG } from "./tags.ts";
import { VAT_CODES } from "./vat-codes.ts";

const INN_LENGTH = 12;
const RNM_LENGTH = 20;
/** Results of 2106 that make the whole receipt "negative" (tag 2107). */
const NEGATIVE_RESULTS: ReadonlySet<number> = new Set([1, 5, 7, 17]);

/** Facts of the drive that every document carries. */
export interface DocumentFrame {
  readonly serial: string;
  readonly registration: DriveRegistration;
  readonly fdNumber: number;
  readonly at: LocalSeconds;
  readonly shiftNumber: number;
}

export function byteTag(tag: number, value: number): TlvItem {
  return { tag, value: Uint8Array.of(value) };
}

export function u32Tag(tag: number, value: number): TlvItem {
  return { tag, value: encodeVln(value, 4) };
}

export function sumTag(tag: number, value: number): TlvItem {
  return { tag, value: encodeVln(value) };
}

export function textTag(tag: number, text: string, fixedLength?: number): TlvItem {
  return { tag, value: tlvString(text, fixedLength) };
}

export function timeTag(tag: number, at: LocalSeconds): TlvItem {
  return { tag, value: encodeUnixTime(at) };
}

/** The common head of all documents. */
export function headTags(frame: DocumentFrame): TlvItem[] {
  const { registration } = frame;
  return [
    textTag(TAG.userName, registration.userName),
    textTag(TAG.userInn, registration.userInn, INN_LENGTH),
    textTag(TAG.rnm, registration.rnm, RNM_LENGTH),
    textTag(TAG.fnSerial, frame.serial),
    u32Tag(TAG.fdNumber, frame.fdNumber),
    timeTag(TAG.dateTime, frame.at),
    byteTag(TAG.ffd, registration.ffd),
  ];
}

/** Host tags win over the registration's address and place; a tag sent twice counts once, the last. */
export function hostTags(tags: readonly TlvItem[], registration: DriveRegistration): TlvItem[] {
  const byTag = new Map<number, TlvItem>([
    [TAG.settlementAddress, textTag(TAG.settlementAddress, registration.address)],
    [TAG.place, textTag(TAG.place, registration.place)],
  ]);
  for (const item of tags) byTag.set(item.tag, item);
  return [...byTag.values()];
}

/** Body of a receipt (type 3), a correction receipt (31) or a strict form of either, without the fiscal sign. */
export function receiptBody(frame: DocumentFrame, receipt: DriveReceipt, receiptNumber: number): Uint8Array {
  const { payments } = receipt;
  const { registration } = frame;
  const tags: TlvItem[] = [
    ...headTags(frame),
    u32Tag(TAG.shiftNumber, frame.shiftNumber),
    u32Tag(TAG.receiptNumber, receiptNumber),
    byteTag(TAG.operation, receipt.operation),
    byteTag(TAG.taxSystem, receipt.taxSystem),
    ...receipt.items.map((item) => ({ tag: TAG.item, value: itemBody(item, registration.ffd) })),
    sumTag(TAG.receiptTotal, receipt.totalKop),
    sumTag(TAG.cash, payments.cashKop),
    sumTag(TAG.electronic, payments.electronicKop),
    sumTag(TAG.prepaid, payments.prepaidKop),
    sumTag(TAG.credit, payments.creditKop),
    sumTag(TAG.counter, payments.counterKop),
    ...vatTags(receipt.vat),
    ...correctionTags(hostTags(receipt.tags, registration), receipt.correction),
    ...(registration.internet ? [byteTag(TAG.internetOnly, 1)] : []),
    textTag(TAG.taxSite, registration.taxSite),
  ];
  const marked = receipt.items.filter((item) => item.marking !== null);
  if (marked.length > 0) {
    const negative = marked.some((item) => item.marking !== null && NEGATIVE_RESULTS.has(item.marking.result));
    tags.push(byteTag(TAG.receiptCheckResult, negative ? 1 : 0));
  }
  return encodeTlv(tags);
}

/** Value of one 1059. */
export function itemBody(item: DriveItem, ffd: FfdVersion): Uint8Array {
  const tags: TlvItem[] = [
    textTag(TAG.itemName, item.name),
    sumTag(TAG.price, item.priceKop),
    { tag: TAG.quantity, value: encodeFvln(item.quantity) },
    sumTag(TAG.itemSum, item.sumKop),
  ];
  if (item.method !== 0) tags.push(byteTag(TAG.method, item.method));
  if (item.subject !== 0) tags.push(byteTag(TAG.subject, item.subject));
  if (ffd === FFD.v12) tags.push(byteTag(TAG.measure, item.measure));
  if (item.vatCode !== null) {
    tags.push(byteTag(TAG.vatRate, item.vatCode));
    if (item.vatKop > 0) tags.push(sumTag(TAG.itemVat, item.vatKop));
  }
  tags.push(...item.tags);
  if (item.marking !== null) {
    const shape = codeShape(item.marking.code);
    tags.push(
      { tag: TAG.goodsCode, value: encodeTlv([textTag(shape.goodsTag, shape.goodsValue)]) },
      byteTag(TAG.processingMode, 0),
      byteTag(TAG.checkResult, item.marking.result),
    );
  }
  return encodeTlv(tags);
}

/** Flat tags for the old rates; the newer ones go into 1115, and then 1104 stands with zero (note of table 11.2). */
function vatTags(vat: VatSums): TlvItem[] {
  const tags: TlvItem[] = [];
  const newRates: TlvItem[] = [];
  for (const { code, receiptTag } of VAT_CODES) {
    const sum = vat[code];
    if (sum === undefined) continue;
    if (receiptTag !== null) {
      tags.push(sumTag(receiptTag, sum));
      continue;
    }
    newRates.push({ tag: TAG.vatSumOfRate, value: encodeTlv([byteTag(TAG.vatRate, code), sumTag(TAG.vatSum, sum)]) });
  }
  if (newRates.length === 0) return tags;
  if (tags.length === 0) tags.push(sumTag(TAG.turnover0, 0));
  return [...tags, { tag: TAG.vatSums, value: encodeTlv(newRates) }];
}

/** A correction has its type, by own decision unless told; date and order number lie inside 1174, drivers send them flat. */
function correctionTags(tags: readonly TlvItem[], correction: boolean): readonly TlvItem[] {
  if (!correction) return tags;
  const outer = tags.filter(({ tag }) => tag !== TAG.correctionBasis && !BASIS_TAGS.has(tag));
  const type = findTag(outer, TAG.correctionType) === undefined ? [byteTag(TAG.correctionType, 0)] : [];
  return [...outer, ...type, { tag: TAG.correctionBasis, value: encodeTlv(correctionBasis(tags)) }];
}

/** VAT of a whole receipt from its items (the device computes per item). */
export function vatOfItems(items: readonly DriveItem[]): VatSums {
  const vat: VatSums = {};
  for (const item of items) {
    if (item.vatCode === null) continue;
    const amount = item.vatCode === 5 || item.vatCode === 6 ? item.sumKop : item.vatKop;
    vat[item.vatCode] = kopecks((vat[item.vatCode] ?? 0) + amount);
  }
  return vat;
}
