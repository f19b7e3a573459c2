import { describe, expect, it } from "vitest";
import { errorText } from "./errors/index.ts";
import { readFileFromDisk } from "./read-file.ts";
import { err, ok } from "./result.ts";
import { loadSaleLaw, shippedLaw } from "./sale-law.ts";

const shipped = shippedLaw();

/** The shipped files, one of them with a text replaced. */
const changed = (name: string, from: string, to: string) =>
  loadSaleLaw({
    folder: shipped.folder,
    readFile: (path) => {
      const read = readFileFromDisk(path);
      if (!read.ok || !path.endsWith(name)) return read;
      expect(read.value).toContain(from);
      return ok(read.value.replace(from, to));
    },
  });
const said = (loaded: ReturnType<typeof loadSaleLaw>): string[] => (loaded.ok ? [] : loaded.error.map((error) => errorText(error, "en")));

describe("dated rules of restricted sales", () => {
  it("the shipped files are right, and every row says where it comes from", () => {
    const law = loadSaleLaw(shipped);
    if (!law.ok) throw new Error(said(law).join("\n"));
    const { hours, prices, ages } = law.value;
    for (const row of [...hours.federal, ...hours.regions, ...hours.specialDays, ...prices.rows, ...ages.rows])
      expect(row.source).not.toBe("");
    expect(prices.rows.filter(({ from }) => from === "2026-01-01")).toHaveLength(4);
  });

  it.each([
    ["a class that is none", "minimum-prices.yaml", "class: brandy", "class: brandi", /minimum-prices\.yaml:20: rows\.2.*brandi/],
    ["a day that is none", "age-limits.yaml", "2025-03-01", "2025-02-30", /age-limits\.yaml:5.*2025-02-30/],
    ["hours that are none", "sale-hours.yaml", "23:00-08:00", "23:00-8", /sale-hours\.yaml:4.*23:00-8/],
    ["an unknown key", "sale-hours.yaml", "yearly: 09-01", "yearl: 09-01", /sale-hours\.yaml:\d+.*yearl/],
    ["a special day on no day", "sale-hours.yaml", "yearly: 09-01, ", "", /sale-hours\.yaml:\d+.*date, yearly, nth/],
    ["an end before the beginning", "age-limits.yaml", "from: 2000-01-01", "from: 2000-01-01, until: 1999-01-01", /age-limits\.yaml:6/],
    ["no YAML at all", "age-limits.yaml", "rows:", "rows: [", /age-limits\.yaml:/],
  ])("%s is told with file and line", (_what, name, from, to, text) => {
    expect(said(changed(name, from, to)).join("\n")).toMatch(text);
  });

  it("a file that is missing is named", () => {
    expect(said(loadSaleLaw({ folder: "/nowhere", readFile: () => err("no such file") })).join("\n")).toMatch(/age-limits\.yaml/);
  });
});
