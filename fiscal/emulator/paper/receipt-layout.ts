import { formatQuantity, kopToDecimal, type Kopecks } from "../../../config/money.ts";
import { decodeUnixTime, findTag, tlvText } from "../../document/tlv.ts";
import {
  TAG,
  VAT_CODES,
  controlCode,
  correctionBasis,
  localSeconds,
  type DriveItem,
  type DriveReceipt,
  type DriveRegistration,
  type LocalSeconds,
  type Operation,
} from "../fiscal-drive/index.ts";
import { boldLine, centered, columns, rule, textLine, wrapped, type PaperLine } from "./paper-line.ts";

const OPERATION_NAMES: Record<Operation, string> = { 1: "ПРИХОД", 2: "ВОЗВРАТ ПРИХОДА", 3: "РАСХОД", 4: "ВОЗВРАТ РАСХОДА" };
const TAX_SYSTEMS: Readonly<Record<number, string>> = {
  1: "ОСН",
  2: "УСН доход",
  4: "УСН доход - расход",
  8: "ЕНВД",
  16: "ЕСХН",
  32: "Патент",
};
/** Unit names of tag 2108 that shops use; others print as their number. */
const MEASURES: Readonly<Record<number, string>> = { 0: "шт.", 10: "г", 11: "кг", 12: "т", 22: "м", 40: "мл", 41: "л", 42: "м3" };
/** Tag 2106 as the letters beside the item. */
const CHECK_MARKS: Readonly<Record<number, string>> = { 15: "[М+]", 1: "[М-]", 5: "[М-]", 7: "[М-]", 17: "[М-]" };

/** What a fiscal document prints besides its own content. */
export interface FiscalStamp {
  readonly registration: DriveRegistration;
  readonly fnSerial: string;
  readonly fdNumber: number;
  readonly fiscalSign: number;
  readonly at: LocalSeconds;
  readonly shiftNumber: number;
  readonly cashier: string;
}

export interface ReceiptPrint {
  readonly stamp: FiscalStamp;
  readonly receipt: DriveReceipt;
  readonly receiptNumber: number;
  readonly buyerContact: string | null;
  readonly cashGivenKop: Kopecks;
  readonly changeKop: Kopecks;
  /** Non-fiscal lines that the host printed into the open receipt, and behind how many items. */
  readonly hostLines: readonly { readonly afterItems: number; readonly text: string }[];
  readonly footer: readonly string[];
}

/** "24.11.26 14:05" of a local time. */
export function paperTime(at: LocalSeconds): string {
  const iso = new Date(at * 1000).toISOString();
  return `${iso.slice(8, 10)}.${iso.slice(5, 7)}.${iso.slice(2, 4)} ${iso.slice(11, 16)}`;
}

/** Value of the QR code (tag 1196). */
function receiptQr(stamp: FiscalStamp, totalKop: Kopecks, operation: Operation): string {
  const iso = new Date(stamp.at * 1000).toISOString();
  const time = `${iso.slice(0, 10).replaceAll("-", "")}T${iso.slice(11, 16).replace(":", "")}`;
  return `t=${time}&s=${kopToDecimal(totalKop)}&fn=${stamp.fnSerial}&i=${stamp.fdNumber}&fp=${stamp.fiscalSign}&n=${operation}`;
}

export function receiptLines(print: ReceiptPrint, width: number): PaperLine[] {
  const { stamp, receipt } = print;
  const money = (label: string, value: Kopecks): PaperLine[] => columns(label, `=${kopToDecimal(value)}`, width);
  const optional = (label: string, value: Kopecks): PaperLine[] => (value > 0 ? money(label, value) : []);
  const title = receipt.correction ? "КАССОВЫЙ ЧЕК КОРРЕКЦИИ" : "КАССОВЫЙ ЧЕК";
  return [
    ...userLines(stamp.registration, width),
    boldLine(centered(title, width)),
    boldLine(centered(OPERATION_NAMES[receipt.operation], width)),
    ...columns(`СМЕНА ${stamp.shiftNumber}`, `ЧЕК ${print.receiptNumber}`, width),
    ...columns("КАССИР", stamp.cashier, width),
    ...(receipt.correction ? correctionLines(receipt, width) : []),
    ...hostLines(print, 0, width),
    rule(width),
    ...receipt.items.flatMap((item, i) => [...itemLines(item, width), ...hostLines(print, i + 1, width)]),
    rule(width),
    { kind: "text", text: `ИТОГ =${kopToDecimal(receipt.totalKop)}`, bold: true, double: true },
    ...optional("НАЛИЧНЫМИ", receipt.payments.cashKop),
    ...optional("БЕЗНАЛИЧНЫМИ", receipt.payments.electronicKop),
    ...optional("ПРЕДОПЛАТА (АВАНС)", receipt.payments.prepaidKop),
    ...optional("ПОСТОПЛАТА (КРЕДИТ)", receipt.payments.creditKop),
    ...optional("ВСТРЕЧНОЕ ПРЕДОСТАВЛЕНИЕ", receipt.payments.counterKop),
    ...optional("ПОЛУЧЕНО НАЛИЧНЫМИ", print.cashGivenKop),
    ...optional("СДАЧА", print.changeKop),
    ...VAT_CODES.flatMap(({ code, label }) => {
      const sum = receipt.vat[code];
      return sum === undefined ? [] : money(`СУММА ${label}`, sum);
    }),
    ...columns("СНО", TAX_SYSTEMS[receipt.taxSystem] ?? "", width),
    ...(print.buyerContact === null ? [] : columns("ЭЛ. АДР. ПОКУПАТЕЛЯ", print.buyerContact, width)),
    ...columns("САЙТ ФНС", stamp.registration.taxSite, width),
    ...stampLines(stamp, width),
    { kind: "qr", data: receiptQr(stamp, receipt.totalKop, receipt.operation) },
    ...print.footer.flatMap((text) => wrapped(text, width)),
  ];
}

/** Type (1173) and basis (1174) of a correction. */
function correctionLines(receipt: DriveReceipt, width: number): PaperLine[] {
  const basis = correctionBasis(receipt.tags);
  const value = (tag: number): Uint8Array | undefined => findTag(basis, tag)?.value;
  const [date, number, description] = [value(TAG.correctionDate), value(TAG.correctionOrder), value(TAG.correctionDescription)];
  const seconds = date === undefined ? null : decodeUnixTime(date);
  const byOrder = findTag(receipt.tags, TAG.correctionType)?.value[0] === 1;
  return [
    ...columns("КОРРЕКЦИЯ", byOrder ? "ПО ПРЕДПИСАНИЮ" : "САМОСТОЯТЕЛЬНО", width),
    ...(seconds?.ok ? columns("РАСЧЕТ ОТ", paperTime(localSeconds(seconds.value)).slice(0, 8), width) : []),
    ...(number === undefined ? [] : columns("ПРЕДПИСАНИЕ", tlvText(number), width)),
    ...(description === undefined ? [] : wrapped(tlvText(description), width)),
  ];
}

function hostLines(print: ReceiptPrint, afterItems: number, width: number): PaperLine[] {
  return print.hostLines.filter((line) => line.afterItems === afterItems).map((line) => textLine(line.text.slice(0, width)));
}

export function userLines(registration: DriveRegistration, width: number): PaperLine[] {
  return [
    textLine(centered(registration.userName, width)),
    ...wrapped(registration.address, width),
    ...columns("МЕСТО РАСЧЕТОВ", registration.place, width),
    ...columns("ИНН", registration.userInn, width),
  ];
}

export function stampLines(stamp: FiscalStamp, width: number): PaperLine[] {
  return [
    ...columns(`ЗН ККТ ${stamp.registration.kktSerial}`, paperTime(stamp.at), width),
    ...columns(`РН ККТ ${stamp.registration.rnm}`, "", width),
    ...columns(`ФН ${stamp.fnSerial}`, "", width),
    ...columns(`ФД ${stamp.fdNumber}`, `ФП ${stamp.fiscalSign}`, width),
  ];
}

function itemLines(item: DriveItem, width: number): PaperLine[] {
  const mark = item.marking === null ? "" : `${CHECK_MARKS[item.marking.result] ?? "[М]"} `;
  const measure = MEASURES[item.measure] ?? `(${item.measure})`;
  const vat = VAT_CODES.find(({ code }) => code === item.vatCode)?.label ?? "";
  // "//" before a name keeps it off the paper; the document holds it all the same.
  const name = item.name.startsWith("//") ? [] : wrapped(mark + item.name, width);
  return [
    ...name,
    ...columns(`  ${formatQuantity(item.quantity)} ${measure} x ${kopToDecimal(item.priceKop)}`, `=${kopToDecimal(item.sumKop)}`, width),
    ...(vat === "" ? [] : [textLine(`  ${vat}`)]),
    ...(item.marking === null ? [] : [textLine(`  КОД ТОВАРА, КК ${controlCode(item.marking.code)}`)]),
  ];
}
