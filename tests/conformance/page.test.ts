import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { ATOL_DRIVER_LIBRARY } from "./families/atol-driver-library.ts";
import { ATOL_WEB_REQUESTS } from "./families/atol-web-requests.ts";
import { SHTRIH_M_SERIAL, SHTRIH_M_TCP } from "./families/shtrih-m.ts";
import { conformancePage } from "./suite/page.ts";
import { CODES, COMPANY, OTHER, PAPER, TROUBLE } from "./suite/rows.ts";

const HERE = import.meta.dirname;
const PAGE = join(HERE, "..", "..", "docs", "devices", "registrar-conformance.md");
const FAMILIES = { SHTRIH_M_TCP, SHTRIH_M_SERIAL, ATOL_WEB_REQUESTS, ATOL_DRIVER_LIBRARY };
const SUITES = [
  "describeReceiptKinds",
  "describeOtherDocuments",
  "describeCuts",
  "describeTroubles",
  "describeCompany",
  "describePaper",
  "describeCodeChecks",
];

it("docs/devices/registrar-conformance.md is what the suite tries (UPDATE_DOCS=1 renews it)", () => {
  const page = conformancePage(Object.values(FAMILIES));
  if (process.env["UPDATE_DOCS"] === "1") writeFileSync(PAGE, page);
  expect(readFileSync(PAGE, "utf8")).toBe(page);
});

/** The page says "yes" by what the families declare: so each suite must run on each family, and each row be a test of a suite. */
describe("what the page says is tried", () => {
  const textsIn = (folder: string, ending: string): string[] =>
    readdirSync(join(HERE, folder))
      .filter((name) => name.endsWith(ending) && name !== "page.test.ts")
      .map((name) => readFileSync(join(HERE, folder, name), "utf8"));
  const tests = textsIn(".", ".test.ts");
  const suites = textsIn("suite", "-suite.ts").join("\n");

  it.each(Object.keys(FAMILIES).flatMap((family) => SUITES.map((suite) => [family, suite] as const)))("%s: %s", (family, suite) => {
    const naming = tests.filter((text) => new RegExp(`\\b${family}\\b`).test(text) && text.includes(`${suite}(`));
    expect(naming.length).toBeGreaterThan(0);
    if (suite === "describeReceiptKinds") expect(naming.every((text) => text.includes("ALL_KINDS)"))).toBe(true);
  });

  it.each(Object.entries(FAMILIES))("%s: every cut, in one file or in parts", (name, { cuts }) => {
    const parts = tests.flatMap((text) => [...text.matchAll(/describeCuts\(([A-Z_]+)(?:, \1\.cuts\.slice\((\d+)(?:, (\d+))?\))?\)/g)]);
    const tried = parts
      .filter(([, family]) => family === name)
      .flatMap(([, , from = "0", to]) => cuts.slice(Number(from), to === undefined ? undefined : Number(to)));
    expect(tried.toSorted((a, b) => cuts.indexOf(a) - cuts.indexOf(b))).toEqual(cuts);
  });

  it.each(Object.entries({ OTHER, TROUBLE, COMPANY, PAPER, CODES }))("every row of %s", (group, rows) => {
    expect(Object.keys(rows).filter((key) => !new RegExp(`\\b${group}\\.${key}\\b`).test(suites))).toEqual([]);
  });
});
