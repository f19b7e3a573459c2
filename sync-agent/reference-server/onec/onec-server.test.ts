import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { systemClock } from "../../../config/clock.ts";
import { silentLog } from "../../../config/log.ts";
import { sampleId } from "../../testing/sample-facts.ts";
import { parseFilter } from "./query.ts";
import type { OnecServer } from "./server.ts";
import { startOneCServer } from "./server.ts";

const RECEIPT = "Document_ЧекККМ";
const KEY = sampleId("receipt");
let server: OnecServer;

beforeEach(async () => {
  server = await startOneCServer({ dataDir: ":memory:", port: 0, clock: systemClock, log: silentLog });
});

afterEach(() => server.stop());

async function call(method: string, path: string, body?: object, headers: Record<string, string> = {}) {
  const url = `${server.url}/odata/standard.odata/${path}`;
  const answer = await fetch(url, { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
  const text = await answer.text();
  const json = (text.startsWith("{") ? JSON.parse(text) : {}) as {
    "odata.error"?: { code: string };
    value?: object[];
    [field: string]: unknown;
  };
  return { status: answer.status, code: json["odata.error"]?.code, json, text };
}

const receipt = (changes: object = {}): object => ({
  Ref_Key: KEY,
  Date: "2026-11-20T09:15:41",
  Организация_Key: sampleId("о"),
  Склад_Key: sampleId("с"),
  КассаККМ_Key: sampleId("к"),
  КассоваяСмена_Key: sampleId("см"),
  Статус: "Пробит",
  НомерЧекаККМ: 5,
  СуммаДокумента: 1.1,
  ПолученоНаличными: 2,
  Товары: [{ LineNumber: "1", Номенклатура_Key: sampleId("т"), Количество: 1, Цена: 1.1, Сумма: 1.1, СтавкаНДС_Key: sampleId("22") }],
  ...changes,
});
const one = `${RECEIPT}(guid'${KEY}')`;

describe("the reference 1C", () => {
  it("stores under the client's key, once", async () => {
    const first = await call("POST", RECEIPT, receipt({ НеизвестноеПоле: 1 }));
    expect(first).toMatchObject({ status: 201, json: { Ref_Key: KEY, Posted: false, Number: "000000001" } });
    expect("НеизвестноеПоле" in first.json).toBe(false);
    expect(await call("POST", RECEIPT, receipt())).toMatchObject({ status: 400, code: "15" });
  });

  it.each([
    ["a wrong value", { Организация_Key: "нет" }, 400, "4"],
    ["money as text", { СуммаДокумента: "1,10" }, 400, "4"],
    ["a date without time", { Date: "2026-11-20" }, 400, "4"],
    ["an unknown status", { Статус: "Готов" }, 400, "4"],
    ["no date", { Date: undefined }, 400, "5"],
    ["a row without its number", { Товары: [{ Количество: 1 }] }, 500, "-1"],
    ["a table that is none", { Товары: 5 }, 400, "4"],
    ["a row that is none", { Товары: [5] }, 400, "4"],
  ])("refuses %s", async (_what, changes, status, code) => {
    expect(await call("POST", RECEIPT, receipt(changes))).toMatchObject({ status, code });
    expect(server.received().documents[RECEIPT]).toBeUndefined();
  });

  it.each([
    ["an empty header", { Склад_Key: "00000000-0000-0000-0000-000000000000" }],
    ["no goods", { Товары: [] }],
    [
      "goods that are not there",
      { Товары: [{ LineNumber: "1", Номенклатура_Key: sampleId("?"), Сумма: 1.1, СтавкаНДС_Key: sampleId("22") }] },
    ],
    ["no VAT rate", { Товары: [{ LineNumber: "1", Номенклатура_Key: sampleId("т"), Сумма: 1.1 }] }],
    ["another total", { СуммаДокумента: 1.2 }],
    ["too little money", { ПолученоНаличными: 1 }],
  ])("does not post with %s", async (_what, changes) => {
    server.add("Catalog_Номенклатура", { Ref_Key: sampleId("т"), Description: "Т" });
    await call("POST", RECEIPT, receipt(changes));
    expect(await call("POST", `${one}/Post`)).toMatchObject({ status: 500, code: "-1" });
    expect(server.object(RECEIPT, KEY)).toMatchObject({ Posted: false });
  });

  it("posts and takes it back", async () => {
    server.add("Catalog_Номенклатура", { Ref_Key: sampleId("т"), Description: "Т" });
    await call("POST", RECEIPT, receipt());
    expect((await call("POST", `${one}/Post()?PostingModeOperational=false`)).status).toBe(200);
    expect((await call("GET", `${one}?$select=Posted`)).json).toEqual({ Posted: true });
    expect((await call("POST", `${one}/Unpost`)).status).toBe(200);
    expect(server.object(RECEIPT, KEY)).toMatchObject({ Posted: false });
  });

  it("changes by PATCH what is given, by PUT everything, guarded by the version", async () => {
    const { json } = await call("POST", RECEIPT, receipt());
    const version = String(json["DataVersion"]);
    expect((await call("PATCH", one, { НомерЧекаККМ: 6 })).json).toMatchObject({ НомерЧекаККМ: 6, Статус: "Пробит" });
    expect((await call("PATCH", one, { НомерЧекаККМ: 7 }, { "if-match": version })).status).toBe(412);
    const put = await call("PUT", one, { Date: "2026-11-21T00:00:00" });
    expect(put.json).toMatchObject({ Ref_Key: KEY, Date: "2026-11-21T00:00:00" });
    expect("Статус" in put.json).toBe(false);
  });

  it("lists by filter, order and page", async () => {
    for (const n of [3, 1, 2]) await call("POST", RECEIPT, receipt({ Ref_Key: sampleId(`r${n}`), НомерЧекаККМ: n }));
    const list = await call(
      "GET",
      `${RECEIPT}?$filter=НомерЧекаККМ ge 2 and Статус eq 'Пробит'&$orderby=НомерЧекаККМ desc&$top=1&$skip=1&$select=НомерЧекаККМ`,
    );
    expect(list.json.value).toEqual([{ НомерЧекаККМ: 2 }]);
    expect(await call("GET", `${RECEIPT}?$filter=length(Статус) eq 6`)).toMatchObject({ status: 400, code: "14" });
  });

  it("knows its addresses", async () => {
    expect(await call("GET", `Document_Нет`)).toMatchObject({ status: 404, code: "8" });
    expect(await call("GET", one)).toMatchObject({ status: 404, code: "9" });
    expect(await call("POST", `${one}/Post`)).toMatchObject({ status: 404, code: "9" });
    expect(await call("DELETE", RECEIPT)).toMatchObject({ status: 405, code: "19" });
    expect(await call("GET", "a/b/c")).toMatchObject({ status: 400, code: "6" });
    expect((await call("GET", "$metadata")).text).toContain('<EntityType Name="Document_ЧекККМ">');
  });
});

describe("the reference 1C on disk", () => {
  it("keeps what it acknowledged over a restart", async () => {
    const dataDir = mkdtempSync(join(tmpdir(), "onec-"));
    const start = () => startOneCServer({ dataDir, port: 0, clock: systemClock, log: silentLog });
    const before = await start();
    before.add("Catalog_Номенклатура", { Ref_Key: KEY, Description: "Т" });
    await before.stop();
    const after = await start();
    expect(after.object("Catalog_Номенклатура", KEY)).toMatchObject({ Description: "Т" });
    await after.stop();
    rmSync(dataDir, { recursive: true });
  });
});

describe("a filter", () => {
  const matches = (text: string, object: Record<string, unknown>) => parseFilter(text, () => true)?.(object);
  it("compares text, numbers, flags, keys and times", () => {
    expect(matches("A eq 'it''s'", { A: "it's" })).toBe(true);
    expect(matches("A ne 5 and B eq true", { A: 6, B: true })).toBe(true);
    expect(matches("A eq false", {})).toBe(true);
    expect(matches("A eq guid'AB'", { A: "ab" })).toBe(true);
    expect(
      matches("Date ge datetime'2026-01-01T00:00:00' and Date lt datetime'2026-02-01T00:00:00'", { Date: "2026-01-31T23:59:59" }),
    ).toBe(true);
    expect(matches("A eq 5", { A: "5" })).toBe(false);
  });
  it.each(["", "A", "A eq", "A eq 5 or B eq 6", "A eq 5 and", "A like 'x'"])("«%s» is not understood", (text) => {
    expect(parseFilter(text, () => true)).toBeNull();
  });
});
