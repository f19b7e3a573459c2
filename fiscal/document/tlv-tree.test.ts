import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { unmappableCharacters } from "../../config/cp866.ts";
import { kopecks, QUANTITY_ONE } from "../../config/money.ts";
import type { FiscalReceipt } from "./fiscal-document.ts";
import { receiptTlv } from "./receipt-tlv.ts";
import { structureDefects } from "./structure.ts";
import { TAGS } from "./tags.ts";
import { bytesOfTree, hexOf, treeOfBytes } from "./tlv-tree.ts";
import type { TlvNode } from "./tlv-tree.ts";
import { decodeTlv, encodeTlv } from "./tlv.ts";
import type { TlvItem } from "./tlv.ts";
import { vatOf } from "./vat.ts";

const bytesOf = (hex: string): Uint8Array => Uint8Array.from(Buffer.from(hex.replace(/\s/g, ""), "hex"));

function tree(hex: string): TlvNode[] {
  const nodes = treeOfBytes(bytesOf(hex));
  if (!nodes.ok) throw new Error(JSON.stringify(nodes.error));
  return nodes.value;
}

function bytesBack(json: unknown): string {
  const bytes = bytesOfTree(JSON.parse(JSON.stringify(json)));
  if (!bytes.ok) throw new Error(JSON.stringify(bytes.error));
  return hexOf(bytes.value);
}

const refusal = (hex: string): unknown => {
  const nodes = treeOfBytes(bytesOf(hex));
  return nodes.ok ? null : [nodes.error.code, nodes.error.details["offset"]];
};

// The vectors without another word are those of the format as counted by hand from the order's rules; "javapos" are the unit
// tests of the public project shtrih-m/javapos_shtrih, "recorded" a receipt's QR and times published with esaulkov/kkmserver.
describe("vectors", () => {
  test.each<[string, string, Omit<TlvNode, "name">]>([
    ["money (javapos)", "FC03 0200 983A", { tag: 1020, value: "150.00" }],
    ["money with spare zeros (javapos)", "FC03 0400 84000000", { tag: 1020, value: "1.32", hex: "84000000" }],
    ["a coded byte", "1E04 0100 01", { tag: 1054, value: 1, meaning: "приход" }],
    ["a coded byte without a name", "1E04 0100 07", { tag: 1054, value: 7 }],
    ["quantity", "FF03 0300 035901", { tag: 1023, value: "0.345" }],
    ["quantity with spare decimals (javapos)", "FF03 0400 0640420F", { tag: 1023, value: "1", hex: "0640420F" }],
    ["time (javapos)", "F403 0400 6073C25A", { tag: 1012, value: "2018-04-02T18:16:00" }],
    ["time", "F403 0400 8CBCB669", { tag: 1012, value: "2026-03-15T14:05:00" }],
    ["text", "0604 0400 95ABA5A1", { tag: 1030, value: "Хлеб" }],
    ["padded INN", "FA03 0C00 373732353232353234342020", { tag: 1018, value: "7725225244" }],
    ["a mask", "2604 0100 21", { tag: 1062, value: 33, meaning: "ОСН, ПСН" }],
    ["a flag", "9504 0100 01", { tag: 1173, value: true }],
    ["a flag of another value", "9504 0100 05", { tag: 1173, value: 5 }],
    ["fiscal sign (recorded, ФП 217861848)", "3504 0600 31040CFC4ED8", { tag: 1077, value: "31040CFC4ED8", meaning: "ФП 217861848" }],
    ["VAT rate of 2026", "AF04 0100 0B", { tag: 1199, value: 11, meaning: "22%" }],
    [
      "result of a code check",
      "3A08 0100 0F",
      { tag: 2106, value: 15, meaning: "код проверен, проверка положительна, статус получен, планируемый статус верен" },
    ],
    ["numerator", "0D05 0100 01", { tag: 1293, value: 1 }],
    ["a tag of nobody", "1027 0200 ABCD", { tag: 10_000, hex: "ABCD" }],
  ])("%s", (_what, hex, expected) => {
    const nodes = tree(hex);
    expect(nodes).toMatchObject([expected]);
    expect(Object.keys(nodes[0] ?? {}).toSorted()).toEqual([...Object.keys(expected), "name"].toSorted());
    expect(bytesBack(nodes)).toBe(hex.replace(/\s/g, ""));
  });

  test("a whole item with names, nested", () => {
    const hex = "23041900 06040400 95ABA5A1 37040200 A82F FF030200 0001 BE040100 04";
    expect(tree(hex)).toEqual([
      {
        tag: 1059,
        name: "предмет расчета",
        items: [
          { tag: 1030, name: "наименование предмета расчета", value: "Хлеб" },
          { tag: 1079, name: "цена за единицу", value: "122.00" },
          { tag: 1023, name: "количество предмета расчета", value: "1" },
          { tag: 1214, name: "признак способа расчета", value: 4, meaning: "полный расчет" },
        ],
      },
    ]);
    expect(bytesBack(tree(hex))).toBe(hex.replace(/\s/g, ""));
  });
});

/**
 * Bytes of others, each as they stand there. `echo`: a receipt of ФФД 1.05 recorded of a test drive, in EchoClient.java of a public
 * Java project (with `separator.FieldSeparator`). `firmware`: position and payments of the fiscal-drive test in Zzzzipper/projects.
 */
const ECHO = `
  11041000 39393939303738393030303031393138
  0D041400 3030303030303030303130303532303920202020
  FA030C00 373830343036373633322020
  10040400 84000000 F4030400 F457A25C 35040600 310491E563D7 0E040400 04000000 12040400 48000000
  1E040100 01 FC030200 0F02 1F040100 01 B3040C00 373830303030303030303031
  FD030F00 8FA5A2A02020313131203232322033 B9040100 02
  23044500 06041B00 343434343434203535353535353535353520363636363636363636 37040100 64 FF030300 04DCCD 13040200 0F02
           BE040100 01 BC040100 01 AF040100 04 B0040100 30
  53040100 30 39040000 BF040000 C0040000 C1040000 07040200 0F02`;
const FIRMWARE = `
  23042300 06040900 92A5E1E2AEE7A8ADAE 37040200 8813 FF030200 0001 AF040100 06 BE040100 04
  1F040100 08 07040200 8813 39040100 00 BF040100 00 C0040100 00 C1040100 00 F0030000`;

describe("documents of others", () => {
  const shown = (nodes: readonly TlvNode[]): Record<number, unknown> =>
    Object.fromEntries(nodes.map(({ tag, value, items }) => [tag, items === undefined ? value : shown(items)]));

  test("a receipt recorded of a drive", () => {
    expect(shown(tree(ECHO))).toEqual({
      1041: "9999078900001918",
      1037: "0000000001005209",
      1018: "7804067632",
      1040: 132,
      1012: "2019-04-01T18:27:00",
      1077: "310491E563D7",
      1038: 4,
      1042: 72,
      1054: 1,
      1020: "5.27",
      1055: 1,
      1203: "780000000001",
      1021: "Пева  111 222 3",
      1209: 2,
      1059: {
        1030: "444444 5555555555 666666666",
        1079: "1.00",
        1023: "5.27",
        1043: "5.27",
        1214: 1,
        1212: 1,
        1199: 4,
        1200: "0.48",
      },
      1107: "0.48",
      1081: "0.00",
      1215: "0.00",
      1216: "0.00",
      1217: "0.00",
      1031: "5.27",
    });
    expect(bytesBack(tree(ECHO))).toBe(ECHO.replace(/\s/g, ""));
    expect(tree(ECHO).find(({ tag }) => tag === 1077)?.meaning).toBe("ФП 2447729623");
  });

  test("its VAT is what our arithmetic gives, and its tags are those of the table", () => {
    expect(vatOf(kopecks(527), "10/110")).toBe(48);
    const items = decodeTlv(bytesOf(ECHO));
    expect(items.ok && structureDefects(items.value, "receipt", "1.05")).toEqual([]);
  });

  test("a position and payments of a vending firmware", () => {
    expect(shown(tree(FIRMWARE))).toEqual({
      1059: { 1030: "Тесточино", 1079: "50.00", 1023: "1", 1199: 6, 1214: 4 },
      1055: 8,
      1031: "50.00",
      1081: "0.00",
      1215: "0.00",
      1216: "0.00",
      1217: "0.00",
      1008: "",
    });
    expect(bytesBack(tree(FIRMWARE))).toBe(FIRMWARE.replace(/\s/g, ""));
  });
});

describe("bytes that are refused, with the place", () => {
  test.each([
    ["a header cut short", "1E040100 01 FC03", 5],
    ["a value cut short", "1E040100 01 FC030200 98", 5],
    ["a byte of two bytes", "1E040200 0101", 0],
    ["money of seven bytes", "FC030700 01010101010101", 0],
    ["a text too long", `C0044100 ${"41".repeat(65)}`, 0],
    ["quantity beyond six decimals", "FF030200 0701", 0],
    ["inside a container", "1E040100 01 23040C00 06040400 95ABA5A1 37040300", 17],
    ["a wrong length inside a container", "23040A00 BE040200 0404 BC040000", 4],
    [
      "containers without end",
      "2304".padEnd(4) +
        [...Array(9).keys()].map((level) => `${(4 * (9 - level)).toString(16).padStart(2, "0")}00`).join("2304") +
        "23040000",
      32,
    ],
  ])("%s", (_what, hex, offset) => {
    expect(refusal(hex)).toEqual(["FIS450", offset]);
  });
});

describe("JSON that is refused", () => {
  test.each<[string, unknown, string]>([
    ["no list", { tag: 1 }, "JSON"],
    ["no object", [1], "[0]"],
    ["a tag in words", [{ tag: "1054", value: 1 }], "[0]"],
    ["a tag beyond 16 bits", [{ tag: 65_536, hex: "" }], "[0]"],
    ["money as a number", [{ tag: 1020, value: 150 }], "[0]"],
    ["money with three decimals", [{ tag: 1020, value: "1.505" }], "[0]"],
    ["money below zero", [{ tag: 1020, value: "-1.00" }], "[0]"],
    ["a byte of 256", [{ tag: 1054, value: 256 }], "[0]"],
    ["a day that is none", [{ tag: 1012, value: "2026-02-30T00:00:00" }], "[0]"],
    ["a foreign letter", [{ tag: 1030, value: "茶" }], "[0]"],
    ["a text too long", [{ tag: 1192, value: "A".repeat(17) }], "[0]"],
    ["an INN of 11 for exactly 12", [{ tag: 1203, value: "50010073225" }], "[0]"],
    ["a value for a container", [{ tag: 1059, value: "x" }], "[0]"],
    ["items for no container", [{ tag: 1030, items: [] }], "[0]"],
    ["no value", [{ tag: 1054 }], "[0]"],
    [
      "deep inside",
      [
        {
          tag: 1059,
          items: [
            { tag: 1030, value: "a" },
            { tag: 1023, value: "x" },
          ],
        },
      ],
      "[0].items[1]",
    ],
    ["hex of half a byte", [{ tag: 10_000, hex: "ABC" }], "[0]"],
    ["a value for a tag of nobody", [{ tag: 10_000, value: 1 }], "[0]"],
    ["value and hex that differ", [{ tag: 1020, value: "1.50", hex: "84000000" }], "[0]"],
  ])("%s", (_what, json, path) => {
    expect(bytesOfTree(json)).toMatchObject({ ok: false, error: { code: "FIS496", details: { path } } });
  });

  test("name and meaning are for people and may say anything", () => {
    expect(bytesBack([{ tag: 1054, value: 1, name: "x", meaning: "возврат" }])).toBe("1E04010001");
  });
});

describe("there and back", () => {
  const plain = TAGS.filter(({ type }) => type !== "container" && type !== "printed-only");
  const containers = TAGS.filter(({ type }) => type === "container");

  /** Bytes of the right length for a tag of the table; most are values, some are not. */
  const leaf: fc.Arbitrary<TlvItem> = fc
    .constantFrom(...plain)
    .chain(({ tag, maxBytes, fixed }) =>
      fc.uint8Array({ minLength: fixed ? maxBytes : 0, maxLength: maxBytes }).map((value) => ({ tag, value })),
    );
  const unknown: fc.Arbitrary<TlvItem> = fc.record({
    tag: fc.integer({ min: 3000, max: 0xffff }),
    value: fc.uint8Array({ maxLength: 20 }),
  });
  const level = (depth: number): fc.Arbitrary<TlvItem> =>
    depth === 0
      ? leaf
      : fc.oneof(
          { weight: 4, arbitrary: leaf },
          { weight: 1, arbitrary: unknown },
          {
            weight: 2,
            arbitrary: fc
              .tuple(fc.constantFrom(...containers), fc.array(level(depth - 1), { maxLength: 4 }))
              .map(([{ tag }, items]) => ({ tag, value: encodeTlv(items) })),
          },
        );

  test("what is read is written back to the byte, through JSON text", () => {
    let read = 0;
    fc.assert(
      fc.property(fc.array(level(2), { maxLength: 6 }), (items) => {
        const bytes = encodeTlv(items);
        const nodes = treeOfBytes(bytes);
        if (!nodes.ok) {
          expect(nodes.error.code).toBe("FIS450");
          return;
        }
        read++;
        expect(bytesBack(nodes.value)).toBe(hexOf(bytes));
      }),
      { numRuns: 1500 },
    );
    expect(read).toBeGreaterThan(300);
  });

  test("no bytes at all make the reader throw", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 80 }), (bytes) => {
        const nodes = treeOfBytes(bytes);
        if (nodes.ok) expect(bytesBack(nodes.value)).toBe(hexOf(bytes));
        else expect(nodes.error.details["offset"]).toBeLessThan(Math.max(1, bytes.length));
      }),
      { numRuns: 1500 },
    );
  });

  test("no JSON at all makes the writer throw, and what it takes is read back", () => {
    const node = fc.letrec((tie) => ({
      node: fc.record(
        {
          tag: fc.oneof(fc.constantFrom(...TAGS.map(({ tag }) => tag)), fc.jsonValue()),
          value: fc.oneof(
            fc.string({ maxLength: 12 }),
            fc.integer({ min: -1, max: 300 }),
            fc.boolean(),
            fc.constantFrom("1.50", "2026-03-15T14:05:00", "7725225244"),
          ),
          hex: fc.oneof(fc.constant("01"), fc.string()),
          items: fc.array(tie("node"), { maxLength: 3 }),
        },
        { requiredKeys: ["tag"] },
      ),
    })).node;
    fc.assert(
      fc.property(fc.oneof(fc.jsonValue(), fc.array(node, { maxLength: 3 })), (json) => {
        const bytes = bytesOfTree(json);
        if (!bytes.ok) {
          expect(bytes.error.code).toBe("FIS496");
          return;
        }
        const nodes = treeOfBytes(bytes.value);
        expect(nodes.ok && bytesBack(nodes.value)).toBe(hexOf(bytes.value));
      }),
      { numRuns: 1500 },
    );
  });

  test("texts that CP866 can carry come back as they are", () => {
    const letters = fc
      .string({ unit: fc.constantFrom(..."АЯаяёЁ№°·√ AZaz09!~"), maxLength: 64 })
      .filter((text) => unmappableCharacters(text).length === 0);
    fc.assert(
      fc.property(letters, (text) => {
        const bytes = bytesBack([{ tag: 1021, value: text }]);
        expect(tree(bytes)[0]).toMatchObject({ value: text });
      }),
    );
  });

  test("a whole receipt", () => {
    const none = kopecks(0);
    const total = kopecks(12200);
    const receipt: FiscalReceipt = {
      kind: "sale",
      ownTag: "T01A00000042",
      cashier: { name: "Кассир Иванова", inn: "500100732259" },
      taxSystem: "osn",
      buyer: { name: "ООО", inn: "7725225244" },
      lines: [
        {
          name: "Хлеб",
          priceKop: total,
          quantity: QUANTITY_ONE,
          sumKop: total,
          vat: "22",
          method: 4,
          subject: 1,
          measure: 0,
          department: 1,
        },
      ],
      payments: { cashKop: total, electronicKop: none, prepaidKop: none, creditKop: none, counterKop: none },
      cashGivenKop: total,
      totalKop: total,
      footer: [],
    };
    const bytes = encodeTlv(receiptTlv(receipt, "1.2"));
    const nodes = tree(hexOf(bytes));
    expect(nodes.find(({ tag }) => tag === 1020)).toMatchObject({ value: "122.00" });
    expect(nodes.find(({ tag }) => tag === 1256)?.items).toMatchObject([{ value: "ООО" }, { value: "7725225244" }]);
    expect(bytesBack(nodes)).toBe(hexOf(bytes));
  });
});
