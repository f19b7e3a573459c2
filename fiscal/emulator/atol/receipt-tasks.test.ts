import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { documentJson, type TlvJson } from "../control/document-json.ts";
import { openShift, position, sell, WebClient } from "./testing/web-client.ts";

let c: WebClient;
beforeAll(async () => {
  c = await WebClient.start();
  await c.ok(openShift());
  await c.ok({ type: "cashIn", operator: { name: "Кассир" }, cashSum: 10_000 });
});
afterAll(() => c.emulator.stop());

/** Tags of the last document as the drive has them. */
function lastTags(): readonly TlvJson[] {
  const document = c.emulator.drive.document(c.lastFd());
  if (document === null) throw new Error("no document");
  return documentJson(document).tlv;
}

function inside(tags: readonly TlvJson[], ...path: readonly number[]): TlvJson | undefined {
  const [first, ...rest] = path;
  const found = tags.find(({ tag }) => tag === first);
  return rest.length === 0 ? found : inside(found?.items ?? [], ...rest);
}

describe("a sale becomes tags of the format", () => {
  it("positions, payments, buyer, attributes, agents", async () => {
    await c.ok(
      sell({
        clientInfo: { emailOrPhone: "+79990000000", name: "ООО Ромашка", vatin: "7725225244" },
        companyInfo: { email: "shop@example.ru" },
        operationInfo: { id: 1, data: "заказ 5", dateTime: "2026.03.15 14:05:00" },
        industryInfo: [{ fois: "030", date: "2023.11.21", number: "1944", industryAttribute: "receipt" }],
        items: [
          position({
            name: "Сыр",
            price: 345.5,
            quantity: 0.345,
            amount: 119.2,
            measurementUnit: "kilogram",
            industryInfo: [{ fois: "030", date: "2023.11.21", number: "1944", industryAttribute: "UUID=1&Time=2" }],
            agentInfo: { agents: ["commissionAgent"], payingAgent: { operation: "Оплата", phones: ["+79991112233"] } },
            supplierInfo: { name: "ИП Петров", vatin: "123456789047", phones: ["+79994445566"] },
            additionalAttribute: "D5",
            exciseSum: 1.5,
            countryCode: "643",
            customsDeclaration: "10101/010126/0000001",
          }),
          { type: "additionalAttribute", value: "TAG0123456789ABC" },
        ],
        payments: [
          { type: "electronically", sum: 100 },
          { type: "cash", sum: 50 },
        ],
        total: 119,
      }),
    );
    const tags = lastTags();
    const number = (...path: number[]): number | undefined => inside(tags, ...path)?.number;
    const text = (...path: number[]): string | undefined => inside(tags, ...path)?.text;
    expect(number(1020)).toBe(11_900);
    expect([number(1031), number(1081)]).toEqual([1_900, 10_000]);
    expect(number(1059, 1043)).toBe(11_920);
    expect(number(1059, 1079)).toBe(34_550);
    expect(inside(tags, 1059, 1023)?.hex).toBe("035901");
    expect([number(1059, 1199), number(1059, 1212), number(1059, 1214), number(1059, 2108)]).toEqual([11, 1, 4, 11]);
    expect([text(1059, 1260, 1262), text(1059, 1260, 1263), text(1059, 1260, 1265)]).toEqual(["030", "21.11.2023", "UUID=1&Time=2"]);
    expect([number(1059, 1222), text(1059, 1223, 1044), text(1059, 1223, 1073)]).toEqual([32, "Оплата", "+79991112233"]);
    expect([text(1059, 1226), text(1059, 1224, 1225), text(1059, 1224, 1171)]).toEqual(["123456789047", "ИП Петров", "+79994445566"]);
    expect([text(1059, 1191), number(1059, 1229), text(1059, 1230)]).toEqual(["D5", 150, "643"]);
    expect([text(1008), text(1117), text(1192)]).toEqual(["+79990000000", "shop@example.ru", "TAG0123456789ABC"]);
    expect([text(1256, 1227), text(1256, 1228)]).toEqual(["ООО Ромашка", "7725225244"]);
    expect([text(1261, 1265), number(1270, 1271), text(1270, 1272)]).toEqual(["receipt", 1, "заказ 5"]);
    expect(inside(tags, 1270, 1273)?.hex).toBe("8cbcb669");
    expect([text(1021), text(1203)]).toEqual(["Кассир Иванова", "123456789047"]);
  });

  it("money is exact: a hundred tenths make ten", async () => {
    const items = Array.from({ length: 100 }, () => position({ price: 0.1, amount: 0.1 }));
    const sold = await c.ok(sell({ items, payments: [{ type: "cash", sum: 10 }] }));
    expect(sold["fiscalParams"]).toMatchObject({ total: 10 });
    await c.ok(sell({ items: [position({ price: 1.15, quantity: 3, amount: 3.45 })], payments: [{ type: 0, sum: 3.45 }] }));
    expect(inside(lastTags(), 1020)?.number).toBe(345);
  });

  it("prepaid, credit and counter supply go to their own tags; change is not in the document", async () => {
    const payments = [
      { type: "prepaid", sum: 20 },
      { type: "credit", sum: 30 },
      { type: "other", sum: 40 },
      { type: "cash", sum: 1000 },
    ];
    await c.ok(sell({ payments }));
    const tags = lastTags();
    expect([1031, 1081, 1215, 1216, 1217].map((tag) => inside(tags, tag)?.number)).toEqual([3_200, 0, 2_000, 3_000, 4_000]);
    expect(JSON.stringify(c.emulator.machine.kkt.paper(1))).toContain("968.00");
  });

  it("a return and purchases move the drawer; without money in it they are refused", async () => {
    const before = c.emulator.state().drawerKop;
    await c.ok(sell({ type: "sellReturn" }));
    await c.ok(sell({ type: "buy" }));
    await c.ok(sell({ type: "buyReturn" }));
    expect(c.emulator.state().drawerKop).toBe(before - 12_200);
    expect(inside(lastTags(), 1054)?.number).toBe(4);
    const dear = { items: [position({ price: 900_000, amount: 900_000 })], payments: [{ type: "cash", sum: 900_000 }] };
    expect(await c.code(sell({ type: "sellReturn", ...dear }))).toBe(80);
    expect(await c.code({ type: "cashOut", operator: { name: "К" }, cashSum: 900_000 })).toBe(80);
  });

  it("corrections of all four kinds carry 1173 and 1174", async () => {
    const correction = { correctionType: "instruction", correctionBaseDate: "2026.03.15", correctionBaseNumber: "АБ-1" };
    for (const [type, operation] of [
      ["sellCorrection", 1],
      ["sellReturnCorrection", 2],
      ["buyCorrection", 3],
      ["buyReturnCorrection", 4],
    ] as const) {
      await c.ok(sell({ type, ...correction }));
      const tags = lastTags();
      expect(c.emulator.drive.document(c.lastFd())?.type).toBe(31);
      expect([inside(tags, 1054)?.number, inside(tags, 1173)?.number]).toEqual([operation, 1]);
      expect(inside(tags, 1174, 1178)?.number).toBe(Date.parse("2026-03-15T00:00:00Z") / 1000);
      expect(inside(tags, 1174, 1179)?.text).toBe("АБ-1");
    }
    expect(await c.code(sell({ type: "sellCorrection", correctionType: "self" }))).toBe(161);
    expect(await c.code(sell({ type: "sellCorrection", correctionType: "instruction", correctionBaseDate: "2026.03.15" }))).toBe(161);
    expect(await c.code(sell({ type: "sellCorrection", correctionType: "own", correctionBaseDate: "2026.03.15" }))).toBe(501);
  });

  it("an electronic receipt leaves no paper and wants the buyer's address", async () => {
    const sheets = c.emulator.machine.kkt.paper(500).length;
    await c.ok(sell({ electronically: true, clientInfo: { emailOrPhone: "a@b.ru" } }));
    expect(c.emulator.machine.kkt.paper(500)).toHaveLength(sheets);
    expect(await c.code(sell({ electronically: true }))).toBe(161);
  });
});

describe("the driver's checks", () => {
  const item = (over: object): object => sell({ items: [position(over)] });
  it.each([
    ["no operator", sell({ operator: undefined }), 161],
    ["operator without a name", sell({ operator: {} }), 501],
    ["no items", sell({ items: undefined }), 501],
    ["no position", sell({ items: [] }), 161],
    ["no payments", sell({ payments: undefined }), 501],
    ["price as text", item({ price: "122" }), 501],
    ["no amount", item({ amount: undefined }), 501],
    ["negative price", item({ price: -1 }), 16],
    ["sum that is not price × quantity", item({ amount: 100 }), 16],
    ["no quantity", item({ quantity: 0 }), 17],
    ["unknown word of 1214", item({ paymentMethod: "never" }), 501],
    ["1214 out of range", item({ paymentMethod: 8 }), 216],
    ["1212 out of range", item({ paymentObject: 28 }), 217],
    ["name of a numbered kind", item({ paymentObject: 15 }), 215],
    ["unknown tax word", item({ tax: { type: "vat99" } }), 501],
    ["tax above the sum", item({ tax: { type: "vat22", sum: 123 } }), 243],
    ["unit out of the list", item({ measurementUnit: 77 }), 412],
    ["unprintable name", item({ name: "Хлеб 中" }), 271],
    ["industry date of the tag's own form", item({ industryInfo: [{ fois: "030", date: "21.11.2023" }] }), 501],
    ["bad supplier INN", item({ supplierInfo: { vatin: "77" } }), 501],
    ["paid too little", sell({ payments: [{ type: "cash", sum: 121.99 }] }), 66],
    ["cashless too much", sell({ payments: [{ type: "electronically", sum: 122.01 }] }), 52],
    ["unknown payment kind", sell({ payments: [{ type: 11, sum: 122 }] }), 60],
    ["total above the positions", sell({ total: 122.5, payments: [{ type: "cash", sum: 200 }] }), 227],
    ["total a rouble below", sell({ total: 121 }), 227],
    ["tax system of another user", sell({ taxationType: "patent" }), 143],
    ["tax system that nobody knows", sell({ taxationType: "ostrich" }), 501],
    ["attribute too long", sell({ items: [position(), { type: "additionalAttribute", value: "X".repeat(17) }] }), 133],
  ])("%s", async (_what, task, code) => {
    const before = c.lastFd();
    expect(await c.code(task)).toBe(code);
    expect(c.lastFd()).toBe(before);
  });

  it("says which field in the driver's words", async () => {
    const [missing] = await c.run(item({ amount: undefined }));
    expect(missing?.error.description).toBe('Поле "items[0].amount" отсутствует');
    const [wrong] = await c.run(item({ price: "122" }));
    expect(wrong?.error.description).toBe('Поле "items[0].price" имеет неверный тип (ожидается "number")');
    const [value] = await c.run(item({ tax: { type: "vat99" } }));
    expect(value?.error.description).toBe('Некорректное значение поля "items[0].tax.type" (vat99)');
  });
});

describe("reading back", () => {
  it("a stored document by number: fields, QR and raw TLV", async () => {
    const sold = await c.ok(sell());
    const { fiscalDocumentNumber, fiscalDocumentSign } = sold["fiscalParams"] as Record<string, number | string>;
    const read = await c.ok({ type: "getFnDocument", fiscalDocumentNumber, withRawData: true });
    const tlv = read["documentTLV"] as Record<string, unknown>;
    expect(tlv).toMatchObject({ fiscalDocumentType: "receipt", short: false, "1020": 122, "1054": 1 });
    expect(tlv["qr"]).toMatch(
      new RegExp(`^t=\\d{8}T\\d{4}&s=122\\.00&fn=9999078902000001&i=${fiscalDocumentNumber}&fp=${fiscalDocumentSign}&n=1$`),
    );
    const stored = c.emulator.drive.document(Number(fiscalDocumentNumber));
    expect(read["rawData"]).toBe(Buffer.from(stored?.body ?? []).toString("base64"));
    expect(await c.code({ type: "getFnDocument", fiscalDocumentNumber: 9999 })).toBe(123);
    expect(await c.ok({ type: "getLastFiscalParams", forReceipt: true })).toMatchObject({
      fiscalParams: { fiscalDocumentNumber, total: 122 },
    });
  });

  it("states of registrar, drive, OFD, registration and licences", async () => {
    expect(await c.ok({ type: "getDeviceStatus" })).toMatchObject({
      deviceStatus: { shift: "opened", paperPresent: true, coverOpened: false, fiscal: true, fnPresent: true, cashDrawerOpened: false },
    });
    expect(await c.ok({ type: "getDeviceInfo" })).toMatchObject({ deviceInfo: { serial: "0000000001012345", ffdVersion: "1.2" } });
    expect(await c.ok({ type: "getFnInfo" })).toMatchObject({
      fnInfo: { serial: "9999078902000001", livePhase: "fiscalMode", warnings: { criticalError: false } },
    });
    expect(await c.ok({ type: "getRegistrationInfo" })).toMatchObject({
      organization: { vatin: "9900000000", taxationTypes: ["osn"] },
      device: { registrationNumber: "0000000001012345", ffdVersion: "1.2", marking: true, offlineMode: false },
      ofd: { name: "ЭМУЛЯТОР ОФД" },
    });
    c.emulator.applyFault({ kind: "ofd", online: false });
    const fd = ((await c.ok(sell()))["fiscalParams"] as { fiscalDocumentNumber: number }).fiscalDocumentNumber;
    const exchange = await c.ok({ type: "ofdExchangeStatus" });
    expect((exchange["status"] as { notSentCount: number }).notSentCount).toBeGreaterThan(0);
    expect((exchange["status"] as { notSentFirstDocNumber: number }).notSentFirstDocNumber).toBeLessThanOrEqual(fd);
    expect(exchange["errors"]).toMatchObject({ network: { code: 1 } });
    c.emulator.applyFault({ kind: "ofd", online: true });
    expect(await c.ok({ type: "ismExchangeStatus" })).toMatchObject({ status: { notSentCount: 0 } });
    expect(JSON.stringify(await c.ok({ type: "getLicenses" }))).toContain("Web Requests");
    expect(await c.ok({ type: "getDeviceParameters", keys: [1, 9999] })).toMatchObject({
      deviceParameters: [
        { key: 1, value: "1" },
        { key: 9999, errorCode: 11 },
      ],
    });
  });

  it("X report, slips, drawer, copies, totals", async () => {
    await c.ok({ type: "reportX", operator: { name: "К" } });
    await c.ok({
      type: "nonFiscal",
      items: [
        { type: "text", text: "Слип" },
        { type: "barcode", barcode: "4600000000008", barcodeType: "EAN13" },
      ],
    });
    await c.ok({ type: "openCashDrawer" });
    expect(await c.ok({ type: "getCashDrawerStatus" })).toMatchObject({ cashDrawerStatus: { cashDrawerOpened: true } });
    await c.ok({ type: "printLastReceiptCopy", operator: { name: "К" } });
    await c.ok({ type: "printFnDocument", fiscalDocumentNumber: c.lastFd() });
    expect(
      c.emulator.machine.kkt
        .paper(4)
        .map(({ kind, state }) => [kind, state])
        .slice(0, 4),
    ).toEqual([
      ["x-report", "printed"],
      ["slip", "printed"],
      ["copy", "printed"],
      ["copy", "printed"],
    ]);
    const cash = await c.ok({ type: "cashOut", operator: { name: "К" }, cashSum: 0.5 });
    expect(cash).toEqual({ counters: { cashSum: c.emulator.state().drawerKop / 100 } });
    expect(await c.ok({ type: "getOverallTotals" })).toMatchObject({ overallTotals: { receipts: { sell: { payments: {} } } } });
    expect(await c.ok({ type: "continuePrint" })).toEqual({});
  });
});
