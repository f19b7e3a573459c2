import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { gtinCheckDigit } from "../../device-drivers/scanner/ean.ts";
import type { BarcodeRules } from "./resolve-barcode.ts";
import { DEFAULT_WEIGHT_TEMPLATES, parseWeightTemplates, resolveBarcode, weightCodeOfCard } from "./resolve-barcode.ts";

function rulesOf(...templates: string[]): BarcodeRules {
  const rules = parseWeightTemplates(templates);
  if (!rules.ok) throw new Error(rules.error.code);
  return rules.value;
}
const withCheck = (body: string): string => body + String(gtinCheckDigit(body));
const rules = rulesOf(...DEFAULT_WEIGHT_TEMPLATES);

describe("templates", () => {
  it.each(["22CCCCWWWWWK", "12CCCCCWWWWWK", "22CCCCCWWWWWW", "22CCCCCCCCCCK", "22CCWCCCWWWWK", "2XCCCCCWWWWWK", "22CCCCCWWWPPK"])(
    "refuses %s",
    (template) => {
      const parsed = parseWeightTemplates([template]);
      expect(parsed.ok ? null : parsed.error.code).toBe("CAT210");
    },
  );

  it("refuses two templates that fit the same code", () => {
    expect(parseWeightTemplates(["22CCCCCWWWWWK", "221CCCCWWWWWK"]).ok).toBe(false);
    expect(parseWeightTemplates(["22CCCCCWWWWWK", "23CCCCCPPPPPK"]).ok).toBe(true);
  });
});

describe("scale labels", () => {
  it("reads every code and weight back", () => {
    fc.assert(
      fc.property(fc.nat(99_999), fc.integer({ min: 1, max: 99_999 }), (code, grams) => {
        const text = withCheck(`22${String(code).padStart(5, "0")}${String(grams).padStart(5, "0")}`);
        const reading = resolveBarcode(text, rules);
        expect(reading).toEqual({
          ok: true,
          value: { kind: "weight-barcode", text, itemCode: String(code), grams, template: "22CCCCCWWWWWK" },
        });
      }),
    );
  });

  it("reads a sum instead of a weight, and skips an inner check digit", () => {
    const sum = resolveBarcode(withCheck("240001712345"), rulesOf("24CCCCCPPPPPK"));
    expect(sum.ok && sum.value).toMatchObject({ kind: "price-barcode", itemCode: "17", sumKop: 12_345 });
    const inner = resolveBarcode(withCheck("210017901234"), rulesOf("21CCCCXWWWWWK"));
    expect(inner.ok && inner.value).toMatchObject({ kind: "weight-barcode", itemCode: "17", grams: 1234 });
  });

  it("refuses a label with zero weight and one with a wrong check digit", () => {
    const zero = resolveBarcode(withCheck("220001700000"), rules);
    expect(zero.ok ? null : zero.error.code).toBe("CAT219");
    const good = withCheck("220001700350");
    const bad = good.slice(0, 12) + String((Number(good.at(-1)) + 1) % 10);
    const misread = resolveBarcode(bad, rules);
    expect(misread.ok ? null : misread.error.code).toBe("CAT207");
  });

  it("leaves prefixes without a rule to the catalogue (1C numbers piece goods from 20)", () => {
    const reading = resolveBarcode("2000018987155", rules);
    expect(reading.ok && reading.value.kind).toBe("item-barcode");
  });
});

describe("other codes", () => {
  it("checks the digit by symbology", () => {
    const wrong = "4006381333932";
    expect(resolveBarcode(wrong, rules).ok).toBe(false);
    expect(resolveBarcode(wrong, rules, "ean13").ok).toBe(false);
    expect(resolveBarcode(wrong, rules, "code128").ok).toBe(true);
  });

  it("expands UPC-E only when the scanner says so", () => {
    const reading = resolveBarcode("04252614", rules, "upce");
    expect(reading.ok && reading.value).toMatchObject({ candidates: ["0042100005264", "042100005264"] });
  });

  it.each(["", "   ", "x".repeat(49), "0104600439931256\u001d21"])("refuses %j", (text) => {
    const reading = resolveBarcode(text, rules);
    expect(reading.ok ? null : reading.error.code).toBe("CAT220");
  });

  it("never throws on any text", () => {
    fc.assert(fc.property(fc.string(), (text) => typeof resolveBarcode(text, rules).ok === "boolean"));
  });
});

it("finds the weight code in the barcode of a goods card", () => {
  expect(weightCodeOfCard("2200017", rules)).toBe("17");
  expect(weightCodeOfCard(withCheck("220001700000"), rules)).toBe("17");
  expect(weightCodeOfCard(withCheck("220001700350"), rules)).toBeNull();
  expect(weightCodeOfCard("4600000000017", rules)).toBeNull();
});
