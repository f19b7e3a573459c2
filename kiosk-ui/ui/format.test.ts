import { expect, test } from "vitest";
import { kopecks, quantity } from "../../config/money.ts";
import { bytesText, hoursAndMinutes, pointsText, quantityText, quantityWithUnit, shortAddress, rubles, wholeRubles } from "./format.ts";

test("sums of money", () => {
  expect(rubles(kopecks(123_450))).toBe("1\u202f234,50\u00a0₽");
  expect(wholeRubles(kopecks(500_000))).toBe("5\u202f000\u00a0₽");
  expect(wholeRubles(kopecks(50_050))).toBe("500,50\u00a0₽");
});

test("quantities in the language's way", () => {
  expect(quantityText(quantity(350_000), "ru")).toBe("0,35");
  expect(quantityText(quantity(350_000), "en")).toBe("0.35");
  expect(quantityWithUnit(quantity(2_000_000), "шт", "ru")).toBe("2\u00a0шт");
});

test("addresses keep their end", () => {
  expect(shortAddress("https://check.egais.ru/?id=12&cn=34")).toBe("check.egais.ru/?id=12&cn=34");
  expect(shortAddress("https://check.egais.ru/?id=0f8fad5b-d9cb-469f&cn=030000123456")).toBe("check.egais.ru/?id=0…30000123456");
});

test("durations, points, sizes", () => {
  expect(hoursAndMinutes(3 * 3_600_000 + 5 * 60_000 + 59_000)).toEqual({ hours: 3, minutes: 5 });
  expect(hoursAndMinutes(-1)).toEqual({ hours: 0, minutes: 0 });
  expect(pointsText(12_345)).toBe("12\u202f345");
  expect(bytesText(512)).toBe("512\u00a0B");
  expect(bytesText(1_536)).toBe("1.5\u00a0KiB");
});
