import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { errorsPage } from "./errors-page.ts";
import { ROOT } from "./source-tree.ts";

const PAGE = join(ROOT, "docs", "errors.md");

it("docs/errors.md is what the catalogue says (UPDATE_DOCS=1, or `npm run docs`, renews it)", () => {
  if (process.env["UPDATE_DOCS"] === "1") writeFileSync(PAGE, errorsPage());
  expect(readFileSync(PAGE, "utf8")).toBe(errorsPage());
});
