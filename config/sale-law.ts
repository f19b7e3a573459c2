import { join } from "node:path";
import { Type, type Static } from "typebox";
import type { AppError } from "./errors/index.ts";
import { choice, list, section, text, whole } from "./fields.ts";
import { loadLawFile, type LawPlaceOf, type LawSources } from "./law-file.ts";
import { findProjectRoot } from "./project-root.ts";
import { readFileFromDisk } from "./read-file.ts";
import { err, ok, type Result } from "./result.ts";
import type { Frozen } from "./schema.ts";
import type { Report } from "./validation-report.ts";

/** Dated rules of restricted sales: hours, minimum prices, age limits. Their form; the rows are in config/law/. */
const ROWS_MAX = 2_000;
export const day = (description: string) => text(description, { format: "date", pattern: "^\\d{4}-\\d{2}-\\d{2}$", example: "2026-01-01" });
export const source = () => text("Where the row comes from; [memory] when no source at hand confirms it", { maxLength: 300 });
const dated = {
  from: day("First day in force"),
  until: Type.Optional(day("Last day in force; without it still in force")),
  source: source(),
};

/** "23:00-08:00" goes over midnight; "00:00-24:00" is the whole day. */
export const ClockSpan = (description: string) =>
  text(description, { pattern: "^([01]\\d|2[0-3]):[0-5]\\d-(([01]\\d|2[0-3]):[0-5]\\d|24:00)$", example: "23:00-08:00" });
const WEEKDAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] as const;
export type Weekday = (typeof WEEKDAYS)[number];
export const Weekdays = list("Days on which the ban begins; without it every day", choice("Day", WEEKDAYS), {
  maxItems: 7,
  default: [...WEEKDAYS],
});
const Region = text("Code of the subject of the Federation (first digits of an INN), two digits", { pattern: "^\\d{2}$", example: "77" });

const HoursLaw = section("Hours in which alcohol is not sold at retail", {
  federal: list("In every region", section("Row", { ban: ClockSpan("No sale between"), days: Weekdays, ...dated }), {
    minItems: 1,
    maxItems: 20,
  }),
  regions: list(
    "Stricter rows of regions, beside the federal ones",
    section("Row", { region: Region, ban: ClockSpan("No sale between"), days: Weekdays, ...dated }),
    { maxItems: ROWS_MAX },
  ),
  specialDays: list(
    "Days without sale, or with shorter hours",
    section("Row", {
      region: Region,
      name: text("What the day is, in Russian", { maxLength: 100 }),
      ban: ClockSpan("No sale between"),
      date: Type.Optional(day("That very day")),
      yearly: Type.Optional(text("Day of every year, MM-DD", { pattern: "^(0[1-9]|1[0-2])-(0[1-9]|[12]\\d|3[01])$", example: "06-01" })),
      nth: Type.Optional(
        section("A weekday of a month", {
          month: whole("Month", 1, 12),
          weekday: choice("Day", WEEKDAYS),
          which: choice("Which of them", ["first", "second", "third", "fourth", "last"]),
        }),
      ),
      ...dated,
    }),
    { maxItems: ROWS_MAX },
  ),
});

const PricesLaw = section("Minimum retail prices of alcohol", {
  rows: list(
    "The row of the latest day holds",
    section("Row", {
      class: choice("Class, see terminal/alcohol/alcohol-kinds.ts", ["vodka", "spirits", "brandy", "cognac", "sparkling"]),
      strongerThanBasisPoints: whole("Only for what is stronger; 2800 = 28 %", 0, 10_000, { default: 0 }),
      volumeMl: whole("Volume of the price; other volumes in proportion", 1, 100_000),
      priceKop: whole("Price in kopecks", 1, 100_000_000),
      ...dated,
    }),
    { minItems: 1, maxItems: ROWS_MAX },
  ),
});

const AgesLaw = section("What is not sold to minors", {
  rows: list(
    "All rows in force hold",
    section("Row", {
      restriction: choice("Kind of goods, as goods cards have it", ["alcohol", "tobacco", "energy-drink", "other"]),
      groups: list("Marking groups that are of this kind whatever the card says", text("Group", { maxLength: 32 }), {
        maxItems: 20,
        default: [],
      }),
      ...dated,
    }),
    { minItems: 1, maxItems: 100 },
  ),
});

export type HoursLaw = Frozen<Static<typeof HoursLaw>>;
export type PricesLaw = Frozen<Static<typeof PricesLaw>>;
export type AgesLaw = Frozen<Static<typeof AgesLaw>>;

export interface SaleLaw {
  readonly hours: HoursLaw;
  readonly prices: PricesLaw;
  readonly ages: AgesLaw;
}

/** The files that the program ships. */
export function shippedLaw(): LawSources {
  return { folder: join(findProjectRoot(import.meta.url), "config", "law"), readFile: readFileFromDisk };
}

/** Every wrong place of all files. */
export function loadSaleLaw(sources: LawSources): Result<SaleLaw, readonly AppError[]> {
  const hours = loadLawFile(sources, "sale-hours.yaml", HoursLaw, checkHours);
  const prices = loadLawFile(sources, "minimum-prices.yaml", PricesLaw, (law, placeOf, report) =>
    checkSpans("rows", law.rows, placeOf, report),
  );
  const ages = loadLawFile(sources, "age-limits.yaml", AgesLaw, (law, placeOf, report) => checkSpans("rows", law.rows, placeOf, report));
  if (hours.ok && prices.ok && ages.ok) return ok({ hours: hours.value, prices: prices.value, ages: ages.value });
  return err([hours, prices, ages].flatMap((each) => (each.ok ? [] : each.error)));
}

function checkHours(law: HoursLaw, placeOf: LawPlaceOf, report: Report): void {
  checkSpans("federal", law.federal, placeOf, report);
  checkSpans("regions", law.regions, placeOf, report);
  checkSpans("specialDays", law.specialDays, placeOf, report);
  law.specialDays.forEach(({ date, yearly, nth }, index) => {
    const path = `specialDays.${index}`;
    const told = [date, yearly, nth].filter((each) => each !== undefined);
    if (told.length !== 1) report("CFG914", placeOf(path), path, { choices: "date, yearly, nth" });
  });
}

/** A row that ends before it begins would never hold, silently. */
function checkSpans(
  list: string,
  rows: readonly { readonly from: string; readonly until?: string | undefined }[],
  placeOf: LawPlaceOf,
  report: Report,
): void {
  rows.forEach(({ from, until }, index) => {
    const path = `${list}.${index}.until`;
    if (until !== undefined && until < from) report("CFG913", placeOf(path), path, { got: until, example: `${from} or later` });
  });
}
