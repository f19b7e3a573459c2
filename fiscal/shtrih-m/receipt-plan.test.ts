import { describe, expect, it } from "vitest";
import { kopecks, quantity } from "../../config/money.ts";
import { goodsOf, questionOf, type MarkedLine } from "../code-question.ts";
import { decodeTlv } from "../document/tlv.ts";
import { SHTRIH_PROFILES } from "./model.ts";
import { checkParameters, lineBytes, planReceipt } from "./receipt-plan.ts";
import type { PlanRules, ReceiptPlan } from "./receipt-plan.ts";
import type { FiscalReceipt } from "../document/fiscal-document.ts";
import { sampleLine, sampleReceipt } from "./testing/sample-receipt.ts";

const RULES: PlanRules = {
  profile: SHTRIH_PROFILES["shtrih-m"],
  family: "fr",
  ffd: "1.2",
  packTags: true,
  nestBasis: true,
  sendCashier: true,
  clearMarkingFirst: true,
  heldCodes: new Set(),
};
const CODE = Buffer.from("0104600439931256215JgXJ5.T\u001d93dGVz").toString("base64");
const marking = { codeBase64: CODE, plannedStatus: 1 } as const;
const industry = { foivId: "030", date: "21.11.2023", number: "1944", value: "UUID=1&Time=2" };

function plan(receipt: FiscalReceipt, change: Partial<PlanRules> = {}): ReceiptPlan {
  const planned = planReceipt(receipt, { ...RULES, ...change });
  if (!planned.ok) throw new Error(JSON.stringify(planned.error));
  return planned.value;
}

function names(receipt: FiscalReceipt, change: Partial<PlanRules> = {}): string {
  return plan(receipt, change)
    .steps.map((step) => step.command.name.split(" ")[0])
    .join(" ");
}

function tagsOf({ steps }: ReceiptPlan, command: string): number[][] {
  return steps
    .filter((step) => step.command.name.startsWith(command))
    .map((step) => {
      const items = decodeTlv(step.parameters);
      return items.ok ? items.value.map((item) => item.tag) : [];
    });
}

describe("order of commands", () => {
  const marked = sampleReceipt({ lines: [sampleLine({ marking, industry, measure: 11 }), sampleLine()], totalKop: kopecks(20_000) });

  it("of a desktop registrar and of a cash core", () => {
    expect(names(marked)).toBe("8D FF69 FF61 FF69 FF0C FF46 FF4D FF67 FF46");
    expect(names(marked, { family: "cc" })).toBe("8D FF69 FF61 FF69 FF0C FF4D FF67 FF46 FF46");
  });

  it("without the checks of FFD 1.2 before it; the code is bound all the same", () => {
    expect(names(marked, { ffd: "1.05" })).toBe("8D FF0C FF46 FF4D FF67 FF46");
  });

  it("asks about no code that lies in the drive already", () => {
    expect(names(marked, { clearMarkingFirst: false, heldCodes: new Set([CODE]) })).toBe("8D FF0C FF46 FF4D FF67 FF46");
    expect(names(marked, { clearMarkingFirst: false, heldCodes: new Set(["QQ=="]) })).toBe("8D FF61 FF69 FF0C FF46 FF4D FF67 FF46");
    // What was left by another sale is cleared away for a receipt without marked goods too.
    expect(names(sampleReceipt(), { clearMarkingFirst: true })).toBe("8D FF69 FF0C FF46");
  });

  it("without clearing where nothing can be left over", () => {
    expect(names(marked, { clearMarkingFirst: false })).toBe("8D FF61 FF69 FF0C FF46 FF4D FF67 FF46");
  });
});

describe("tags", () => {
  it("go together as far as they fit, or one a command", () => {
    expect(tagsOf(plan(sampleReceipt({ buyerContact: "a@b.ru" })), "FF0C")).toEqual([[1021, 1203, 1008, 1192]]);
    expect(tagsOf(plan(sampleReceipt({ buyerContact: "a@b.ru" }), { packTags: false }), "FF0C")).toEqual([[1021], [1203], [1008], [1192]]);
    const long = { ...industry, value: "x".repeat(200) };
    const heavy = sampleReceipt({ lines: [sampleLine({ industry: long, measure: 11 })] });
    expect(tagsOf(plan(heavy), "FF4D")).toEqual([[2108, 1260]]);
    expect(plan(heavy).steps.every((step) => step.parameters.length <= 249)).toBe(true);
  });

  it("of a position: the measure only when it is not the piece, unless the profile is careful", () => {
    expect(tagsOf(plan(sampleReceipt()), "FF4D")).toEqual([]);
    expect(tagsOf(plan(sampleReceipt({ lines: [sampleLine({ measure: 11 })] })), "FF4D")).toEqual([[2108]]);
    expect(tagsOf(plan(sampleReceipt(), { profile: SHTRIH_PROFILES["shtrih-m-careful"] }), "FF4D")).toEqual([[2108]]);
  });

  it("too long for one command go block by block through the buffer of the device", () => {
    const value = "x".repeat(240);
    const heavy = sampleReceipt({ lines: [sampleLine({ measure: 11, industry: { ...industry, value } })] });
    const long = plan(heavy, { clearMarkingFirst: false });
    expect(names(heavy, { clearMarkingFirst: false })).toBe("8D FF0C FF46 FF4D DD DD DD DD DD FF64");
    const blocks = long.steps.filter((step) => step.command.name.startsWith("DD"));
    expect(blocks.map((step) => [...step.parameters.subarray(0, 2)])).toEqual([0, 1, 2, 3, 4].map((number) => [1, number]));
    expect(blocks.every((step) => step.parameters.length === 66)).toBe(true);
    const bytes = Buffer.concat(blocks.map((step) => step.parameters.subarray(2)));
    expect([bytes.readUInt16LE(0), bytes.subarray(4 + bytes.readUInt16LE(2)).every((byte) => byte === 0)]).toEqual([1260, true]);
  });

  it("of agents, buyer, attributes and customs, each in its command", () => {
    const agent = { kind: "commission-agent", supplier: { name: "ООО Поставщик", inn: "7707083893", phones: ["+79001234567"] } } as const;
    const full = sampleReceipt({
      buyer: { name: "ООО Покупатель", inn: "7707083893" },
      senderEmail: "shop@example.ru",
      industry,
      userAttribute: { name: "Заказ", value: "15" },
      lines: [sampleLine({ agent, extra: "серия 7", exciseKop: kopecks(5), countryCode: "643", customsDeclaration: "10/1" })],
    });
    expect(tagsOf(plan(full), "FF0C").flat()).toEqual([1021, 1203, 1117, 1256, 1192, 1084, 1261]);
    expect(tagsOf(plan(full), "FF4D").flat()).toEqual([1191, 1229, 1230, 1231, 1222, 1226, 1224]);
    expect(tagsOf(plan(full, { ffd: "1.05" }), "FF0C").flat()).toEqual([1021, 1203, 1117, 1227, 1228, 1057, 1192, 1084, 1261]);
  });

  it("of a bottle: its stamp as the goods code, and no check of it", () => {
    const bottle = sampleReceipt({ lines: [sampleLine({ subject: 2, stamp: "1".repeat(150) })] });
    expect(names(bottle, { clearMarkingFirst: false })).toBe("8D FF0C FF46 FF4D");
    expect(tagsOf(plan(bottle), "FF4D")).toEqual([[1163]]);
    expect(tagsOf(plan(bottle, { ffd: "1.1" }), "FF4D")).toEqual([[1162]]);
    expect(names(bottle, { clearMarkingFirst: false, family: "cc" })).toBe("8D FF0C FF4D FF46");
  });

  it("of old formats: the name of the unit where it is not the piece", () => {
    expect(tagsOf(plan(sampleReceipt({ lines: [sampleLine({ measure: 11 })] }), { ffd: "1.05" }), "FF4D")).toEqual([[1197]]);
    expect(tagsOf(plan(sampleReceipt(), { ffd: "1.1" }), "FF4D")).toEqual([]);
  });
});

describe("corrections", () => {
  const correction = { basis: "order", correctedOn: "2026-11-20", orderNumber: "7-1", correctedFiscalSign: "123" } as const;

  it("are opened by their own types and carry the basis, nested or flat", () => {
    const planned = plan(sampleReceipt({ correction }));
    expect([...(planned.steps[0]?.parameters ?? [])]).toEqual([0x80]);
    expect(tagsOf(planned, "FF0C").flat()).toEqual([1173, 1174, 1021, 1203, 1084, 1192]);
    expect(tagsOf(plan(sampleReceipt({ correction }), { nestBasis: false }), "FF0C").flat()).toEqual([
      1173, 1178, 1179, 1021, 1203, 1084, 1192,
    ]);
    const kinds = (["sale", "purchase", "refund", "purchase-refund"] as const).map(
      (kind) => plan(sampleReceipt({ kind, correction })).steps[0]?.parameters[0],
    );
    expect(kinds).toEqual([0x80, 0x81, 0x82, 0x83]);
  });
});

describe("fields", () => {
  it("measure and quantity go with the check of goods sold by weight", () => {
    const weighed = sampleLine({ marking: { ...marking, plannedStatus: 2 }, measure: 11, quantity: quantity(345_000) });
    const check = plan(sampleReceipt({ lines: [weighed] })).steps.find((step) => step.command.name.startsWith("FF61"));
    const codeLength = Buffer.from(CODE, "base64").length;
    expect([...(check?.parameters.subarray(0, 4) ?? [])]).toEqual([2, 0, codeLength, 5 + 4 + 3]);
    const tlv = decodeTlv(check?.parameters.subarray(4 + codeLength) ?? new Uint8Array(0));
    expect(tlv.ok && tlv.value.map((item) => item.tag).toSorted((a, b) => a - b)).toEqual([1023, 2108]);
  });

  it("a part of a marked piece is told by its fraction", () => {
    const part = sampleLine({ marking: { ...marking, plannedStatus: 2 }, quantity: quantity(250_000) });
    const planned = plan(sampleReceipt({ lines: [part] }));
    const check = planned.steps.find((step) => step.command.name.startsWith("FF61"))?.parameters ?? new Uint8Array(0);
    const tlv = decodeTlv(check.subarray(4 + (check[2] ?? 0)));
    expect(tlv.ok && tlv.value.map((item) => item.tag)).toEqual([2108, 1023, 1291]);
    expect(tagsOf(planned, "FF4D")).toEqual([[1291]]);
  });

  it("a check asked before its receipt is the receipt's own: the same part of the piece", () => {
    const part = sampleLine({ marking: { ...marking, plannedStatus: 2, fraction: { numerator: 2, denominator: 10 } } }) as MarkedLine;
    const inReceipt = plan(sampleReceipt({ lines: [part] })).steps.find(({ command }) => command.name.startsWith("FF61"))?.parameters;
    const before = checkParameters(goodsOf(questionOf(part)));
    expect(before).toEqual(inReceipt);
    const tlv = decodeTlv(before?.subarray(4 + (before[2] ?? 0)) ?? new Uint8Array(0));
    const fraction = tlv.ok ? tlv.value.find(({ tag }) => tag === 1291) : undefined;
    expect(decodeTlv(fraction?.value ?? new Uint8Array(0))).toMatchObject({
      ok: true,
      value: [
        { tag: 1293, value: Uint8Array.of(2) },
        { tag: 1294, value: Uint8Array.of(10) },
      ],
    });
  });

  it("six decimals of a quantity arrive whole", () => {
    const weighed = plan(sampleReceipt({ lines: [sampleLine({ quantity: quantity(1_234_567) })] })).steps.find(({ command }) =>
      command.name.startsWith("FF46"),
    );
    expect(Buffer.from(weighed?.parameters ?? []).readUIntLE(1, 6)).toBe(1_234_567);
  });

  it("the rounding to the rouble is the difference between lines and total", () => {
    const rounded = plan(sampleReceipt({ lines: [sampleLine({ sumKop: kopecks(10_037) })] }));
    expect(rounded.subtotalKop).toBe(10_037);
    expect(rounded.close[80]).toBe(37);
  });

  it("a receipt without cash sends no cash, whatever was handed over", () => {
    const payments = { ...sampleReceipt().payments, cashKop: kopecks(0), electronicKop: kopecks(10_000) };
    const close = plan(sampleReceipt({ payments, cashGivenKop: kopecks(0) })).close;
    expect([...close.subarray(0, 10)]).toEqual([0, 0, 0, 0, 0, 0x10, 0x27, 0, 0, 0]);
  });

  it("lines of text are never empty and never longer than the roll", () => {
    expect([...lineBytes("")]).toEqual([0x20]);
    expect(lineBytes("я".repeat(60)).length).toBe(40);
  });
});

describe("what does not fit is named", () => {
  it.each([
    ["no positions", sampleReceipt({ lines: [] })],
    ["rounded down", sampleReceipt({ totalKop: kopecks(9_900) })],
    ["rounded down", sampleReceipt({ totalKop: kopecks(10_001) })],
    ["name longer", sampleReceipt({ lines: [sampleLine({ name: "х".repeat(129) })] })],
    ["department", sampleReceipt({ lines: [sampleLine({ department: 17 })] })],
    ["marking code too long", sampleReceipt({ lines: [sampleLine({ marking: { ...marking, codeBase64: "A".repeat(400) } })] })],
    [
      "128 marking codes",
      sampleReceipt({ lines: Array.from({ length: 129 }, () => sampleLine({ marking })), totalKop: kopecks(1_290_000) }),
    ],
  ])("%s", (what, receipt) => {
    expect(planReceipt(receipt, RULES)).toMatchObject({
      ok: false,
      error: { code: "FIS360", details: { what: expect.stringContaining(what) } },
    });
  });
});
