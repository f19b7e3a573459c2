import { describe, expect, it } from "vitest";
import { driveSpace, fieldInfo, noticeCount, ofdTicket, registrationTotals, tableInfo } from "./drive-replies.ts";
import { encodeTlv, encodeUnixTime, tlvString } from "../document/tlv.ts";
import { fieldBytes } from "./settings-tables.ts";
import { encodeDeviceText } from "./text.ts";

const ascii = (text: string, width: number): number[] => [...Buffer.from(text.padEnd(width))];
const name = (text: string): number[] => [...encodeDeviceText(text), ...Array.from({ length: 40 - text.length }, () => 0)];
const head = [26, 11, 24, 12, 30, ...ascii("7707083893", 12), ...ascii("0000000001012345", 20), 3, 0b10];

describe("registration (FF09)", () => {
  it("of FFD 1.05 and of 1.1 and later, told apart by their lengths", () => {
    const old = registrationTotals(Uint8Array.from([...head, 9, 0, 0, 0, 1, 2, 3, 4]));
    expect(old).toMatchObject({ inn: "7707083893", taxSystemMask: 3, modeBits: 2, extendedBits: null, ofdInn: null, fdNumber: 9 });
    const late = registrationTotals(Uint8Array.from([...head, 0x11, ...ascii("9715260691", 12), 0, 0, 0, 0, 9, 0, 0, 0, 1, 2, 3, 4]));
    expect(late).toMatchObject({ registrationNumber: "0000000001012345", extendedBits: 0x11, ofdInn: "9715260691", fdNumber: 9 });
    // The short form with date and time behind it is still the short one.
    expect(registrationTotals(Uint8Array.from([...head, 9, 0, 0, 0, 1, 2, 3, 4, 26, 11, 24, 12, 30]))).toMatchObject({ fdNumber: 9 });
  });
});

it("space, notices and tickets", () => {
  expect(driveSpace(Uint8Array.of(1, 1, 0, 0, 2, 0, 0, 0))).toEqual({ documentsLeft: 257, freeKb: 2, noticesPercent: null });
  expect(driveSpace(Uint8Array.of(1, 1, 0, 0, 2, 0, 0, 0, 40))).toMatchObject({ noticesPercent: 40 });
  expect(noticeCount(Uint8Array.of(2, 5, 1, 9, 9, 9, 9))).toBe(261);
  expect(ofdTicket(Uint8Array.from([26, 11, 24, 12, 30, ...Array.from({ length: 18 }, () => 0xab), 9, 0, 0, 0]))).toMatchObject({
    sign: "ab".repeat(18),
  });
  const seconds = Date.UTC(2026, 10, 24, 12, 30) / 1000;
  const tlv = encodeTlv([
    { tag: 1041, value: tlvString("9999078902012392") },
    { tag: 1012, value: encodeUnixTime(seconds) },
    { tag: 1078, value: Uint8Array.of(0, 0xab, 0xcd) },
  ]);
  expect(ofdTicket(tlv)).toEqual({ at: seconds, sign: "00abcd", bytes: Buffer.from(tlv).toString("hex") });
  expect(ofdTicket(encodeTlv([{ tag: 1041, value: tlvString("1") }]))).toMatchObject({ at: null, sign: "" });
  expect(ofdTicket(Uint8Array.of(1, 2))).toEqual({ at: null, sign: "", bytes: "0102" });
});

describe("settings", () => {
  const number = fieldInfo(Uint8Array.from([...name("НОМЕР ККТ"), 0, 2, 1, 0, 99, 0]));
  const text = fieldInfo(Uint8Array.from([...name("ИМЯ"), 1, 8, 0, 0]));

  it("have the structure that the device tells", () => {
    expect(tableInfo(Uint8Array.from([...name("ТИП И РЕЖИМ"), 30, 0, 2]))).toEqual({ name: "ТИП И РЕЖИМ", rows: 30, fields: 2 });
    expect(number).toEqual({ name: "НОМЕР ККТ", kind: "number", size: 2, min: 1, max: 99 });
    // Captured: text fields have two NULs behind them.
    expect(text).toEqual({ name: "ИМЯ", kind: "text", size: 8, min: null, max: null });
  });

  it("take what fits, as the device keeps it", () => {
    expect(fieldBytes(number, "99")).toEqual({ ok: true, value: Uint8Array.of(99, 0) });
    expect(fieldBytes(text, "АБ")).toEqual({ ok: true, value: Uint8Array.of(0xc0, 0xc1, 0, 0, 0, 0, 0, 0) });
    for (const value of ["0", "100", "-1", "x", ""])
      expect(fieldBytes(number, value)).toMatchObject({ ok: false, error: { code: "FIS364" } });
    expect(fieldBytes(text, "ДЕВЯТЬ СЛОВ")).toMatchObject({ ok: false, error: { code: "FIS364" } });
  });
});
