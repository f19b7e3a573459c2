import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { systemClock } from "../../config/clock.ts";
import { silentLog } from "../../config/log.ts";
import { ZERO_KOP, kopecks } from "../../config/money.ts";
import type { SyncAgent } from "../agent.ts";
import { startSyncAgent } from "../agent.ts";
import type { Fault } from "../reference-server/faults.ts";
import type { OnecServer } from "../reference-server/onec/server.ts";
import { startOneCServer } from "../reference-server/onec/server.ts";
import { createFastClock, eventually } from "../testing/fast-clock.ts";
import { createMemoryOutbox } from "../testing/memory-outbox.ts";
import {
  cardTender,
  cashTender,
  sampleCash,
  sampleCorrection,
  sampleId,
  sampleLine,
  sampleReceipt,
  sampleReceipts,
  sampleShift,
} from "../testing/sample-facts.ts";
import { createOnecDestination } from "./destination.ts";
import type { OnecSettings } from "./settings.ts";

const CREDENTIALS = { user: "Касса", password: "пароль-кассы" };
const key = (name: string): string => sampleId(`1c/${name}`);
const RECEIPT = "Document_ЧекККМ";
const REFUND = "Document_ЧекККМВозврат";
const SHIFT = "Document_КассоваяСмена";
const REPORT = "Document_ОтчетОРозничныхПродажах";
const RETURNS = "Document_ОтчетОРозничныхВозвратах";

let server: OnecServer;
const agents: SyncAgent[] = [];

async function startServer(published?: readonly string[]): Promise<void> {
  const more = published === undefined ? {} : { published };
  server = await startOneCServer({ dataDir: ":memory:", port: 0, credentials: CREDENTIALS, clock: systemClock, log: silentLog, ...more });
  server.add("Catalog_СтавкиНДС", { Ref_Key: key("НДС 22"), Description: "22%" });
  server.add("Catalog_Номенклатура", { Ref_Key: key("товар 1"), Description: "Товар 1", Code: "item-1", Артикул: "X" });
  server.add("Catalog_Номенклатура", { Ref_Key: key("товар 2"), Description: "Товар 2", Code: "000002", Артикул: "A-2" });
}

beforeEach(() => startServer());

afterEach(async () => {
  await Promise.all(agents.splice(0).map((agent) => agent.stop()));
  await server.stop();
});

function startTill(settings: Partial<OnecSettings> = {}, password = CREDENTIALS.password) {
  const outbox = createMemoryOutbox(["1c"]);
  const all: OnecSettings = {
    baseUrl: server.url,
    organisationKey: key("организация"),
    warehouseKey: key("склад"),
    cashRegisterKey: key("касса"),
    acquiringTerminalKey: key("терминал"),
    sellers: new Map(),
    currencyKey: key("рубль"),
    priceTypeKey: null,
    partnerKey: null,
    vatRates: {},
    timeZone: "Europe/Moscow",
    createGoods: true,
    cashMovements: "documents",
    otherReceipts: "set-aside",
    shiftClose: "report",
    markingField: null,
    markingCheckField: null,
    ...settings,
  };
  const readCredentials = () => ({ user: CREDENTIALS.user, password });
  const deliver = createOnecDestination({
    name: "1c",
    settings: all,
    readCredentials,
    clock: systemClock,
    answerTimeoutMs: 400,
    postTimeoutMs: 400,
  });
  const agent = startSyncAgent({
    outbox,
    destinations: [{ name: "1c", deliver }],
    clock: createFastClock(),
    random: Math.random,
    log: silentLog,
  });
  agents.push(agent);
  return { outbox, agent, summary: () => outbox.summary("1c"), error: () => agent.states()[0]?.error?.code };
}

const tablesOf = (entity: string, id: string, table: string) => server.object(entity, id)?.[table] as Record<string, unknown>[];

describe("1C delivery over real sockets", () => {
  it("writes a receipt with every field and posts it", async () => {
    const till = startTill();
    const card = kopecks(20_000);
    const receipt = sampleReceipt(2, {
      lines: [{ ...sampleLine(1, 8_990, 2), barcode: "4600000000017" }, sampleLine(2, 4_500, 1, 500)],
      tenders: [cardTender(card), cashTender(kopecks(5_000))],
      changeKop: kopecks(3_020),
    });
    till.outbox.append(sampleShift(1, "opened"), receipt);
    await eventually(() => till.summary().delivered === 2);
    expect(server.object(RECEIPT, receipt.id)).toMatchObject({
      Ref_Key: receipt.id,
      Posted: true,
      Date: "2026-11-20T09:02:00",
      Организация_Key: key("организация"),
      Склад_Key: key("склад"),
      КассаККМ_Key: key("касса"),
      КассоваяСмена_Key: sampleShift(1, "opened").id,
      Статус: "Пробит",
      НомерЧекаККМ: 2,
      СуммаДокумента: 219.8,
      ПолученоНаличными: 50,
      ЦенаВключаетНДС: true,
      ИдентификаторДокумента: receipt.id,
    });
    expect(String(server.object(RECEIPT, receipt.id)?.["Комментарий"])).toContain("ФД 2 ФПД 1000002");
    expect(tablesOf(RECEIPT, receipt.id, "Товары")).toMatchObject([
      {
        LineNumber: "1",
        Номенклатура_Key: key("товар 1"),
        Количество: 2,
        Цена: 89.9,
        Сумма: 179.8,
        СтавкаНДС_Key: key("НДС 22"),
        Штрихкод: "4600000000017",
      },
      { LineNumber: "2", Номенклатура_Key: key("товар 2"), Количество: 1, Цена: 45, Сумма: 40, СуммаАвтоматическойСкидки: 5 },
    ]);
    expect(tablesOf(RECEIPT, receipt.id, "ОплатаПлатежнымиКартами")).toMatchObject([
      { Сумма: 200, ЭквайринговыйТерминал_Key: key("терминал"), НомерПлатежнойКарты: "220220******0011", СсылочныйНомер: "123456789012" },
    ]);
  });

  it("finds goods by reference, code, article and barcode, and creates the rest once", async () => {
    const till = startTill();
    server.add("Catalog_Номенклатура", { Ref_Key: key("товар 3"), Description: "Товар 3" });
    server.add("InformationRegister_ШтрихкодыНоменклатуры", { Штрихкод: "46'1", Номенклатура_Key: key("товар 3") });
    const lines = [
      { ...sampleLine(1, 100, 1), itemId: key("товар 1") },
      { ...sampleLine(2, 100, 1), itemId: "unknown-to-1c-and-long" },
      { ...sampleLine(3, 100, 1), itemId: "x3", article: "", barcode: "46'1" },
      { ...sampleLine(4, 100, 1), itemId: "x4", article: "new", name: "Новый" },
    ];
    till.outbox.append(sampleReceipt(1, { lines }), sampleReceipt(2, { lines }));
    await eventually(() => till.summary().delivered === 2);
    const created = tablesOf(RECEIPT, sampleReceipt(1).id, "Товары").map((row) => row["Номенклатура_Key"]);
    expect(created.slice(0, 3)).toEqual([key("товар 1"), key("товар 2"), key("товар 3")]);
    expect(server.object("Catalog_Номенклатура", String(created[3]))).toMatchObject({ Code: "x4", Description: "Новый", Артикул: "new" });
    expect(server.received().goods).toBe(4);
  });

  it("sets a receipt aside whose goods or VAT rate are unknown, and the rest goes on", async () => {
    const till = startTill({ createGoods: false });
    till.outbox.append(
      sampleReceipt(1, { lines: [{ ...sampleLine(9, 100, 1), name: "Неведомый" }] }),
      sampleReceipt(2, { lines: [{ ...sampleLine(1, 100, 1), vat: "7/107" }] }),
      sampleReceipt(3),
    );
    await eventually(() => till.summary().delivered === 1);
    expect(till.outbox.setAsideRows("1c").map((row) => row.error)).toMatchObject([
      { code: "SYN725", details: { name: "Неведомый" } },
      { code: "SYN724", details: { vat: "7/107" } },
    ]);
  });

  it("stores a refund with its sale, or without it when the sale is not there", async () => {
    const till = startTill();
    const sale = sampleReceipt(1);
    till.outbox.append(
      sale,
      sampleReceipt(2, { kind: "refund", originalReceiptId: sale.id }),
      sampleReceipt(3, { kind: "refund", originalReceiptId: sampleId("of another till") }),
    );
    await eventually(() => till.summary().delivered === 3);
    expect(server.object(REFUND, sampleReceipt(2).id)).toMatchObject({ ЧекККМ_Key: sale.id, ВыданоНаличными: 219.8, Posted: true });
    expect(server.object(REFUND, sampleReceipt(3).id)?.["ЧекККМ_Key"]).toBeUndefined();
    expect(String(server.object(REFUND, sampleReceipt(3).id)?.["Комментарий"])).toContain("не найден в 1С");
  });

  it("stores and posts cash in and out, or passes them over by setting", async () => {
    const till = startTill();
    till.outbox.append(sampleCash(1, "in", 100_000), sampleCash(2, "out", 5_050));
    await eventually(() => till.summary().delivered === 2);
    expect(server.received().documents).toMatchObject({
      Document_ВнесениеДенежныхСредствВКассуККМ: { count: 1, posted: 1, sumKop: 100_000 },
      Document_ВыемкаДенежныхСредствИзКассыККМ: { count: 1, posted: 1, sumKop: 5_050 },
    });
    const skipping = startTill({ cashMovements: "skip" });
    skipping.outbox.append(sampleCash(3, "in", 1));
    await eventually(() => skipping.summary().delivered === 1);
    expect(server.received().documents["Document_ВнесениеДенежныхСредствВКассуККМ"]?.count).toBe(1);
  });

  it("takes rounded cash off the dearest line, and names a business buyer", async () => {
    const till = startTill();
    const receipt = sampleReceipt(1, {
      tenders: [cashTender(kopecks(21_900))],
      totalKop: kopecks(21_900),
      roundingKop: kopecks(80),
      buyer: { name: "ООО «Ромашка»", inn: "7707083893" },
    });
    till.outbox.append(receipt);
    await eventually(() => till.summary().delivered === 1);
    expect(server.object(RECEIPT, receipt.id)).toMatchObject({ СуммаДокумента: 219, ПолученоНаличными: 219, Posted: true });
    expect(tablesOf(RECEIPT, receipt.id, "Товары")).toMatchObject([{ Сумма: 179, СуммаАвтоматическойСкидки: 0.8 }, { Сумма: 40 }]);
    const comment = String(server.object(RECEIPT, receipt.id)?.["Комментарий"]);
    for (const part of ["ИНН 7707083893", "округление 0.80"]) expect(comment).toContain(part);
  });

  it("sets aside what 1C has no document for, or passes it over by setting; the rest goes on", async () => {
    const others = [
      sampleReceipt(1, { settlement: "advance", deal: { reference: "till-1-1", kind: "advance" } }),
      sampleReceipt(2, { kind: "purchase" }),
      sampleCorrection(3),
      sampleReceipt(4, { tenders: [{ ...cashTender(kopecks(21_980)), kind: "prepaid", reference: "till-1-1" }] }),
    ];
    const till = startTill();
    till.outbox.append(...others, sampleReceipt(5));
    await eventually(() => till.summary().delivered === 1);
    expect(till.outbox.setAsideRows("1c").map(({ sequence }) => sequence)).toEqual([1, 2, 3, 4]);
    const skipping = startTill({ otherReceipts: "skip" });
    skipping.outbox.append(...others);
    await eventually(() => skipping.summary().delivered === 4);
    expect(server.received().documents).toMatchObject({ Document_ЧекККМ: { count: 1 } });
  });

  it("makes the report of the shift out of its receipts, which give up their own movements", async () => {
    const till = startTill();
    const sales = sampleReceipts(3, 2);
    const [first] = sales;
    const half = [sampleLine(1, 8_990, 1)];
    const byCard = sampleReceipt(5, { tenders: [cardTender(kopecks(21_980))] });
    const ownReturn = sampleReceipt(6, { kind: "refund", lines: half, originalReceiptId: first?.id ?? "" });
    const otherReturn = sampleReceipt(7, { kind: "refund", lines: half, originalReceiptId: sampleId("another shift") });
    const close = sampleShift(8, "closed", { salesCount: 4, salesKop: kopecks(4 * 21_980), refundsCount: 2, refundsKop: kopecks(17_980) });
    till.outbox.append(sampleShift(1, "opened"), ...sales, byCard, ownReturn, otherReturn, close);
    await eventually(() => till.summary().delivered === 8);
    expect(server.object(REPORT, close.id)).toMatchObject({
      Posted: true,
      СуммаДокумента: (4 * 21_980 - 8_990) / 100,
      КассоваяСмена_Key: sampleShift(1, "opened").id,
    });
    expect(tablesOf(REPORT, close.id, "Товары")).toMatchObject([
      { LineNumber: "1", Номенклатура_Key: key("товар 1"), Количество: 7, Сумма: 629.3, Цена: 89.9 },
      { LineNumber: "2", Номенклатура_Key: key("товар 2"), Количество: 4, Сумма: 160, СуммаАвтоматическойСкидки: 20 },
    ]);
    expect(tablesOf(REPORT, close.id, "ОплатаПлатежнымиКартами")).toMatchObject([
      { Сумма: 219.8, ЭквайринговыйТерминал_Key: key("терминал") },
    ]);
    expect(server.object(RETURNS, close.id)).toMatchObject({ Posted: true, СуммаДокумента: 89.9 });
    expect(server.received().documents).toMatchObject({
      [RECEIPT]: { count: 4, posted: 0, archived: 4 },
      [REFUND]: { count: 2, posted: 0, archived: 2 },
      [SHIFT]: { count: 1 },
    });
    expect(server.object(SHIFT, sampleShift(1, "opened").id)).toMatchObject({ Статус: "Закрыта", КоличествоЧеков: 6, НомерСменыККТ: 7 });
    expect(String(server.object(REPORT, close.id)?.["Комментарий"])).not.toContain("на момент закрытия");
  });

  it("leaves the report to 1C by setting, and the receipts posted", async () => {
    const till = startTill({ shiftClose: "onec" });
    till.outbox.append(sampleShift(1, "opened"), sampleReceipt(2), sampleShift(3, "closed", { salesCount: 1 }));
    await eventually(() => till.summary().delivered === 3);
    expect(server.received().documents).toMatchObject({ [RECEIPT]: { posted: 1, archived: 0 }, [SHIFT]: { count: 1 } });
    expect(server.received().documents[REPORT]).toBeUndefined();
  });

  it("takes a late receipt after the close: posted on its own, the report unchanged", async () => {
    const till = startTill();
    server.faults.set({ kind: "refuse-document", id: sampleReceipt(2).id });
    till.outbox.append(sampleShift(1, "opened"), sampleReceipt(2), sampleReceipt(3), sampleShift(4, "closed", { salesCount: 2 }));
    await eventually(() => till.summary().delivered === 3);
    expect(String(server.object(REPORT, sampleShift(4, "closed").id)?.["Комментарий"])).toContain("в 1С на момент закрытия: продаж 1");
    server.faults.clear();
    till.outbox.requeue("1c", 2);
    till.agent.wake();
    await eventually(() => till.summary().delivered === 4);
    expect(server.received().documents).toMatchObject({
      [RECEIPT]: { count: 2, posted: 1, archived: 1 },
      [REPORT]: { sumKop: 21_980, posted: 1 },
    });
  });

  it.each<Fault>([
    { kind: "lose-answer", times: 3 },
    { kind: "lose-answer", times: 2, path: "/Post" },
    { kind: "lose-answer", times: 2, path: "КассоваяСмена" },
    { kind: "lose-answer", times: 2, path: "ОтчетОРозничныхПродажах" },
    { kind: "lose-answer", times: 2, path: "/Unpost" },
    { kind: "answer-twice", times: 5 },
    { kind: "truncate", times: 3 },
    { kind: "garbage", times: 3 },
    { kind: "hang", times: 1 },
    { kind: "status", status: 500, times: 3 },
    { kind: "status", status: 503, times: 3 },
    { kind: "status", status: 429, retryAfterS: 30, times: 1 },
    { kind: "login-page", times: 1 },
  ])("keeps everything single despite $kind $status $path", async (fault) => {
    server.faults.set(fault);
    const till = startTill();
    till.outbox.append(
      sampleShift(1, "opened"),
      ...sampleReceipts(3, 2),
      sampleCash(5, "out", 100),
      sampleShift(6, "closed", { salesCount: 3 }),
    );
    await eventually(() => till.summary().delivered === 6);
    expect(till.summary().setAside).toBe(0);
    expect(server.received().documents).toMatchObject({
      [RECEIPT]: { count: 3, posted: 0, archived: 3, sumKop: 3 * 21_980 },
      [REPORT]: { count: 1, posted: 1, sumKop: 3 * 21_980 },
      [SHIFT]: { count: 1 },
    });
    expect(server.received().goods).toBe(2);
  });

  it("stops for a person when the password is wrong, when an object is not published, and loses nothing", async () => {
    const wrong = startTill({}, "nonsense");
    wrong.outbox.append(sampleReceipt(1));
    await eventually(() => wrong.error() === "SYN703");
    expect(JSON.stringify(wrong.agent.states())).not.toContain("nonsense");
    await server.stop();
    await startServer(["Catalog_Номенклатура", "Catalog_СтавкиНДС", SHIFT]);
    const till = startTill();
    till.outbox.append(sampleReceipt(1));
    await eventually(() => till.error() === "SYN721");
    expect(till.agent.states()[0]?.error?.details).toMatchObject({ entity: RECEIPT });
    expect(till.summary()).toMatchObject({ waiting: 1, setAside: 0 });
  });

  it("sets aside what 1C does not post, and posts the stored document after the correction", async () => {
    const till = startTill({ warehouseKey: "00000000-0000-0000-0000-000000000000" });
    till.outbox.append(sampleReceipt(1));
    await eventually(() => till.summary().setAside === 1);
    expect(till.outbox.setAsideRows("1c")[0]?.error).toMatchObject({
      code: "SYN723",
      details: { reason: 'Не заполнено поле "Склад"' },
      vendorCode: "OData -1",
    });
    expect(server.object(RECEIPT, sampleReceipt(1).id)).toMatchObject({ Posted: false });
    const patched = await fetch(`${server.url}/odata/standard.odata/${encodeURIComponent(RECEIPT)}(guid'${sampleReceipt(1).id}')`, {
      method: "PATCH",
      headers: { authorization: `Basic ${Buffer.from(`${CREDENTIALS.user}:${CREDENTIALS.password}`).toString("base64")}` },
      body: JSON.stringify({ Склад_Key: key("склад") }),
    });
    expect(patched.status).toBe(200);
    till.outbox.requeue("1c", 1);
    till.agent.wake();
    await eventually(() => till.summary().delivered === 1);
    expect(server.received()).toMatchObject({ duplicatesRefused: 1, documents: { [RECEIPT]: { count: 1, posted: 1 } } });
  });

  it("does not overwrite another document under the same key", async () => {
    const till = startTill();
    till.outbox.append(sampleReceipt(1));
    await eventually(() => till.summary().delivered === 1);
    const impostor = startTill();
    impostor.outbox.append(
      sampleReceipt(1, { lines: [sampleLine(1, 100, 1)], tenders: [cashTender(kopecks(100))], totalKop: kopecks(100) }),
    );
    await eventually(() => impostor.summary().setAside === 1);
    expect(impostor.outbox.setAsideRows("1c")[0]?.error.code).toBe("SYN711");
    expect(server.object(RECEIPT, sampleReceipt(1).id)?.["СуммаДокумента"]).toBe(219.8);
  });

  it("refuses an id that 1C cannot take as a key", async () => {
    const till = startTill();
    till.outbox.append(sampleReceipt(1, { id: "receipt 1" }), sampleReceipt(2));
    await eventually(() => till.summary().delivered === 1);
    expect(till.outbox.setAsideRows("1c")[0]?.error.code).toBe("SYN708");
  });

  it("takes another shift of the same number after a new fiscal drive for another one", async () => {
    const till = startTill();
    const later = 90 * 24 * 60 * 60_000;
    const opened = sampleShift(1, "opened");
    const again = { ...sampleShift(3, "opened"), at: (opened.at + later) as typeof opened.at, fiscal: null };
    till.outbox.append(opened, sampleReceipt(2, { shiftNumber: 8 }), again);
    await eventually(() => till.summary().delivered === 3);
    expect(server.received().documents[SHIFT]?.count).toBe(3);
  });

  it("counts nothing twice when the till pays exactly nothing in cash", async () => {
    const till = startTill();
    till.outbox.append(sampleReceipt(1, { tenders: [cardTender(kopecks(21_980))], changeKop: ZERO_KOP }));
    await eventually(() => till.summary().delivered === 1);
    expect(server.object(RECEIPT, sampleReceipt(1).id)).toMatchObject({ ПолученоНаличными: 0, Posted: true });
  });
});
