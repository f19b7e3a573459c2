import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { barcodeCandidates, canonicalBarcode, checkDigit, expandUpcE, isGtin, tailNumber, tailRange } from "./barcode.ts";

const digits = (length: number): fc.Arbitrary<string> =>
  fc.string({ unit: fc.constantFrom(..."0123456789"), minLength: length, maxLength: length });

describe("check digit", () => {
  it.each([
    ["4006381333931", true],
    ["4006381333932", false],
    ["73513537", true],
    ["036000291452", true],
    ["14600000000003", isGtin("14600000000003")],
    ["12345", false],
    ["400638133393X", false],
  ])("%s is a GTIN: %s", (text, expected) => {
    expect(isGtin(text)).toBe(expected);
  });

  it("finds every single wrong digit", () => {
    fc.assert(
      fc.property(digits(12), fc.nat(12), fc.integer({ min: 1, max: 9 }), (body, at, shift) => {
        const code = body + String(checkDigit(body));
        const wrong = (Number(code.charAt(at)) + shift) % 10;
        expect(isGtin(code.slice(0, at) + String(wrong) + code.slice(at + 1))).toBe(false);
      }),
    );
  });
});

describe("canonical form", () => {
  it("is the same for UPC-A, EAN-13 and GTIN-14 of one article", () => {
    expect(canonicalBarcode("036000291452")).toBe("0036000291452");
    expect(canonicalBarcode("0036000291452")).toBe("0036000291452");
    expect(canonicalBarcode("00036000291452")).toBe("0036000291452");
    expect(canonicalBarcode("00000073513537")).toBe("73513537");
  });

  it("never turns a package into its content", () => {
    const pack = `1460000000001`;
    const gtin14 = pack + String(checkDigit(pack));
    expect(canonicalBarcode(gtin14)).toBe(gtin14);
  });

  it("is stable and keeps a GTIN a GTIN", () => {
    fc.assert(
      fc.property(fc.constantFrom(7, 11, 12, 13).chain(digits), (body) => {
        const code = body + String(checkDigit(body));
        const canonical = canonicalBarcode(code);
        expect(isGtin(canonical)).toBe(true);
        expect(canonicalBarcode(canonical)).toBe(canonical);
        expect(canonical.replace(/^0+/, "")).toBe(code.replace(/^0+/, ""));
      }),
    );
  });

  it("leaves other texts alone", () => {
    expect(canonicalBarcode("AB-0012")).toBe("AB-0012");
    expect(canonicalBarcode("0012345")).toBe("0012345");
  });
});

it("offers a code without the zeros that ITF padding put before it", () => {
  expect(barcodeCandidates("012345")).toEqual(["012345", "12345"]);
  expect(barcodeCandidates("12345")).toEqual(["12345"]);
  expect(barcodeCandidates("0000")).toEqual(["0000"]);
});

it.each([
  ["04252614", "042100005264"],
  ["01234531", "012300000451"],
  ["01234565", "012345000065"],
  ["01234905", null],
  ["91234565", null],
])("expands UPC-E %s to %s", (upcE, upcA) => {
  expect(expandUpcE(upcE)).toBe(upcA);
});

it("puts a code's last digits in the range of what was typed", () => {
  fc.assert(
    fc.property(digits(13), fc.integer({ min: 1, max: 6 }), (code, count) => {
      const [from, to] = tailRange(code.slice(-count));
      const tail = tailNumber(code) ?? -1;
      expect(tail).toBeGreaterThanOrEqual(from);
      expect(tail).toBeLessThan(to);
    }),
  );
  expect(tailNumber("ABC")).toBeNull();
});
