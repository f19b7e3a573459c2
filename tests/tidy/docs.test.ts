import { existsSync, readFileSync } from "node:fs";
import { join, posix } from "node:path";
import { describe, expect, it } from "vitest";
import { CONFIG_SCHEMA_NODE } from "../../config/schema.ts";
import { settingsOf } from "../../config/settings-list.ts";
import { LAW_DATES } from "../../fiscal/document/law-dates.ts";
import { COMMANDS } from "../../terminal/cli/command-table.ts";
import { settingsTable } from "../../terminal/cli/config-schema.ts";
import { repositoryFiles, ROOT } from "./source-tree.ts";

/** The generated part of a page; the message tells how to renew it. */
function generatedPart(page: string, mark: string): string {
  const text = readFileSync(join(ROOT, "docs", page), "utf8");
  const match = new RegExp(`<!-- ${mark} -->\\n([^]*?)<!-- /${mark} -->`).exec(text);
  return (match?.[1] ?? "").trim();
}

describe("docs", () => {
  it("configuration.md holds the table of `till config schema --markdown`", () => {
    expect(generatedPart("configuration.md", "settings")).toBe(settingsTable(settingsOf(CONFIG_SCHEMA_NODE)));
  });

  it("command-line.md holds every command with its summary, in the order of the table", () => {
    const rows = COMMANDS.map((entry) => `| \`till ${entry.name}\` | ${entry.summary.en} |`);
    expect(generatedPart("command-line.md", "commands").split("\n")).toEqual(["| command | does |", "| --- | --- |", ...rows]);
  });

  it("calendar.md holds every date of the law with its source", () => {
    const page = readFileSync(join(ROOT, "docs", "calendar.md"), "utf8");
    const missing = LAW_DATES.filter(
      ({ date, code, source }) =>
        !page.split("\n").some((line) => line.startsWith(`| ${date} | ${code}`) && line.endsWith(`| ${source} |`)),
    );
    expect(missing).toEqual([]);
  });

  it("links inside the repository lead somewhere", () => {
    const dead = repositoryFiles([".md"]).flatMap(({ path, text }) =>
      [...text.matchAll(/\]\((?!https?:|#|mailto:)([^)#\s]+)/g)].flatMap(([, target]) => {
        const goal = posix.join(posix.dirname(path), target ?? "");
        return existsSync(join(ROOT, goal)) ? [] : [`${path} → ${target}`];
      }),
    );
    expect(dead).toEqual([]);
  });
});
