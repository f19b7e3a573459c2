import fc from "fast-check";
import { expect, test } from "vitest";
import { decodeCp866, encodeCp866, toCp866Text, unmappableCharacters } from "./cp866.ts";

test("letters, ё and № keep their own bytes", () => {
  expect([...encodeCp866("Хлеб")]).toEqual([0x95, 0xab, 0xa5, 0xa1]);
  expect([...encodeCp866("Ёё№")]).toEqual([0xf0, 0xf1, 0xfc]);
  expect(toCp866Text("Ёлка № 5, 20 °C")).toBe("Ёлка № 5, 20 °C");
});

test.each([
  ["Сок «Добрый» — 2 л…", 'Сок "Добрый" - 2 л...'],
  ["100 ₽ / 3 €", "100 руб / 3 EUR"],
  ["“a” ‘b’ −5 ½ м²", "\"a\" 'b' -5 1/2 м2"],
  ["Crème brûlée ﬁn ⅓", "Creme brulee fin 1/3"],
  ["a\u00a0b\tc\nd\u200be\ufeff", "a b c de"],
  ["қазы ІЇҐ", "казы IЇГ"],
  ["и\u0306", "й"],
])("%s → %s", (from, to) => {
  expect(toCp866Text(from)).toBe(to);
  expect(unmappableCharacters(from)).toEqual([]);
});

test("what no rule covers is shown and named once", () => {
  expect(toCp866Text("чай 茶 🙂 茶")).toBe("чай ? ? ?");
  expect(unmappableCharacters("чай 茶 🙂 茶?")).toEqual(["茶", "🙂"]);
});

test("a marking code keeps its group separators", () => {
  const code = "0104600000000000215abc\u001d93Test";
  expect(decodeCp866(encodeCp866(code))).toBe(code);
});

test("all 256 bytes except the no-break space survive decode and encode", () => {
  for (let byte = 0; byte < 256; byte++) {
    const text = decodeCp866(Uint8Array.of(byte));
    if (byte === 0xff) expect(toCp866Text(text)).toBe(" ");
    else if (![0x09, 0x0a, 0x0b, 0x0c, 0x0d].includes(byte)) expect([...encodeCp866(text)]).toEqual([byte]);
  }
});

test("the result is always in the alphabet, and a second pass changes nothing", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (text) => {
      const clean = toCp866Text(text);
      expect(unmappableCharacters(clean)).toEqual([]);
      expect(toCp866Text(clean)).toBe(clean);
      expect(decodeCp866(encodeCp866(text))).toBe(clean);
    }),
  );
});
