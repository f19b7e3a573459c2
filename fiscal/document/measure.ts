/**
 * Measure of the quantity of an item (мера количества предмета расчета, tag 2108, ФФД 1.2). ФФД 1.05 and 1.1 have free
 * text in tag 1197 instead, at most 16 bytes: the short name below serves there.
 */
export interface Measure {
  readonly code: number;
  /** Short Russian name, as on price tags. */
  readonly unit: string;
  readonly name: string;
  /** Other spellings met in catalogues, lower case without dots. */
  readonly aliases: readonly string[];
}

export const PIECE = 0;
export const OTHER_MEASURE = 255;

export const MEASURES: readonly Measure[] = [
  { code: PIECE, unit: "шт", name: "штука, единица", aliases: ["штука", "штук", "штуки", "ед", "единица", "pcs"] },
  { code: 10, unit: "г", name: "грамм", aliases: ["гр", "грамм"] },
  { code: 11, unit: "кг", name: "килограмм", aliases: ["килограмм", "кило", "kg"] },
  { code: 12, unit: "т", name: "тонна", aliases: ["тонна", "тн"] },
  { code: 20, unit: "см", name: "сантиметр", aliases: ["сантиметр"] },
  { code: 21, unit: "дм", name: "дециметр", aliases: ["дециметр"] },
  { code: 22, unit: "м", name: "метр", aliases: ["метр", "пог м", "мп", "м п", "погм"] },
  { code: 30, unit: "кв. см", name: "квадратный сантиметр", aliases: ["см2", "квсм"] },
  { code: 31, unit: "кв. дм", name: "квадратный дециметр", aliases: ["дм2", "квдм"] },
  { code: 32, unit: "кв. м", name: "квадратный метр", aliases: ["м2", "квм", "квадратный метр"] },
  { code: 40, unit: "мл", name: "миллилитр", aliases: ["миллилитр"] },
  { code: 41, unit: "л", name: "литр", aliases: ["литр", "дм3"] },
  { code: 42, unit: "куб. м", name: "кубический метр", aliases: ["м3", "кубм", "кубический метр"] },
  { code: 50, unit: "кВт·ч", name: "киловатт-час", aliases: ["квтч", "квт ч", "киловатт-час"] },
  { code: 51, unit: "Гкал", name: "гигакалория", aliases: ["гигакалория"] },
  { code: 70, unit: "сутки", name: "сутки (день)", aliases: ["сут", "день", "дн"] },
  { code: 71, unit: "час", name: "час", aliases: ["ч"] },
  { code: 72, unit: "мин", name: "минута", aliases: ["минута"] },
  { code: 73, unit: "с", name: "секунда", aliases: ["сек", "секунда"] },
  { code: 80, unit: "Кбайт", name: "килобайт", aliases: ["кб", "килобайт"] },
  { code: 81, unit: "Мбайт", name: "мегабайт", aliases: ["мб", "мегабайт"] },
  { code: 82, unit: "Гбайт", name: "гигабайт", aliases: ["гб", "гигабайт"] },
  { code: 83, unit: "Тбайт", name: "терабайт", aliases: ["тб", "терабайт"] },
  { code: OTHER_MEASURE, unit: "иное", name: "иная мера", aliases: [] },
];

const BY_CODE: ReadonlyMap<number, Measure> = new Map(MEASURES.map((measure) => [measure.code, measure]));
const BY_NAME: ReadonlyMap<string, Measure> = new Map(
  MEASURES.flatMap((measure) => [measure.unit, measure.name, ...measure.aliases].map((name): [string, Measure] => [plain(name), measure])),
);

function plain(name: string): string {
  return name
    .toLowerCase()
    .replaceAll("²", "2")
    .replaceAll("³", "3")
    .replace(/[.·*\s]+/g, " ")
    .trim();
}

export function measureByCode(code: number): Measure | undefined {
  return BY_CODE.get(code);
}

/** The measure of a catalogue's unit name ("кг", "Шт."), or null when the name is not known: a person decides, not a guess. */
export function measureByUnit(unit: string): Measure | null {
  const name = plain(unit);
  return BY_NAME.get(name) ?? BY_NAME.get(name.replaceAll(" ", "")) ?? null;
}
