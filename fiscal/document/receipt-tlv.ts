import { encodeCp866 } from "../../config/cp866.ts";
import type { FiscalLine, FiscalReceipt } from "./fiscal-document.ts";
import { measureByCode } from "./measure.ts";
import { settlementSign } from "./settlement.ts";
import { obligationIn, obligationInside, tagInfo } from "./tags.ts";
import type { Ffd } from "./tags.ts";
import { taxSystemBit } from "./tax-system.ts";
import { encodeFvln, encodeTlv, encodeVln, tlvString } from "./tlv.ts";
import type { TlvItem } from "./tlv.ts";
import { vatCode, vatOf, vatTotals, vatTotalsTlv } from "./vat.ts";

/**
 * The part of a receipt's TLV that comes from us: for the checks before a document is begun, for its size, and for comparing
 * with what a drive stored. The registrar adds its own tags (number, time, owner, place, fiscal sign).
 */
export function receiptTlv(receipt: FiscalReceipt, ffd: Ffd): TlvItem[] {
  const { payments, cashier } = receipt;
  return [
    byte(1054, settlementSign(receipt.kind)),
    byte(1055, taxSystemBit(receipt.taxSystem)),
    text(1021, cashier.name),
    ...(cashier.inn === undefined ? [] : [text(1203, cashier.inn)]),
    ...(receipt.buyerContact === undefined ? [] : [text(1008, receipt.buyerContact)]),
    text(1192, receipt.ownTag),
    ...receipt.lines.map((line) => container(1059, lineTlv(line, ffd))),
    money(1020, receipt.totalKop),
    money(1031, payments.cashKop),
    money(1081, payments.electronicKop),
    money(1215, payments.prepaidKop),
    money(1216, payments.creditKop),
    money(1217, payments.counterKop),
    ...vatTotalsTlv(vatTotals(receipt.lines)),
  ];
}

/**
 * The content of one 1059. The goods code (1163, or 1162 before ФФД 1.2) is not here: the registrar forms it from the marking
 * code; `GOODS_CODE_BYTES` is its share of the size.
 */
export function lineTlv(line: FiscalLine, ffd: Ffd): TlvItem[] {
  const { industry } = line;
  const unit = ffd === "1.2" ? byte(2108, line.measure) : text(1197, measureByCode(line.measure)?.unit ?? "");
  const items = [
    text(1030, line.name),
    money(1079, line.priceKop),
    { tag: 1023, value: encodeFvln(line.quantity) },
    unit,
    money(1043, line.sumKop),
    byte(1199, vatCode(line.vat)),
    money(1200, vatOf(line.sumKop, line.vat)),
    byte(1214, line.method),
    byte(1212, line.subject),
  ];
  if (industry === undefined) return items;
  const attribute = [text(1262, industry.foivId), text(1263, industry.date), text(1264, industry.number), text(1265, industry.value)];
  return [...items, container(1260, attribute)];
}

/** 1163 with one code of 38 bytes, 2102 and 2106: what a marked position gets from the registrar. */
export const GOODS_CODE_BYTES = 4 + (4 + 38) + 5 + 5;
/** Tags the registrar adds to a receipt: owner, address, place, site and e-mail at their longest, numbers, time, signs. */
export const REGISTRAR_BYTES = 4 * (4 + 256) + (4 + 64) + 200;

function byte(tag: number, value: number): TlvItem {
  return { tag, value: encodeVln(value, 1) };
}

function money(tag: number, kop: number): TlvItem {
  return { tag, value: encodeVln(kop) };
}

function container(tag: number, items: readonly TlvItem[]): TlvItem {
  return { tag, value: encodeTlv(items) };
}

/** Too long a text is encoded as it is: `structureDefects` then names it. */
function text(tag: number, value: string): TlvItem {
  const bytes = encodeCp866(value);
  const info = tagInfo(tag);
  return { tag, value: info?.padded === true && bytes.length < info.maxBytes ? tlvString(value, info.maxBytes) : bytes };
}

export interface StructureDefect {
  readonly kind: "not-here" | "length";
  readonly tag: number;
  readonly bytes: number;
  readonly maxBytes: number;
}

/** Compares items with the tag table: does the tag belong here in this version, does its value have a permitted length? */
export function structureDefects(items: readonly TlvItem[], place: "receipt" | "correction" | number, ffd: Ffd): StructureDefect[] {
  const defects: StructureDefect[] = [];
  for (const { tag, value } of items) {
    const info = tagInfo(tag);
    const obligation = typeof place === "number" ? obligationInside(place, tag, ffd) : obligationIn(place, tag, ffd);
    const maxBytes = info?.maxBytes ?? 0;
    if (info === undefined || obligation === "." || obligation === "-")
      defects.push({ kind: "not-here", tag, bytes: value.length, maxBytes });
    else if (value.length > maxBytes || (info.fixed && value.length !== maxBytes))
      defects.push({ kind: "length", tag, bytes: value.length, maxBytes });
  }
  return defects;
}
