import { alcoholKind } from "../../alcohol/alcohol-kinds.ts";
import type { AgeRestriction, AlcoholFacts, GoodsFacts } from "../catalog-item.ts";
import { plainName, readDecimal, readFlag } from "./read-fields.ts";

/**
 * What a goods list says of alcohol, age, parts and tap, with the names that such values bear in lists and in CommerceML
 * (реквизиты, свойства, характеристики). Names are [memory]: 1C configurations differ.
 */
export const RESTRICTION_NAMES = {
  alcoholKind: ["alcohol_kind", "код вида АП", "код вида алкогольной продукции", "вид алкогольной продукции"],
  volumeMl: ["volume_ml", "объём, мл", "объем тары, мл"],
  volumeLitres: ["volume_l", "объём, л", "объем дал л", "емкость тары, л", "емкость, л"],
  strength: ["strength", "крепость, %", "крепость", "содержание спирта"],
  stamped: ["stamped", "марка", "акцизная марка", "маркируемая алкогольная продукция"],
  alcocode: ["alcocode", "алкокод", "код алкогольной продукции", "код ЕГАИС", "код АП"],
  age: ["age", "возраст", "возрастное ограничение"],
  parts: ["parts", "частей", "частей в упаковке"],
  tap: ["tap", "розлив", "на розлив"],
} as const;
export type RestrictionField = keyof typeof RESTRICTION_NAMES;

const BY_NAME: ReadonlyMap<string, RestrictionField> = new Map(
  (Object.entries(RESTRICTION_NAMES) as [RestrictionField, readonly string[]][]).flatMap(([field, names]) =>
    names.map((name): [string, RestrictionField] => [plainName(name), field]),
  ),
);
/** Properties of 1C with these names mean many things: children's sizes, pieces of a puzzle. */
const AMBIGUOUS_PROPERTIES: ReadonlySet<string> = new Set(["возраст", "частей"].map(plainName));

/** The field that a property of a goods card (CommerceML) says, by its name; null for every other property. */
export function restrictionOfProperty(name: string): RestrictionField | null {
  const wanted = plainName(name);
  return AMBIGUOUS_PROPERTIES.has(wanted) ? null : (BY_NAME.get(wanted) ?? null);
}

export type Restrictions = Pick<GoodsFacts, "alcohol" | "ageRestriction" | "partsInPiece" | "isOnTap">;
/** `wrong`: why the row can't be taken, in Russian. */
export type RestrictionReading = { readonly restrictions: Restrictions } | { readonly wrong: string };

const ADULT_YEARS = 18;
const VOLUME_MAX_ML = 1_000_000;
const PARTS_MAX = 1_000;
const FULL_STRENGTH_BASIS_POINTS = 10_000;
const ALCOCODE_DIGITS = 19;
const AGE_WORDS: Readonly<Record<string, AgeRestriction>> = {
  alcohol: "alcohol",
  алкоголь: "alcohol",
  tobacco: "tobacco",
  табак: "tobacco",
  никотин: "tobacco",
  "energy-drink": "energy-drink",
  энергетик: "energy-drink",
  энергетический: "energy-drink",
  "энергетический напиток": "energy-drink",
  other: "other",
};

/**
 * Reads the values of one row. Without a code of the kind an item is not alcohol, and its volume, strength and "Марка" mean something
 * else. A value that says what may be sold to whom is not guessed: what can't be read keeps the item out of the catalogue.
 */
export function readRestrictions(text: (field: RestrictionField) => string): RestrictionReading {
  const age = readAge(text("age"));
  if (age === "wrong") return { wrong: `возраст: ${text("age")}` };
  const parts = text("parts") === "" ? null : Number(text("parts"));
  if (parts !== null && !(Number.isInteger(parts) && parts >= 1 && parts <= PARTS_MAX)) return { wrong: `частей: ${text("parts")}` };
  const tap = text("tap") === "" ? false : readFlag(text("tap"));
  if (tap === null) return { wrong: `розлив: ${text("tap")}` };
  const alcohol = readAlcohol(text);
  if (typeof alcohol === "string") return { wrong: alcohol };
  return {
    restrictions: {
      ...(alcohol === null ? {} : { alcohol }),
      ...(age === null ? {} : { ageRestriction: age }),
      // One part is a whole piece.
      ...(parts === null || parts === 1 ? {} : { partsInPiece: parts }),
      ...(tap ? { isOnTap: true } : {}),
    },
  };
}

/** "18+", "18", "да" and words of the list are a restriction; "3+" on a toy and "нет" are none. */
function readAge(text: string): AgeRestriction | null | "wrong" {
  const word = text.trim().toLowerCase();
  if (word === "") return null;
  if (Object.hasOwn(AGE_WORDS, word)) return AGE_WORDS[word] ?? "wrong";
  const years = /^(\d{1,2})\s*\+?$/.exec(word)?.[1];
  // "1" and "0" are ages here as well as flags: neither restricts.
  if (years !== undefined) return Number(years) >= ADULT_YEARS ? "other" : null;
  const flag = readFlag(word);
  return flag === null ? "wrong" : flag ? "other" : null;
}

/** Null when it is none; a text says what is wrong with it. */
function readAlcohol(text: (field: RestrictionField) => string): AlcoholFacts | null | string {
  const kindText = text("alcoholKind");
  if (kindText === "" || readFlag(kindText) === false) return null;
  // "200", or "200 - Водка" as lists show it.
  const kindCode = /^(\d{3})(?!\d)/.exec(kindText)?.[1];
  if (kindCode === undefined) return `код вида АП: ${kindText}`;
  const volumeMl = readVolume(text);
  if (volumeMl === null) return `объём алкоголя: ${text("volumeMl") || text("volumeLitres") || "не указан"}`;
  const strength = basisPoints(text("strength"));
  if (strength === null) return `крепость: ${text("strength") || "не указана"}`;
  const stampText = text("stamped");
  const isStamped = stampText === "" ? (alcoholKind(kindCode)?.isStamped ?? null) : readFlag(stampText);
  if (isStamped === null) return `акцизная марка: ${stampText || "не указана"}`;
  const alcocode = text("alcocode");
  if (alcocode !== "" && !/^\d{1,19}$/.test(alcocode)) return `алкокод: ${alcocode}`;
  return {
    kindCode,
    volumeMl,
    strengthBasisPoints: strength,
    isStamped,
    // Spreadsheets drop the leading zeros.
    alcocode: alcocode === "" ? null : alcocode.padStart(ALCOCODE_DIGITS, "0"),
  };
}

function readVolume(text: (field: RestrictionField) => string): number | null {
  const inMl = text("volumeMl");
  const value = readDecimal(inMl || text("volumeLitres"));
  if (value === null) return null;
  const ml = Math.round(inMl === "" ? value * 1_000 : value);
  return ml >= 1 && ml <= VOLUME_MAX_ML ? ml : null;
}

function basisPoints(text: string): number | null {
  const value = readDecimal(text.replace(/%$/, ""));
  if (value === null) return null;
  const points = Math.round(value * 100);
  return points <= FULL_STRENGTH_BASIS_POINTS ? points : null;
}
