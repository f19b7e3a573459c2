import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { epochMs, systemClock } from "../../../config/clock.ts";
import { open, scratch } from "../testing/small-catalog.ts";
import { readAgent, type AgentField } from "./agent-columns.ts";
import { runCatalogImport } from "./run-import.ts";

const reading = (fields: Partial<Record<AgentField, string>>) => readAgent((field) => fields[field] ?? "");

describe("agent columns", () => {
  it("nothing, or no, is the seller's own", () => {
    expect(reading({})).toEqual({ agent: null });
    expect(reading({ agent: "Нет", supplier: "ООО «Поставка»" })).toEqual({ agent: null });
  });

  it("a commission agent names the supplier; phones are brought into the form of the tags", () => {
    expect(
      reading({
        agent: "Комиссионер",
        supplier: "ООО «Поставка»",
        supplierInn: "7707083893",
        supplierPhone: "8 (916) 123-45-67, +79001112233",
      }),
    ).toEqual({
      agent: {
        kind: "commission-agent",
        supplier: { inn: "7707083893", name: "ООО «Поставка»", phones: ["+79161234567", "+79001112233"] },
      },
    });
  });

  it.each([
    ["an unknown word", { agent: "дилер" }, "дилер"],
    ["a wrong INN", { agent: "комиссионер", supplierInn: "7707083894" }, "ИНН"],
    ["a paying agent without phones", { agent: "платежный агент", supplierInn: "7707083893" }, "1073"],
    ["a phone that is none", { agent: "поверенный", supplierInn: "7707083893", supplierPhone: "позвоните" }, "1171"],
  ])("%s is not taken", (_what, fields, word) => {
    const read = reading(fields);
    expect("wrong" in read ? read.wrong : "").toContain(word);
  });
});

describe("import", () => {
  let dir: ReturnType<typeof scratch>;
  beforeEach(() => (dir = scratch()));
  afterEach(() => dir.clean());

  it("keeps the agent in the goods card; a row that the law would refuse is listed, not guessed", async () => {
    const list = [
      "Код;Наименование;Цена;Агент;Поставщик;ИНН поставщика;Телефон поставщика",
      "1;Открытка;50;комиссионер;ИП Сидорова;500100732259;+79161234567",
      "2;Молоко;90;;;;",
      "3;Билет;100;комиссионер;ИП Сидорова;123;",
    ].join("\n");
    const clock = { ...systemClock, now: () => epochMs(Date.UTC(2026, 10, 24, 9)) };
    const imported = await runCatalogImport({ files: [dir.file("goods.csv", list)], dataDir: dir.dir, clock });
    expect(imported).toMatchObject({ ok: true });
    const catalog = open(dir.dir);
    const found = ["1", "2", "3"].map((id) => catalog.byId(id));
    catalog.close();
    expect(found).toMatchObject([
      { value: { agent: { kind: "commission-agent", supplier: { inn: "500100732259", phones: ["+79161234567"] } } } },
      { value: { name: "Молоко" } },
      { value: null },
    ]);
    expect(found[1]?.ok === true && found[1].value?.agent).toBeUndefined();
  });
});
