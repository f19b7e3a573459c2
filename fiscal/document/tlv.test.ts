import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseQuantity, quantity } from "../../config/money.ts";
import type { Quantity } from "../../config/money.ts";
import type { Result } from "../../config/result.ts";
import {
  decodeFvln,
  decodeTlv,
  decodeUnixTime,
  decodeVln,
  encodeFvln,
  encodeTlv,
  encodeUnixTime,
  encodeVln,
  findTag,
  tlvString,
  tlvText,
} from "./tlv.ts";

function hex(text: string): Uint8Array {
  return Uint8Array.from(text.match(/[0-9A-Fa-f]{2}/g) ?? [], (pair) => Number.parseInt(pair, 16));
}

function valueOf<T, E>(result: Result<T, E>): T {
  if (!result.ok) throw new Error(`expected a value, got ${JSON.stringify(result.error)}`);
  return result.value;
}

const qty = (text: string): Quantity => parseQuantity(text) ?? quantity(0);

describe("vectors of the format", () => {
  test("a money tag: 1020 = 150.00", () => {
    expect(encodeTlv([{ tag: 1020, value: encodeVln(15000) }])).toEqual(hex("FC 03 02 00 98 3A"));
  });

  test("a byte tag: 1054 = 1", () => {
    expect(encodeTlv([{ tag: 1054, value: Uint8Array.of(1) }])).toEqual(hex("1E 04 01 00 01"));
  });

  test.each(["84", "84 00", "84 00 00 00", "84 00 00 00 00 00 00 00"])("VLN %s is 132", (bytes) => {
    expect(valueOf(decodeVln(hex(bytes)))).toBe(132);
  });

  test.each([
    ["1", "00 01"],
    ["1.5", "01 0F"],
    ["0.345", "03 59 01"],
    ["9.95", "02 E3 03"],
    ["0.000001", "06 01"],
  ])("FVLN of %s is %s", (text, bytes) => {
    expect(encodeFvln(qty(text))).toEqual(hex(bytes));
    expect(valueOf(decodeFvln(hex(bytes)))).toBe(qty(text));
  });

  test("FVLN with spare decimals: 06 40 42 0F is 1.000000", () => {
    expect(valueOf(decodeFvln(hex("06 40 42 0F")))).toBe(qty("1"));
  });

  test.each([
    ["2018-04-02T18:16:00Z", "60 73 C2 5A"],
    ["2026-03-15T14:05:00Z", "8C BC B6 69"],
  ])("local time %s is %s", (iso, bytes) => {
    const seconds = Date.parse(iso) / 1000;
    expect(encodeUnixTime(seconds)).toEqual(hex(bytes));
    expect(valueOf(decodeUnixTime(hex(bytes)))).toBe(seconds);
  });

  test("an INN of ten digits is padded to twelve bytes", () => {
    expect(tlvString("7725225244", 12)).toEqual(hex("37 37 32 35 32 32 35 32 34 34 20 20"));
  });

  test("a whole item, one piece at 122.00 with VAT 22 %, and its VAT container", () => {
    const item = encodeTlv([
      { tag: 1030, value: tlvString("Хлеб") },
      { tag: 1079, value: encodeVln(12200) },
      { tag: 1023, value: encodeFvln(qty("1")) },
      { tag: 1043, value: encodeVln(12200) },
      { tag: 1214, value: Uint8Array.of(4) },
      { tag: 1212, value: Uint8Array.of(1) },
      { tag: 2108, value: Uint8Array.of(0) },
      { tag: 1199, value: Uint8Array.of(11) },
      { tag: 1200, value: encodeVln(2200) },
    ]);
    expect(encodeTlv([{ tag: 1059, value: item }])).toEqual(
      hex(
        "23 04 34 00 06 04 04 00 95 AB A5 A1 37 04 02 00 A8 2F FF 03 02 00 00 01 13 04 02 00 A8 2F" +
          "BE 04 01 00 04 BC 04 01 00 01 3C 08 01 00 00 AF 04 01 00 0B B0 04 02 00 98 08",
      ),
    );
    const container = hex("5B 04 0F 00 5F 04 0B 00 AF 04 01 00 0B 60 04 02 00 98 08");
    const byRate = valueOf(decodeTlv(findTag(valueOf(decodeTlv(container)), 1115)?.value ?? new Uint8Array()));
    const sums = valueOf(decodeTlv(findTag(byRate, 1119)?.value ?? new Uint8Array()));
    expect(valueOf(decodeVln(findTag(sums, 1199)?.value ?? new Uint8Array()))).toBe(11);
    expect(valueOf(decodeVln(findTag(sums, 1120)?.value ?? new Uint8Array()))).toBe(2200);
  });
});

describe("what is refused", () => {
  test.each(["23", "23 04 01", "23 04 01 00", "1E 04 01 00 01 FF", "1E 04 FF FF 01"])("TLV %s", (bytes) => {
    expect(decodeTlv(hex(bytes))).toMatchObject({ ok: false, error: { code: "FIS450" } });
  });

  test("no bytes are no items", () => {
    expect(decodeTlv(new Uint8Array())).toEqual({ ok: true, value: [] });
  });

  test("a VLN without bytes is zero", () => {
    expect(valueOf(decodeVln(new Uint8Array()))).toBe(0);
  });

  test.each(["00 00 00 00 00 00 20 00", "01 00 00 00 00 00 00 00 00"])("VLN %s", (bytes) => {
    expect(decodeVln(hex(bytes)).ok).toBe(false);
  });

  test.each(["", "03", "07 01", "14 00", "00 FF FF FF FF FF FF FF"])("FVLN %s", (bytes) => {
    expect(decodeFvln(hex(bytes)).ok).toBe(false);
  });

  test("values that do not fit are bugs", () => {
    expect(() => encodeVln(256, 1)).toThrow(/does not fit/);
    expect(() => encodeVln(-1)).toThrow();
    expect(() => encodeVln(1.5)).toThrow();
    expect(() => encodeTlv([{ tag: 70_000, value: new Uint8Array() }])).toThrow();
    expect(() => encodeTlv([{ tag: 1030, value: new Uint8Array(65_536) }])).toThrow();
    expect(() => tlvString("0123", 3)).toThrow();
    expect(() => encodeUnixTime(2 ** 32)).toThrow();
  });
});

describe("properties", () => {
  const items = fc.array(fc.record({ tag: fc.integer({ min: 0, max: 0xffff }), value: fc.uint8Array({ maxLength: 40 }) }), {
    maxLength: 8,
  });

  test("decode gives back what was encoded, from any place of a larger buffer", () => {
    fc.assert(
      fc.property(items, fc.nat(5), fc.nat(5), (list, before, after) => {
        const bytes = encodeTlv(list);
        const around = new Uint8Array(before + bytes.length + after).fill(0xee);
        around.set(bytes, before);
        const decoded = valueOf(decodeTlv(around.subarray(before, before + bytes.length)));
        expect(decoded).toEqual(list);
        around.fill(0);
        expect(decoded).toEqual(list);
      }),
    );
  });

  test("a cut anywhere but between items is refused", () => {
    fc.assert(
      fc.property(items, (list) => {
        const bytes = encodeTlv(list);
        let edge = 0;
        const edges = new Set([0, ...list.map((item) => (edge += 4 + item.value.length))]);
        for (let cut = 0; cut <= bytes.length; cut++) expect(decodeTlv(bytes.subarray(0, cut)).ok).toBe(edges.has(cut));
      }),
    );
  });

  test("no bytes at all make a decoder throw, and what it accepts encodes to the same bytes", () => {
    const nearValid = items.chain((list) => {
      const bytes = encodeTlv(list);
      return fc.array(fc.tuple(fc.nat(Math.max(0, bytes.length - 1)), fc.integer({ min: 0, max: 255 })), { maxLength: 3 }).map((edits) => {
        for (const [at, byte] of edits) if (at < bytes.length) bytes[at] = byte;
        return bytes;
      });
    });
    fc.assert(
      fc.property(fc.oneof(fc.uint8Array({ maxLength: 64 }), nearValid), (bytes) => {
        const decoded = decodeTlv(bytes);
        if (decoded.ok) expect(encodeTlv(decoded.value)).toEqual(bytes);
        for (const result of [decodeVln(bytes), decodeFvln(bytes), decodeUnixTime(bytes)]) {
          if (result.ok) expect(Number.isSafeInteger(result.value) && result.value >= 0).toBe(true);
          else expect(result.error.code).toBe("FIS450");
        }
        expect(tlvText(bytes)).toHaveLength(bytes.length);
      }),
      { numRuns: 2000 },
    );
  });

  test("VLN and FVLN come back exactly, at any width", () => {
    fc.assert(
      fc.property(fc.maxSafeNat(), fc.integer({ min: 7, max: 8 }), (value, width) => {
        expect(valueOf(decodeVln(encodeVln(value)))).toBe(value);
        expect(encodeVln(value, width)).toHaveLength(width);
        expect(valueOf(decodeVln(encodeVln(value, width)))).toBe(value);
        expect(valueOf(decodeFvln(encodeFvln(quantity(value))))).toBe(value);
      }),
    );
  });
});
