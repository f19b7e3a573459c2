import { describe, expect, it } from "vitest";
import { kopecks, quantity } from "../../config/money.ts";
import { COMMANDS, encodeCommand, findCommand, replyPrefix } from "./commands.ts";
import type { CommandSpec } from "./commands.ts";
import { buildFrame } from "./frame.ts";
import {
  closeReceipt,
  checkMarking,
  documentNumber,
  item,
  markingDecision,
  money,
  receiptType,
  registerNumber,
  tableCell,
} from "./requests.ts";
import { bindMarking, date, tableValue, textLine, time } from "./requests.ts";
import { hex } from "./testing/scripted-device.ts";
import { decodeDeviceText, encodeDeviceText } from "./text.ts";

function wire(command: CommandSpec, parameters: Uint8Array = new Uint8Array(0)): string {
  const frame = buildFrame(encodeCommand(command, command.password === "operator" ? 1 : 30, parameters));
  return Buffer.from(frame ?? []).toString("hex");
}
const flat = (text: string): string => text.replace(/\s/g, "").toLowerCase();

describe("command frames", () => {
  it("table 10 row 1 field 29 (captured: fr_drv_ng issue 236)", () => {
    expect(wire(COMMANDS.readTable, tableCell(10, 1, 29))).toBe(flat("02 09 1F 1E000000 0A 0100 1D 1E"));
  });

  it("8Dh sale and sale return (captured with password 30: fr_drv_ng issue 220)", () => {
    const frame = buildFrame(encodeCommand(COMMANDS.openReceipt, 30, receiptType("sale", false)));
    expect(Buffer.from(frame ?? []).toString("hex")).toBe(flat("02 06 8D 1E000000 00 95"));
    expect([...receiptType("refund", false)]).toEqual([2]);
    expect([...receiptType("purchase-refund", true)]).toEqual([0x83]);
  });

  it("FF61 of a 29-byte code, piece sold, no TLV (captured: fr_drv_ng issue 145)", () => {
    const code = new TextEncoder().encode("04606203103348a3=EfODAB=UpGbL");
    const frame = buildFrame(encodeCommand(COMMANDS.checkMarking, 30, checkMarking(1, code, new Uint8Array(0))));
    const captured = "02 27 FF61 1E000000 01 00 1D 00 3034363036323033313033333438613 33D45664F4441423D557047624C 86";
    expect(Buffer.from(frame ?? []).toString("hex")).toBe(flat(captured));
  });

  it("commands without password", () => {
    expect(wire(COMMANDS.modelParameters, Uint8Array.of(1))).toBe(flat("02 02 F7 01 F4"));
    expect(wire(COMMANDS.deviceType)).toBe(flat("02 01 FC FD"));
  });

  it("money, registers, table values, dates, texts", () => {
    expect(Buffer.from(money(kopecks(123_456_789_012))).toString("hex")).toBe("141a99be1c");
    expect([...registerNumber(193)]).toEqual([193]);
    expect([...registerNumber(4144)]).toEqual([0x30, 0x10]);
    expect(Buffer.from(tableValue(17, 1, 36, Uint8Array.of(1))).toString("hex")).toBe(flat("11 0100 24 01"));
    // 24.11.2026 18:05:09 as if UTC.
    const local = Date.UTC(2026, 10, 24, 18, 5, 9) / 1000;
    expect([...date(local)]).toEqual([24, 11, 26]);
    expect([...time(local)]).toEqual([18, 5, 9]);
    expect([...documentNumber(0x01020304)]).toEqual([4, 3, 2, 1]);
    expect(textLine(encodeDeviceText("Ё")).length).toBe(41);
    expect([...textLine(encodeDeviceText("Ё")).subarray(0, 4)]).toEqual([2, 0xa8, 0, 0]);
    expect([...markingDecision("clear"), ...markingDecision("accept"), ...markingDecision("reject")]).toEqual([2, 1, 0]);
    expect(Buffer.from(bindMarking(hex("0102"))).toString("hex")).toBe("020102");
  });
});

describe("FF46 item", () => {
  it("has the fields of section 4.4: 1.5 × 100.00 = 150.00, 22 %, sale", () => {
    const parameters = item({
      kind: "sale",
      quantity: quantity(1_500_000),
      priceKop: kopecks(10_000),
      sumKop: kopecks(15_000),
      vatByte: 0xcb,
      department: 1,
      method: 4,
      subject: 1,
      name: encodeDeviceText("Хлеб"),
    });
    const golden = "01 60e316000000 1027000000 983a000000 ffffffffff cb 01 04 01 d5ebe5e1";
    expect(Buffer.from(parameters).toString("hex")).toBe(flat(golden));
    expect(wire(COMMANDS.item, parameters).slice(0, 8)).toBe("0224ff46");
  });

  it("has operation 2 for a sale return, not the 2 of 8Dh by chance", () => {
    const fields = {
      quantity: quantity(1_000_000),
      priceKop: kopecks(1),
      sumKop: kopecks(1),
      vatByte: 8,
      department: 0,
      method: 4,
      subject: 1,
    };
    expect(item({ ...fields, kind: "refund", name: new Uint8Array(0) })[0]).toBe(2);
  });
});

describe("FF45 close", () => {
  it("is 118 bytes long without text, with payments at their numbers", () => {
    const payments = new Map([
      [1, kopecks(50_000)],
      [2, kopecks(256)],
      [14, kopecks(3)],
      [16, kopecks(1)],
    ]);
    const payload = encodeCommand(COMMANDS.closeReceipt, 1, closeReceipt(payments, 37, 0x20));
    expect(payload.length).toBe(118);
    expect(Buffer.from(payload.subarray(6, 16)).toString("hex")).toBe(flat("50c3000000 0001000000"));
    expect(payload[6 + 13 * 5]).toBe(3);
    expect(payload[6 + 15 * 5]).toBe(1);
    expect(payload[86]).toBe(37);
    expect(payload[117]).toBe(0x20);
    expect(payload.subarray(87, 117).every((byte) => byte === 0)).toBe(true);
  });
});

describe("the table", () => {
  it("knows the answer's first bytes", () => {
    expect([...replyPrefix([0xff, 0x45])]).toEqual([0xff, 0x45]);
    expect([...replyPrefix([0x10])]).toEqual([0x10]);
    expect([...replyPrefix([0xfe, 0xf3])]).toEqual([0xfe]);
  });

  it("has every code once and finds commands by their bytes", () => {
    const codes = Object.values(COMMANDS).map((command) => command.code.join());
    expect(new Set(codes).size).toBe(codes.length);
    expect(findCommand(hex("ff45 1e000000"))).toBe(COMMANDS.closeReceipt);
    expect(findCommand(hex("99"))).toBeNull();
  });

  it("calls repeatable only what reads", () => {
    const queries = Object.values(COMMANDS).filter((command: CommandSpec) => command.class === "query");
    expect(queries.map((command) => command.code.map((byte) => byte.toString(16)).join("")).toSorted()).toEqual(
      ["10", "11", "1a", "1b", "1f", "2d", "2e", "89", "f7", "fc", "ff1", "ff2", "ff3", "ff39", "ff3a", "ff3c", "ff3f", "ff4", "ff40"]
        .concat(["ff63", "ff68", "ff70", "ff9", "ffa"])
        .toSorted(),
    );
  });
});

describe("texts", () => {
  it("pass both alphabets and nothing else", () => {
    expect(decodeDeviceText(encodeDeviceText("Ёлка «№ 5» — 3 €"))).toBe('Ёлка "№ 5" - 3 EUR');
    expect(decodeDeviceText(encodeDeviceText("a\u0000b\u001dc"))).toBe("a b c");
    expect(decodeDeviceText(hex("d8 d2 d0 00 41"))).toBe("ШТР");
  });
});
