import { describe, expect, it } from "vitest";
import { COMMANDS, replyPrefix } from "./commands.ts";
import type { CommandSpec } from "./commands.ts";
import { FEATURE, SHTRIH_PROFILES, familyOf, ffdOfSetting, hasFeature, settingsPlaces } from "./model.ts";
import * as replies from "./replies.ts";
import { hex } from "./testing/scripted-device.ts";

/** What the session hands to the decoders: without command bytes and error code. */
function data(command: CommandSpec, answer: string): Uint8Array {
  const bytes = hex(answer).subarray(replyPrefix(command.code).length + 1);
  expect(bytes.length).toBeGreaterThanOrEqual(command.minReply);
  return bytes;
}
const local = (iso: string): number => Date.parse(`${iso}Z`) / 1000;

describe("status answers as captured from devices", () => {
  it("10h, 17 bytes (fr_drv_ng issue 141)", () => {
    const status = replies.shortStatus(data(COMMANDS.shortStatus, "10 00 01 9000 02 00 00 33 48 00 00 00 FF FF FF 00"));
    expect(status).toEqual({ flags: 0x90, mode: 2, modeStatus: 0, submode: 0, operations: 0 });
  });

  it("10h, 16 bytes: garbage where FM errors were; return receipt printing, 300 operations", () => {
    const status = replies.shortStatus(data(COMMANDS.shortStatus, "10 00 1E 9202 28 05 2C 33 48 CC F3 01 75 02 00"));
    expect(status).toEqual({ flags: 0x292, mode: 8, modeStatus: 2, submode: 5, operations: 300 });
  });

  it("11h, 50 bytes (fr_drv_ng_examples issue 23)", () => {
    const answer = `11 00 1E 4332 498E 1C0214 01 2C00 9000 08 00 80 4E41 0000 010110 0C0714 130D0D 00 BF000000 1900
      0000 00 0C FC6ED2010000 00 00`;
    expect(replies.fullStatus(data(COMMANDS.fullStatus, answer))).toEqual({
      documentNumber: 44,
      flags: 0x90,
      mode: 8,
      modeStatus: 0,
      submode: 0,
      clock: local("2020-07-12T19:13:13"),
      serial: 191,
      lastClosedShift: 25,
    });
  });

  it("FF45, 16 bytes (fr_drv_ng issue 141), and the extended form", () => {
    const short = replies.receiptClosed(data(COMMANDS.closeReceipt, "FF 45 00 0000000000 52000000 F2BF0B3E"));
    expect(short).toEqual({ changeKop: 0, fdNumber: 82, fiscalSign: "1040957426", at: null });
    const long = replies.receiptClosed(data(COMMANDS.closeReceipt, "FF 45 00 1027000000 52000000 FFFFFFFF 1A0B18120F"));
    expect(long).toEqual({ changeKop: 10_000, fdNumber: 82, fiscalSign: "4294967295", at: local("2026-11-24T18:15:00") });
  });

  it("FF61 with and without an online part (fr_drv_ng issues 145, 165)", () => {
    const online = "FF 61 00 00 01 01 14 00 05 42 08 04 00 80 07 15 61 39 08 01 00 00 D5 07 01 00 05";
    expect(replies.markingCheck(data(COMMANDS.checkMarking, online))).toEqual({
      local: 0,
      reason: 1,
      kind: 1,
      online: 0,
      result: 5,
      operatorCode: 0,
      operatorStatus: null,
    });
    expect(replies.markingCheck(data(COMMANDS.checkMarking, "FF 61 00 00 01 05 00"))).toEqual({
      local: 0,
      reason: 1,
      kind: 5,
      online: null,
      result: null,
      operatorCode: null,
      operatorStatus: null,
    });
    expect(replies.markingResult(hex("0f"))).toBe(15);
    expect(replies.markingResult(hex(""))).toBeNull();
  });
});

describe("answers of the fiscal drive (layouts of section 3.4 and 3.5)", () => {
  it("FF01", () => {
    const answer = `FF 01 00 03 04 00 01 0A 1A0B181200 ${Buffer.from("9999078902012392").toString("hex")} 2A010000`;
    expect(replies.fnStatus(data(COMMANDS.fnStatus, answer))).toEqual({
      currentDocument: 4,
      isShiftOpen: true,
      warnings: 0x0a,
      lastDocumentAt: local("2026-11-24T18:00:00"),
      fnSerial: "9999078902012392",
      lastFdNumber: 298,
    });
  });

  it("FF0A: receipt, shift, other, and one cut short", () => {
    const head = "1A0B181200 2A010000 D2029649";
    expect(replies.foundDocument(data(COMMANDS.findDocument, `FF 0A 00 03 01 ${head} 02 F0490200 00`))).toEqual({
      type: 3,
      at: local("2026-11-24T18:00:00"),
      fdNumber: 298,
      fiscalSign: "1234567890",
      shiftNumber: null,
      operation: 2,
      totalKop: 150_000,
    });
    expect(replies.foundDocument(data(COMMANDS.findDocument, `FF 0A 00 05 00 ${head} 0C00`))).toMatchObject({ type: 5, shiftNumber: 12 });
    expect(replies.foundDocument(data(COMMANDS.findDocument, `FF 0A 00 15 00 ${head} 0000`))).toMatchObject({ type: 21, totalKop: null });
    expect(replies.foundDocument(data(COMMANDS.findDocument, `FF 0A 00 03 01 ${head} 02 F049`))).toBeNull();
  });

  it("FF03 of both lengths, FF39 with and without a queue", () => {
    expect(replies.fnExpiry(data(COMMANDS.fnExpiry, "FF 03 00 1B 05 1F"))).toBe("2027-05-31");
    expect(replies.fnExpiry(data(COMMANDS.fnExpiry, "FF 03 00 1B 05 1F 1D 01"))).toBe("2027-05-31");
    expect(replies.fnExpiry(data(COMMANDS.fnExpiry, "FF 03 00 00 00 00"))).toBeNull();
    expect(replies.ofdStatus(data(COMMANDS.ofdStatus, "FF 39 00 03 00 0200 29010000 1A0B171130"))).toEqual({
      queue: 2,
      oldest: local("2026-11-23T17:48:00"),
    });
    expect(replies.ofdStatus(data(COMMANDS.ofdStatus, "FF 39 00 00 00 0000 00000000 0000000000"))).toEqual({ queue: 0, oldest: null });
  });

  it("registers, subtotal", () => {
    expect(replies.cashRegister(data(COMMANDS.cashRegister, "1A 00 1E 40420F000000"))).toBe(1_000_000);
    expect(replies.operationRegister(data(COMMANDS.operationRegister, "1B 00 1E 3412"))).toBe(0x1234);
    expect(replies.subtotal(data(COMMANDS.subtotal, "89 00 1E 983A000000"))).toBe(15_000);
  });
});

describe("model", () => {
  const tail = (features: string, rest: string): string => `F7 00 ${features} ${rest}`;

  it("reads features and the table numbers of newer firmware", () => {
    const long = tail("48E0000000080400", `20 10 00 0C 10 14 10 00000000 1E000000 00 0E FF00 28 40 5802 0D 0E 0F 0A 1D`);
    const model = replies.modelParameters(data(COMMANDS.modelParameters, long));
    expect(model).toMatchObject({ printWidth: 32, fnTable: 13, ffdTable: 10, ffdField: 29 });
    expect(hasFeature(model.features, FEATURE.receiptSensor)).toBe(true);
    expect(hasFeature(model.features, FEATURE.extendedReplies)).toBe(true);
    expect(hasFeature(model.features, FEATURE.cashCore)).toBe(false);
  });

  it("does without the tail of old firmware", () => {
    const model = replies.modelParameters(data(COMMANDS.modelParameters, tail("0000800000000000", "30")));
    expect(model).toMatchObject({ printWidth: 48, fnTable: null, ffdTable: null });
    expect(familyOf(SHTRIH_PROFILES["shtrih-m"], model)).toBe("cc");
    expect(settingsPlaces("cc", model)).toMatchObject({ fnTable: 13, ffdTable: 10, ffdField: 29, extendedReplies: null });
    expect(settingsPlaces("fr", model)).toMatchObject({ fnTable: 18, ffdTable: 17, ffdField: 17 });
  });

  it("names the FFD version by the setting", () => {
    expect([0, 1, 2, 3, 4].map(ffdOfSetting)).toEqual(["1.05", "1.05", "1.05", "1.1", "1.2"]);
  });

  it("takes the model's name without padding", () => {
    expect(replies.deviceName(data(COMMANDS.deviceType, "FC 00 00 00 01 0E 04 00 D8D2D0C8D52DD4D020 20"))).toBe("ШТРИХ-ФР");
  });

  it("keeps the contradiction about 7/107 in profiles", () => {
    expect(SHTRIH_PROFILES["shtrih-m"].vatBytes["7/107"]).toBe(0x88);
    expect(SHTRIH_PROFILES["shtrih-m-vat-90"].vatBytes["7/107"]).toBe(0x90);
    for (const profile of Object.values(SHTRIH_PROFILES)) {
      const bytes = Object.values(profile.vatBytes);
      expect(new Set(bytes).size, profile.name).toBe(bytes.length);
    }
  });
});
