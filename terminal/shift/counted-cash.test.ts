import { expect, it } from "vitest";
import { kopecks } from "../../config/money.ts";
import { EMPTY_BOOK, type Books } from "./book.ts";
import { countedByRegistrar } from "./counted-cash.ts";

/** Goal: the drawer is counted once, and each registrar gets its share. Method: books of three registrars, counted sums around their total. */
const BOOKS: Books = {
  main: { ...EMPTY_BOOK, drawerKop: kopecks(50_000) },
  bakery: { ...EMPTY_BOOK, drawerKop: kopecks(30_000) },
  flowers: { ...EMPTY_BOOK, drawerKop: kopecks(20_000) },
};
const ALL = ["main", "bakery", "flowers"];

it.each([
  { counted: 100_000, main: 50_000, bakery: 30_000, flowers: 20_000, what: "exact" },
  { counted: 100_700, main: 50_700, bakery: 30_000, flowers: 20_000, what: "a surplus is the first one's" },
  { counted: 90_000, main: 40_000, bakery: 30_000, flowers: 20_000, what: "so is a shortage" },
  { counted: 45_000, main: 0, bakery: 30_000, flowers: 15_000, what: "nothing goes below zero" },
])("$what", ({ counted, what: _what, ...shares }) => {
  expect(countedByRegistrar(BOOKS, ALL, kopecks(counted))).toEqual(shares);
});

it("cash of a registrar that does not close stays out of the shares", () => {
  expect(countedByRegistrar(BOOKS, ["bakery"], kopecks(100_000))).toEqual({ bakery: 30_000 });
});
