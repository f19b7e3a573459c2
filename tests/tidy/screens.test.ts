import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { beforeAll, expect, it } from "vitest";
import { ru } from "../../kiosk-ui/i18n/ru.ts";
import { textIn } from "../../kiosk-ui/i18n/texts.ts";
import { KEY_MAP, labelOfCombo } from "../../kiosk-ui/keys/key-map.ts";
import { bundleScreens } from "../e2e/bundle-screens.ts";
import { repositoryFiles, ROOT } from "./source-tree.ts";

const SCRIPT_BUDGET_BYTES = 80 * 1024;

let files: ReadonlyMap<string, Uint8Array>;

beforeAll(async () => {
  files = await bundleScreens();
});

function zippedSize(path: string): number {
  return gzipSync(files.get(path) ?? new Uint8Array()).length;
}

it("the bundle stays small enough for a slow till", () => {
  expect(zippedSize("/main.js")).toBeGreaterThan(1_000);
  expect(zippedSize("/main.js")).toBeLessThan(SCRIPT_BUDGET_BYTES);
});

it("the page asks for nothing that is not served, and holds nothing inline", () => {
  const page = new TextDecoder().decode(files.get("/index.html"));
  const asked = [...page.matchAll(/(?:src|href)="([^"]+)"/g)].map((match) => match[1] ?? "");
  expect(asked.length).toBeGreaterThan(2);
  expect(asked.filter((path) => !files.has(path))).toEqual([]);
  expect(page).not.toMatch(/<style|style="|<script(?![^>]*\ssrc=)|\son\w+="/);
});

it("every text of the screens is shown somewhere", () => {
  const code = repositoryFiles([".ts", ".tsx"], ["kiosk-ui"])
    .filter(({ path }) => !path.startsWith("kiosk-ui/i18n/") && !path.endsWith(".test.ts"))
    .map(({ text }) => text)
    .join("\n");
  // `fiscal.${purpose}` shows every text that begins and ends so.
  const patterns = [...code.matchAll(/`([\w.-]*)\$\{[^}]*\}([\w.-]*)`/g)]
    .filter(([, head = ""]) => head.includes("."))
    .map(([, head = "", tail = ""]) => new RegExp(`^${head.replaceAll(".", "\\.")}[\\w-]+${tail.replaceAll(".", "\\.")}$`));
  const unused = Object.keys(ru).filter((key) => !code.includes(`"${key}"`) && !patterns.some((pattern) => pattern.test(key)));
  expect(unused).toEqual([]);
});

it("docs/screens.md holds the keys as they are", () => {
  const page = readFileSync(join(ROOT, "docs/screens.md"), "utf8");
  const table = /<!-- keys -->\n([^]*?)<!-- \/keys -->/.exec(page)?.[1]?.trim();
  const rows = KEY_MAP.map(({ combo, scope, action }) => {
    const words = `${textIn("en", `action.${action}`)} (${textIn("ru", `action.${action}`)})`;
    return `| ${labelOfCombo(combo)} | ${scope} | ${words} |`;
  });
  expect(table?.split("\n")).toEqual(["| key | where | does |", "| --- | --- | --- |", ...rows]);
});
