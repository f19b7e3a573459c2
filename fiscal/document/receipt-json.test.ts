import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { TAX_SYSTEMS, VAT_RATES } from "../../config/contract/vat.ts";
import { errorText } from "../../config/errors/index.ts";
import { AGENT_KINDS } from "./agent.ts";
import { checkReceipt } from "./check.ts";
import { receiptOfJson } from "./receipt-json.ts";
import { receiptTlv } from "./receipt-tlv.ts";
import { RECEIPT_KIND_NAMES } from "./settlement.ts";
import { structureDefects } from "./structure.ts";
import { bytesOfTree, hexOf, treeOfBytes } from "./tlv-tree.ts";
import { encodeTlv } from "./tlv.ts";

const line = { name: "Хлеб", priceKop: 6490, quantity: "2", sumKop: 12_980, vat: "10", method: 4, subject: 1, measure: 0 };
const receipt = {
  kind: "sale",
  taxSystem: "osn",
  cashier: { name: "Кассир" },
  lines: [line],
  payments: { cashKop: 12_980 },
  totalKop: 12_980,
};

test("what is left out is filled in", () => {
  expect(receiptOfJson(receipt)).toMatchObject({
    ok: true,
    value: {
      ownTag: "FILE",
      cashGivenKop: 12_980,
      footer: [],
      payments: { cashKop: 12_980, electronicKop: 0, prepaidKop: 0, creditKop: 0, counterKop: 0 },
      lines: [{ quantity: 2_000_000, department: 1 }],
    },
  });
});

test.each<[string, object, string]>([
  ["a fourth decimal place of roubles", { totalKop: 129.8 }, "/totalKop"],
  ["an unknown key in a line", { lines: [{ ...line, price: 1 }] }, "/lines/0/price"],
  ["seven decimals", { lines: [{ ...line, quantity: "1.0000001" }] }, "/lines/0/quantity"],
  ["a rate of nobody", { lines: [{ ...line, vat: "18" }] }, "/lines/0/vat"],
  ["an agent of nobody", { lines: [{ ...line, agent: { kind: "friend", supplier: { inn: "1" } } }] }, "/lines/0/agent/kind"],
])("%s", (_what, changes, path) => {
  const read = receiptOfJson({ ...receipt, ...changes });
  expect(read.ok ? [] : read.error.map(({ details }) => details["path"])).toContain(path);
});

describe("any receipt of this form", () => {
  const kop = fc.oneof(
    { weight: 5, arbitrary: fc.constantFrom(0, 1, 6100, 12_200, 99_99) },
    fc.integer({ min: -1_000_000_000_000, max: 1_000_000_000_000 }),
  );
  const text = fc.oneof(
    { weight: 4, arbitrary: fc.constantFrom("Иванов", "7725225244", "+79001234567", "a@b.ru", "643", "21.11.2023") },
    fc.string({ maxLength: 70 }).filter((some) => !some.includes("{")),
  );
  const phones = fc.array(text, { maxLength: 2 });
  const industry = fc.record({ foivId: text, date: text, number: text, value: text });
  const agent = fc.record(
    {
      kind: fc.constantFrom(...Object.keys(AGENT_KINDS)),
      supplier: fc.record({ inn: text, name: text, phones }, { requiredKeys: ["inn"] }),
      payingAgent: fc.record({ operation: text, phones }, { requiredKeys: [] }),
      receiver: fc.record({ phones }),
      transfer: fc.record({ name: text, inn: text, address: text, phones }, { requiredKeys: [] }),
    },
    { requiredKeys: ["kind", "supplier"] },
  );
  const anyLine = fc.record(
    {
      name: text,
      priceKop: kop,
      quantity: fc.constantFrom("1", "0.5", "0", "2", "0.000001", "999999999"),
      sumKop: kop,
      vat: fc.constantFrom(...VAT_RATES),
      method: fc.integer({ min: 0, max: 8 }),
      subject: fc.integer({ min: 0, max: 34 }),
      measure: fc.constantFrom(0, 11, 13, 255),
      marking: fc.record({ codeBase64: fc.base64String({ maxLength: 40 }), plannedStatus: fc.constantFrom(1, 2, 3, 4) }),
      industry,
      agent,
      extra: text,
      exciseKop: kop,
      countryCode: text,
      customsDeclaration: text,
    },
    { requiredKeys: ["name", "priceKop", "quantity", "sumKop", "vat", "method", "subject", "measure"] },
  );
  const anyReceipt = fc.record(
    {
      kind: fc.constantFrom(...Object.keys(RECEIPT_KIND_NAMES)),
      correction: fc.record(
        {
          basis: fc.constantFrom("own", "order"),
          correctedOn: fc.constantFrom("2026-01-02", "2027-01-01", "x"),
          orderNumber: text,
          description: text,
          correctedFiscalSign: text,
        },
        { requiredKeys: ["basis", "correctedOn"] },
      ),
      ownTag: fc.constantFrom("T01", "t01", ""),
      cashier: fc.record({ name: text, inn: text }, { requiredKeys: ["name"] }),
      buyerContact: text,
      senderEmail: text,
      paper: fc.constantFrom("print", "none"),
      buyer: fc.record(
        { name: text, inn: text, birthDate: text, citizenship: text, identity: fc.record({ kind: text, data: text }), address: text },
        { requiredKeys: ["name"] },
      ),
      industry,
      userAttribute: fc.record({ name: text, value: text }),
      taxSystem: fc.constantFrom(...TAX_SYSTEMS),
      lines: fc.array(anyLine, { maxLength: 3 }),
      payments: fc.record({ cashKop: kop, electronicKop: kop, prepaidKop: kop, creditKop: kop, counterKop: kop }, { requiredKeys: [] }),
      cashGivenKop: kop,
      totalKop: kop,
    },
    { requiredKeys: ["kind", "cashier", "taxSystem", "lines", "payments", "totalKop"] },
  );

  test("is checked without a throw, with whole sentences", () => {
    fc.assert(
      fc.property(anyReceipt, fc.constantFrom("1.05" as const, "1.1" as const, "1.2" as const), (json, ffd) => {
        const read = receiptOfJson(json);
        expect(read.ok ? null : read.error).toBeNull();
        if (!read.ok) return;
        for (const { reason, error } of checkReceipt(read.value, { ffd, date: "2026-11-24" }))
          for (const said of [reason, errorText(error, "en")]) expect(said).not.toMatch(/\{\w+\}/);
      }),
      { numRuns: 1000 },
    );
  });

  test("that passes is TLV of the table's form, and comes back through its tree", () => {
    const sound = fc.record(
      {
        lines: fc.array(
          fc.constantFrom(
            line,
            { ...line, extra: "серия" },
            { ...line, agent: { kind: "commission-agent", supplier: { inn: "7725225244" } } },
            { ...line, countryCode: "156", customsDeclaration: "1/2" },
            { ...line, subject: 2, exciseKop: 100 },
          ),
          { minLength: 1, maxLength: 5 },
        ),
        kind: fc.constantFrom("sale", "purchase"),
        correction: fc.constant({ basis: "order", correctedOn: "2026-05-06", orderNumber: "7" }),
        buyer: fc.constant({ name: "ООО", inn: "7725225244" }),
        buyerContact: fc.constant("a@b.ru"),
      },
      { requiredKeys: ["lines", "kind"] },
    );
    fc.assert(
      fc.property(sound, fc.constantFrom("1.05" as const, "1.1" as const, "1.2" as const), (changes, ffd) => {
        const totalKop = changes.lines.length * 12_980;
        const read = receiptOfJson({ ...receipt, ...changes, totalKop, payments: { cashKop: totalKop } });
        if (!read.ok) throw new Error(JSON.stringify(read.error));
        expect(checkReceipt(read.value, { ffd, date: "2026-11-24" })).toEqual([]);
        const items = receiptTlv(read.value, ffd);
        expect(structureDefects(items, read.value.correction === undefined ? "receipt" : "correction", ffd)).toEqual([]);
        const bytes = encodeTlv(items);
        const tree = treeOfBytes(bytes);
        const back = tree.ok ? bytesOfTree(JSON.parse(JSON.stringify(tree.value))) : tree;
        expect(back.ok && hexOf(back.value)).toBe(hexOf(bytes));
      }),
    );
  });
});
