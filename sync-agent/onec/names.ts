import type { VatRate } from "../../config/contract/vat.ts";

/**
 * Names of the 1C standard OData interface as used here. [seen]: read in the configuration «Управление торговлей»
 * 11.5.18.41 or in the platform manual 8.3.27, chapter 17.4; [memory]: known, to be checked on the customer's release.
 */
export const ENTITY = {
  /** [seen] */
  receipt: "Document_ЧекККМ",
  /** [seen] */
  refund: "Document_ЧекККМВозврат",
  /** [seen] */
  shift: "Document_КассоваяСмена",
  /** [seen] */
  salesReport: "Document_ОтчетОРозничныхПродажах",
  /** [seen] Returns against other shifts. */
  returnsReport: "Document_ОтчетОРозничныхВозвратах",
  /** [memory] */
  cashIn: "Document_ВнесениеДенежныхСредствВКассуККМ",
  /** [memory] */
  cashOut: "Document_ВыемкаДенежныхСредствИзКассыККМ",
  /** [seen] */
  goods: "Catalog_Номенклатура",
  /** [seen] */
  vatRates: "Catalog_СтавкиНДС",
  /** [seen] Dimension Штрихкод → Номенклатура. */
  barcodes: "InformationRegister_ШтрихкодыНоменклатуры",
} as const;

export type EntityName = (typeof ENTITY)[keyof typeof ENTITY];

/** Values of Перечисление.СтатусыЧековККМ: [seen] «Пробит». */
export const RECEIPT_STATUS_PUNCHED = "Пробит";
/** Values of Перечисление.СтатусыКассовойСмены [memory]. */
export const SHIFT_STATUS_OPEN = "Открыта";
export const SHIFT_STATUS_CLOSED = "Закрыта";

/** Descriptions of Справочник.СтавкиНДС [memory]. */
export const VAT_DESCRIPTIONS: Readonly<Record<VatRate, string>> = {
  none: "Без НДС",
  "0": "0%",
  "5": "5%",
  "7": "7%",
  "10": "10%",
  "20": "20%",
  "22": "22%",
  "5/105": "5/105",
  "7/107": "7/107",
  "10/110": "10/110",
  "20/120": "20/120",
  "22/122": "22/122",
};

export const EMPTY_KEY = "00000000-0000-0000-0000-000000000000";
export const EMPTY_DATE = "0001-01-01T00:00:00";

/** Lengths of fields [seen], except those of Номенклатура [memory]. */
export const LENGTH = {
  receiptNumberMax: 99_999_999,
  cardNumber: 22,
  referenceNumber: 100,
  barcode: 200,
  goodsCode: 11,
  markingCheck: 300,
  goodsName: 100,
  article: 50,
};

/** Text of an exception (code -1) that is a lock conflict and not a refusal [memory]. */
export const LOCK_CONFLICT = /блокиров|lock/i;

/** Codes of `odata.error` [seen]. */
export const ODATA = {
  unsupported: 0,
  typeNotFound: 8,
  instanceNotFound: 9,
  methodNotFound: 11,
  exists: 15,
  methodForbidden: 19,
  accessRights: 20,
};

/** `InformationRegister…`, `Document…(guid'…')`: how one object is addressed. */
export function objectPath(entity: EntityName, key: string): string {
  return `${encodeURIComponent(entity)}(guid'${key}')`;
}

export function tableType(entity: EntityName, table: string): string {
  return `Collection(StandardODATA.${entity}_${table}_RowType)`;
}

/** A string literal of `$filter`. */
export function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
