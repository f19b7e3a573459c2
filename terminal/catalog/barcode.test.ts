import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { gtinCheckDigit, isGtin } from "../../device-drivers/scanner/ean.ts";
import { barcodeCandidates, canonicalBarcode, expandUpcE, tailNumber, tailRange } from "./barcode.ts";

const digits = (length: number): fc.Arbitrary<string> =>
  fc.string({ unit: fc.constantFrom(..."0123456789"), minLength: length, maxLength: length });

describe("canonical form", () => {
  it("is the same for UPC-A, EAN-13 and GTIN-14 of one article", () => {
    expect(canonicalBarcode("036000291452")).toBe("0036000291452");
    expect(canonicalBarcode("0036000291452")).toBe("0036000291452");
    expect(canonicalBarcode("00036000291452")).toBe("0036000291452");
    expect(canonicalBarcode("00000073513537")).toBe("73513537");
  });

  it("never turns a package into its content", () => {
    const pack = `1460000000001`;
    const gtin14 = pack + String(gtinCheckDigit(pack));
    expect(canonicalBarcode(gtin14)).toBe(gtin14);
  });

  it("is stable and keeps a GTIN a GTIN", () => {
    fc.assert(
      fc.property(fc.constantFrom(7, 11, 12, 13).chain(digits), (body) => {
        const code = body + String(gtinCheckDigit(body));
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
