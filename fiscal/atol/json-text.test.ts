import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { kopecks, quantity } from "../../config/money.ts";
import { amount, kopOf, money, wholeOf } from "./decimal.ts";
import { JsonNumber, readJson, writeJson } from "./json-text.ts";

describe("JSON with numbers as digits", () => {
  it("reads what JSON.stringify writes, and writes what JSON.parse reads", () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 6 }), (value) => {
        const read = readJson(JSON.stringify(value));
        expect(read).not.toBeNull();
        if (read !== null) expect(JSON.parse(writeJson(read.value))).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });

  it("takes and refuses the same texts as JSON.parse", () => {
    const isJson = (text: string): boolean => {
      try {
        JSON.parse(text);
        return true;
      } catch {
        return false;
      }
    };
    const piece = fc.constantFrom(
      "{",
      "}",
      "[",
      "]",
      ",",
      ":",
      '"a"',
      '"\\u00',
      "1",
      "-",
      ".5",
      "01",
      "1e5",
      "true",
      "nul",
      " ",
      "\n",
      "'",
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 8 }), (parts) => {
        expect(readJson(parts.join("")) !== null).toBe(isJson(parts.join("")));
      }),
    );
  });

  it("keeps digits as they stand", () => {
    expect(writeJson({ a: new JsonNumber("12.50"), b: undefined, c: [null, true] })).toBe('{"a":12.50,"c":[null,true]}');
    expect(readJson('{"a":0.10}')).toEqual({ value: { a: new JsonNumber("0.10") } });
  });

  it("refuses nesting beyond reason instead of running out of stack", () => {
    expect(readJson("[".repeat(100_000))).toBeNull();
  });
});

describe("money in tasks and answers", () => {
  it("goes there and back exactly, whatever the sum", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER }), (kop) => {
        expect(kopOf(money(kopecks(kop)))).toBe(kop);
      }),
    );
  });

  it.each([
    ["0.30000000000000004", 30],
    ["1234.5600000000001", 123_456],
    ["99.99999999999999", 10_000],
    ["12.345", 1_235],
    ["-12.345", -1_235],
    ["1e3", 100_000],
    ["1.5E-1", 15],
    ["5e-3", 1],
    ["4.9e-3", 0],
    ["0", 0],
  ])("%s roubles are %d kopecks", (source, kop) => expect(kopOf(new JsonNumber(source))).toBe(kop));

  it.each(["1e300", "99999999999999999", "1e-300"])("%s is no money", (source) => {
    expect(kopOf(new JsonNumber(source))).toBeNull();
  });

  it("whole numbers are whole, quantities short", () => {
    expect(wholeOf(new JsonNumber("11"))).toBe(11);
    expect(wholeOf(new JsonNumber("11.0"))).toBe(11);
    expect(wholeOf(new JsonNumber("11.5"))).toBeNull();
    expect(wholeOf("11")).toBeNull();
    expect(amount(quantity(350_000)).source).toBe("0.35");
  });
});
