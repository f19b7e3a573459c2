import { expect, test } from "vitest";
import { cleanDay, readDay } from "./day-entry.ts";

test.each([
  ["", ""],
  ["2", "2"],
  ["241", "24.1"],
  ["24112026", "24.11.2026"],
  ["24.11.20269", "24.11.2026"],
  ["24/11/2026", "24.11.2026"],
])("«%s» is kept as «%s»", (typed, kept) => {
  expect(cleanDay(typed)).toBe(kept);
});

test.each([
  ["24.11.2026", "2026-11-24"],
  ["29.02.2028", "2028-02-29"],
  ["29.02.2026", null],
  ["31.04.2026", null],
  ["24.11.26", null],
  ["", null],
])("«%s» is %s", (text, day) => {
  expect(readDay(text)).toBe(day);
});
