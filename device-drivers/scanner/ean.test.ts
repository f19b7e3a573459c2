import fc from "fast-check";
import { expect, test } from "vitest";
import { DoubleReadGuard } from "./double-read.ts";
import { checkDigitVerdict, gtinCheckDigit, isGtin, looksLikeGtin, misreadError, withCheckDigit } from "./ean.ts";

test("known numbers", () => {
  // GS1's own examples and numbers printed on goods.
  for (const code of ["4006381333931", "9780201379624", "4600682000013"]) expect(isGtin(code)).toBe(true);
  expect(isGtin("73513537")).toBe(true);
  expect(isGtin("036000291452")).toBe(true);
  expect(isGtin("14006381333938")).toBe(true);
  expect(isGtin("4006381333932")).toBe(false);
  expect(isGtin("400638133393")).toBe(false);
  expect(isGtin("40063813339a1")).toBe(false);
  expect(isGtin("7351351 ")).toBe(false);
  expect(isGtin("400638133390 ")).toBe(false);
  expect(looksLikeGtin("4006381333932")).toBe(true);
  expect(looksLikeGtin("400638133393X")).toBe(false);
  expect(gtinCheckDigit("40063813339A")).toBeNull();
  expect(withCheckDigit("629104150021")).toBe("6291041500213");
  expect(withCheckDigit("12345")).toBeNull();
});

test("every single wrong digit is noticed", () => {
  fc.assert(
    fc.property(fc.stringMatching(/^\d{12}$/), fc.nat(12), fc.integer({ min: 1, max: 9 }), (body, at, change) => {
      const code = withCheckDigit(body)!;
      expect(isGtin(code)).toBe(true);
      const wrong = code.slice(0, at) + ((Number(code[at]) + change) % 10) + code.slice(at + 1);
      expect(isGtin(wrong)).toBe(false);
    }),
  );
});

test("a misread is certain only when the scanner named the symbology", () => {
  expect(checkDigitVerdict("4600682000013", "ean13")).toBe("ok");
  expect(checkDigitVerdict("4600682000014", "ean13")).toBe("misread");
  expect(checkDigitVerdict("460068200001", "ean13")).toBe("misread");
  expect(checkDigitVerdict("460068200001312", "ean13")).toBe("ok");
  expect(checkDigitVerdict("4600682000014")).toBe("doubtful");
  expect(checkDigitVerdict("4600682000014", "code128")).toBe("ok");
  expect(checkDigitVerdict("46006820000")).toBe("ok");
  expect(checkDigitVerdict("CARD-77")).toBe("ok");
  expect(misreadError("46")).toEqual({ code: "DEV203", details: { code: "46" } });
});

test("the same code again within 300 ms is one read, also when it goes on and on; another code between is not", () => {
  const guard = new DoubleReadGuard();
  const a = Uint8Array.of(1, 2);
  const reads: [Uint8Array, number, boolean][] = [
    [a, 0, false],
    [Uint8Array.of(1, 2), 299, true],
    [a, 590, true],
    [a, 890, false],
    [Uint8Array.of(1, 3), 900, false],
    [a, 910, false],
    [Uint8Array.of(1), 911, false],
  ];
  for (const [code, atMs, isDouble] of reads) expect(guard.isDoubleRead(code, atMs)).toBe(isDouble);
});
