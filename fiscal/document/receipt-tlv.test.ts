import { describe, expect, test } from "vitest";
import { formatQuantity, kopecks, quantity, QUANTITY_ONE } from "../../config/money.ts";
import type { FiscalAgent, FiscalBuyer, FiscalLine, FiscalReceipt } from "./fiscal-document.ts";
import { lineTlv, receiptTlv } from "./receipt-tlv.ts";
import { structureDefects } from "./structure.ts";
import { tagInfo } from "./tags.ts";
import type { Ffd } from "./tags.ts";
import { decodeFvln, decodeTlv, decodeVln, encodeTlv, tlvText } from "./tlv.ts";
import type { TlvItem } from "./tlv.ts";

const VERSIONS: readonly Ffd[] = ["1.05", "1.1", "1.2"];

function line(changes: Partial<FiscalLine> = {}): FiscalLine {
  return {
    name: "Хлеб",
    priceKop: kopecks(12200),
    quantity: QUANTITY_ONE,
    sumKop: kopecks(12200),
    vat: "22",
    method: 4,
    subject: 1,
    measure: 0,
    department: 1,
    ...changes,
  };
}

function receipt(changes: Partial<FiscalReceipt> = {}): FiscalReceipt {
  const none = kopecks(0);
  const totalKop = kopecks(12200);
  return {
    kind: "sale",
    ownTag: "T01A00000042",
    cashier: { name: "Кассир Иванова" },
    taxSystem: "osn",
    lines: [line()],
    payments: { cashKop: totalKop, electronicKop: none, prepaidKop: none, creditKop: none, counterKop: none },
    cashGivenKop: totalKop,
    totalKop,
    footer: [],
    ...changes,
  };
}

/** "1059 { 1030 Хлеб, 1079 12200 }": what is there, in order, independent of the encoder. */
function shown(items: readonly TlvItem[]): string[] {
  return items.map(({ tag, value }) => {
    const type = tagInfo(tag)?.type;
    if (type === "container") {
      const inside = decodeTlv(value);
      return `${tag} { ${inside.ok ? shown(inside.value).join(", ") : "broken"} }`;
    }
    if (type === "text") return `${tag} ${tlvText(value)}`;
    const number = type === "decimal" ? decodeFvln(value) : decodeVln(value);
    return `${tag} ${number.ok ? (type === "decimal" ? formatQuantity(quantity(number.value)) : number.value) : "broken"}`;
  });
}

const buyer: FiscalBuyer = {
  name: "ООО «Ромашка»",
  inn: "7725225244",
  birthDate: "01.02.1990",
  citizenship: "643",
  identity: { kind: "21", data: "4510 123456" },
  address: "Москва",
};
const agent: FiscalAgent = {
  kind: "bank-paying-agent",
  supplier: { name: "ООО «Поставщик»", inn: "7725225244", phones: ["+79001112233", "+79001112234"] },
  payingAgent: { operation: "Приём платежа", phones: ["+79002223344"] },
  receiver: { phones: ["+79003334455"] },
  transfer: { name: "Банк", inn: "7707083893", address: "Москва", phones: ["+79004445566"] },
};
const industry = { foivId: "030", date: "21.11.2023", number: "1944", value: "UUID=1&Time=2" };
const INDUSTRY = "{ 1262 030, 1263 21.11.2023, 1264 1944, 1265 UUID=1&Time=2 }";

describe("a receipt", () => {
  test.each(["sale", "refund", "purchase", "purchase-refund"] as const)("%s has its sign in 1054", (kind) => {
    const sign = { sale: 1, refund: 2, purchase: 3, "purchase-refund": 4 }[kind];
    expect(shown(receiptTlv(receipt({ kind }), "1.2"))[0]).toBe(`1054 ${sign}`);
  });

  test("buyer: flat before 1.2, the container 1256 since", () => {
    for (const ffd of ["1.05", "1.1"] as const) {
      const tags = shown(receiptTlv(receipt({ buyer }), ffd));
      expect(tags).toContain('1227 ООО "Ромашка"');
      expect(tags).toContain("1228 7725225244  ");
      expect(tags.some((tag) => tag.startsWith("1256"))).toBe(false);
    }
    expect(shown(receiptTlv(receipt({ buyer }), "1.2"))).toContain(
      '1256 { 1227 ООО "Ромашка", 1228 7725225244  , 1243 01.02.1990, 1244 643, 1245 21, 1246 4510 123456, 1254 Москва }',
    );
    expect(shown(receiptTlv(receipt({ buyer: { name: "Иванов" } }), "1.2"))).toContain("1256 { 1227 Иванов }");
  });

  test("attributes of the receipt: 1117, 1084, 1261, our tag in 1192", () => {
    const whole = receipt({
      buyerContact: "+79001234567",
      senderEmail: "shop@example.ru",
      userAttribute: { name: "Заказ", value: "N 15" },
      industry,
    });
    const tags = shown(receiptTlv(whole, "1.2"));
    expect(tags).toEqual(
      expect.arrayContaining([
        "1008 +79001234567",
        "1117 shop@example.ru",
        "1084 { 1085 Заказ, 1086 N 15 }",
        `1261 ${INDUSTRY}`,
        "1192 T01A00000042",
      ]),
    );
  });

  test("1057 only before 1.2, and only when all positions are an agent's", () => {
    const agents = receipt({ lines: [line({ agent }), line({ agent: { ...agent, kind: "commission-agent" } })] });
    expect(shown(receiptTlv(agents, "1.05"))).toContain("1057 33");
    expect(shown(receiptTlv(agents, "1.1"))).toContain("1057 33");
    const has1057 = (one: FiscalReceipt, ffd: Ffd): boolean => receiptTlv(one, ffd).some(({ tag }) => tag === 1057);
    expect(has1057(agents, "1.2")).toBe(false);
    expect(has1057(receipt({ lines: [line({ agent }), line()] }), "1.1")).toBe(false);
    expect(has1057(receipt({ lines: [] }), "1.1")).toBe(false);
  });

  test("VAT: sums by rate, 22 % in 1115", () => {
    const lines = [line(), line({ vat: "10", priceKop: kopecks(11000), sumKop: kopecks(11000) })];
    const tags = shown(receiptTlv(receipt({ lines }), "1.2"));
    expect(tags.slice(-2)).toEqual(["1103 1000", "1115 { 1119 { 1199 11, 1120 2200 } }"]);
  });
});

describe("a correction", () => {
  const correction = {
    basis: "order",
    correctedOn: "2026-03-15",
    orderNumber: "12-34/5",
    description: "Сбой",
    correctedFiscalSign: "217861848",
  } as const;

  test("1.2: positions, 1173, 1174, the wrong document in 1192 and our tag in 1084", () => {
    const tags = shown(receiptTlv(receipt({ kind: "refund", correction }), "1.2"));
    expect(tags).toEqual(
      expect.arrayContaining([
        "1054 2",
        "1173 1",
        `1174 { 1178 ${Date.UTC(2026, 2, 15) / 1000}, 1179 12-34/5 }`,
        "1084 { 1085 Документ кассы, 1086 T01A00000042 }",
        "1192 217861848",
      ]),
    );
    expect(tags.filter((tag) => tag.startsWith("1059"))).toHaveLength(1);
  });

  test("1.1: the description too", () => {
    const tags = shown(receiptTlv(receipt({ correction: { ...correction, basis: "own" } }), "1.1"));
    expect(tags).toEqual(expect.arrayContaining(["1173 0", `1174 { 1177 Сбой, 1178 ${Date.UTC(2026, 2, 15) / 1000}, 1179 12-34/5 }`]));
    expect(tags.filter((tag) => tag.startsWith("1059"))).toHaveLength(1);
  });

  test("1.05: sums and VAT, no positions", () => {
    const tags = shown(receiptTlv(receipt({ correction }), "1.05"));
    expect(tags.filter((tag) => tag.startsWith("1059"))).toEqual([]);
    expect(tags).toEqual(expect.arrayContaining(["1020 12200", "1031 12200", "1115 { 1119 { 1199 11, 1120 2200 } }"]));
  });
});

describe("a position", () => {
  test("agent: 1222 and 1226 beside 1223 and 1224", () => {
    for (const ffd of VERSIONS) {
      expect(shown(lineTlv(line({ agent }), ffd)).slice(9)).toEqual([
        "1222 1",
        "1226 7725225244  ",
        "1223 { 1005 Москва, 1016 7707083893  , 1026 Банк, 1044 Приём платежа, 1073 +79002223344, 1074 +79003334455, 1075 +79004445566 }",
        '1224 { 1225 ООО "Поставщик", 1171 +79001112233, 1171 +79001112234 }',
      ]);
    }
    const short = line({ agent: { kind: "commission-agent", supplier: { inn: "000000000000" } } });
    expect(shown(lineTlv(short, "1.2")).slice(9)).toEqual(["1222 32", "1226 000000000000"]);
  });

  test("extra, excise, country, declaration, industry attribute", () => {
    const whole = line({
      extra: "серия 5",
      exciseKop: kopecks(500),
      countryCode: "156",
      customsDeclaration: "10216120/010126/0000001",
      industry,
    });
    expect(shown(lineTlv(whole, "1.2")).slice(9)).toEqual([
      "1191 серия 5",
      "1229 500",
      "1230 156",
      "1231 10216120/010126/0000001",
      `1260 ${INDUSTRY}`,
    ]);
  });

  test("part of a marked pack: 1291 in lowest terms, in 1.2 only", () => {
    const part = line({ quantity: quantity(250_000), subject: 33, marking: { codeBase64: "MDE=", plannedStatus: 2 } });
    expect(shown(lineTlv(part, "1.2"))).toContain("1291 { 1293 1, 1294 4 }");
    expect(shown(lineTlv(part, "1.1")).some((tag) => tag.startsWith("1291"))).toBe(false);
    expect(shown(lineTlv(line({ quantity: quantity(250_000) }), "1.2")).some((tag) => tag.startsWith("1291"))).toBe(false);
  });

  test("the stamp of a bottle: 1163 of 1.2, 1162 before", () => {
    const old = `22N0123456789ABCDEFGHIJKLMNOPQ${"Z".repeat(38)}`;
    const fresh = `18710100000042${"9".repeat(136)}`;
    const stamped = (stamp: string): FiscalLine => line({ subject: 2, stamp });
    // Characters 9 to 31 of the old one, counted from 1; the first 14 of the new one.
    expect(shown(lineTlv(stamped(old), "1.2")).slice(9)).toEqual(["1163 { 1308 56789ABCDEFGHIJKLMNOPQZ }"]);
    expect(shown(lineTlv(stamped(fresh), "1.2")).slice(9)).toEqual(["1163 { 1309 18710100000042 }"]);
    const hexOf1162 = (stamp: string, ffd: Ffd): string =>
      Buffer.from(lineTlv(stamped(stamp), ffd).find(({ tag }) => tag === 1162)?.value ?? []).toString("hex");
    for (const ffd of ["1.05", "1.1"] as const) {
      expect(hexOf1162(old, ffd)).toBe(`c514${Buffer.from("56789ABCDEFGHIJKLMNOPQZ").toString("hex")}`);
      expect(hexOf1162(fresh, ffd)).toBe(`c51e${Buffer.from("18710100000042").toString("hex")}`);
      expect(lineTlv(stamped(fresh), ffd).some(({ tag }) => tag === 1163)).toBe(false);
    }
    for (const ffd of VERSIONS)
      for (const stamp of [old, fresh]) expect(structureDefects(lineTlv(stamped(stamp), ffd), 1059, ffd)).toEqual([]);
  });

  test("what is no stamp is not written, nor a stamp beside a marking code", () => {
    for (const stamp of ["", "1".repeat(67), "1".repeat(69), "1".repeat(149), "ж".repeat(68), `${"1".repeat(149)} `]) {
      expect(shown(lineTlv(line({ stamp }), "1.2")).slice(9)).toEqual([]);
    }
    const both = line({ stamp: "1".repeat(68), marking: { codeBase64: "MDE=", plannedStatus: 1 } });
    expect(shown(lineTlv(both, "1.2")).slice(9)).toEqual([]);
  });

  test("the measure is a code in 1.2 and a text before", () => {
    expect(shown(lineTlv(line({ measure: 11 }), "1.2"))).toContain("2108 11");
    expect(shown(lineTlv(line({ measure: 11 }), "1.05"))).toContain("1197 кг");
  });
});

describe("the tag table agrees with everything that is written", () => {
  test.each(VERSIONS)("%s", (ffd) => {
    const isNew = ffd === "1.2";
    const rich = line({
      agent,
      extra: "x",
      exciseKop: kopecks(1),
      countryCode: "156",
      customsDeclaration: "1",
      ...(isNew ? { industry } : {}),
    });
    const plain = receipt({
      buyer,
      buyerContact: "buyer@example.ru",
      senderEmail: "shop@example.ru",
      userAttribute: { name: "a", value: "b" },
      lines: [rich, line({ vat: "none" })],
      ...(isNew ? { industry } : {}),
    });
    expect(structureDefects(receiptTlv(plain, ffd), "receipt", ffd)).toEqual([]);
    const { userAttribute: _left, ...rest } = plain;
    const corrected = { ...rest, correction: { basis: "order", correctedOn: "2026-01-02", orderNumber: "7" } as const };
    expect(structureDefects(receiptTlv(corrected, ffd), "correction", ffd)).toEqual([]);
  });

  test("what is missing, misplaced, too long or no container is named, in containers too", () => {
    const items = receiptTlv(receipt(), "1.2");
    const kinds = (changed: readonly TlvItem[]): string[] =>
      structureDefects(changed, "receipt", "1.2").map(({ kind, tag }) => `${kind} ${tag}`);
    expect(kinds(items.filter(({ tag }) => tag !== 1020))).toEqual(["missing 1020"]);
    expect(kinds([...items, { tag: 1030, value: Uint8Array.of(65) }])).toEqual(["not-here 1030"]);
    expect(kinds([...items, { tag: 1057, value: Uint8Array.of(1) }])).toEqual(["not-here 1057"]);
    expect(kinds([...items, { tag: 1256, value: Uint8Array.of(1, 2, 3) }])).toEqual(["container 1256"]);
    const inside = encodeTlv([{ tag: 1228, value: Uint8Array.of(49) }]);
    expect(kinds([...items, { tag: 1256, value: inside }])).toEqual(["length 1228"]);
  });
});
