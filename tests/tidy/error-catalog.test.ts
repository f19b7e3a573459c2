import { describe, expect, it } from "vitest";
import { accessErrors } from "../../config/errors/access.ts";
import { apiErrors } from "../../config/errors/api.ts";
import type { ErrorEntry } from "../../config/errors/app-error.ts";
import { catalogErrors } from "../../config/errors/catalog.ts";
import { configErrors } from "../../config/errors/config.ts";
import { deviceErrors } from "../../config/errors/device.ts";
import { fiscalErrors } from "../../config/errors/fiscal.ts";
import { ERROR_CATALOG } from "../../config/errors/index.ts";
import { loyaltyErrors } from "../../config/errors/loyalty.ts";
import { markingErrors } from "../../config/errors/marking.ts";
import { receiptErrors } from "../../config/errors/receipt.ts";
import { storageErrors } from "../../config/errors/storage.ts";
import { syncErrors } from "../../config/errors/sync.ts";
import { withoutComments } from "./imports.ts";
import { isTest, repositoryFiles, ROOMS } from "./source-tree.ts";

/** Prefix of the codes of each group file. */
const GROUPS: readonly (readonly [prefix: string, entries: Readonly<Record<string, ErrorEntry>>])[] = [
  ["ACC", accessErrors],
  ["API", apiErrors],
  ["CAT", catalogErrors],
  ["CFG", configErrors],
  ["DEV", deviceErrors],
  ["FIS", fiscalErrors],
  ["LOY", loyaltyErrors],
  ["MRK", markingErrors],
  ["RCP", receiptErrors],
  ["STO", storageErrors],
  ["SYN", syncErrors],
];
const entries = Object.entries(ERROR_CATALOG) as [string, ErrorEntry][];

function placeholders(text: string): string[] {
  return [...new Set([...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1] ?? ""))].toSorted();
}

describe("the error catalogue", () => {
  it("holds every group, and no code twice", () => {
    const listed = GROUPS.flatMap(([, group]) => Object.keys(group));
    expect(new Set(listed).size).toBe(listed.length);
    expect(listed.toSorted()).toEqual(Object.keys(ERROR_CATALOG).toSorted());
  });

  it.each(GROUPS)("%s codes bear the prefix and a number", (prefix, group) => {
    for (const code of Object.keys(group)) expect(code).toMatch(new RegExp(`^${prefix}\\d{3}$`));
  });

  it("has no code that nothing uses", () => {
    const sources = repositoryFiles([".ts", ".tsx"], [...ROOMS]).filter(({ path }) => !isTest(path) && !path.startsWith("config/errors/"));
    const used = new Set(
      sources.flatMap(({ text }) => [...withoutComments(text).matchAll(/["'`]([A-Z]{3}\d{3})["'`]/g)].map((match) => match[1])),
    );
    expect(entries.map(([code]) => code).filter((code) => !used.has(code))).toEqual([]);
  });

  it("speaks Russian to people: what happened and what to do, in sentences", () => {
    const wrong = entries.filter(([, { ru }]) => !/[а-яё]/i.test(ru) || !/[.?!…»]$/.test(ru) || ru.length > 200);
    expect(wrong.map(([code, { ru }]) => `${code}: ${ru}`)).toEqual([]);
  });

  it("speaks English in logs, without a Cyrillic letter, and hints at something", () => {
    // Russian terms may stand in the hint, in brackets.
    const wrong = entries.filter(([, { en, hint }]) => /[а-яё]/i.test(en) || en === "" || hint === "");
    expect(wrong.map(([code]) => code)).toEqual([]);
  });

  it("says the same in both languages", () => {
    const differ = entries.filter(([, { ru, en }]) => placeholders(ru).join() !== placeholders(en).join());
    expect(differ.map(([code, { ru, en }]) => `${code}: ${ru} | ${en}`)).toEqual([]);
  });

  it("blames nobody", () => {
    expect(entries.filter(([, { ru }]) => /вы ошиблись|вы забыли|ваша вина|некорректн|недопустим/i.test(ru)).map(([code]) => code)).toEqual(
      [],
    );
  });
});
