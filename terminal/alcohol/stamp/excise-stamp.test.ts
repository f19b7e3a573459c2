import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { claimsToBeStamp, parseStamp } from "./excise-stamp.ts";
import { makeNewStamp, makeOldStamp } from "./make-stamp.ts";

const codeOf = (text: string): string | undefined => {
  const read = parseStamp(text);
  return read.ok ? undefined : `${read.error.code} ${String(read.error.details["reason"] ?? "")}`.trim();
};

describe("old stamps", () => {
  it.each(["0350397000001380565", "0032681000001543780"])("tell the alcocode %s in base 36", (alcocode) => {
    const text = makeOldStamp(alcocode, 7);
    expect(text).toHaveLength(68);
    expect(parseStamp(text)).toEqual({ ok: true, value: { text, kind: "pdf417", alcocode } });
  });

  it("are refused when the number is no alcocode", () => {
    expect(codeOf(`22N${"Z".repeat(16)}${"0".repeat(49)}`)).toBe("ALC852 alcocode");
  });
});

describe("new stamps", () => {
  it("have 150 characters, the first 14 digits, and no alcocode", () => {
    const text = makeNewStamp(42);
    expect(text).toHaveLength(150);
    expect(parseStamp(text)).toEqual({ ok: true, value: { text, kind: "datamatrix", alcocode: null } });
    expect(codeOf(`18A${text.slice(3)}`)).toBe("ALC852 digits");
  });
});

describe("scans that went wrong", () => {
  const stamp = makeOldStamp("0350397000001380565", 1);
  it.each([
    ["lower case (Caps Lock)", stamp.toLowerCase(), "MRK503 caps-lock"],
    ["Russian layout", stamp.replace("N", "Т"), "MRK503 russian-layout"],
    ["read twice", stamp + stamp, "MRK504"],
    ["cut", stamp.slice(0, 66), "ALC852 length"],
    ["a character too many", `${stamp}A`, "ALC852 length"],
  ])("%s", (_name, text, code) => {
    expect(claimsToBeStamp(text)).toBe(true);
    expect(codeOf(text)).toBe(code);
  });

  it("other codes of a shop are none", () => {
    for (const text of ["4600000000008", `01${"0".repeat(14)}21abc\u001d93dGVz`, "CARD0000001", "A".repeat(40)])
      expect(claimsToBeStamp(text)).toBe(false);
  });

  it("a stamp that lost or gained characters is never another stamp", () => {
    fc.assert(
      fc.property(fc.nat(99_999), fc.integer({ min: 1, max: 20 }), fc.boolean(), (serial, count, isNew) => {
        const text = isNew ? makeNewStamp(serial) : makeOldStamp("0350397000001380565", serial);
        expect(parseStamp(text.slice(0, -count)).ok).toBe(false);
        expect(parseStamp(text + text.slice(0, count)).ok).toBe(false);
      }),
    );
  });
});
