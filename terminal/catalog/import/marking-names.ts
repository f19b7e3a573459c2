import type { MarkingGroup } from "../catalog-item.ts";

/**
 * Names of marking groups (товарные группы) in goods lists to the short code of GIS MT (`pg`). Codes and Frontol types
 * [seen in till clients]; the Russian names are what people write.
 */
const NAMES: Readonly<Record<MarkingGroup, readonly string[]>> = {
  lp: ["легпром", "легкая промышленность", "одежда", "frontol 11"],
  shoes: ["обувь", "frontol 5"],
  tobacco: ["табак", "сигареты", "frontol 4"],
  perfumery: ["духи", "парфюмерия", "frontol 9"],
  tires: ["шины", "frontol 10"],
  electronics: ["фотоаппараты", "frontol 8"],
  pharma: ["лекарства", "frontol 3"],
  milk: ["молоко", "молочная продукция", "frontol 13"],
  bicycle: ["велосипеды", "frontol 27"],
  wheelchairs: ["кресла-коляски", "медизделия", "медицинские изделия", "frontol 21", "frontol 22", "frontol 24"],
  otp: ["альтернативный табак", "frontol 12"],
  water: ["вода", "упакованная вода", "frontol 15"],
  furs: ["мех", "frontol 2"],
  beer: ["пиво", "слабоалкогольные", "frontol 17", "frontol 18", "frontol 31"],
  ncp: ["никотин", "никотинсодержащая продукция", "нсп", "frontol 16"],
  bio: ["бад", "frontol 19"],
  antiseptic: ["антисептики", "frontol 20"],
  petfood: ["корма", "корма для животных", "frontol 29"],
  seafood: ["морепродукты", "икра", "frontol 26"],
  nabeer: ["безалкогольное пиво", "frontol 25"],
  softdrinks: ["соки", "напитки", "безалкогольные напитки", "frontol 23"],
  meat: ["мясо", "frontol 42"],
  vetpharma: ["ветпрепараты", "frontol 28"],
  toys: ["игрушки", "frontol 36"],
  radio: ["радиоэлектроника"],
  titan: ["титан"],
  conserve: ["консервы", "frontol 32"],
  vegetableoil: ["растительные масла", "масло растительное", "frontol 30"],
  opticfiber: ["оптоволокно"],
  chemistry: ["косметика", "бытовая химия", "frontol 37"],
  grocery: ["бакалея", "frontol 33"],
  autofluids: ["моторные масла", "frontol 34"],
  sweets: ["сладости", "frontol 39"],
  construction: ["стройматериалы", "frontol 40"],
};

const BY_NAME: ReadonlyMap<string, MarkingGroup> = new Map(
  Object.entries(NAMES).flatMap(([group, names]) => [group, ...names].map((name): [string, MarkingGroup] => [name, group])),
);

/** Null when the name is not known. */
export function readMarkingGroup(text: string): MarkingGroup | null {
  return BY_NAME.get(text.trim().toLowerCase().replaceAll("ё", "е")) ?? null;
}
