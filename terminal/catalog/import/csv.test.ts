import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Clock } from "../../../config/clock.ts";
import { epochMs, systemClock } from "../../../config/clock.ts";
import type { Catalog } from "../catalog.ts";
import { open, scratch } from "../testing/small-catalog.ts";
import { readHeader } from "./csv-columns.ts";
import type { CsvRow } from "./csv-reader.ts";
import { CsvParser, detectSeparator } from "./csv-reader.ts";
import { formatImportReport } from "./import-report.ts";
import type { ImportReport } from "./import-report.ts";
import { readPrice, readStock, readUnit, readVat } from "./read-fields.ts";
import { runCatalogImport } from "./run-import.ts";
import { detectEncoding } from "./text-encoding.ts";

const clock: Clock = { ...systemClock, now: () => epochMs(Date.UTC(2026, 10, 24, 9)) };

describe("CSV", () => {
  const parse = (text: string, separator: ";" | "," = ";", cuts: readonly number[] = []): CsvRow[] => {
    const parser = new CsvParser(separator, "x.csv");
    const edges = [0, ...cuts.map((cut) => cut % (text.length + 1)).sort((a, b) => a - b), text.length];
    const pieces = edges.slice(1).map((edge, at) => parser.feed(text.slice(edges[at], edge)));
    return [...pieces, parser.end()].flatMap((rows) => (rows.ok ? rows.value : []));
  };

  it("reads what spreadsheets write", () => {
    const text = 'Код;Имя\r\n1;"Труба 1/2"""\r\n\r\n2;"две\r\nстроки; и всё"\r\n3;Уголок 1/2" сталь';
    expect(parse(text)).toEqual([
      { line: 1, fields: ["Код", "Имя"] },
      { line: 2, fields: ["1", 'Труба 1/2"'] },
      { line: 4, fields: ["2", "две\nстроки; и всё"] },
      { line: 6, fields: ["3", 'Уголок 1/2" сталь'] },
    ]);
  });

  it("gives every field back, however the file is cut into pieces", () => {
    const field = fc.string({ unit: fc.constantFrom("a", "я", ";", '"', "\n", " ", ",") });
    const table = fc.array(fc.array(field, { minLength: 2, maxLength: 4 }), { maxLength: 6 });
    fc.assert(
      fc.property(table, fc.array(fc.nat(1_000), { maxLength: 6 }), (rows, cuts) => {
        const text = rows.map((fields) => fields.map((one) => `"${one.replaceAll('"', '""')}"`).join(";")).join("\r\n");
        expect(parse(text, ";", cuts).map(({ fields }) => fields)).toEqual(rows);
      }),
    );
  });

  it("does not swallow a file after a lost quote", () => {
    const parser = new CsvParser(";", "x.csv");
    expect(parser.feed(`1;"${"я".repeat(30_000)}`)).toMatchObject({ ok: false, error: { code: "CAT214", details: { line: 1 } } });
    const other = new CsvParser(";", "x.csv");
    expect([other.feed('1\n2;"без конца').ok, other.end()]).toMatchObject([true, { ok: false, error: { details: { line: 2 } } }]);
  });

  it.each([
    ["Код;Имя, полное;Цена", ";"],
    ["code,name,price", ","],
    ["code\tname", "\t"],
    ["code", ";"],
  ])("%s is separated by %j", (header, separator) => {
    expect(detectSeparator(header)).toBe(separator);
  });

  it("knows columns by Russian and English names, and names what it does not use", () => {
    const columns = readHeader(["КОД", "Ед. изм.", "Штрих-код", "Штрихкод 2", "Цена", "Цена: Оптовая", "Остаток: Склад 1", "Цвет", ""]);
    expect(columns.fields).toEqual(
      new Map([
        ["code", [0]],
        ["unit", [1]],
        ["barcode", [2, 3]],
      ]),
    );
    expect([columns.prices, columns.stocks, columns.unused]).toEqual([
      [
        { column: 4, name: "" },
        { column: 5, name: "Оптовая" },
      ],
      [{ column: 6, name: "Склад 1" }],
      ["Цвет"],
    ]);
  });
});

describe("values", () => {
  it.each([
    ["100", 10_000],
    ["1 719,00", 171_900],
    ["1\u00a0719.5 руб.", 171_950],
    ["231.7400", 23_174],
    ["0,005", 1],
    ["0,0049", 0],
    ["-5", null],
    ["1,2,3", null],
    ["", null],
  ])("price %j is %s", (text, kop) => {
    expect(readPrice(text)?.kop ?? null).toBe(kop);
  });

  it.each([
    ["5", 5_000_000],
    ["-2,5", -2_500_000],
    ["0,1234567", 123_456],
    ["1 000", 1_000_000_000],
    ["-0", 0],
    ["нет", null],
  ])("stock %j is %s", (text, stock) => {
    expect(readStock(text)).toBe(stock);
  });

  it.each([
    ["22", "22"],
    ["НДС 10%", "10"],
    ["20.00", "20"],
    ["Без НДС", "none"],
    ["не облагается", "none"],
    ["10/110", "10/110"],
    ["18", null],
  ])("VAT %j is %s", (text, rate) => {
    expect(readVat(text)).toBe(rate);
  });

  it.each([
    ["796 ", "", { unit: "шт", measure: 0, known: true }],
    ["6", "", { unit: "м", measure: 22, known: true }],
    ["", "КГ.", { unit: "кг", measure: 11, known: true }],
    ["", "упак", { unit: "упак", measure: 0, known: true }],
    ["", "", { unit: "шт", measure: 0, known: true }],
    ["999", "бочонок", { unit: "бочонок", measure: 255, known: false }],
  ])("unit %j %j", (code, name, unit) => {
    expect(readUnit(code, name)).toEqual(unit);
  });
});

describe("import of a list", () => {
  let dir: ReturnType<typeof scratch>;
  beforeEach(() => (dir = scratch()));
  afterEach(() => dir.clean());

  const importText = (text: string | Uint8Array, name = "goods.csv"): ReturnType<typeof runCatalogImport> =>
    runCatalogImport({ files: [dir.file(name, text)], dataDir: dir.dir, clock });
  async function take(text: string | Uint8Array): Promise<ImportReport> {
    const imported = await importText(text);
    if (!imported.ok) throw new Error(JSON.stringify(imported.error.error));
    return imported.value;
  }
  function using<T>(ask: (catalog: Catalog) => T): T {
    const catalog = open(dir.dir);
    try {
      return ask(catalog);
    } finally {
      catalog.close();
    }
  }

  const LIST = [
    "Код;Артикул;Наименование;Штрихкод;Код весов;Ед. изм.;НДС;Маркировка;Без скидок;Мин. цена;Отдел;Цена;Остаток;Цвет",
    "1;A-1;Молоко;4600000000015 4600000000022;;шт;10;молоко;;;;89,90;12;белый",
    "2;;Яблоки;;00017;кг;10;;;;3;129,90;5,125;",
    "3;;Сигареты;4600000000039;;пач;22;табак;да;189;6;189;1;",
    "4;;;4600000000046;;шт;22;;;;;1;;",
    ";;Без кода;;;шт;22;;;;;1;;",
    "1;;Второе молоко;;;шт;22;;;;;1;;",
    "5;;Чужой штрихкод;4600000000015;;шт;22;;;;;1;;",
    "6;;Отдел не число;;;шт;22;;;;много;1;;",
    "7;;Код весов не число;;ПЛУ;кг;22;;;;;1;;",
    "8;;Странная маркировка;;;шт;22;волшебная;;;;1;;",
    "9;;Цена не число;;;шт;22;;;;;дорого;;",
    "10;;Лишний столбец;;;шт;22;;;;;1;1;;ещё",
    "12;;Отдел, которого нет в ККТ;4600000000060;;шт;22;;;;17;1;;",
    '11;;"Штрих ""и"" кавычки; точка";4600000000053;;шт;22;;нет;;0;1;;',
  ].join("\r\n");

  it("takes what it can and lists the rest by line and reason", async () => {
    const report = await take(LIST);
    expect(formatImportReport(report)).toMatchInlineSnapshot(`
      "Загрузка каталога: новый каталог, поколение 1
        goods.csv: CSV, utf-8, записей 14
      Взято: товаров 7, штрихкодов 4, цен 6, остатков 3
      Без цены, не продаются: 1
      Столбцы без применения: Цвет
      Не взято:
        1 × цена не читается
            goods.csv:12 Цена не число: дорого
        1 × значение не читается
            goods.csv:9 Отдел не число: много
        1 × код весов не читается
            goods.csv:10 Код весов не число: ПЛУ
        1 × штрихкод уже принадлежит другому товару
            goods.csv:8 Чужой штрихкод: 4600000000015
        1 × нет ни идентификатора, ни кода
            goods.csv:6 Без кода
        1 × нет названия
            goods.csv:5 4
        1 × товар с таким идентификатором уже был выше
            goods.csv:7 1 Второе молоко
        1 × такого отдела нет: ККТ знают отделы от 0 до 16
            goods.csv:14 Отдел, которого нет в ККТ: 17
        1 × в строке другое число столбцов, чем в заголовке
            goods.csv:13 10;;Лишний столбец;;;шт;22;;;;;1;1;;ещё
      Взято с замечанием:
        2 × нет штрихкода: товар находится только поиском
            goods.csv:11 Странная маркировка
            goods.csv:12 Цена не число
        1 × группа маркировки не распознана: взята как есть
            goods.csv:11 Странная маркировка: волшебная"
    `);
    expect(using((catalog) => catalog.byBarcode("4600000000022"))).toMatchObject({
      value: { id: "1", code: "1", article: "A-1", name: "Молоко", vat: "10", markingGroup: "milk", priceKop: 8_990, stock: 12_000_000 },
    });
    expect(using((catalog) => catalog.byWeightCode("17"))).toMatchObject({
      value: { weighed: true, measure: 11, department: 3, stock: 5_125_000 },
    });
    expect(using((catalog) => catalog.byCode("3"))).toMatchObject({
      value: { frozenPrice: true, minimumPriceKop: 18_900, markingGroup: "tobacco" },
    });
    expect(using((catalog) => catalog.byCode("12"))).toMatchObject({ value: null });
    expect(using((catalog) => catalog.byCode("11"))).toMatchObject({ value: { name: 'Штрих "и" кавычки; точка', department: 0 } });
  });

  it("gives goods without a rate the one of their tax system, and leaves out a rate that it can't read", async () => {
    const report = await take(
      "Код;Наименование;НДС;СНО;Цена\n1;Осн;;осн;1\n2;Усн;;усн доход;1\n3;Ошибка;двадцать;осн;1\n4;Усн с НДС;5;усн доход;1\n",
    );
    expect(["1", "2", "3", "4"].map((code) => using((catalog) => catalog.byCode(code)))).toMatchObject([
      { value: { vat: "22" } },
      { value: { vat: "none" } },
      { value: null },
      { value: { vat: "5" } },
    ]);
    expect(report.left).toMatchObject([{ reason: "unknownVat", count: 1 }]);
  });

  it("reads windows-1251, UTF-16 and UTF-8 with a mark alike", async () => {
    const text = "Код;Наименование;Цена\n1;Ель;10\n";
    const bytes1251 = Uint8Array.from(
      [...text].map((char) => (char.charCodeAt(0) < 128 ? char.charCodeAt(0) : char.charCodeAt(0) - 0x410 + 0xc0)),
    );
    for (const [encoding, bytes] of [
      ["windows-1251", bytes1251],
      ["utf-16le", Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(text, "utf16le")])],
      ["utf-8", Buffer.from(`\ufeff${text}`)],
      ["utf-8", Buffer.from(text)],
    ] as const) {
      const report = await take(bytes);
      expect(report.files[0]?.encoding).toBe(encoding);
      expect(using((catalog) => catalog.byCode("1"))).toMatchObject({ value: { name: "Ель" } });
    }
  });

  it("sees a letter cut in two by the reading", async () => {
    const long = dir.file("long.txt", `${"a".repeat(256 * 1024 - 1)}я`);
    expect(await detectEncoding(long)).toEqual({ ok: true, value: "utf-8" });
    const half = dir.file("half.txt", Buffer.from(`${"a".repeat(300_000)}я`).subarray(0, 300_001));
    expect(await detectEncoding(half)).toEqual({ ok: true, value: "windows-1251" });
  });

  it("a list of prices changes the catalogue in place", async () => {
    await take(LIST);
    const prices = await take("Штрихкод,Цена,Остаток\n4600000000015,99.90,3\n4600000000999,1,1\n4600000000039,,7\n");
    expect(prices).toMatchObject({
      mode: "prices",
      generation: 1,
      taken: { goods: 0, prices: 1, stocks: 2 },
      left: [{ reason: "unknownItem", count: 1 }],
    });
    expect(using((catalog) => catalog.byCode("1"))).toMatchObject({ value: { priceKop: 9_990, stock: 3_000_000 } });
    await take("Код;Цена\n2;135\n");
    expect(using((catalog) => catalog.byCode("2"))).toMatchObject({ value: { priceKop: 13_500 } });
  });

  it("merging replaces known cards and keeps the others", async () => {
    await take(LIST);
    const merged = await runCatalogImport({
      files: [dir.file("more.csv", "Код;Наименование;НДС;Цена\n1;Молоко новое;10;95\n50;Новинка;22;5\n")],
      dataDir: dir.dir,
      clock,
      mode: "merge",
    });
    expect(merged).toMatchObject({ ok: true, value: { mode: "merge", generation: 2, taken: { goods: 2 } } });
    expect(using((catalog) => catalog.byCode("1"))).toMatchObject({ value: { name: "Молоко новое", priceKop: 9_500 } });
    expect(using((catalog) => catalog.byCode("2"))).toMatchObject({ value: { name: "Яблоки" } });
    expect(using((catalog) => catalog.search("новинка", 3))).toMatchObject({ value: [{ name: "Новинка" }] });
    expect(using((catalog) => catalog.stats())).toMatchObject({ value: { items: 8 } });
  });

  it.each([
    ["", "CAT212"],
    ["Код;Цвет\n1;белый\n", "CAT213"],
    ["Наименование;Цена\nМолоко;1\n", "CAT213"],
    ["Наименование;Штрихкод\nМолоко;4600000000015\n", "CAT213"],
    ["Код;Наименование\n;\n", "CAT215"],
    ['Код;Наименование\n1;"нет конца', "CAT214"],
  ])("%j is refused with %s", async (text, code) => {
    expect(await importText(text)).toMatchObject({ ok: false, error: { error: { code } } });
  });

  it("refuses other files and files that are not there", async () => {
    expect(await importText("x", "goods.xlsx")).toMatchObject({ error: { error: { code: "CAT212" } } });
    const missing = await runCatalogImport({ files: [`${dir.dir}/none.csv`], dataDir: dir.dir, clock });
    expect(missing).toMatchObject({ error: { error: { code: "CAT211" } } });
  });

  it("never throws on any text", async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: fc.constantFrom(...'Кд;1,\n"ацен ') }), async (text) => {
        expect(typeof (await importText(`Код;Наименование;Цена\n${text}`)).ok).toBe("boolean");
      }),
      { numRuns: 25 },
    );
  });
});
