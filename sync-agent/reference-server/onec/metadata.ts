/**
 * The part of a 1C configuration that the reference server publishes: objects, their properties and types. Written from
 * the structure of UT 11.5, apart from the names that the client uses, so that a slip of one side shows at the other.
 */
export type FieldType = "guid" | "string" | "double" | "int" | "bool" | "date" | readonly string[];

export interface TableType {
  readonly fields: Readonly<Record<string, FieldType>>;
}

export interface EntityType {
  readonly fields: Readonly<Record<string, FieldType>>;
  readonly tables: Readonly<Record<string, TableType>>;
  /** Documents can be posted, registers have no key of their own. */
  readonly kind: "catalog" | "document" | "register";
  /** Fields without which 1C does not store the object. */
  readonly required: readonly string[];
  /** Fields without which 1C does not post the document, with the words it says then. */
  readonly filledToPost: Readonly<Record<string, string>>;
}

const catalogFields = { Ref_Key: "guid", DataVersion: "string", DeletionMark: "bool", Code: "string", Description: "string" } as const;
const documentFields = {
  Ref_Key: "guid",
  DataVersion: "string",
  DeletionMark: "bool",
  Number: "string",
  Date: "date",
  Posted: "bool",
  Организация_Key: "guid",
  КассаККМ_Key: "guid",
  Валюта_Key: "guid",
  Комментарий: "string",
  СуммаДокумента: "double",
  КассоваяСмена_Key: "guid",
} as const;

const goodsTable: TableType = {
  fields: {
    LineNumber: "string",
    КлючСвязи: "int",
    Номенклатура_Key: "guid",
    Характеристика_Key: "guid",
    Упаковка_Key: "guid",
    КоличествоУпаковок: "double",
    Количество: "double",
    Цена: "double",
    Сумма: "double",
    СтавкаНДС_Key: "guid",
    СуммаНДС: "double",
    ПроцентАвтоматическойСкидки: "double",
    СуммаАвтоматическойСкидки: "double",
    ПроцентРучнойСкидки: "double",
    СуммаРучнойСкидки: "double",
    Штрихкод: "string",
    ИдентификаторСтроки: "string",
  },
};
const cardTable: TableType = {
  fields: {
    LineNumber: "string",
    ЭквайринговыйТерминал_Key: "guid",
    Сумма: "double",
    НомерПлатежнойКарты: "string",
    СсылочныйНомер: "string",
    КодАвторизации: "string",
  },
};

const receiptFields = {
  ...documentFields,
  Архивный: "bool",
  ВидЦены_Key: "guid",
  Партнер_Key: "guid",
  Склад_Key: "guid",
  НомерЧекаККМ: "int",
  Статус: ["Отложен", "Пробит", "Аннулирован"],
  ЦенаВключаетНДС: "bool",
  СкидкиРассчитаны: "bool",
  ИдентификаторДокумента: "string",
} as const;

const ownersToPost = { Организация_Key: "Организация", КассаККМ_Key: "Касса ККМ" };
const receiptToPost = { ...ownersToPost, Склад_Key: "Склад", КассоваяСмена_Key: "Кассовая смена" };

const reportFields = {
  ...documentFields,
  Склад_Key: "guid",
  ИдентификаторДокумента: "string",
  ЦенаВключаетНДС: "bool",
} as const;

const cashMovement: EntityType = { kind: "document", fields: documentFields, tables: {}, required: ["Date"], filledToPost: ownersToPost };
const report: EntityType = {
  kind: "document",
  fields: reportFields,
  tables: { Товары: goodsTable, ОплатаПлатежнымиКартами: cardTable },
  required: ["Date"],
  filledToPost: receiptToPost,
};

export const METADATA: Readonly<Record<string, EntityType>> = {
  Catalog_Номенклатура: {
    kind: "catalog",
    fields: { ...catalogFields, IsFolder: "bool", Артикул: "string", НаименованиеПолное: "string" },
    tables: {},
    required: ["Description"],
    filledToPost: {},
  },
  Catalog_СтавкиНДС: { kind: "catalog", fields: catalogFields, tables: {}, required: ["Description"], filledToPost: {} },
  InformationRegister_ШтрихкодыНоменклатуры: {
    kind: "register",
    fields: { Штрихкод: "string", Номенклатура_Key: "guid", Характеристика_Key: "guid", Упаковка_Key: "guid" },
    tables: {},
    required: ["Штрихкод", "Номенклатура_Key"],
    filledToPost: {},
  },
  Document_ЧекККМ: {
    kind: "document",
    fields: { ...receiptFields, ПолученоНаличными: "double" },
    tables: { Товары: goodsTable, ОплатаПлатежнымиКартами: cardTable },
    required: ["Date"],
    filledToPost: receiptToPost,
  },
  Document_ЧекККМВозврат: {
    kind: "document",
    fields: { ...receiptFields, ЧекККМ_Key: "guid", ВыданоНаличными: "double" },
    tables: { Товары: goodsTable, ОплатаПлатежнымиКартами: cardTable },
    required: ["Date"],
    filledToPost: receiptToPost,
  },
  Document_КассоваяСмена: {
    kind: "document",
    fields: {
      ...documentFields,
      НомерСменыККТ: "int",
      НачалоКассовойСмены: "date",
      ОкончаниеКассовойСмены: "date",
      КоличествоЧеков: "int",
      Статус: ["Открыта", "Закрыта"],
    },
    tables: {},
    required: ["Date", "КассаККМ_Key"],
    filledToPost: {},
  },
  Document_ОтчетОРозничныхПродажах: report,
  Document_ОтчетОРозничныхВозвратах: report,
  Document_ВнесениеДенежныхСредствВКассуККМ: cashMovement,
  Document_ВыемкаДенежныхСредствИзКассыККМ: cashMovement,
};

/** The documents whose totals must be the sum of their goods. */
export const WITH_GOODS: ReadonlySet<string> = new Set(Object.keys(METADATA).filter((name) => "Товары" in (METADATA[name]?.tables ?? {})));

const EDM_TYPES: Readonly<Record<Exclude<FieldType, readonly string[]>, string>> = {
  guid: "Edm.Guid",
  string: "Edm.String",
  double: "Edm.Double",
  int: "Edm.Int32",
  bool: "Edm.Boolean",
  date: "Edm.DateTime",
};

/** `$metadata` in short: entity types with their properties, enough for a client to look names up. */
export function metadataXml(published: readonly string[]): string {
  const types = published.flatMap((name) => {
    const entity = METADATA[name];
    return entity === undefined ? [] : [entityXml(name, entity)];
  });
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<edmx:Edmx Version="1.0" xmlns:edmx="http://schemas.microsoft.com/ado/2007/06/edmx"><edmx:DataServices>',
    '<Schema Namespace="StandardODATA" xmlns="http://schemas.microsoft.com/ado/2009/11/edm">',
    ...types,
    "</Schema></edmx:DataServices></edmx:Edmx>",
  ].join("\n");
}

function entityXml(name: string, { fields, tables }: EntityType): string {
  const rows = Object.entries(tables).map(
    ([table, { fields: columns }]) => `<ComplexType Name="${name}_${table}_RowType">${propertiesXml(columns)}</ComplexType>`,
  );
  const collections = Object.keys(tables).map(
    (table) => `<Property Name="${table}" Type="Collection(StandardODATA.${name}_${table}_RowType)"/>`,
  );
  return `<EntityType Name="${name}">${propertiesXml(fields)}${collections.join("")}</EntityType>${rows.join("")}`;
}

function propertiesXml(fields: Readonly<Record<string, FieldType>>): string {
  return Object.entries(fields)
    .map(([name, type]) => `<Property Name="${name}" Type="${typeof type === "string" ? EDM_TYPES[type] : "Edm.String"}"/>`)
    .join("");
}
