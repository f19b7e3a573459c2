import { afterEach, expect, it } from "vitest";
import { documentJson, type TlvJson } from "../control/document-json.ts";
import { TRAINING_REGISTRATION } from "../default-drive.ts";
import type { FfdVersion } from "../fiscal-drive/index.ts";
import { openShift, position, sell, WebClient } from "./testing/web-client.ts";

const clients: WebClient[] = [];
afterEach(async () => {
  for (const client of clients.splice(0)) await client.emulator.stop();
});

async function start(ffd: FfdVersion, registration: object = {}): Promise<WebClient> {
  const drive = { ffd, registration: { ...TRAINING_REGISTRATION, ffd, marking: ffd === 4, ...registration } };
  const client = await WebClient.start({ drive });
  clients.push(client);
  await client.ok(openShift());
  return client;
}

function tagsOf(c: WebClient): readonly TlvJson[] {
  const document = c.emulator.drive.document(c.lastFd());
  return document === null ? [] : documentJson(document).tlv;
}

function one(tags: readonly TlvJson[] | undefined, tag: number): TlvJson | undefined {
  return tags?.find((item) => item.tag === tag);
}

it("FFD 1.05: buyer and agent flat, unit by name, goods code 1162, no codes of 1.2", async () => {
  const c = await start(2);
  expect(await c.ok({ type: "getDeviceInfo" })).toMatchObject({ deviceInfo: { ffdVersion: "1.05", fnFfdVersion: "1.05" } });
  const mark = Buffer.from("0104600000000008215AAAAAA\u001d91EE07", "latin1").toString("base64");
  await c.ok(
    sell({
      clientInfo: { name: "ООО Ромашка", vatin: "7725225244" },
      agentInfo: { agents: ["payingAgent"], payingAgent: { phones: ["+79991112233"] } },
      items: [position({ measurementUnit: "шт", markingCode: { type: "other", mark } })],
    }),
  );
  const tags = tagsOf(c);
  expect([one(tags, 1227)?.text, one(tags, 1228)?.text, one(tags, 1057)?.number]).toEqual(["ООО Ромашка", "7725225244", 4]);
  expect(one(tags, 1073)?.text).toBe("+79991112233");
  const item = one(tags, 1059)?.items;
  expect([one(item, 1197)?.text, one(item, 2108)]).toEqual(["шт", undefined]);
  expect(one(item, 1162)?.hex.slice(0, 16)).toBe(`444d${(4600000000008).toString(16).padStart(12, "0")}`);
  expect(await c.code(sell({ items: [position({ paymentObject: 33 })] }))).toBe(217);
  expect(await c.code({ type: "beginMarkingCodeValidation", params: { imc: mark, itemEstimatedStatus: 1 } })).toBe(413);
});

it("FFD 1.05: a correction has sums and taxes only, and two kinds", async () => {
  const c = await start(2);
  const correction = {
    correctionType: "self",
    correctionBaseDate: "2026.03.15",
    correctionBaseName: "Сбой",
    items: undefined,
    payments: [{ type: "electronically", sum: 122 }],
    taxes: [{ type: "vat22", sum: 22 }],
  };
  await c.ok(sell({ type: "sellCorrection", ...correction }));
  const tags = tagsOf(c);
  expect([one(tags, 1020)?.number, one(tags, 1081)?.number, one(tags, 1059)]).toEqual([12_200, 12_200, undefined]);
  expect(one(one(tags, 1174)?.items, 1177)?.text).toBe("Сбой");
  expect(await c.code(sell({ type: "sellReturnCorrection", ...correction }))).toBe(48);
});

it("FFD 1.1: corrections have positions", async () => {
  const c = await start(3);
  const payments = [{ type: "electronically", sum: 122 }];
  const correction = { correctionType: "self", correctionBaseDate: "2026.03.15", payments };
  await c.ok(sell({ type: "sellReturnCorrection", ...correction }));
  expect(one(one(tagsOf(c), 1059)?.items, 1030)?.text).toBe("Хлеб");
  expect(await c.code(sell({ type: "sellCorrection", ...correction, items: [] }))).toBe(161);
});

it("the registration decides: excise goods, kinds of agent; attributes of the user go into 1084", async () => {
  const c = await start(4, { excise: false, agents: 0 });
  expect(await c.code(sell({ items: [position({ paymentObject: "excise" })] }))).toBe(147);
  expect(await c.code(sell({ items: [position({ agentInfo: { agents: ["attorney"] } })] }))).toBe(133);
  expect(await c.ok({ type: "getRegistrationInfo" })).toMatchObject({
    organization: { agents: [] },
    device: { excise: false, marking: true },
  });
  await c.ok(sell({ items: [position(), { type: "userAttribute", name: "Заказ", value: "42" }] }));
  const attribute = one(tagsOf(c), 1084)?.items;
  expect([one(attribute, 1085)?.text, one(attribute, 1086)?.text]).toEqual(["Заказ", "42"]);
});

it("an OFD that refuses is told as an error of the OFD", async () => {
  const c = await start(4);
  c.emulator.applyFault({ kind: "ofd", refusing: true, msPerDocument: 0 });
  await c.ok(sell());
  c.emulator.applyFault({ kind: "advance-clock", ms: 60_000 });
  const exchange = await c.ok({ type: "ofdExchangeStatus" });
  expect((exchange["errors"] as { ofd: { code: number } }).ofd.code).toBeGreaterThan(0);
});
