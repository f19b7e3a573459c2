import { basename } from "node:path";
import type { AppError } from "../../../config/errors/index.ts";
import type { Result } from "../../../config/result.ts";
import type { GoodsCard } from "../catalog-writer.ts";
import type { CommerceMlRecord, CommerceMlSummary, XmlNode } from "./commerceml-reader.ts";
import { child, childrenIn, childText, readCommerceMl } from "./commerceml-reader.ts";
import type { ImportSession, Place } from "./import-session.ts";
import { readMarkingGroup } from "./marking-names.ts";
import { readRestrictions, restrictionOfProperty, type RestrictionField, type Restrictions } from "./restricted-goods.ts";
import { isFractional, readFlag, readUnit } from "./read-fields.ts";
import type { TextEncodingName } from "./text-encoding.ts";

/** Id, whole or before the characteristic: "GUID" or "GUID#GUID". */
const CHARACTERISTIC = "#";
const RUBLE_NAMES = new Set(["", "rub", "rur", "руб", "руб.", "643", "810", "₽"]);

/**
 * Takes the goods of a CommerceML file into the session. The order of files matters to the caller: goods come first
 * (`importGoods`), then offers with prices and stocks (`importOffers`) for goods that are known.
 */
export class CommerceMlImporter {
  readonly #session: ImportSession;
  /** Units of CommerceML 3 that goods refer to by code. */
  readonly #units = new Map<string, { readonly code: string; readonly name: string }>();
  /** Properties (свойства) of the classifier that say what the till needs, by id. */
  readonly #properties = new Map<string, RestrictionField>();
  /** Item numbers of the goods taken. */
  readonly #taken = new Set<number>();
  /** Where the first characteristic of a good stood. */
  readonly #variantAt = new Map<number, Place>();
  #lastPlace: Place = { file: "", line: 1 };

  constructor(session: ImportSession) {
    this.#session = session;
  }

  /** Goods cards of one file. */
  importGoods(path: string, encoding: TextEncodingName): Promise<Result<CommerceMlSummary, AppError>> {
    return this.#read(path, encoding, (record, place) => {
      if (record.kind === "unit") this.#takeUnit(record.node);
      else if (record.kind === "property") this.#takeProperty(record.node);
      else if (record.kind === "good") this.#takeGood(place, record.node);
      else if (record.kind === "document") this.#session.note(place, "document", documentName(record.node));
    });
  }

  /** Price types, warehouses, prices and stocks of one file. `addVariants`: new characteristics may become goods (not in an update in place). */
  importOffers(path: string, encoding: TextEncodingName, addVariants: boolean): Promise<Result<CommerceMlSummary, AppError>> {
    return this.#read(path, encoding, (record, place) => {
      const { writer } = this.#session;
      if (record.kind === "priceType") writer.priceType(childText(record.node, "Ид"), childText(record.node, "Наименование"));
      else if (record.kind === "warehouse") writer.shop(childText(record.node, "Ид"), childText(record.node, "Наименование"));
      else if (record.kind === "offer") this.#takeOffer(place, record.node, addVariants);
    });
  }

  /** A good that is sold only in its characteristics is not sold by itself. */
  withdrawBases(): void {
    for (const { n, name } of this.#session.writer.withdrawBasesOfVariants(CHARACTERISTIC)) {
      if (this.#taken.has(n)) this.#session.taken.goods--;
      this.#session.note(this.#variantAt.get(n) ?? this.#lastPlace, "variantsOnly", name);
    }
  }

  #read(
    path: string,
    encoding: TextEncodingName,
    take: (record: CommerceMlRecord, place: Place) => void,
  ): Promise<Result<CommerceMlSummary, AppError>> {
    const file = basename(path);
    const takeAt = (record: CommerceMlRecord): void => {
      this.#lastPlace = { file, line: record.line };
      take(record, this.#lastPlace);
    };
    return readCommerceMl(path, encoding, takeAt, this.#session.pause);
  }

  #takeUnit(node: XmlNode): void {
    const code = childText(node, "Код").trim();
    const unit = { code, name: childText(node, "НаименованиеКраткое") || childText(node, "НаименованиеПолное") };
    for (const key of [childText(node, "Ид"), code]) if (key !== "") this.#units.set(key, unit);
  }

  /** A property with a list of values gives ids instead of values. */
  #takeProperty(node: XmlNode): void {
    const field = restrictionOfProperty(childText(node, "Наименование"));
    if (field !== null && childText(node, "ТипЗначений") !== "Справочник") this.#properties.set(childText(node, "Ид"), field);
  }

  #takeGood(place: Place, node: XmlNode): void {
    const session = this.#session;
    const card = this.#card(place, node, null);
    if (card === null) return;
    const { codes, weightCode } = session.barcodes(place, barcodeTexts(node), card.name);
    const whole = { ...card, weightCode };
    const known = session.writer.find(card.id);
    const n = known === null || !session.merging ? session.insertCard(place, whole, codes) : known;
    if (n === null) return;
    if (n === known) session.replaceCard(place, n, whole, codes);
    this.#taken.add(n);
  }

  #takeOffer(place: Place, node: XmlNode, addVariants: boolean): void {
    const id = childText(node, "Ид");
    const name = childText(node, "Наименование") || id;
    const known = this.#session.writer.find(id);
    const base =
      known === null && addVariants && id.includes(CHARACTERISTIC)
        ? this.#session.writer.find(id.slice(0, id.indexOf(CHARACTERISTIC)))
        : null;
    if (known === null && base === null) return this.#session.note(place, "unknownItem", name);
    const n = known ?? (base === null ? null : this.#addVariant(place, node, base));
    if (n === null) return;
    if (isRemoved(node)) {
      this.#session.writer.setActive(n, false);
      this.#session.note(place, "withdrawn", name);
    }
    for (const price of childrenIn(node, "Цены", "Цена")) this.#takePrice(place, n, price, name);
    this.#takeStocks(place, n, node, name);
  }

  /** A characteristic (характеристика: size, colour) is an item of its own with what the good says of it. */
  #addVariant(place: Place, node: XmlNode, base: number): number | null {
    const session = this.#session;
    const card = this.#card(place, node, session.writer.cardOf(base));
    if (card === null) return null;
    const { codes, weightCode } = session.barcodes(place, barcodeTexts(node), card.name);
    if (!this.#variantAt.has(base)) this.#variantAt.set(base, place);
    return session.insertCard(place, { ...card, weightCode }, codes);
  }

  /** Null (and a note) for what is not a good. `base` gives what an offer does not repeat. */
  #card(place: Place, node: XmlNode, base: GoodsCard | null): GoodsCard | null {
    const session = this.#session;
    const id = childText(node, "Ид");
    const name = (childText(node, "Наименование") || requisite(node, "Полное наименование") || (base?.name ?? "")).replace(/\s+/g, " ");
    if (id === "") return this.#refuse(place, "noId", name);
    if (name === "") return this.#refuse(place, "noName", id);
    if (requisite(node, "ТипНоменклатуры").toLowerCase() === "услуга") return this.#refuse(place, "service", name);
    const { unit, measure } = this.#unit(place, node, base, name);
    const seller = requisite(node, "ИНН продавца") || requisite(node, "Продавец") || (base?.seller ?? null);
    const taxSystem = session.taxSystemOf(seller);
    const restrictions = this.#restrictions(place, node, base, name);
    if (restrictions === null) return null;
    const vatText = vatOfNode(node);
    const vat = base && vatText === "" ? base.vat : session.vat(place, vatText, name, taxSystem);
    if (vat === null) return null;
    session.remarkOnName(place, name);
    return {
      id,
      code: childText(node, "Код") || requisite(node, "Код") || (base?.code ?? ""),
      article: childText(node, "Артикул") || (base?.article ?? ""),
      name,
      unit,
      measure,
      weighed: isFractional(measure),
      vat,
      taxSystem,
      markingGroup: this.#marking(place, node, name) ?? base?.markingGroup ?? null,
      frozenPrice: base?.frozenPrice ?? false,
      minimumPriceKop: base?.minimumPriceKop ?? null,
      department: base?.department ?? 1,
      seller,
      agent: base?.agent ?? null,
      ...restrictions,
      active: !isRemoved(node),
      weightCode: null,
      popularity: 0,
    };
  }

  /** From requisites, properties and characteristics, whichever a configuration of 1C uses; null (and a note) when they can't be read. */
  #restrictions(place: Place, node: XmlNode, base: GoodsCard | null, item: string): Restrictions | null {
    const values = new Map<RestrictionField, string>();
    for (const one of childrenIn(node, "ЗначенияСвойств", "ЗначенияСвойства")) {
      const field = this.#properties.get(childText(one, "Ид"));
      if (field !== undefined) values.set(field, childText(one, "Значение"));
    }
    const named = [
      ...childrenIn(node, "ЗначенияРеквизитов", "ЗначениеРеквизита"),
      ...childrenIn(node, "ХарактеристикиТовара", "ХарактеристикаТовара"),
    ];
    for (const one of named) {
      const field = restrictionOfProperty(childText(one, "Наименование"));
      if (field !== null) values.set(field, childText(one, "Значение"));
    }
    const read = readRestrictions((field) => values.get(field)?.trim() ?? "");
    if ("wrong" in read) return this.#refuse(place, "badValue", `${item}: ${read.wrong}`);
    return { ...restrictionsOf(base), ...read.restrictions };
  }

  /** БазоваяЕдиница has a code attribute and a name in 2.x; in 3.1 its text refers to the classifier. */
  #unit(place: Place, node: XmlNode, base: GoodsCard | null, item: string): { readonly unit: string; readonly measure: number } {
    const element = child(node, "БазоваяЕдиница");
    if (!element && base) return { unit: base.unit, measure: base.measure };
    const code = (element?.attributes["Код"] ?? "").trim();
    const text = element?.text ?? "";
    const referred = this.#units.get(code) ?? this.#units.get(text);
    const name = referred?.name ?? (text !== "" && !/^\d+$/.test(text) ? text : (element?.attributes["НаименованиеПолное"] ?? ""));
    const read = readUnit(code || (referred?.code ?? (/^\d+$/.test(text) ? text : "")), name);
    if (!read.known) this.#session.note(place, "unknownUnit", `${item}: ${name || code}`);
    return read;
  }

  /** 3.1 has ГруппаМаркировки; in 2.x it comes as a requisite or by the shop's table of kinds. */
  #marking(place: Place, node: XmlNode, item: string): string | null {
    const { markingByKind } = this.#session.settings;
    const element = child(node, "ГруппаМаркировки");
    const text = element
      ? childText(element, "Код") || element.text
      : requisite(node, "ГруппаМаркировки") || requisite(node, "ВидМаркировки");
    const byKind = markingByKind[requisite(node, "ВидНоменклатуры")] ?? null;
    if (text === "") return byKind;
    const group = readMarkingGroup(text);
    if (group === null) this.#session.note(place, "unknownMarking", `${item}: ${text}`);
    return group ?? text;
  }

  #takePrice(place: Place, n: number, node: XmlNode, item: string): void {
    const session = this.#session;
    const currency = childText(node, "Валюта").toLowerCase();
    const text = childText(node, "ЦенаЗаЕдиницу");
    if (!RUBLE_NAMES.has(currency)) return session.note(place, "foreignCurrency", `${item}: ${text} ${currency}`);
    if (!isOne(childText(node, "Коэффициент"))) return session.note(place, "packagePrice", `${item}: ${text}`);
    if (Number(childText(node, "МинКоличество").replace(",", ".") || "1") > 1)
      return session.note(place, "quantityPrice", `${item}: ${text}`);
    const type = childText(node, "ИдТипаЦены");
    session.price(place, n, session.writer.priceType(type, type), text, item);
  }

  /** Three forms: Склад with attributes (2.04–2.08), Остатки (2.09, 3.1), and the bare total. */
  #takeStocks(place: Place, n: number, node: XmlNode, item: string): void {
    const session = this.#session;
    const rows: { shop: string; text: string }[] = [];
    for (const { name, attributes } of node.children) {
      if (name === "Склад") rows.push({ shop: attributes["ИдСклада"] ?? "", text: attributes["КоличествоНаСкладе"] ?? "" });
    }
    for (const rest of childrenIn(node, "Остатки", "Остаток")) {
      const warehouse = child(rest, "Склад");
      rows.push({ shop: warehouse ? childText(warehouse, "Ид") : "", text: childText(warehouse ?? rest, "Количество") });
    }
    const total = childText(node, "Количество");
    if (rows.length === 0 && total !== "") rows.push({ shop: "", text: total });
    for (const { shop, text } of rows) if (text !== "") session.stock(place, n, session.writer.shop(shop, shop), text, item);
  }

  #refuse(place: Place, reason: "noId" | "noName" | "service" | "badValue", value: string): null {
    this.#session.note(place, reason, value);
    return null;
  }
}

/** What an offer does not repeat. */
function restrictionsOf(base: GoodsCard | null): Restrictions {
  if (base === null) return {};
  const { alcohol = null, ageRestriction = null, partsInPiece = null, isOnTap = false } = base;
  return { alcohol, ageRestriction, partsInPiece, isOnTap };
}

/** "Документ 20". */
export function documentName(node: XmlNode): string {
  return `${node.name} ${childText(node, "Номер")}`.trim();
}

function barcodeTexts(node: XmlNode): string[] {
  const texts = node.children.filter(({ name }) => name === "Штрихкод").map(({ text }) => text);
  return [...texts, ...childrenIn(node, "Штрихкоды", "Штрихкод").map(({ text }) => text)].flatMap((text) => text.split(/[\s,;|]+/));
}

function requisite(node: XmlNode, name: string): string {
  const found = childrenIn(node, "ЗначенияРеквизитов", "ЗначениеРеквизита").find((one) => childText(one, "Наименование") === name);
  return found ? childText(found, "Значение") : "";
}

function vatOfNode(node: XmlNode): string {
  const rate = childrenIn(node, "СтавкиНалогов", "СтавкаНалога").find((one) => childText(one, "Наименование").toUpperCase() === "НДС");
  return rate ? childText(rate, "Ставка") : requisite(node, "СтавкаНДС");
}

function isRemoved(node: XmlNode): boolean {
  return node.attributes["Статус"] === "Удален" || readFlag(childText(node, "ПометкаУдаления")) === true;
}

function isOne(factor: string): boolean {
  return factor === "" || Number(factor.replace(",", ".")) === 1;
}
