import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { ATOL_WEB_REQUESTS } from "./families/atol-web-requests.ts";
import { SHTRIH_M_SERIAL, SHTRIH_M_TCP } from "./families/shtrih-m.ts";
import { conformancePage } from "./suite/page.ts";

const PAGE = join(import.meta.dirname, "..", "..", "docs", "devices", "registrar-conformance.md");

it("docs/devices/registrar-conformance.md is what the suite tries (UPDATE_DOCS=1 renews it)", () => {
  const page = conformancePage([SHTRIH_M_TCP, SHTRIH_M_SERIAL, ATOL_WEB_REQUESTS]);
  if (process.env["UPDATE_DOCS"] === "1") writeFileSync(PAGE, page);
  expect(readFileSync(PAGE, "utf8")).toBe(page);
});
