import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Catalog } from "../catalog.ts";
import { open, publish, scratch } from "../testing/small-catalog.ts";
import type { SmallItem } from "../testing/small-catalog.ts";
import type { SearchHit } from "./search.ts";
import { wordsOf } from "./words.ts";

const GOODS: readonly SmallItem[] = [
  { name: "Молоко «Луговое» 3,2% 930 мл", code: "00-00000123", article: "ML-32", barcodes: ["4600000000015"], price: 8_990 },
  { name: "Молоко топлёное «Луговое» 4% 930 мл", popularity: 40, barcodes: ["4600000000022"], price: 9_990 },
  { name: "Молокоотсос ручной", popularity: 200, barcodes: ["4600000000039"], price: 99_900 },
  { name: "Шоколад молочный «Ёлка» 100 г", article: "PM-421 WP", barcodes: ["4600000000046"], price: 8_990 },
  { name: "Хлеб бородинский 400 г", code: "НФ-00000045", barcodes: ["4600000000053"], price: 1_550 },
  { name: "Сок яблочный Coca 1 л", barcodes: ["4600000000060"], price: 1_550 },
  { name: "Привет, Север! открытка", active: false, barcodes: ["4600000000077"] },
  { name: "Конфеты «Привет» 200 г", barcodes: ["4600000000084"], price: null },
];

const dir = scratch();
let catalog: Catalog;
beforeAll(async () => {
  await publish(dir.dir, GOODS);
  catalog = open(dir.dir);
});
afterAll(() => {
  catalog.close();
  dir.clean();
});

function find(query: string, limit = 20): readonly SearchHit[] {
  const hits = catalog.search(query, limit);
  if (!hits.ok) throw new Error(hits.error.code);
  return hits.value;
}
const names = (query: string): string[] => find(query).map(({ name }) => name.split(" ").slice(0, 2).join(" "));

describe("search by name", () => {
  it("puts whole words before beginnings, the rest by popularity", () => {
    expect(names("молоко")).toEqual(["Молоко топлёное", "Молоко «Луговое»", "Молокоотсос ручной"]);
  });

  it("takes words in any order, beginnings of words, any case, ё as е", () => {
    expect(names("лугов МОЛ 930")).toEqual(["Молоко топлёное", "Молоко «Луговое»"]);
    expect(names("елка")).toEqual(["Шоколад молочный"]);
    expect(names("ТОПЛЕНОЕ")).toEqual(["Молоко топлёное"]);
  });

  it("knows numbers with a comma or a point, glued to their unit or not", () => {
    expect(names("молоко 3.2 930мл")).toEqual(["Молоко «Луговое»"]);
  });

  it("reads the other keyboard layout, both ways", () => {
    expect(names("vjkjrj njgk")).toEqual(["Молоко топлёное"]);
    expect(names("[kt,")).toEqual(["Хлеб бородинский"]);
    expect(names("сщсф")).toEqual(["Сок яблочный"]);
    expect(find("ghbdtn").map(({ corrected }) => corrected)).toEqual([true]);
  });

  it("forgives one slip in words of five letters and more, in either layout", () => {
    expect(names("бординский")).toEqual(["Хлеб бородинский"]);
    expect(names("шококлад")).toEqual(["Шоколад молочный"]);
    expect(names("ijrjkfl")).toEqual(["Шоколад молочный"]);
    expect(names("ijrokfl")).toEqual(["Шоколад молочный"]);
    expect(names("хлкб")).toEqual([]);
  });

  it("marks what matched", () => {
    const [hit] = find("лугов 3,2");
    expect(hit?.ranges.map(([from, to]) => hit.name.slice(from, to))).toEqual(["Лугов", "3,2"]);
    const [slip] = find("бординский");
    expect(slip?.ranges.map(([from, to]) => slip.name.slice(from, to))).toEqual(["бородинский"]);
  });

  it("leaves out what is withdrawn and shows what has no price", () => {
    expect(find("привет").map(({ name, priceKop }) => [name, priceKop])).toEqual([["Конфеты «Привет» 200 г", null]]);
  });

  it.each(["", "   ", "«»", "ъъъъъъ", "=", "=abc", "'; DROP TABLE goods; --", "молоко".repeat(100), "\u0000"])(
    "answers %j without hits",
    (query) => {
      expect(find(query)).toEqual([]);
    },
  );

  it("never fails on any text, and gives at most what was asked for", () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(..."молк еlug 3,2=-«\u0301😀z") }), fc.integer({ min: 1, max: 3 }), (query, limit) => {
        expect(find(query, limit).length).toBeLessThanOrEqual(limit);
      }),
    );
  });
});

describe("search by number", () => {
  it.each([
    ["4600000000053", "Хлеб бородинский"],
    ["04600000000053", "Хлеб бородинский"],
    ["0053", "Хлеб бородинский"],
    ["000053", "Хлеб бородинский"],
    ["00-00000123", "Молоко «Луговое»"],
    ["0000000123", "Молоко «Луговое»"],
    ["123", "Молоко «Луговое»"],
    ["нф-00000045", "Хлеб бородинский"],
    ["pm421", "Шоколад молочный"],
    ["PM-421 W", "Шоколад молочный"],
    ["ml-32", "Молоко «Луговое»"],
    ["молоко 0022", "Молоко топлёное"],
  ])("%s finds %s", (query, name) => {
    expect(names(query)[0]).toBe(name);
  });

  it("finds all barcodes with a beginning", () => {
    expect(find("4600000000")).toHaveLength(7);
    expect(find("4600000000053").map(({ by, barcode }) => [by, barcode])).toEqual([["number", "4600000000053"]]);
  });
});

describe("search by price", () => {
  it("=15,5 gives everything at 15.50", () => {
    expect(names("=15,5").toSorted()).toEqual(["Сок яблочный", "Хлеб бородинский"]);
    expect(find("=89.90").map(({ by }) => by)).toEqual(["price", "price"]);
  });

  it("narrows by words", () => {
    expect(names("=15,5 сок")).toEqual(["Сок яблочный"]);
    expect(names("=89,9 молоко")).toEqual(["Молоко «Луговое»"]);
  });
});

it("finds exactly what a plain reading of the names finds", async () => {
  const syllable = fc.constantFrom("мо", "ло", "ко", "са", "хар", "3", "3,2", "pm");
  const name = fc.array(
    fc.array(syllable, { minLength: 1, maxLength: 3 }).map((parts) => parts.join("")),
    { minLength: 1, maxLength: 4 },
  );
  await fc.assert(
    fc.asyncProperty(
      fc.array(name, { minLength: 1, maxLength: 80 }),
      fc.array(name, { minLength: 1, maxLength: 12 }),
      async (goods, queries) => {
        const own = scratch();
        await publish(
          own.dir,
          goods.map((words) => ({ name: words.join(" ") })),
        );
        const other = open(own.dir);
        for (const query of queries) {
          const terms = wordsOf(query.join(" "));
          const matches = (text: string): boolean => terms.every((term) => wordsOf(text).some((word) => word.text.startsWith(term.text)));
          const expected = goods.filter((words) => matches(words.join(" "))).length;
          const found = other.search(query.join(" "), 100);
          const literal = (found.ok ? found.value : []).filter(({ corrected }) => !corrected);
          expect(literal.every((hit) => matches(hit.name))).toBe(true);
          expect(literal).toHaveLength(expected);
        }
        other.close();
        own.clean();
      },
    ),
    { numRuns: 15 },
  );
});
