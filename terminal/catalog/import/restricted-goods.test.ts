import Database from "better-sqlite3";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { epochMs, systemClock } from "../../../config/clock.ts";
import { generationPath } from "../catalog-files.ts";
import { open, scratch } from "../testing/small-catalog.ts";
import { searchHitView } from "../../view/service-view.ts";
import { readRestrictions, restrictionOfProperty, type RestrictionField } from "./restricted-goods.ts";
import { runCatalogImport } from "./run-import.ts";

const reading = (fields: Partial<Record<RestrictionField, string>>) => readRestrictions((field) => fields[field] ?? "");
const VODKA = { alcoholKind: "200", volumeMl: "500", strength: "40" };

describe("alcohol, age, parts and tap of a goods list", () => {
  it("nothing said is nothing", () => {
    expect(reading({})).toEqual({ restrictions: {} });
    expect(reading({ age: "нет", tap: "нет", parts: "1" })).toEqual({ restrictions: {} });
  });

  it("without a code of the kind, volume, strength and brand are another's columns", () => {
    expect(reading({ volumeMl: "пол-литра", strength: "ядрёный", stamped: "ВАЗ" })).toEqual({ restrictions: {} });
  });

  it.each([
    [
      "200 - Водка",
      { ...VODKA, alcoholKind: "200 - Водка" },
      { kindCode: "200", volumeMl: 500, strengthBasisPoints: 4_000, isStamped: true },
    ],
    ["volume in litres", { alcoholKind: "500", volumeLitres: "0,45", strength: "4,5%" }, { volumeMl: 450, strengthBasisPoints: 450 }],
    ["beer has no stamp by its kind", { alcoholKind: "500", volumeMl: "450", strength: "4.5" }, { isStamped: false }],
    ["the card decides over the kind", { ...VODKA, stamped: "нет" }, { isStamped: false }],
    ["an alcocode that lost its zeros", { ...VODKA, alcocode: "350397000001380565" }, { alcocode: "0350397000001380565" }],
  ])("%s", (_what, fields, alcohol) => {
    expect(reading(fields)).toMatchObject({ restrictions: { alcohol } });
  });

  it.each([
    ["a kind that is no code", { ...VODKA, alcoholKind: "водка" }, "водка"],
    ["no volume", { ...VODKA, volumeMl: "" }, "объём"],
    ["a volume of nothing", { ...VODKA, volumeMl: "0" }, "объём"],
    ["more than pure", { ...VODKA, strength: "101" }, "крепость"],
    ["an unknown kind that does not tell of stamps", { ...VODKA, alcoholKind: "999" }, "марка"],
    ["letters in the alcocode", { ...VODKA, alcocode: "12A" }, "алкокод"],
    ["an age in words", { age: "взрослым" }, "возраст"],
    ["half a part", { parts: "1,5" }, "частей"],
    ["a tap that is no answer", { tap: "кег" }, "розлив"],
  ])("%s is not taken", (_what, fields, word) => {
    const read = reading(fields);
    expect("wrong" in read ? read.wrong : "").toContain(word);
  });

  it.each([
    ["18+", "other"],
    ["да", "other"],
    ["Энергетик", "energy-drink"],
    ["табак", "tobacco"],
    ["3+", undefined],
    ["0", undefined],
  ])("age %s is %s", (age, expected) => {
    const read = reading({ age });
    expect("restrictions" in read ? read.restrictions.ageRestriction : "wrong").toBe(expected);
  });

  it("properties of 1C are known by name, but not those that mean many things", () => {
    expect(restrictionOfProperty("Код вида алкогольной продукции")).toBe("alcoholKind");
    expect(restrictionOfProperty("Объем, мл")).toBe("volumeMl");
    expect(restrictionOfProperty("Возраст")).toBe(null);
    expect(restrictionOfProperty("Цвет")).toBe(null);
  });
});

describe("in the catalogue", () => {
  const clock = { ...systemClock, now: () => epochMs(Date.UTC(2026, 10, 24, 9)) };
  let dir: ReturnType<typeof scratch>;
  beforeEach(() => (dir = scratch()));
  afterEach(() => dir.clean());
  const LIST = [
    "Код;Наименование;Штрихкод;НДС;Цена;Код вида АП;Объём, мл;Крепость, %;Марка;Алкокод;Возраст;Частей;Розлив",
    "1;Водка;4600000000015;22;449;200;500;40;да;0350397000001380565;;;",
    "2;Энергетик;4600000000022;22;99;;;;;;энергетик;;",
    "3;Таблетки;4600000000039;10;99;;;;;;;2;",
    "4;Пиво;4600000000046;22;99;500;1000;4,5;;;;;да",
    "5;Хлеб;4600000000053;10;50;;;;;;;;",
    "6;Ром;4600000000060;22;900;237;;40;;;;;",
  ].join("\n");
  const take = async (name: string, text: string) => {
    const imported = await runCatalogImport({ files: [dir.file(name, text)], dataDir: dir.dir, clock });
    if (!imported.ok) throw new Error(imported.error.error.code);
    return imported.value;
  };

  it("columns of a list come back with the item, and the alcocode finds it", async () => {
    const report = await take("goods.csv", LIST);
    expect(report.unusedColumns).toEqual([]);
    expect(report.left).toMatchObject([{ reason: "badValue", examples: [{ line: 7, value: "Ром: объём алкоголя: не указан" }] }]);
    const catalog = open(dir.dir);
    const vodka = {
      kindCode: "200",
      volumeMl: 500,
      strengthBasisPoints: 4_000,
      isStamped: true,
      alcocode: "0350397000001380565",
    };
    expect(catalog.byAlcocode("0350397000001380565")).toMatchObject({
      value: { name: "Водка", alcohol: vodka, barcode: "4600000000015" },
    });
    expect(catalog.byAlcocode("0350397000001380566")).toEqual({ ok: true, value: null });
    expect(catalog.byCode("2")).toMatchObject({ value: { ageRestriction: "energy-drink" } });
    expect(catalog.byCode("3")).toMatchObject({ value: { partsInPiece: 2 } });
    expect(catalog.byCode("4")).toMatchObject({ value: { isOnTap: true, alcohol: { isStamped: false, volumeMl: 1_000 } } });
    const hits = catalog.search("пиво", 5);
    expect(hits.ok ? hits.value.map(searchHitView) : hits).toMatchObject([{ name: "Пиво", onTap: true }]);
    const bread = catalog.byCode("5");
    expect(bread.ok && bread.value && Object.keys(bread.value)).not.toContain("alcohol");
    catalog.close();
  });

  it("a catalogue of an earlier version is read and copied without these columns", async () => {
    await take("goods.csv", LIST);
    const db = new Database(generationPath(dir.dir, 1));
    db.exec("DROP INDEX goods_by_alcocode");
    for (const name of ["alcohol", "age_restriction", "parts_in_piece", "is_on_tap"]) db.exec(`ALTER TABLE goods DROP COLUMN ${name}`);
    db.close();
    const old = open(dir.dir);
    expect(old.byCode("1")).toMatchObject({ value: { name: "Водка" } });
    expect(old.search("пиво", 5)).toMatchObject({ value: [{ name: "Пиво", isOnTap: false }] });
    expect(old.byAlcocode("0350397000001380565")).toEqual({ ok: true, value: null });
    old.close();
    const imported = await runCatalogImport({ files: [dir.file("goods.csv", LIST)], dataDir: dir.dir, clock, mode: "merge" });
    expect(imported.ok).toBe(true);
    const renewed = open(dir.dir);
    expect(renewed.byAlcocode("0350397000001380565")).toMatchObject({ value: { name: "Водка" } });
    renewed.close();
  });

  it("CommerceML says it by requisites, properties and characteristics", async () => {
    const named = (outer: string, inner: string, name: string, value: string): string =>
      `<${outer}><${inner}><Наименование>${name}</Наименование><Значение>${value}</Значение></${inner}></${outer}>`;
    await take(
      "import.xml",
      `<?xml version="1.0" encoding="UTF-8"?><КоммерческаяИнформация ВерсияСхемы="2.09"><Классификатор><Ид>k</Ид><Свойства>
        <Свойство><Ид>p1</Ид><Наименование>Крепость</Наименование><ТипЗначений>Число</ТипЗначений></Свойство>
        <Свойство><Ид>p2</Ид><Наименование>Емкость, л</Наименование><ТипЗначений>Справочник</ТипЗначений></Свойство></Свойства>
        </Классификатор><Каталог><Ид>c</Ид><Товары><Товар><Ид>g</Ид><Наименование>Водка</Наименование>
        <СтавкиНалогов><СтавкаНалога><Наименование>НДС</Наименование><Ставка>22</Ставка></СтавкаНалога></СтавкиНалогов>
        <ЗначенияСвойств><ЗначенияСвойства><Ид>p1</Ид><Значение>40</Значение></ЗначенияСвойства>
        <ЗначенияСвойства><Ид>p2</Ид><Значение>af848a7e-18fa-11e7-80c2-0cc47ab29cd1</Значение></ЗначенияСвойства></ЗначенияСвойств>
        ${named("ЗначенияРеквизитов", "ЗначениеРеквизита", "Код вида алкогольной продукции", "200")}
        ${named("ХарактеристикиТовара", "ХарактеристикаТовара", "Объём, мл", "500")}
        </Товар></Товары></Каталог><ПакетПредложений><Ид>c#</Ид><ТипыЦен><ТипЦены><Ид>r</Ид><Наименование>Розничная</Наименование></ТипЦены></ТипыЦен>
        <Предложения><Предложение><Ид>g</Ид><Цены><Цена><ИдТипаЦены>r</ИдТипаЦены><ЦенаЗаЕдиницу>449</ЦенаЗаЕдиницу></Цена></Цены></Предложение>
        </Предложения></ПакетПредложений></КоммерческаяИнформация>`,
    );
    const catalog = open(dir.dir);
    expect(catalog.byId("g")).toMatchObject({ value: { alcohol: { kindCode: "200", volumeMl: 500, strengthBasisPoints: 4_000 } } });
    catalog.close();
  });
});
