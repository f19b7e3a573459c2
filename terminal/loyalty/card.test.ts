import { expect, it } from "vitest";
import { maskCard, maskName, recogniseCard } from "./card.ts";

const SETTINGS = { cardPrefixes: ["777", "299"] };

it.each([
  ["7770001234", "7770001234"],
  ["777 000-1234", "7770001234"],
  ["2990000123456", "2990000123456"],
])("recognises %s as a card", (text, number) => {
  expect(recogniseCard(text, SETTINGS)).toBe(number);
});

it.each(["4601234567893", "77712", "7770001234X", "777".padEnd(21, "0"), "", "BADGE-777"])("takes %s for no card", (text) => {
  expect(recogniseCard(text, SETTINGS)).toBeNull();
});

it("recognises no card without prefixes", () => {
  expect(recogniseCard("7770001234", { cardPrefixes: [] })).toBeNull();
});

it.each([
  ["7770001234", "•••• 1234"],
  ["1234", "••••"],
])("masks the card %s", (number, shown) => {
  expect(maskCard(number)).toBe(shown);
});

it.each([
  ["Петрова Анна Сергеевна", "Анна П."],
  ["  Петрова   Анна ", "Анна П."],
  ["Анна", "Анна"],
  ["", ""],
])("masks the name “%s”", (name, shown) => {
  expect(maskName(name)).toBe(shown);
});
