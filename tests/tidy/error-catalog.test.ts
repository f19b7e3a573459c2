import { describe, expect, it } from "vitest";
import type { ErrorEntry } from "../../config/errors/app-error.ts";
import { ERROR_CATALOG } from "../../config/errors/index.ts";
import { ERROR_GROUPS } from "./errors-page.ts";
import { withoutComments } from "./imports.ts";
import { isTest, repositoryFiles, ROOMS } from "./source-tree.ts";

const entries = Object.entries(ERROR_CATALOG) as [string, ErrorEntry][];

function placeholders(text: string): string[] {
  return [...new Set([...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1] ?? ""))].toSorted();
}

describe("the error catalogue", () => {
  it("holds every group, and no code twice", () => {
    const listed = ERROR_GROUPS.flatMap(({ entries: group }) => Object.keys(group));
    expect(new Set(listed).size).toBe(listed.length);
    expect(listed.toSorted()).toEqual(Object.keys(ERROR_CATALOG).toSorted());
  });

  it.each(ERROR_GROUPS)("$prefix codes bear the prefix and a number", ({ prefix, entries: group }) => {
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
