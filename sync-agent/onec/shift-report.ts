import type { ShiftFact } from "../../config/contract/facts.ts";
import type { JsonObject } from "../http/decode.ts";
import { asArray, asObject, asString } from "../http/decode.ts";
import { ownerFields } from "./documents.ts";
import { EMPTY_KEY, ENTITY, tableType } from "./names.ts";
import { fromOnecQuantity, fromRoubles, thousandths, toRoubles } from "./numbers.ts";
import type { OnecSettings } from "./settings.ts";

/** The receipts of one shift as they stand in 1C. */
export interface ShiftReceipts {
  readonly sales: readonly JsonObject[];
  readonly refunds: readonly JsonObject[];
}

export interface ReportDocuments {
  /** ОтчетОРозничныхПродажах: sales, less returns of receipts of the same shift. */
  readonly sales: JsonObject;
  /** ОтчетОРозничныхВозвратах: returns of receipts of other shifts, or of unknown ones; null when there are none. */
  readonly returns: JsonObject | null;
}

/**
 * The reports of a shift, as 1C's own loader of offline tills makes them: one for sales under the shift's identity, where
 * returns of the same shift are negative quantities, and one (same GUID) for returns against other shifts. Pure.
 */
export function shiftReports(
  fact: ShiftFact,
  shiftKey: string,
  receipts: ShiftReceipts,
  settings: OnecSettings,
  writeDate: (atMs: number) => string,
): ReportDocuments {
  const ofShift = new Set(receipts.sales.map((receipt) => asString(receipt["Ref_Key"])));
  const isOwn = (refund: JsonObject): boolean => ofShift.has(asString(refund["ЧекККМ_Key"]) ?? EMPTY_KEY);
  const own = receipts.refunds.filter(isOwn);
  const others = receipts.refunds.filter((refund) => !isOwn(refund));
  const header = {
    Ref_Key: fact.id,
    Date: writeDate(fact.fiscal?.at ?? fact.at),
    ...ownerFields(settings),
    Склад_Key: settings.warehouseKey,
    КассоваяСмена_Key: shiftKey,
    ИдентификаторДокумента: fact.id,
    ЦенаВключаетНДС: true,
  };
  const signed = [...receipts.sales.map((receipt) => ({ receipt, sign: 1 })), ...own.map((receipt) => ({ receipt, sign: -1 }))];
  const sales = { ...header, ...tables(ENTITY.salesReport, signed), Комментарий: reportComment(fact, receipts) };
  const returned = others.map((receipt) => ({ receipt, sign: 1 }));
  const returns = others.length === 0 ? null : { ...header, ...tables(ENTITY.returnsReport, returned) };
  return { sales, returns };
}

interface Signed {
  readonly receipt: JsonObject;
  readonly sign: number;
}

interface Sums {
  readonly row: JsonObject;
  quantity: number;
  sumKop: number;
  vatKop: number;
  discountKop: number;
}

function tables(entity: typeof ENTITY.salesReport | typeof ENTITY.returnsReport, receipts: readonly Signed[]): JsonObject {
  const goods = [...sumGoods(receipts).values()].filter((sums) => sums.quantity !== 0 || sums.sumKop !== 0);
  const cards = [...sumCards(receipts)].filter(([, sumKop]) => sumKop !== 0);
  return {
    СуммаДокумента: toRoubles(goods.reduce((sum, one) => sum + one.sumKop, 0)),
    "Товары@odata.type": tableType(entity, "Товары"),
    Товары: goods.map((sums, i) => ({
      LineNumber: String(i + 1),
      Номенклатура_Key: sums.row["Номенклатура_Key"],
      Количество: thousandths(sums.quantity),
      КоличествоУпаковок: thousandths(sums.quantity),
      Цена: sums.row["Цена"],
      Сумма: toRoubles(sums.sumKop),
      СтавкаНДС_Key: sums.row["СтавкаНДС_Key"],
      СуммаНДС: toRoubles(sums.vatKop),
      СуммаАвтоматическойСкидки: toRoubles(sums.discountKop),
    })),
    "ОплатаПлатежнымиКартами@odata.type": tableType(entity, "ОплатаПлатежнымиКартами"),
    ОплатаПлатежнымиКартами: cards.map(([terminal, sumKop], i) => ({
      LineNumber: String(i + 1),
      ...(terminal === EMPTY_KEY ? {} : { ЭквайринговыйТерминал_Key: terminal }),
      Сумма: toRoubles(sumKop),
    })),
  };
}

/** One row for the same goods at the same price and rate. */
function sumGoods(receipts: readonly Signed[]): Map<string, Sums> {
  const sums = new Map<string, Sums>();
  for (const { receipt, sign } of receipts) {
    for (const row of tableRows(receipt, "Товары")) {
      const key = JSON.stringify([row["Номенклатура_Key"], row["Цена"], row["СтавкаНДС_Key"]]);
      const sum = sums.get(key) ?? { row, quantity: 0, sumKop: 0, vatKop: 0, discountKop: 0 };
      sum.quantity += sign * fromOnecQuantity(row["Количество"]);
      sum.sumKop += sign * fromRoubles(row["Сумма"]);
      sum.vatKop += sign * fromRoubles(row["СуммаНДС"]);
      sum.discountKop += sign * fromRoubles(row["СуммаАвтоматическойСкидки"]);
      sums.set(key, sum);
    }
  }
  return sums;
}

function sumCards(receipts: readonly Signed[]): Map<string, number> {
  const sums = new Map<string, number>();
  for (const { receipt, sign } of receipts) {
    for (const row of tableRows(receipt, "ОплатаПлатежнымиКартами")) {
      const terminal = asString(row["ЭквайринговыйТерминал_Key"]) ?? EMPTY_KEY;
      sums.set(terminal, (sums.get(terminal) ?? 0) + sign * fromRoubles(row["Сумма"]));
    }
  }
  return sums;
}

function tableRows(document: JsonObject, table: string): JsonObject[] {
  return (asArray(document[table]) ?? []).flatMap((row): JsonObject[] => {
    const object = asObject(row);
    return object === undefined ? [] : [object];
  });
}

/** Says it when 1C has not the receipts that the till counted: those set aside follow and are posted on their own. */
function reportComment(fact: ShiftFact, receipts: ShiftReceipts): string {
  const { salesCount, refundsCount, salesKop, refundsKop } = fact.totals;
  const counted = `Смена ${fact.shiftNumber}, касса ${fact.tillId}: продаж ${salesCount} на ${toRoubles(salesKop).toFixed(2)}, возвратов ${refundsCount} на ${toRoubles(refundsKop).toFixed(2)}`;
  if (receipts.sales.length === salesCount && receipts.refunds.length === refundsCount) return counted;
  return `${counted}; в 1С на момент закрытия: продаж ${receipts.sales.length}, возвратов ${receipts.refunds.length}`;
}
