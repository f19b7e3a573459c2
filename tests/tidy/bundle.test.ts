import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Database from "better-sqlite3";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { ROOT } from "./source-tree.ts";

/** Goal: what is shipped does what the sources do. All other tests run the sources; the bundle is another text of them. */
describe("the bundle", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "till-bundle-"));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const till = (...args: string[]) =>
    spawnSync(process.execPath, [join(ROOT, "bin", "till.mjs"), ...args], {
      encoding: "utf8",
      env: { ...process.env, TILL_LANGUAGE: "ru" },
    });

  it("reads Russian in goods lists: rates, roubles, units", () => {
    const list = join(folder, "goods.csv");
    writeFileSync(list, "Код;Наименование;НДС;Цена\nZ1;Хлеб;Без НДС;100 руб.\nZ2;Мука;НДС 10%;59,90 ₽\n");
    const done = till("catalog", "import", list, "--data-dir", folder, "--json");
    expect(JSON.parse(done.stdout)).toMatchObject({ ok: true, taken: { goods: 2, prices: 2 } });
    const file = readdirSync(folder).find((name) => /^catalog-\d+\.db$/.test(name)) ?? "";
    const db = new Database(join(folder, file), { readonly: true });
    expect(db.prepare("SELECT name, vat FROM goods ORDER BY id").all()).toEqual([
      { name: "Хлеб", vat: "none" },
      { name: "Мука", vat: "10" },
    ]);
    db.close();
  });

  it("is ASCII: it is read as one byte a character", () => {
    till("--version");
    const entry = readFileSync(join(ROOT, "build", "till.mjs"), "utf8");
    const name = /till-[0-9a-f]+\.cjs/.exec(entry)?.[0] ?? "";
    expect(readFileSync(join(ROOT, "build", name)).findIndex((byte) => byte > 0x7f)).toBe(-1);
  });
});
