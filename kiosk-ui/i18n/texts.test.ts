import { expect, test } from "vitest";
import { en } from "./en.ts";
import { ru } from "./ru.ts";
import { textIn, type TextKey } from "./texts.ts";

const KEYS = Object.keys(ru) as TextKey[];
const placeholders = (text: string): string[] => [...new Set(text.match(/\{\w+\}/g))].toSorted();

test("both languages have the same texts", () => {
  expect(Object.keys(en).toSorted()).toEqual([...KEYS].toSorted());
});

test("no text is empty, and both languages fill the same placeholders", () => {
  for (const key of KEYS) {
    expect(ru[key].trim(), key).not.toBe("");
    expect(en[key].trim(), key).not.toBe("");
    expect(placeholders(en[key]), key).toEqual(placeholders(ru[key]));
  }
});

test("no Cyrillic slips into English but the letters printed on the paper", () => {
  const slips = KEYS.filter((key) => /[А-яЁё]/.test(en[key].replace("«ФД»", "")));
  expect(slips).toEqual([]);
});

test.each([
  [1, "1 позиция", "1 line"],
  [2, "2 позиции", "2 lines"],
  [5, "5 позиций", "5 lines"],
  [11, "11 позиций", "11 lines"],
  [21, "21 позиция", "21 lines"],
  [104, "104 позиции", "104 lines"],
  [0, "0 позиций", "0 lines"],
])("plural of %i", (n, russian, english) => {
  expect(textIn("ru", "common.pieces", { n })).toBe(russian);
  expect(textIn("en", "common.pieces", { n })).toBe(english);
});

test("placeholders are filled; a missing value stays visible", () => {
  expect(textIn("ru", "receipt.sale", { number: 12 })).toBe("Чек № 12");
  expect(textIn("ru", "receipt.sale")).toBe("Чек № {number}");
});
