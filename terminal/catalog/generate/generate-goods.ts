import { kopecks } from "../../../config/money.ts";
import type { Kopecks } from "../../../config/money.ts";
import { gtinCheckDigit } from "../../../device-drivers/scanner/ean.ts";
import { popularityWeight } from "../catalog-schema.ts";
import type { GoodsCard } from "../catalog-writer.ts";
import type { GoodsFamily } from "./goods-families.ts";
import { GOODS_FAMILIES } from "./goods-families.ts";
import { SeededRandom } from "./random.ts";

export interface GeneratedItem {
  readonly card: GoodsCard;
  readonly barcodes: readonly string[];
  readonly priceKop: Kopecks;
  /** Millionths. */
  readonly stock: number;
}

export const GENERATED_ITEMS_MAX = 1_000_000;
/** Scales know five digits of item code. */
const WEIGHT_CODES_MAX = 99_999;
/** EAN-13 numbers of one generated catalogue are a permutation of nine digits: unique, yet scattered as in a real list. */
const NUMBER_SPACE = 1_000_000_000;
const NUMBER_STEP = 618_033_989; // odd and no multiple of 5, so coprime with the space
const SECOND_BARCODE_SHARE = 0.15;
const THIRD_BARCODE_SHARE = 0.03;
/** Half of the goods have not sold lately; the rest fall off as 1 / rank. */
const SOLD_SHARE = 0.5;
const SOLD_MOST = 40_000;
const BRAND_SYLLABLES = [
  "ба",
  "бо",
  "ве",
  "ви",
  "га",
  "го",
  "да",
  "де",
  "жи",
  "за",
  "зо",
  "ка",
  "ко",
  "ку",
  "ла",
  "ле",
  "ли",
  "ма",
  "ме",
  "ми",
  "на",
  "не",
  "но",
  "па",
  "по",
  "ра",
  "ре",
  "ри",
  "ро",
  "са",
  "се",
  "та",
  "ти",
  "то",
  "фа",
  "хо",
  "ша",
  "эл",
  "юн",
  "яр",
];
const BRAND_ENDINGS = ["", "н", "р", "с", "т", "ль", "нд", "кс", "вит", "град", "лен", "маш", "пром", "ус"];

/** Goods by seed, one at a time: memory stays the same for a hundred and for a million. The first `count` items never depend on `count`. */
export function* generateGoods(seed: number, count: number): Generator<GeneratedItem> {
  const random = new SeededRandom(seed);
  const deck = GOODS_FAMILIES.flatMap((family) => Array.from({ length: family.share }, () => family));
  const numbers = barcodeNumbers(random.between(1, NUMBER_SPACE - 1));
  let weightCode = 0;
  for (let index = 1; index <= count; index++) {
    const family = weightCode < WEIGHT_CODES_MAX ? random.pick(deck) : random.pick(deck.filter(({ weighed }) => !weighed));
    if (family.weighed) weightCode++;
    yield itemOf(index, family, family.weighed ? weightCode : null, numbers, random);
  }
}

/** An invented brand name by its number; ten thousands of different ones. */
function brandName(number: number): string {
  let rest = number;
  const take = (from: readonly string[]): string => {
    const taken = from[rest % from.length] as string;
    rest = Math.floor(rest / from.length);
    return taken;
  };
  const name = take(BRAND_SYLLABLES) + take(BRAND_SYLLABLES) + take(BRAND_ENDINGS) + (rest > 0 ? take(BRAND_SYLLABLES) : "");
  return name.charAt(0).toUpperCase() + name.slice(1);
}

function itemOf(index: number, family: GoodsFamily, weightCode: number | null, numbers: () => string, random: SeededRandom): GeneratedItem {
  const brand = brandName(Math.floor(random.next() ** 2 * (500 + index / 30)));
  const article = `${brand.slice(0, 2).toUpperCase()}-${random.between(100, 9_999)}${random.chance(0.3) ? `-${random.between(1, 99)}` : ""}`;
  const words = [random.pick(family.nouns), random.pick(family.kinds), `«${brand}»`, random.pick(family.sizes)];
  if (random.chance(0.25)) words.push(article);
  const [low, high] = family.price;
  const priceKop = kopecks(Math.round((low + (high - low) * random.next() ** 3) / 10) * 10);
  const isTobacco = family.marking === "tobacco";
  return {
    card: {
      id: `G${String(index).padStart(7, "0")}`,
      code: String(index).padStart(8, "0"),
      article,
      name: words.join(" "),
      unit: family.weighed ? "кг" : "шт",
      measure: family.weighed ? 11 : 0,
      weighed: family.weighed,
      vat: family.vat,
      taxSystem: "osn",
      markingGroup: family.marking,
      frozenPrice: isTobacco,
      minimumPriceKop: isTobacco ? priceKop : null,
      department: 1,
      seller: null,
      active: true,
      weightCode: weightCode === null ? null : String(weightCode),
      popularity: random.chance(SOLD_SHARE) ? popularityWeight(SOLD_MOST / (1 + random.next() * 10_000)) : 0,
    },
    barcodes: family.weighed ? [] : barcodesOf(numbers, random),
    priceKop,
    stock: random.between(0, 500) * 1_000_000,
  };
}

function barcodesOf(numbers: () => string, random: SeededRandom): string[] {
  const barcodes = [numbers()];
  if (random.chance(SECOND_BARCODE_SHARE)) barcodes.push(numbers());
  if (random.chance(THIRD_BARCODE_SHARE)) barcodes.push(numbers());
  return barcodes;
}

/** Prefixes 460–469 (GS1 Russia). */
function barcodeNumbers(start: number): () => string {
  let number = start;
  return () => {
    number = (number + NUMBER_STEP) % NUMBER_SPACE;
    const body = `46${String(number % 10)}${String(number).padStart(9, "0")}`;
    return body + String(gtinCheckDigit(body));
  };
}
