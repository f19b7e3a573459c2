import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { foldText } from "./fold-text.ts";
import { otherLayout } from "./keyboard-layout.ts";
import { squash, wordsOf } from "./words.ts";

const words = (text: string): string[] => wordsOf(text).map((word) => word.text);

describe("folding", () => {
  it.each([
    ["Ёлка МОЛОЧНАЯ", "елка молочная"],
    ["Nestlé Crème", "nestle creme"],
    ["Йогурт", "йогурт"],
    ["İstanbul", "İstanbul".charAt(0) + "stanbul"],
  ])("%s → %s", (text, folded) => {
    // İ has no lower case of one character and no accent-free form in lower case; it only must not shift what follows.
    expect(foldText(text).slice(1)).toBe(folded.slice(1));
  });

  it("keeps every position", () => {
    fc.assert(fc.property(fc.string({ unit: "binary" }), (text) => foldText(text).length === text.length));
  });
});

describe("words", () => {
  it.each([
    ["Молоко «Луг» 3,2% 930мл", ["молоко", "луг", "3.2", "930", "мл"]],
    ["Коврик 140x200x1 см", ["коврик", "140", "x", "200", "x", "1", "см"]],
    ["PM-421-WP", ["pm", "421", "wp"]],
    ["Cок Mолочный с латинскими буквами", ["сок", "молочный", "с", "латинскими", "буквами"]],
    ["Coca-Cola 0.5 л.", ["coca", "cola", "0.5", "л"]],
    ["«»!? 😀", []],
  ])("%s", (name, expected) => {
    expect(words(name)).toEqual(expected);
  });

  it("stand where they say in the original text", () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(..."АбЁy3,.2 -«%é") }), (text) => {
        let last = 0;
        for (const { start, end } of wordsOf(text)) {
          expect(start).toBeGreaterThanOrEqual(last);
          expect(end).toBeGreaterThan(start);
          last = end;
        }
        expect(last).toBeLessThanOrEqual(text.length);
      }),
    );
  });
});

it("compares codes by their letters and digits", () => {
  expect(squash("Б- 130005")).toBe("б130005");
  expect(squash("00-00000123")).toBe("0000000123");
});

describe("keyboard layout", () => {
  it.each([
    ["ghbdtn", "привет"],
    ["vjkjrj", "молоко"],
    ["[kt,", "хлеб"],
    ['"kbnfyjk', "элитанол"],
    ["сщсф-сщдф", "coca-cola"],
    ["3,2%", null],
    ["молоко milk", null],
  ])("%s → %s", (typed, meant) => {
    expect(otherLayout(typed)).toBe(meant);
  });

  it("goes there and back", () => {
    const russian = fc.string({ unit: fc.constantFrom(..."абвгдежзийклмнопрстуфхцчшщъыьэюя"), minLength: 1 });
    fc.assert(
      fc.property(russian, (word) => {
        const typed = otherLayout(word) ?? "";
        // A word of nothing but х, ъ, ж, э, б, ю, ё comes out as punctuation, where nobody can tell the layout.
        fc.pre(/[a-z]/.test(typed));
        expect(otherLayout(typed)).toBe(word);
      }),
    );
  });
});
