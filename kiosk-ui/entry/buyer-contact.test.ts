import { expect, test } from "vitest";
import { readBuyerContact } from "./buyer-contact.ts";

test.each([
  ["9161234567", "+79161234567"],
  ["8 (916) 123-45-67", "+79161234567"],
  ["+7 916 123 45 67", "+79161234567"],
  ["79161234567", "+79161234567"],
  ["+89161234567", null],
  ["916123456", null],
  ["anna@example.ru", "anna@example.ru"],
  [" anna@example.ru ", "anna@example.ru"],
  ["anna@example", null],
  ["anna example@x.ru", null],
  ["почта", null],
  ["", null],
])("%j", (typed, contact) => {
  expect(readBuyerContact(typed)).toBe(contact);
});
