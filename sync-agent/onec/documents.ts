import type { CashFact, FactLine, FactMarkingCheck, ReceiptFact } from "../../config/contract/facts.ts";
import { kopecks } from "../../config/money.ts";
import type { JsonObject } from "../http/decode.ts";
import { derivedKey } from "./derived-key.ts";
import { ENTITY, LENGTH, RECEIPT_STATUS_PUNCHED, tableType } from "./names.ts";
import { toOnecQuantity, toRoubles } from "./numbers.ts";
import type { OnecSettings } from "./settings.ts";

/** What was found in 1C for one receipt. */
export interface ReceiptReferences {
  readonly shiftKey: string;
  /** Номенклатура and СтавкиНДС of each line, in order. */
  readonly lines: readonly { readonly goodsKey: string; readonly vatKey: string }[];
  /** ЧекККМ that a refund returns; null when it is not in 1C. */
  readonly originalKey: string | null;
}

type WriteDate = (atMs: number) => string;

/** Document_ЧекККМ or Document_ЧекККМВозврат of a receipt. Pure; the map is explained in docs/exchange/onec.md. */
export function receiptDocument(fact: ReceiptFact, found: ReceiptReferences, settings: OnecSettings, writeDate: WriteDate): JsonObject {
  const entity = fact.kind === "sale" ? ENTITY.receipt : ENTITY.refund;
  const cash = fact.tenders.reduce((sum, tender) => (tender.kind === "cash" ? sum + tender.amountKop : sum), 0);
  const money = fact.kind === "sale" ? { ПолученоНаличными: toRoubles(cash) } : { ВыданоНаличными: toRoubles(cash - fact.changeKop) };
  return {
    Ref_Key: fact.id,
    Date: writeDate(fact.fiscal.at),
    ...ownerFields(settings),
    Склад_Key: settings.warehouseKey,
    КассоваяСмена_Key: found.shiftKey,
    ...optional("ВидЦены_Key", settings.priceTypeKey),
    ...optional("Партнер_Key", settings.partnerKey),
    ...(found.originalKey === null ? {} : { ЧекККМ_Key: found.originalKey }),
    Статус: RECEIPT_STATUS_PUNCHED,
    НомерЧекаККМ: fact.number % (LENGTH.receiptNumberMax + 1),
    СуммаДокумента: toRoubles(fact.totalKop),
    ЦенаВключаетНДС: true,
    СкидкиРассчитаны: true,
    ИдентификаторДокумента: fact.id,
    Комментарий: receiptComment(fact, found),
    ...money,
    "Товары@odata.type": tableType(entity, "Товары"),
    Товары: paidLines(fact).map((line, i) => goodsRow(fact, line, i, found, settings)),
    "ОплатаПлатежнымиКартами@odata.type": tableType(entity, "ОплатаПлатежнымиКартами"),
    ОплатаПлатежнымиКартами: cardRows(fact, settings),
  };
}

/** 1C adds the rows up: kopecks that cash was rounded down by are a discount of the dearest lines. */
function paidLines({ lines, roundingKop = kopecks(0) }: ReceiptFact): readonly FactLine[] {
  let left: number = roundingKop;
  if (left === 0) return lines;
  const taken = new Map<FactLine, number>();
  for (const line of lines.toSorted((a, b) => b.sumKop - a.sumKop)) {
    const share = Math.min(left, line.sumKop);
    left -= share;
    taken.set(line, share);
  }
  return lines.map((line) => {
    const share = taken.get(line) ?? 0;
    return { ...line, sumKop: kopecks(line.sumKop - share), discountKop: kopecks(line.discountKop + share) };
  });
}

function goodsRow(fact: ReceiptFact, line: FactLine, index: number, found: ReceiptReferences, settings: OnecSettings): JsonObject {
  const references = found.lines[index];
  const quantity = toOnecQuantity(line.quantity);
  const barcode = line.barcode === null ? {} : { Штрихкод: line.barcode.slice(0, LENGTH.barcode) };
  const discount = line.discountKop === 0 ? {} : { СуммаАвтоматическойСкидки: toRoubles(line.discountKop) };
  const mark = line.markingCode === null || settings.markingField === null ? {} : { [settings.markingField]: line.markingCode };
  const check =
    line.markingCheck === undefined || settings.markingCheckField === null
      ? {}
      : { [settings.markingCheckField]: markingCheckText(line.markingCheck) };
  return {
    LineNumber: String(index + 1),
    КлючСвязи: index + 1,
    Номенклатура_Key: references?.goodsKey,
    Количество: quantity,
    КоличествоУпаковок: quantity,
    Цена: toRoubles(line.priceKop),
    Сумма: toRoubles(line.sumKop),
    СтавкаНДС_Key: references?.vatKey,
    СуммаНДС: toRoubles(line.vatKop),
    ИдентификаторСтроки: derivedKey(`line/${fact.id}/${line.line}`),
    ...discount,
    ...barcode,
    ...mark,
    ...check,
  };
}

/** One line that people read and 1C can split at the semicolons. */
function markingCheckText({ decision, basis, source, requestId, reason, approvedBy, driveResult }: FactMarkingCheck): string {
  const parts = [
    decision,
    basis,
    source,
    requestId ?? "",
    reason ?? "",
    approvedBy ?? "",
    driveResult === null ? "" : `2106=${driveResult}`,
  ];
  return parts.join(";").slice(0, LENGTH.markingCheck);
}

function cardRows(fact: ReceiptFact, settings: OnecSettings): JsonObject[] {
  return fact.tenders
    .filter((tender) => tender.kind === "card")
    .map((tender, i) => ({
      LineNumber: String(i + 1),
      ...optional("ЭквайринговыйТерминал_Key", settings.acquiringTerminalKey),
      Сумма: toRoubles(tender.amountKop),
      ...(tender.maskedPan === null ? {} : { НомерПлатежнойКарты: tender.maskedPan.slice(0, LENGTH.cardNumber) }),
      ...(tender.rrn === null ? {} : { СсылочныйНомер: tender.rrn.slice(0, LENGTH.referenceNumber) }),
    }));
}

/** UT keeps no fiscal data in the receipt itself: what a person needs to find it stands in the comment. */
function receiptComment(fact: ReceiptFact, found: ReceiptReferences): string {
  const { fnSerial, fdNumber, fiscalSign } = fact.fiscal;
  const parts = [`Касса ${fact.tillId}, кассир ${fact.cashierName}`, `ФН ${fnSerial} ФД ${fdNumber} ФПД ${fiscalSign}`];
  if (fact.kind === "refund" && found.originalKey === null)
    parts.push(`чек продажи ${fact.originalReceiptId ?? "не указан"} не найден в 1С`);
  if (fact.buyer !== undefined) parts.push(`покупатель ${fact.buyer.name}, ИНН ${fact.buyer.inn ?? "нет"}`);
  if (fact.roundingKop !== undefined) parts.push(`округление ${toRoubles(fact.roundingKop).toFixed(2)}`);
  const points = fact.lines.reduce((sum, line) => sum + line.pointsDiscountKop, 0);
  if (points > 0) parts.push(`в том числе скидка баллами ${toRoubles(points).toFixed(2)}`);
  return parts.join("; ");
}

/** Cash put into or taken out of the drawer (внесение, выемка) [memory]. */
export function cashDocument(fact: CashFact, shiftKey: string, settings: OnecSettings, writeDate: WriteDate): JsonObject {
  return {
    Ref_Key: fact.id,
    Date: writeDate(fact.at),
    ...ownerFields(settings),
    КассоваяСмена_Key: shiftKey,
    СуммаДокумента: toRoubles(fact.amountKop),
    Комментарий: `Касса ${fact.tillId}, ${fact.cashierName}: ${fact.reason}`,
  };
}

export function ownerFields(settings: OnecSettings): JsonObject {
  return {
    Организация_Key: settings.organisationKey,
    КассаККМ_Key: settings.cashRegisterKey,
    ...optional("Валюта_Key", settings.currencyKey),
  };
}

function optional(name: string, key: string | null): JsonObject {
  return key === null ? {} : { [name]: key };
}
