import { VAT_RATES } from "../../../config/contract/vat.ts";
import type { TaxSystem, VatRate } from "../../../config/contract/vat.ts";
import type { Kopecks } from "../../../config/money.ts";
import { QUANTITY_ONE } from "../../../config/money.ts";
import { foldText } from "../search/fold-text.ts";
import { measureByUnit, OTHER_MEASURE, PIECE } from "../../../fiscal/document/measure.ts";

const SPACES = /[\s\u00a0\u202f]/g;

/** "100", "1 719,00", "231.7400": kopecks, rounded half up when there are more than two decimals. Null when it is not a sum. */
export function readPrice(text: string): { readonly kop: Kopecks; readonly rounded: boolean } | null {
  const match = /^(\d{1,11})(?:[.,](\d{1,8}))?$/.exec(text.replace(SPACES, "").replace(/(руб\.?|р\.|₽)$/i, ""));
  if (!match) return null;
  const fraction = (match[2] ?? "").padEnd(2, "0");
  const rest = fraction.slice(2);
  const kop = Number(match[1]) * 100 + Number(fraction.slice(0, 2)) + (/^[5-9]/.test(rest) ? 1 : 0);
  return { kop: kop as Kopecks, rounded: /[1-9]/.test(rest) };
}

/** "40", "4,5", "1 000.25"; null when it is no number, or a negative one. */
export function readDecimal(text: string): number | null {
  const plain = text.replace(SPACES, "").replace(",", ".");
  return /^\d{1,7}(\.\d{1,6})?$/.test(plain) ? Number(plain) : null;
}

/** A name as it is compared: by its letters and digits only, without case. */
export function plainName(name: string): string {
  return foldText(name).replace(/[^\p{L}\p{N}]/gu, "");
}

/** Stock in millionths of the unit; may be negative. Null when it is no number. */
export function readStock(text: string): number | null {
  const match = /^([-−]?)(\d{1,9})(?:[.,](\d+))?$/.exec(text.replace(SPACES, ""));
  if (!match) return null;
  const value = Number(match[2]) * QUANTITY_ONE + Number((match[3] ?? "").slice(0, 6).padEnd(6, "0"));
  return match[1] === "" || value === 0 ? value : -value;
}

const YES = new Set(["1", "да", "yes", "true", "истина", "y", "д", "+", "x", "х"]);
const NO = new Set(["0", "нет", "no", "false", "ложь", "n", "н", "-", ""]);

/** Null when it is neither yes nor no. */
export function readFlag(text: string): boolean | null {
  const word = text.trim().toLowerCase();
  return YES.has(word) ? true : NO.has(word) ? false : null;
}

/** "22", "22%", "НДС 10%", "Без НДС", "10/110"; null when not recognised. */
export function readVat(text: string): VatRate | null {
  const word = text
    .toLowerCase()
    .replace(/ндс/g, "")
    .replace(SPACES, "")
    .replace(/%/g, "")
    .replace(/[.,]0+$/, "");
  if (["без", "безналога", "необлагается", "none", "no", "-"].includes(word)) return "none";
  return VAT_RATES.find((rate) => rate === word) ?? null;
}

const TAX_SYSTEM_NAMES: Readonly<Record<string, TaxSystem>> = {
  osn: "osn",
  осн: "osn",
  осно: "osn",
  общая: "osn",
  "usn-income": "usn-income",
  "усн доход": "usn-income",
  "усн доходы": "usn-income",
  "usn-income-outcome": "usn-income-outcome",
  "усн доход-расход": "usn-income-outcome",
  "усн доходы минус расходы": "usn-income-outcome",
  esn: "esn",
  есхн: "esn",
  patent: "patent",
  псн: "patent",
  патент: "patent",
};

export function readTaxSystem(text: string): TaxSystem | null {
  return TAX_SYSTEM_NAMES[text.trim().toLowerCase()] ?? null;
}

/**
 * Units by their code in ОКЕИ (all-Russian classifier of units, ОК 015-94) to the measure of tag 2108. Packages have no
 * measure of their own: a pair or a pack is sold by the piece. [memory]
 */
const OKEI: Readonly<Record<string, { readonly unit: string; readonly measure: number }>> = {
  "796": { unit: "шт", measure: PIECE },
  "715": { unit: "пара", measure: PIECE },
  "778": { unit: "упак", measure: PIECE },
  "839": { unit: "компл", measure: PIECE },
  "704": { unit: "набор", measure: PIECE },
  "736": { unit: "рул", measure: PIECE },
  "868": { unit: "бут", measure: PIECE },
  "728": { unit: "пач", measure: PIECE },
  "812": { unit: "ящ", measure: PIECE },
  "642": { unit: "ед", measure: PIECE },
  "163": { unit: "г", measure: 10 },
  "166": { unit: "кг", measure: 11 },
  "168": { unit: "т", measure: 12 },
  "004": { unit: "см", measure: 20 },
  "005": { unit: "дм", measure: 21 },
  "006": { unit: "м", measure: 22 },
  "018": { unit: "пог. м", measure: 22 },
  "051": { unit: "кв. см", measure: 30 },
  "053": { unit: "кв. дм", measure: 31 },
  "055": { unit: "кв. м", measure: 32 },
  "111": { unit: "мл", measure: 40 },
  "112": { unit: "л", measure: 41 },
  "113": { unit: "куб. м", measure: 42 },
  "245": { unit: "кВт·ч", measure: 50 },
  "233": { unit: "Гкал", measure: 51 },
  "359": { unit: "сут", measure: 70 },
  "356": { unit: "ч", measure: 71 },
  "355": { unit: "мин", measure: 72 },
  "354": { unit: "с", measure: 73 },
};
/** Names of packages that goods lists use as units. */
const PACKAGES = new Set([
  "пара",
  "пар",
  "уп",
  "упак",
  "упаковка",
  "компл",
  "комплект",
  "набор",
  "рул",
  "рулон",
  "бут",
  "бутылка",
  "пач",
  "пачка",
  "бл",
  "блок",
  "банка",
  "бан",
  "ящ",
  "кор",
  "коробка",
  "лист",
  "билет",
]);

export interface ReadUnit {
  readonly unit: string;
  /** Tag 2108. */
  readonly measure: number;
  readonly known: boolean;
}

/** Unit from its ОКЕИ code (spaces around and lost leading zeros are common) or, without a known code, from its name. */
export function readUnit(okeiCode: string, name: string): ReadUnit {
  const code = okeiCode.trim();
  const okei = /^\d{1,3}$/.test(code) ? OKEI[code.padStart(3, "0")] : undefined;
  if (okei) return { ...okei, known: true };
  const unit = name.trim().replace(/\.$/, "");
  if (unit === "") return { unit: "шт", measure: PIECE, known: code === "" };
  const measure = measureByUnit(unit);
  if (measure) return { unit: measure.unit, measure: measure.code, known: true };
  if (PACKAGES.has(unit.toLowerCase())) return { unit: unit.toLowerCase(), measure: PIECE, known: true };
  return { unit, measure: OTHER_MEASURE, known: false };
}

/** Grams to cubic metres: such goods are sold in parts of the unit. */
export function isFractional(measure: number): boolean {
  return measure >= 10 && measure <= 42;
}
