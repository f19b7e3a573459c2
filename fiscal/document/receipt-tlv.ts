import { QUANTITY_ONE } from "../../config/money.ts";
import type { Quantity } from "../../config/money.ts";
import { agentItems, agentMask } from "./agent.ts";
import { buyerItems } from "./buyer.ts";
import { correctionItems, hasWrittenLines } from "./correction.ts";
import type { FiscalLine, FiscalReceipt, IndustryAttribute, PieceFraction } from "./fiscal-document.ts";
import { measureByCode, PIECE } from "./measure.ts";
import { ownTagItems } from "./own-tag.ts";
import { settlementSign } from "./settlement.ts";
import { stampCodeOf, stampItem } from "./stamp-code.ts";
import type { Ffd } from "./tags.ts";
import { taxSystemBit } from "./tax-system.ts";
import { byteItem, containerItem, numberItem, textItem, textItems } from "./tlv-values.ts";
import { encodeFvln } from "./tlv.ts";
import type { TlvItem } from "./tlv.ts";
import { vatCode, vatOf, vatTotals, vatTotalsTlv } from "./vat.ts";

/**
 * The part of a receipt's TLV that comes from us: for the checks before a document is begun, for its size, and for comparing
 * with what a drive stored. The registrar adds its own tags (number, time, owner, place, fiscal sign).
 */
export function receiptTlv(receipt: FiscalReceipt, ffd: Ffd): TlvItem[] {
  const { payments, cashier, correction, buyer, userAttribute } = receipt;
  const mask = ffd === "1.2" ? null : agentMask(receipt.lines);
  const written = hasWrittenLines(receipt, ffd) ? receipt.lines : [];
  return [
    byteItem(1054, settlementSign(receipt.kind)),
    byteItem(1055, taxSystemBit(receipt.taxSystem)),
    ...(correction === undefined ? [] : correctionItems(correction, ffd)),
    textItem(1021, cashier.name),
    ...textItems(1203, cashier.inn),
    ...textItems(1008, receipt.buyerContact),
    ...textItems(1117, receipt.senderEmail),
    ...(buyer === undefined ? [] : buyerItems(buyer, ffd)),
    ...(mask === null ? [] : [byteItem(1057, mask)]),
    ...ownTagItems(receipt),
    ...(userAttribute === undefined || correction !== undefined
      ? []
      : [containerItem(1084, [textItem(1085, userAttribute.name), textItem(1086, userAttribute.value)])]),
    ...(receipt.industry === undefined ? [] : [industryItem(1261, receipt.industry)]),
    ...written.map((line) => containerItem(1059, lineTlv(line, ffd))),
    numberItem(1020, receipt.totalKop),
    numberItem(1031, payments.cashKop),
    numberItem(1081, payments.electronicKop),
    numberItem(1215, payments.prepaidKop),
    numberItem(1216, payments.creditKop),
    numberItem(1217, payments.counterKop),
    ...vatTotalsTlv(vatTotals(receipt.lines)),
  ];
}

/**
 * The content of one 1059. The goods code (1163, or 1162 before ФФД 1.2) of a marked position is not here: the registrar forms it from the
 * marking code; `GOODS_CODE_BYTES` is its share of the size. That of an excise stamp we write.
 */
export function lineTlv(line: FiscalLine, ffd: Ffd): TlvItem[] {
  const { industry, agent, exciseKop } = line;
  const fraction = fractionOf(line);
  const stamp = stampCodeOf(line);
  return [
    textItem(1030, line.name),
    numberItem(1079, line.priceKop),
    quantityItem(line.quantity),
    ffd === "1.2" ? measureItem(line.measure) : textItem(1197, measureByCode(line.measure)?.unit ?? ""),
    numberItem(1043, line.sumKop),
    byteItem(1199, vatCode(line.vat)),
    numberItem(1200, vatOf(line.sumKop, line.vat)),
    byteItem(1214, line.method),
    byteItem(1212, line.subject),
    ...textItems(1191, line.extra),
    ...(exciseKop === undefined ? [] : [numberItem(1229, exciseKop)]),
    ...textItems(1230, line.countryCode),
    ...textItems(1231, line.customsDeclaration),
    ...(agent === undefined ? [] : agentItems(agent)),
    ...(fraction !== null && ffd === "1.2" ? [fractionItem(fraction)] : []),
    ...(stamp === null ? [] : [stampItem(stamp, ffd)]),
    ...(industry === undefined ? [] : [industryItem(1260, industry)]),
  ];
}

/**
 * Part of a marked piece (an opened pack): by 1291, since the measure stays "piece". As the marking counts its parts, or, of a quantity below
 * one, in lowest terms.
 */
export function fractionOf({ marking, measure, quantity }: Pick<FiscalLine, "marking" | "measure" | "quantity">): PieceFraction | null {
  if (marking === undefined) return null;
  if (marking.fraction !== undefined) return marking.fraction;
  if (measure !== PIECE || quantity <= 0 || quantity >= QUANTITY_ONE) return null;
  const divisor = greatestCommonDivisor(quantity, QUANTITY_ONE);
  return { numerator: quantity / divisor, denominator: QUANTITY_ONE / divisor };
}

export function quantityItem(value: Quantity): TlvItem {
  return { tag: 1023, value: encodeFvln(value) };
}

/** From ФФД 1.2 on. */
export function measureItem(measure: number): TlvItem {
  return byteItem(2108, measure);
}

/** 1291 { 1293, 1294 }; 1292 is its printed form. */
export function fractionItem({ numerator, denominator }: PieceFraction): TlvItem {
  return containerItem(1291, [numberItem(1293, numerator), numberItem(1294, denominator)]);
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}

function industryItem(tag: 1260 | 1261, { foivId, date, number, value }: IndustryAttribute): TlvItem {
  return containerItem(tag, [textItem(1262, foivId), textItem(1263, date), textItem(1264, number), textItem(1265, value)]);
}

/** 1163 with one code of 38 bytes, 2102 and 2106: what a marked position gets from the registrar. */
export const GOODS_CODE_BYTES = 4 + (4 + 38) + 5 + 5;
/** Tags the registrar adds to a receipt: owner, address, place, site and e-mail at their longest, numbers, time, signs. */
export const REGISTRAR_BYTES = 4 * (4 + 256) + (4 + 64) + 200;
