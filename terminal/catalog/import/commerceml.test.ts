import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Clock } from "../../../config/clock.ts";
import { epochMs, systemClock } from "../../../config/clock.ts";
import type { Catalog } from "../catalog.ts";
import { open, scratch } from "../testing/small-catalog.ts";
import { formatImportReport } from "./import-report.ts";
import type { ImportReport } from "./import-report.ts";
import type { CatalogImportOptions } from "./run-import.ts";
import { PROBLEM_FILE, runCatalogImport } from "./run-import.ts";

const SAMPLES = join(import.meta.dirname, "../../../tests/fixtures/commerceml");
const sample = (name: string): string => join(SAMPLES, name);
const clock: Clock = { ...systemClock, now: () => epochMs(Date.UTC(2026, 10, 24, 9)) };

let dir: ReturnType<typeof scratch>;
beforeEach(() => (dir = scratch()));
afterEach(() => dir.clean());

async function run(files: readonly string[], more: Partial<CatalogImportOptions> = {}): Promise<ImportReport> {
  const imported = await runCatalogImport({ files, dataDir: dir.dir, clock, ...more });
  if (!imported.ok) throw new Error(`${imported.error.error.code} ${JSON.stringify(imported.error.error.details)}`);
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

/** A CommerceML file around the given goods and offers. */
function xml(parts: { goods?: string; offers?: string; changes?: boolean; head?: string; root?: string }): string {
  const { goods, offers, changes = false, head = "", root = 'xmlns="urn:1C.ru:commerceml_2"' } = parts;
  const only = `СодержитТолькоИзменения="${String(changes)}"`;
  const catalog = goods === undefined ? "" : `<Каталог ${only}><Ид>c</Ид><Товары>${goods}</Товары></Каталог>`;
  const prices = "<ТипыЦен><ТипЦены><Ид>retail</Ид><Наименование>Розничная</Наименование></ТипЦены></ТипыЦен>";
  const pack =
    offers === undefined ? "" : `<ПакетПредложений ${only}><Ид>c#</Ид>${prices}<Предложения>${offers}</Предложения></ПакетПредложений>`;
  return `<?xml version="1.0" encoding="UTF-8"?><КоммерческаяИнформация ${root} ВерсияСхемы="2.09">${head}${catalog}${pack}</КоммерческаяИнформация>`;
}
const good = (id: string, name: string, inner = ""): string =>
  `<Товар><Ид>${id}</Ид><Наименование>${name}</Наименование><БазоваяЕдиница Код="796 ">шт</БазоваяЕдиница>` +
  `<СтавкиНалогов><СтавкаНалога><Наименование>НДС</Наименование><Ставка>22</Ставка></СтавкаНалога></СтавкиНалогов>${inner}</Товар>`;
const priced = (id: string, price: string, inner = ""): string =>
  `<Предложение><Ид>${id}</Ид><Наименование>${id}</Наименование><Цены><Цена><ИдТипаЦены>retail</ИдТипаЦены>` +
  `<ЦенаЗаЕдиницу>${price}</ЦенаЗаЕдиницу><Валюта>RUB</Валюта>${inner}</Цена></Цены></Предложение>`;

describe("real files", () => {
  it("goods and offers of a shop, in the wrong order", async () => {
    const report = await run([sample("a-offers0_1.xml"), sample("a-import0_1.xml")]);
    expect(formatImportReport(report)).toMatchInlineSnapshot(`
      "Загрузка каталога: новый каталог, поколение 1
        a-offers0_1.xml: CommerceML 2.07, utf-8, записей 44
        a-import0_1.xml: CommerceML 2.07, utf-8, записей 36
      Взято: товаров 36, штрихкодов 22, цен 36, остатков 108
      Не взято:
        8 × такого товара нет в каталоге
            a-offers0_1.xml:455 Детское кресло Higher, белое
            a-offers0_1.xml:480 Детское кресло Higher, зеленое
            a-offers0_1.xml:505 Детское кресло Higher, голубое
            a-offers0_1.xml:530 Детское кресло Higher, розовое
            a-offers0_1.xml:555 Детское кресло Royal, белое
      Взято с замечанием:
        36 × ставка НДС не действует на сегодня: взята как есть
            a-import0_1.xml:150 Портативный коврик Portable 140x200x1 см, Деревянные лошадки: 20
            a-import0_1.xml:240 Портативный коврик Portable 140x200x1 см, Слонята: 20
            a-import0_1.xml:330 Коврик Prime Living 150x200x1 см, Котики/Веселый город: 20
            a-import0_1.xml:420 Коврик Prime Living 180x200x1 см, Совята/Слоники: 20
            a-import0_1.xml:510 Коврик Prime Living 180x200x1 см, Мишка на каникулах/Дороги: 20
        14 × нет штрихкода: товар находится только поиском
            a-import0_1.xml:1676 Коврик Mini Керамика/Серые линии, 95x44x1.2 см
            a-import0_1.xml:1761 Коврик Mini Лён/Серые линии, 95x44x1.2 см
            a-import0_1.xml:1936 Коврик Bubble play 190x130x4 см, Нежные Совы/Елочки
            a-import0_1.xml:2021 Коврик Bubble play 190x130x4 см, Веселая прогулка
            a-import0_1.xml:2106 Коврик Bubble play 190x130x4 см, Волшебный лес
        1 × товар помечен на удаление: оставлен как снятый с продажи
            a-import0_1.xml:2701 Коврик Mini Монстера, 120x44x1.5 см"
    `);
    expect(using((catalog) => catalog.byBarcode("8809288404089"))).toMatchObject({
      value: { article: "PM-421-WP", unit: "шт", measure: 0, vat: "20", priceKop: 10_000 },
    });
    const hits = using((catalog) => catalog.search("коврик совы", 5));
    expect(hits.ok && hits.value.map(({ name }) => name)).toContain("Коврик Bubble play 190x130x4 см, Нежные Совы/Елочки");
  });

  it("goods with characteristics: each is an item, the good itself is not", async () => {
    const report = await run([sample("b-import.xml"), sample("b-offers.xml")]);
    expect(formatImportReport(report)).toMatchInlineSnapshot(`
      "Загрузка каталога: новый каталог, поколение 1
        b-import.xml: CommerceML 2.07, utf-8, записей 2
        b-offers.xml: CommerceML 2.07, utf-8, записей 5
      Взято: товаров 5, штрихкодов 1, цен 5, остатков 5
      Не взято:
        2 × продаются только характеристики этого товара
            b-offers.xml:204 Женские ботфорты коричневые
            b-offers.xml:265 Ботинки женские демисезонные
      Взято с замечанием:
        6 × нет штрихкода: товар находится только поиском
            b-import.xml:867 Ботинки женские демисезонные
            b-offers.xml:204 Женские ботфорты коричневые (38)
            b-offers.xml:243 Женские ботфорты коричневые (39)
            b-offers.xml:265 Ботинки женские демисезонные (35)
            b-offers.xml:287 Ботинки женские демисезонные (36)
        2 × ставка НДС не указана: взята основная, при УСН и патенте — без НДС
            b-import.xml:812 Женские ботфорты коричневые
            b-import.xml:867 Ботинки женские демисезонные"
    `);
    const id = "bd72d910-55bc-11d9-848a-00112f43529a";
    expect(using((catalog) => catalog.byId(`${id}#90c55447-d3a8-11e4-9423-e0cb4ed5eed4`))).toMatchObject({
      value: { name: "Женские ботфорты коричневые (38)", article: "Б-130001", unit: "пара", priceKop: 171_900 },
    });
    expect(using((catalog) => catalog.byId(id))).toMatchObject({ ok: false, error: { code: "CAT205" } });
  });

  it("goods first, prices with the next message of the exchange", async () => {
    expect(formatImportReport(await run([sample("a-import0_1.xml")]))).toMatchInlineSnapshot(`
      "Загрузка каталога: новый каталог, поколение 1
        a-import0_1.xml: CommerceML 2.07, utf-8, записей 36
      Взято: товаров 36, штрихкодов 22, цен 0, остатков 0
      Без цены, не продаются: 35
      Взято с замечанием:
        36 × ставка НДС не действует на сегодня: взята как есть
            a-import0_1.xml:150 Портативный коврик Portable 140x200x1 см, Деревянные лошадки: 20
            a-import0_1.xml:240 Портативный коврик Portable 140x200x1 см, Слонята: 20
            a-import0_1.xml:330 Коврик Prime Living 150x200x1 см, Котики/Веселый город: 20
            a-import0_1.xml:420 Коврик Prime Living 180x200x1 см, Совята/Слоники: 20
            a-import0_1.xml:510 Коврик Prime Living 180x200x1 см, Мишка на каникулах/Дороги: 20
        14 × нет штрихкода: товар находится только поиском
            a-import0_1.xml:1676 Коврик Mini Керамика/Серые линии, 95x44x1.2 см
            a-import0_1.xml:1761 Коврик Mini Лён/Серые линии, 95x44x1.2 см
            a-import0_1.xml:1936 Коврик Bubble play 190x130x4 см, Нежные Совы/Елочки
            a-import0_1.xml:2021 Коврик Bubble play 190x130x4 см, Веселая прогулка
            a-import0_1.xml:2106 Коврик Bubble play 190x130x4 см, Волшебный лес
        1 × товар помечен на удаление: оставлен как снятый с продажи
            a-import0_1.xml:2701 Коврик Mini Монстера, 120x44x1.5 см"
    `);
    expect(using((catalog) => catalog.byBarcode("8809288404089"))).toMatchObject({ ok: false, error: { code: "CAT206" } });
    const prices = await run([sample("a-offers0_1.xml")]);
    expect(formatImportReport(prices)).toMatchInlineSnapshot(`
      "Загрузка каталога: цены и остатки, поколение 1
        a-offers0_1.xml: CommerceML 2.07, utf-8, записей 44
      Взято: товаров 0, штрихкодов 0, цен 36, остатков 108
      Не взято:
        8 × такого товара нет в каталоге
            a-offers0_1.xml:455 Детское кресло Higher, белое
            a-offers0_1.xml:480 Детское кресло Higher, зеленое
            a-offers0_1.xml:505 Детское кресло Higher, голубое
            a-offers0_1.xml:530 Детское кресло Higher, розовое
            a-offers0_1.xml:555 Детское кресло Royal, белое"
    `);
    expect(using((catalog) => catalog.byBarcode("8809288404089"))).toMatchObject({ value: { priceKop: 10_000 } });
    // The same goods once more: their prices stay.
    const again = await run([sample("a-import0_1.xml")]);
    expect(again.carried).toEqual({ prices: 36, stocks: 108 });
    expect(using((catalog) => catalog.byBarcode("8809288404089"))).toMatchObject({ value: { priceKop: 10_000 } });
  });

  const refused = async (file: string): Promise<string> => {
    const imported = await runCatalogImport({ files: [sample(file)], dataDir: dir.dir, clock });
    if (imported.ok) throw new Error("orders were imported");
    expect(imported.error.error).toMatchObject({ code: "CAT212", details: { file } });
    return formatImportReport(imported.error.report as ImportReport);
  };

  it("orders of a site are no goods", async () => {
    expect(await refused("b-orders.cp1251.xml")).toMatchInlineSnapshot(`
      "Загрузка каталога: не выполнена
        b-orders.cp1251.xml: CommerceML 2.03, windows-1251, записей 1
      Взято: товаров 0, штрихкодов 0, цен 0, остатков 0
      Не взято:
        1 × документ обмена (заказ), а не товар
            b-orders.cp1251.xml:3 Документ 20"
    `);
    expect(await refused("a-bitrix-query-response-full.cp1251.xml")).toMatchInlineSnapshot(`
      "Загрузка каталога: не выполнена
        a-bitrix-query-response-full.cp1251.xml: CommerceML 2.05, windows-1251, записей 2
      Взято: товаров 0, штрихкодов 0, цен 0, остатков 0
      Не взято:
        2 × документ обмена (заказ), а не товар
            a-bitrix-query-response-full.cp1251.xml:5 Документ 132
            a-bitrix-query-response-full.cp1251.xml:115 Документ 133"
    `);
  });

  it("stock is the shop's own", async () => {
    await run([sample("a-import0_1.xml"), sample("a-offers0_1.xml")]);
    expect(using((catalog) => catalog.stats())).toMatchObject({
      value: { items: 35, shops: [{ name: "Владивосток" }, { name: "Новосибирск" }, { name: "Москва" }] },
    });
  });
});

describe("what files may bring", () => {
  const importXml = async (parts: Parameters<typeof xml>[0], more: Partial<CatalogImportOptions> = {}): Promise<ImportReport> =>
    run([dir.file("import.xml", xml(parts))], more);
  const left = (report: ImportReport): Record<string, number> =>
    Object.fromEntries(report.left.map(({ reason, count }) => [reason, count]));

  it("no namespace, a prefix, windows-1251", async () => {
    const text = xml({ goods: good("1", "Ёлочка"), root: "" }).replace("UTF-8", "windows-1251");
    const bytes = Buffer.from([...text].map((char) => cp1251(char)));
    const report = await run([dir.file("import.xml", bytes)]);
    expect(report.files).toMatchObject([{ encoding: "windows-1251", version: "2.09", rows: 1 }]);
    expect(using((catalog) => catalog.search("елочка", 1))).toMatchObject({ value: [{ name: "Ёлочка" }] });
    const prefixed = xml({ goods: good("2", "Шар") })
      .replace("xmlns=", "xmlns:к=")
      .replaceAll(/<(\/?)(?=[А-Я])/g, "<$1к:");
    expect(prefixed).toContain("<к:Товар>");
    expect((await run([dir.file("import.xml", prefixed)])).taken.goods).toBe(1);
  });

  it("prices in many forms, and what cannot be sold at", async () => {
    const goods = [..."123456789"].map((id) => good(id, `Товар ${id}`)).join("");
    const offers = [
      priced("1", "1 719,00"),
      priced("2", "231.7400"),
      priced("3", "0.125"),
      priced("4", "0"),
      priced("5", "дорого"),
      priced("6", "10", "<Коэффициент>6</Коэффициент>"),
      priced("7", "10", "<МинКоличество>10</МинКоличество>"),
      priced("8", "10").replace("RUB", "USD"),
      priced("9", "10", "<Коэффициент>1</Коэффициент>").replace("RUB", "руб"),
      priced("10", "10"),
    ].join("");
    const report = await importXml({ goods, offers });
    const price = (id: string): unknown => using((catalog) => catalog.byId(id));
    expect(price("1")).toMatchObject({ value: { priceKop: 171_900 } });
    expect(price("2")).toMatchObject({ value: { priceKop: 23_174 } });
    expect(price("3")).toMatchObject({ value: { priceKop: 13 } });
    expect(price("4")).toMatchObject({ error: { code: "CAT206" } });
    expect(price("9")).toMatchObject({ value: { priceKop: 1_000 } });
    expect(left(report)).toEqual({ zeroPrice: 1, badPrice: 1, packagePrice: 1, quantityPrice: 1, foreignCurrency: 1, unknownItem: 1 });
    expect(report.remarks.find(({ reason }) => reason === "roundedPrice")?.count).toBe(1);
    expect(report.taken.prices).toBe(4);
  });

  it("stocks in three forms", async () => {
    const goods = ["1", "2", "3", "4"].map((id) => good(id, `Товар ${id}`)).join("");
    const offer = (id: string, inner: string): string => `<Предложение><Ид>${id}</Ид>${inner}</Предложение>`;
    const offers = [
      offer("1", '<Количество>9</Количество><Склад ИдСклада="w" КоличествоНаСкладе="2.5"/>'),
      offer("2", "<Остатки><Остаток><Склад><Ид>w</Ид><Количество>-3</Количество></Склад></Остаток></Остатки>"),
      offer("3", "<Количество>1 000</Количество>"),
      offer("4", "<Количество>много</Количество>"),
    ].join("");
    const report = await importXml({ goods, offers });
    expect([report.taken.stocks, left(report)]).toEqual([3, { badStock: 1 }]);
  });

  it("barcodes: empty, several, shared, of scales, unreadable", async () => {
    const goods = [
      good("1", "А", "<Штрихкод/>"),
      good("2", "Б", "<Штрихкод>4600000000015</Штрихкод><Штрихкод>4600000000022 4600000000039</Штрихкод>"),
      good("3", "В", "<Штрихкод>4600000000015</Штрихкод>"),
      good("4", "Г", "<Штрихкод>2200017</Штрихкод>"),
      good("5", "Д", "<Штрихкод>штрих</Штрихкод><Штрихкод>4600000000016</Штрихкод>"),
    ].join("");
    const report = await importXml({ goods });
    expect(left(report)).toEqual({ barcodeTaken: 1, badBarcode: 1 });
    expect(report.taken).toMatchObject({ goods: 5, barcodes: 4 });
    expect(report.remarks.find(({ reason }) => reason === "checkDigit")?.examples[0]?.value).toBe("Д: 4600000000016");
    expect(using((catalog) => catalog.byWeightCode("17"))).toMatchObject({ error: { details: { name: "Г" } } });
  });

  it("units, kinds, marking groups, VAT, services and removed goods", async () => {
    const requisite = (name: string, value: string): string =>
      `<ЗначенияРеквизитов><ЗначениеРеквизита><Наименование>${name}</Наименование><Значение>${value}</Значение></ЗначениеРеквизита></ЗначенияРеквизитов>`;
    const goods = [
      good("1", "Сыр").replace('Код="796 ">шт', 'Код="166">кг'),
      good("2", "Туфли", requisite("ВидНоменклатуры", "Обувь")),
      good("3", "Кефир", "<ГруппаМаркировки><Код>Молочная продукция</Код></ГруппаМаркировки>").replace("<Ставка>22", "<Ставка>Без НДС"),
      good("4", "Ремонт", requisite("ТипНоменклатуры", "Услуга")),
      good("5", "Старьё").replace("<Товар>", '<Товар Статус="Удален">'),
      good("6", "Ткань").replace('<БазоваяЕдиница Код="796 ">шт', "<БазоваяЕдиница>погонная сажень"),
      good("7", "Лента").replace('<БазоваяЕдиница Код="796 ">шт', "<БазоваяЕдиница>018").replace("<Ставка>22", "<Ставка>"),
      good("8", ""),
      good("", "Без ида"),
      good("8", "Чужая ставка").replace("<Ставка>22", "<Ставка>33"),
      good("1", "Сыр ещё раз"),
    ].join("");
    const head =
      "<Классификатор><ЕдиницыИзмерения><ЕдиницаИзмерения><Код>018</Код><НаименованиеКраткое>пог. м</НаименованиеКраткое></ЕдиницаИзмерения></ЕдиницыИзмерения></Классификатор>";
    const offers = ["1", "2", "3", "5", "6", "7"].map((id) => priced(id, "10")).join("");
    const report = await importXml({ goods, offers, head }, { settings: { markingByKind: { Обувь: "shoes" }, defaultVat: "10" } });
    const item = (id: string): unknown => using((catalog) => catalog.byId(id));
    expect(item("1")).toMatchObject({ value: { name: "Сыр", unit: "кг", measure: 11, weighed: true, vat: "22" } });
    expect(item("2")).toMatchObject({ value: { markingGroup: "shoes" } });
    expect(item("3")).toMatchObject({ value: { markingGroup: "milk", vat: "none" } });
    expect(item("5")).toMatchObject({ error: { code: "CAT205" } });
    expect(item("6")).toMatchObject({ value: { unit: "погонная сажень", measure: 255 } });
    expect(item("7")).toMatchObject({ value: { unit: "пог. м", measure: 22, vat: "10" } });
    expect(left(report)).toEqual({ service: 1, noName: 1, noId: 1, unknownVat: 1, repeatedId: 1 });
    const remarks = Object.fromEntries(report.remarks.map(({ reason, count }) => [reason, count]));
    expect(remarks).toEqual({ noBarcode: 6, noVat: 1, unknownUnit: 1, withdrawn: 1 });
  });

  it("changes only: the rest of the catalogue stays, search finds the new names", async () => {
    await importXml({
      goods: good("1", "Старое имя", "<Штрихкод>4600000000015</Штрихкод>") + good("2", "Второй"),
      offers: priced("1", "10") + priced("2", "20"),
    });
    const report = await importXml({
      goods: good("1", "Новое имя", "<Штрихкод>4600000000022</Штрихкод>") + good("3", "Третий"),
      changes: true,
    });
    expect(report).toMatchObject({ mode: "merge", generation: 2, taken: { goods: 2 }, left: [] });
    expect(using((catalog) => catalog.byBarcode("4600000000022"))).toMatchObject({ value: { name: "Новое имя", priceKop: 1_000 } });
    expect(using((catalog) => catalog.byBarcode("4600000000015"))).toEqual({ ok: true, value: null });
    const found = (words: string): number => (using((catalog) => catalog.search(words, 5)).ok ? foundNames(words).length : -1);
    const foundNames = (words: string): string[] =>
      using((catalog) => {
        const hits = catalog.search(words, 5);
        return hits.ok ? hits.value.map(({ name }) => name) : [];
      });
    expect([found("старое"), foundNames("новое"), foundNames("второй"), foundNames("третий")]).toEqual([
      0,
      ["Новое имя"],
      ["Второй"],
      ["Третий"],
    ]);
  });

  it("an empty change set changes nothing", async () => {
    await importXml({ goods: good("1", "Товар") });
    expect(await importXml({ goods: "", offers: "", changes: true })).toMatchObject({ mode: "prices", generation: 1, left: [] });
  });

  it("new characteristics in a price message wait for the next goods message", async () => {
    await importXml({ goods: good("1", "Туфли") });
    const report = await runCatalogImport({
      files: [dir.file("offers.xml", xml({ offers: priced("1#40", "10") }))],
      dataDir: dir.dir,
      clock,
    });
    expect(report).toMatchObject({
      ok: false,
      error: { error: { code: "CAT215" }, report: { left: [{ reason: "unknownItem", count: 1 }] } },
    });
  });

  it.each([
    ["broken XML", "<КоммерческаяИнформация><Каталог>", "CAT214"],
    ["another root", "<yml_catalog/>", "CAT212"],
    ["mismatched tags", "<КоммерческаяИнформация><а></б></КоммерческаяИнформация>", "CAT214"],
    ["endless nesting", `<КоммерческаяИнформация>${"<а>".repeat(100)}`, "CAT214"],
    ["an entity bomb", '<!DOCTYPE к [<!ENTITY а "аааа">]><КоммерческаяИнформация>&а;</КоммерческаяИнформация>', "CAT214"],
  ])("%s: %s is refused", async (_what, text, code) => {
    const imported = await runCatalogImport({ files: [dir.file("import.xml", text)], dataDir: dir.dir, clock });
    expect(imported).toMatchObject({ ok: false, error: { error: { code }, report: null } });
  });

  it("puts nothing in the place of bytes that are no UTF-8", async () => {
    const bytes = Buffer.concat([Buffer.from(xml({ goods: good("1", "Товар") }).replace("Товар<", "Тов")), Buffer.from([0xc0, 0xe0])]);
    const imported = await runCatalogImport({ files: [dir.file("import.xml", bytes)], dataDir: dir.dir, clock });
    expect(imported).toMatchObject({ ok: false, error: { error: { code: "CAT214" } } });
  });

  it("writes every problem into a list", async () => {
    const goods = Array.from({ length: 30 }, (_, at) => good(String(at), at % 2 === 0 ? `Товар; "${at}"` : "")).join("\n");
    const report = await importXml({ goods });
    expect(report.left).toMatchObject([{ reason: "noName", count: 15 }]);
    expect(report.left[0]?.examples.map(({ line }) => line)).toEqual([2, 4, 6, 8, 10]);
    const lines = readFileSync(join(dir.dir, PROBLEM_FILE), "utf8").split("\r\n");
    expect(lines.filter((line) => line.includes("нет названия"))).toHaveLength(15);
    expect(lines.some((line) => line.endsWith('"Товар; ""28"""'))).toBe(true);
  });
});

function cp1251(char: string): number {
  const code = char.charCodeAt(0);
  if (code < 0x80) return code;
  if (char === "Ё") return 0xa8;
  if (char === "ё") return 0xb8;
  return code - 0x410 + 0xc0;
}
