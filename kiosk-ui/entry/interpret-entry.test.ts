import { expect, test } from "vitest";
import { entryAsQuantity, interpretEntry } from "./interpret-entry.ts";

test.each([
  ["", "auto", { kind: "empty" }],
  ["   ", "auto", { kind: "empty" }],
  ["4600682000013", "auto", { kind: "code", code: "4600682000013" }],
  ["12", "auto", { kind: "code", code: "12" }],
  ["5*", "auto", { kind: "quantity", quantity: 5_000_000 }],
  ["0,35*", "auto", { kind: "quantity", quantity: 350_000 }],
  ["3×", "name", { kind: "quantity", quantity: 3_000_000 }],
  ["0*", "auto", { kind: "invalid" }],
  ["*", "auto", { kind: "invalid" }],
  ["мо*", "auto", { kind: "invalid" }],
  ["=15,5", "auto", { kind: "search", query: "=15,5" }],
  ["=", "code", { kind: "search", query: "=" }],
  ["мол", "auto", { kind: "search", query: "мол" }],
  ["м", "auto", { kind: "empty" }],
  ["7up", "auto", { kind: "search", query: "7up" }],
  ["930", "name", { kind: "search", query: "930" }],
  ["930", "code", { kind: "search", query: "930" }],
] as const)("%j in mode %s", (text, mode, meaning) => {
  expect(interpretEntry(text, mode)).toEqual(meaning);
});

test("a bare number may serve as a quantity, nothing else", () => {
  expect(entryAsQuantity("7")).toBe(7_000_000);
  expect(entryAsQuantity("0.5")).toBe(500_000);
  expect(entryAsQuantity("0")).toBeNull();
  expect(entryAsQuantity("мо")).toBeNull();
  expect(entryAsQuantity("")).toBeNull();
});
