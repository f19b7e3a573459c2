import { DEPARTMENT_MAX } from "../../../fiscal/document/check-whole.ts";

/** Why something was not taken, or was taken with a remark. Texts are for the person who prepares the goods. */
export const IMPORT_REASONS = {
  noId: "нет ни идентификатора, ни кода",
  noName: "нет названия",
  repeatedId: "товар с таким идентификатором уже был выше",
  badValue: "значение не читается",
  badBarcode: "штрихкод не читается",
  barcodeTaken: "штрихкод уже принадлежит другому товару",
  unknownItem: "такого товара нет в каталоге",
  unknownVat: "ставка НДС не распознана",
  badPrice: "цена не читается",
  zeroPrice: "цена равна нулю",
  foreignCurrency: "цена не в рублях",
  packagePrice: "цена за упаковку, а не за единицу",
  quantityPrice: "цена от количества больше одного",
  badStock: "остаток не читается",
  document: "документ обмена (заказ), а не товар",
  service: "услуга, а не товар",
  badWeightCode: "код весов не читается",
  unknownDepartment: `такого отдела нет: ККТ знают отделы от 0 до ${DEPARTMENT_MAX}`,
  wrongRowLength: "в строке другое число столбцов, чем в заголовке",
  variantsOnly: "продаются только характеристики этого товара",
  // remarks: the item is taken
  noBarcode: "нет штрихкода: товар находится только поиском",
  noVat: "ставка НДС не указана: взята основная, при УСН и патенте — без НДС",
  oldVat: "ставка НДС не действует на сегодня: взята как есть",
  unknownUnit: "единица измерения не распознана: взята «иная мера»",
  unknownMarking: "группа маркировки не распознана: взята как есть",
  longName: "название длиннее 128 знаков: в чеке оно будет короче",
  checkDigit: "контрольная цифра штрихкода не сходится: взят как есть",
  roundedPrice: "цена с долями копейки: округлена",
  withdrawn: "товар помечен на удаление: оставлен как снятый с продажи",
} as const satisfies Record<string, string>;

export type ImportReason = keyof typeof IMPORT_REASONS;

/** One row or value, with the place it stood at. */
export interface ImportProblem {
  /** File name. */
  readonly file: string;
  /** From 1. */
  readonly line: number;
  readonly reason: ImportReason;
  /** What stood there, or the item it belongs to. */
  readonly value: string;
}

export interface ReasonGroup {
  readonly reason: ImportReason;
  readonly count: number;
  /** The first few. */
  readonly examples: readonly ImportProblem[];
}

export interface ImportCounts {
  goods: number;
  barcodes: number;
  prices: number;
  stocks: number;
}

export interface ImportedFile {
  readonly file: string;
  readonly format: "csv" | "commerceml";
  readonly encoding: string;
  /** ВерсияСхемы, or "". */
  readonly version: string;
  /** Rows of goods, offers and documents that the file holds. */
  readonly rows: number;
}

export interface ImportReport {
  /** "replace" a whole new catalogue, "merge" changes into the one in use, "prices" only prices and stocks, in place. */
  readonly mode: "replace" | "merge" | "prices";
  /** The generation in use afterwards; 0 in the report of an import that failed. */
  readonly generation: number;
  readonly files: readonly ImportedFile[];
  readonly taken: Readonly<ImportCounts>;
  /** Taken over from the previous catalogue for goods that the files bring without. */
  readonly carried: { readonly prices: number; readonly stocks: number };
  /** Goods in the catalogue that have no price of any type: found, shown and not sold. */
  readonly withoutPrice: number;
  /** Columns of the CSV header that nothing uses. */
  readonly unusedColumns: readonly string[];
  /** Not taken, by reason. */
  readonly left: readonly ReasonGroup[];
  /** Taken with a remark, by reason. */
  readonly remarks: readonly ReasonGroup[];
}

const REMARKS: ReadonlySet<ImportReason> = new Set([
  "noBarcode",
  "noVat",
  "oldVat",
  "unknownUnit",
  "unknownMarking",
  "longName",
  "checkDigit",
  "roundedPrice",
  "withdrawn",
]);
const EXAMPLES_MAX = 5;
const VALUE_LENGTH_MAX = 120;

/** Gathers problems by reason and passes every single one on, so that a list of all of them can be written. */
export class ProblemList {
  readonly #groups = new Map<ImportReason, { count: number; examples: ImportProblem[] }>();
  readonly #each: (problem: ImportProblem) => void;

  constructor(each: (problem: ImportProblem) => void = () => {}) {
    this.#each = each;
  }

  add(file: string, line: number, reason: ImportReason, value: string): void {
    const problem: ImportProblem = { file, line, reason, value: value.slice(0, VALUE_LENGTH_MAX) };
    let group = this.#groups.get(reason);
    if (!group) this.#groups.set(reason, (group = { count: 0, examples: [] }));
    group.count++;
    if (group.examples.length < EXAMPLES_MAX) group.examples.push(problem);
    this.#each(problem);
  }

  left(): ReasonGroup[] {
    return this.#grouped((reason) => !REMARKS.has(reason));
  }

  remarks(): ReasonGroup[] {
    return this.#grouped((reason) => REMARKS.has(reason));
  }

  #grouped(wanted: (reason: ImportReason) => boolean): ReasonGroup[] {
    return [...this.#groups]
      .filter(([reason]) => wanted(reason))
      .map(([reason, { count, examples }]) => ({ reason, count, examples }))
      .sort((a, b) => b.count - a.count || a.reason.localeCompare(b.reason));
  }
}

const MODE_TEXT: Readonly<Record<ImportReport["mode"], string>> = {
  replace: "новый каталог",
  merge: "изменения в каталоге",
  prices: "цены и остатки",
};

/** The report as people read it in the terminal. */
export function formatImportReport(report: ImportReport): string {
  const outcome = report.generation === 0 ? "не выполнена" : `${MODE_TEXT[report.mode]}, поколение ${report.generation}`;
  const lines = [`Загрузка каталога: ${outcome}`];
  for (const { file, format, encoding, version, rows } of report.files) {
    const form = format === "csv" ? "CSV" : `CommerceML${version === "" ? "" : ` ${version}`}`;
    lines.push(`  ${file}: ${form}, ${encoding}, записей ${rows}`);
  }
  const { taken, carried } = report;
  lines.push(`Взято: товаров ${taken.goods}, штрихкодов ${taken.barcodes}, цен ${taken.prices}, остатков ${taken.stocks}`);
  if (carried.prices + carried.stocks > 0) lines.push(`Перенесено из прежнего каталога: цен ${carried.prices}, остатков ${carried.stocks}`);
  if (report.withoutPrice > 0) lines.push(`Без цены, не продаются: ${report.withoutPrice}`);
  if (report.unusedColumns.length > 0) lines.push(`Столбцы без применения: ${report.unusedColumns.join(", ")}`);
  addGroups(lines, "Не взято", report.left);
  addGroups(lines, "Взято с замечанием", report.remarks);
  return lines.join("\n");
}

function addGroups(lines: string[], title: string, groups: readonly ReasonGroup[]): void {
  if (groups.length === 0) return;
  lines.push(`${title}:`);
  for (const { reason, count, examples } of groups) {
    lines.push(`  ${count} × ${IMPORT_REASONS[reason]}`);
    for (const { file, line, value } of examples) lines.push(`      ${file}:${line} ${value}`);
  }
}
