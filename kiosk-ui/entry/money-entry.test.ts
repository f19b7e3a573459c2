import fc from "fast-check";
import { expect, test } from "vitest";
import { kopecks } from "../../config/money.ts";
import { changeFor, cleanMoney, cleanPercent, cleanQuantity, countedKop, readMoney, readPercent } from "./money-entry.ts";

test.each([
  ["", "", null],
  ["5", "5", 500],
  ["5,", "5,", 500],
  ["5.5", "5,5", 550],
  ["5,555", "5,55", 555],
  [",5", "0,5", 50],
  ["005", "5", 500],
  ["1 000", "1000", 100_000],
  ["12руб", "12", 1_200],
  ["1,2,3", "1,23", 123],
  ["12345678901", "123456789", 12_345_678_900],
])("money %j", (typed, shown, value) => {
  expect(cleanMoney(typed)).toBe(shown);
  expect(readMoney(shown)).toBe(value);
});

test("cleaning again changes nothing, and what is left is a sum or empty", () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom("0", "1", "9", ",", ".", " ", "x") }), (typed) => {
      const shown = cleanMoney(typed);
      expect(cleanMoney(shown)).toBe(shown);
      if (shown !== "") expect(readMoney(shown)).not.toBeNull();
    }),
  );
});

test("percentages between 0 and 100", () => {
  expect(readPercent(cleanPercent("7.5"))).toBe(750);
  expect(readPercent("100")).toBe(10_000);
  expect(readPercent("100,01")).toBeNull();
  expect(readPercent("0")).toBeNull();
  expect(readPercent("")).toBeNull();
});

test("weights have grams", () => {
  expect(cleanQuantity("1.2345")).toBe("1,234");
});

test("change only when the cash covers the sum", () => {
  expect(changeFor(kopecks(50_000), kopecks(43_210))).toBe(6_790);
  expect(changeFor(kopecks(100), kopecks(100))).toBe(0);
  expect(changeFor(kopecks(99), kopecks(100))).toBeNull();
});

test("a count by denomination", () => {
  const counts = [
    { noteKop: kopecks(100_000), text: "3" },
    { noteKop: kopecks(5_000), text: "" },
    { noteKop: kopecks(50), text: "7" },
  ];
  expect(countedKop(counts)).toBe(300_350);
});
