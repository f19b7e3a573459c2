import { describe, expect, it } from "vitest";
import { documentJson, type TlvJson } from "../control/document-json.ts";
import { ascii, close, cmd, cmdAs, fromLe, item, le, tag } from "../testing/host-bytes.ts";
import { openHost, type Host, type HostOptions } from "../testing/host.ts";

async function openShift(options: HostOptions = {}): Promise<Host> {
  const h = openHost(options);
  await h.ok(cmd(0xe0));
  return h;
}

function document(h: Host, fd: number): ReturnType<typeof documentJson> {
  const stored = h.kkt.machine.kkt.drive.document(fd);
  if (stored === null) throw new Error(`no document ${fd}`);
  return documentJson(stored);
}

function value(items: readonly TlvJson[], number: number): TlvJson | undefined {
  return items.find((entry) => entry.tag === number);
}

const cashRegister = async (h: Host, n: number): Promise<number> => fromLe(await h.ok(cmd(0x1a, n)), 3, 6);
const countRegister = async (h: Host, n: number): Promise<number> => fromLe(await h.ok(cmd(0x1b, n)), 3, 2);

describe("a receipt", () => {
  it("goes from 8Dh to FF45 with change, document number, fiscal sign and time in the answer", async () => {
    const h = await openShift();
    await h.ok(cmd(0x8d, 0));
    expect((await h.ok(cmd(0x10)))[5]).toBe(0x08);
    await h.ok(item({ priceKop: 12_200 }));
    expect(fromLe(await h.ok(cmd(0x89)), 3, 5)).toBe(12_200);
    const answer = await h.ok(close(15_000));
    expect(answer).toHaveLength(21);
    expect(fromLe(answer, 3, 5)).toBe(2_800);
    expect(fromLe(answer, 8, 4)).toBe(3);
    expect([...answer.subarray(16)]).toEqual([26, 11, 24, 12, 0]);
    const found = await h.ok(cmd(0xff0a, ...le(3, 4)));
    expect(found[3]).toBe(3);
    expect(fromLe(found, 14, 4)).toBe(fromLe(answer, 12, 4));
    expect([found[18], fromLe(found, 19, 5)]).toEqual([1, 12_200]);
    expect(document(h, 3).fiscalSign).toBe(String(fromLe(answer, 12, 4)));
  });

  it("stores the format's tags: item, VAT 22 % in 1115, cash without the change", async () => {
    const h = await openShift();
    await h.ok(item({ priceKop: 12_200 }));
    await h.ok(close(15_000));
    const { tlv } = document(h, 3);
    const position = value(tlv, 1059)?.items ?? [];
    // The worked example of the format notes, byte for byte.
    expect(value(tlv, 1059)?.hex).toBe(
      "0604040095aba5a1" +
        "37040200a82f" +
        "ff0302000001" +
        "13040200a82f" +
        "be04010004" +
        "bc04010001" +
        "3c08010000" +
        "af0401000b" +
        "b00402009808",
    );
    expect(value(position, 1030)?.text).toBe("Хлеб");
    expect(value(tlv, 1115)?.hex).toBe("5f040b00af0401000b600402009808");
    expect(value(tlv, 1104)?.number).toBe(0);
    expect(value(tlv, 1031)?.number).toBe(12_200);
    expect(value(tlv, 1020)?.number).toBe(12_200);
    expect(value(tlv, 1012)?.number).toBe(Date.UTC(2026, 10, 24, 12, 0, 0) / 1000);
    expect(value(tlv, 1077)?.hex).toMatch(/^3104[0-9a-f]{8}$/);
    expect(Number.parseInt(value(tlv, 1077)?.hex.slice(4) ?? "", 16)).toBe(Number(document(h, 3).fiscalSign));
  });

  it("is opened by FF46 in mode 2, and by 8Dh in mode 4 together with the shift", async () => {
    const h = openHost();
    expect(await h.error(item({ priceKop: 100 }))).toBe(0x73);
    await h.ok(cmd(0x8d, 0));
    expect(h.kkt.state().shift.open).toBe(true);
    await h.ok(item({ priceKop: 100 }));
    await h.ok(close(100));
    await h.ok(item({ priceKop: 100, operation: 2 }));
    expect((await h.ok(cmd(0x10)))[5]).toBe(0x28);
  });

  it("checks the sum of an item to a kopeck and computes it when it is absent", async () => {
    const h = await openShift();
    await h.ok(item({ priceKop: 333, quantity: 1_500_000 }));
    expect(fromLe(await h.ok(cmd(0x89)), 3, 5)).toBe(500);
    await h.ok(item({ priceKop: 333, quantity: 1_500_000, sumKop: 499 }));
    expect(await h.error(item({ priceKop: 333, quantity: 1_500_000, sumKop: 498 }))).toBe(0x33);
    expect((await h.ok(cmd(0x10)))[7]).toBe(2);
  });

  it("reads every rate byte, and both meanings of the disputed one", async () => {
    const bytes = [0x01, 0x02, 0x10, 0x20, 0x04, 0x08, 0x81, 0x82, 0x84, 0x88, 0xcb, 0xcc];
    // Codes of tag 1199 are 1 to 12 in that order; byte 00 names no rate.
    const rates: [number, number | null][] = [...bytes.map((byte, i): [number, number] => [byte, i + 1]), [0x00, null]];
    const h = await openShift();
    for (const [vatByte] of rates) await h.ok(item({ priceKop: 1_000, vatByte }));
    expect(await h.error(item({ priceKop: 1_000, vatByte: 0x90 }))).toBe(0x33);
    await h.ok(close(13_000));
    const codes = document(h, 3)
      .tlv.filter(({ tag: t }) => t === 1059)
      .map((entry) => value(entry.items ?? [], 1199)?.number ?? null);
    expect(codes).toEqual(rates.map(([, code]) => code));
    const other = await openShift({ profile: { vat7of107Byte: 0x90 } });
    await other.ok(item({ priceKop: 1_000, vatByte: 0x90 }));
    expect(await other.error(item({ priceKop: 1_000, vatByte: 0x88 }))).toBe(0x33);
    const nano = await openShift({ profile: { nanoVatBytes: true } });
    await nano.ok(item({ priceKop: 1_000, vatByte: 0x90 }));
    await nano.ok(close(1_000));
    expect(value(value(document(nano, 3).tlv, 1059)?.items ?? [], 1199)?.number).toBe(11);
  });

  it("takes the host's VAT in tax mode 1 only", async () => {
    const h = await openShift();
    const withTax = (): Uint8Array => {
      const bytes = close(10_000);
      bytes.set(le(1_111, 5), 87);
      return bytes;
    };
    await h.ok(item({ priceKop: 10_000, vatByte: 0x01 }));
    await h.ok(withTax());
    expect(value(document(h, 3).tlv, 1102)?.number).toBe(1_667);
    await h.ok(cmd(0x1e, 1, 1, 0, 14, 1));
    await h.ok(item({ priceKop: 10_000, vatByte: 0x01 }));
    await h.ok(withTax());
    expect(value(document(h, 4).tlv, 1102)?.number).toBe(1_111);
  });

  it("accepts FF45 in its three lengths and no other", async () => {
    const h = await openShift();
    for (const length of [118, 120, 182, 202]) {
      await h.ok(item({ priceKop: 100 }));
      await h.ok(Uint8Array.from([...close(100), ...new Array<number>(length - 118).fill(0)]));
    }
    await h.ok(item({ priceKop: 100 }));
    for (const length of [117, 183, 201, 203]) {
      const bytes = [...close(100), ...new Array<number>(100).fill(0)].slice(0, length);
      expect(await h.error(Uint8Array.from(bytes))).toBe(0x7e);
    }
  });

  it("carries host tags, the cashier of table 2 or the host's, and refuses what the format does not know", async () => {
    const h = await openShift();
    await h.ok(tag(0xff0c, 1192, ascii("OWNTAG01")));
    await h.ok(tag(0xff0c, 1008, ascii("+79990000000")));
    expect(await h.error(tag(0xff0c, 1192, ascii("A".repeat(17))))).toBe(0x18);
    expect(await h.error(tag(0xff0c, 1203, ascii("123")))).toBe(0x18);
    expect(await h.error(tag(0xff0c, 1059, [0]))).toBe(0x0b);
    expect(await h.error(cmd(0xff0c, 0xa8, 0x04, 9, 0, 1))).toBe(0xb9);
    await h.ok(item({ priceKop: 100 }));
    await h.ok(tag(0xff4d, 2108, [11]));
    await h.ok(close(100));
    const { tlv } = document(h, 3);
    expect(value(tlv, 1192)?.text).toBe("OWNTAG01");
    expect(value(tlv, 1008)?.text).toBe("+79990000000");
    expect(value(tlv, 1021)?.text).toBe("СИСТЕМНЫЙ АДМИНИСТРАТОР");
    expect(value(value(tlv, 1059)?.items ?? [], 2108)?.number).toBe(11);
    await h.ok(item({ priceKop: 100 }));
    await h.ok(close(100));
    expect(value(document(h, 4).tlv, 1192)).toBeUndefined();
  });

  it("makes a correction by 80h with 1173 and 1178, document type 31", async () => {
    const h = await openShift();
    await h.ok(cmd(0x8d, 0x80));
    expect(h.kkt.state().mode).toBe(0x08);
    expect((await h.ok(cmd(0xff01)))[4]).toBe(0x14);
    await h.ok(item({ priceKop: 500 }));
    expect(await h.error(close(500))).toBe(0x0d);
    await h.ok(tag(0xff0c, 1173, [0]));
    await h.ok(tag(0xff0c, 1178, le(Date.UTC(2026, 10, 20) / 1000, 4)));
    await h.ok(close(500));
    expect((await h.ok(cmd(0xff0a, ...le(3, 4))))[3]).toBe(31);
    expect(value(value(document(h, 3).tlv, 1174)?.items ?? [], 1178)).toBeDefined();
  });
});

describe("money checks of FF45", () => {
  it("refuses too little, too much without cash, an unregistered tax system, a missing receipt", async () => {
    const h = await openShift();
    expect(await h.error(close(100))).toBe(0x73);
    await h.ok(cmd(0x8d, 0));
    expect(await h.error(close(0))).toBe(0x0d);
    await h.ok(item({ priceKop: 1_000 }));
    expect(await h.error(close(999))).toBe(0x45);
    expect(await h.error(close(0, 1_001))).toBe(0x4d);
    expect(await h.error(close(1_000, 0, 2))).toBe(0x09);
    expect(await h.error(close(1_000, 0, 3))).toBe(0x09);
    expect(await h.error(close(1_000, 0, 1, 100))).toBe(0x40);
    expect(h.kkt.state().drive.lastFd).toBe(2);
    await h.ok(close(500, 500));
  });

  it("rounds the total down to the rouble", async () => {
    const h = await openShift();
    await h.ok(item({ priceKop: 1_050 }));
    await h.ok(close(1_000, 0, 1, 50));
    expect(value(document(h, 3).tlv, 1020)?.number).toBe(1_000);
  });

  it("gives no money out of an empty drawer", async () => {
    const h = await openShift();
    await h.ok(item({ priceKop: 1_000, operation: 2 }));
    expect(await h.error(close(1_000))).toBe(0x46);
    await h.ok(close(0, 1_000));
    expect(await h.error(cmd(0x51, ...le(1, 5)))).toBe(0x46);
    expect(fromLe(await h.ok(cmd(0x50, ...le(5_000, 5))), 3, 2)).toBe(4);
    await h.ok(item({ priceKop: 1_000, operation: 2 }));
    await h.ok(close(1_000));
    await h.ok(cmd(0x51, ...le(1_500, 5)));
    expect(await cashRegister(h, 241)).toBe(2_500);
    expect([await cashRegister(h, 242), await cashRegister(h, 243)]).toEqual([5_000, 1_500]);
    expect([await countRegister(h, 153), await countRegister(h, 154)]).toEqual([1, 1]);
  });

  it("forbids a zero receipt when the table says so", async () => {
    const h = await openShift();
    await h.ok(cmd(0x1e, 1, 1, 0, 23, 1));
    await h.ok(item({ priceKop: 0 }));
    expect(await h.error(close(0))).toBe(0x8e);
    await h.ok(cmd(0x88));
    await h.ok(cmd(0x1e, 1, 1, 0, 23, 0));
    await h.ok(item({ priceKop: 0 }));
    await h.ok(close(0));
  });
});

describe("modes and errors", () => {
  it("refuses by mode what the matrix does not allow", async () => {
    const h = openHost();
    for (const payload of [cmd(0x40), cmd(0x41), cmd(0x88), cmd(0x89), cmd(0x8c), close(0), cmd(0xff42), cmd(0x23, 1, 1, 26), cmd(0x03)]) {
      expect(await h.error(payload)).toBe(0x73);
    }
    await h.ok(cmd(0xe0));
    for (const payload of [cmd(0xe0), cmd(0xff0b), cmd(0xff41), cmd(0x22, 1, 1, 26), cmd(0x21, 1, 1, 1), cmd(0xff38)]) {
      expect(await h.error(payload)).toBe(0x73);
    }
    await h.ok(cmd(0x8d, 0));
    for (const payload of [cmd(0x40), cmd(0x41), cmd(0xe0), cmd(0x50, 1, 0, 0, 0, 0), cmd(0x8c), cmd(0x1e, 1, 1, 0, 1, 1), cmd(0xff43)]) {
      expect(await h.error(payload)).toBe(0x73);
    }
    expect(await h.error(cmd(0x8d, 0))).toBe(0x4a);
    expect(await h.error(cmd(0xb0))).toBe(0x72);
    await h.ok(item({ priceKop: 1, operation: 1 }));
    expect(await h.error(item({ priceKop: 1, operation: 2 }))).toBe(0x49);
    expect(await h.error(cmdAs(1, 0x88))).toBe(0x59);
  });

  it("cancels a receipt: nothing in the drive, counted, printed", async () => {
    const h = await openShift();
    await h.ok(item({ priceKop: 700 }));
    await h.ok(tag(0xff0c, 1192, ascii("GONE")));
    expect((await h.ok(cmd(0xff01)))[4]).toBe(0x04);
    await h.ok(cmd(0x88));
    expect((await h.ok(cmd(0xff01)))[4]).toBe(0x00);
    expect([await countRegister(h, 166), await cashRegister(h, 249), await countRegister(h, 152)]).toEqual([1, 700, 3]);
    await h.ok(item({ priceKop: 100 }));
    await h.ok(close(100));
    expect(value(document(h, 3).tlv, 1192)).toBeUndefined();
    await h.ok(item({ priceKop: 700 }));
    await h.ok(cmd(0xff08));
    expect(h.kkt.state().openReceipt).toBeNull();
    expect(await h.error(cmd(0xff08))).toBe(0x02);
  });

  it("stops at 24 hours: 4Eh for a new receipt, 16h for an open one, the shift can be closed", async () => {
    const h = await openShift();
    await h.ok(item({ priceKop: 100 }));
    await h.clock.advance(24 * 3_600_000);
    expect(await h.error(close(100))).toBe(0x16);
    await h.ok(cmd(0x88));
    expect((await h.ok(cmd(0x10)))[5]).toBe(3);
    expect(await h.error(cmd(0x8d, 0))).toBe(0x4e);
    expect(await h.error(item({ priceKop: 100 }))).toBe(0x4e);
    await h.ok(cmd(0x40));
    await h.ok(cmd(0x41));
    await h.ok(cmd(0xe0));
    expect(fromLe(await h.ok(cmd(0xff40)), 4, 2)).toBe(2);
  });

  it("closes the 24 hours by its own clock that control moved", async () => {
    const h = await openShift();
    h.kkt.applyFault({ kind: "advance-clock", ms: 24 * 3_600_000 - 1_000 });
    expect((await h.ok(cmd(0x10)))[5]).toBe(2);
    h.kkt.applyFault({ kind: "advance-clock", ms: 1_000 });
    expect((await h.ok(cmd(0x10)))[5]).toBe(3);
  });
});

describe("shift", () => {
  it("opens and closes in the forms E0h, FF41+FF0C+FF0B, FF42+FF43, 41h", async () => {
    const h = openHost();
    await h.ok(cmd(0xff41));
    expect((await h.ok(cmd(0xff01)))[4]).toBe(0x02);
    await h.ok(tag(0xff0c, 1021, [0x88, 0xa2, 0xa0]));
    const opened = await h.ok(cmd(0xff0b));
    expect([fromLe(opened, 3, 2), fromLe(opened, 5, 4)]).toEqual([1, 2]);
    expect(value(document(h, 2).tlv, 1021)?.text).toBe("Ива");
    await h.ok(cmd(0xff42));
    const closed = await h.ok(cmd(0xff43));
    expect([fromLe(closed, 3, 2), fromLe(closed, 5, 4)]).toEqual([1, 3]);
    expect(await h.send(cmd(0xe0))).toHaveLength(3);
    await h.ok(cmd(0x41));
    expect((await h.ok(cmd(0xff0a, ...le(5, 4))))[3]).toBe(5);
  });

  it("counts: registers of the shift, life totals, the Z report's containers, all the same", async () => {
    const h = await openShift();
    await h.ok(item({ priceKop: 12_200 }));
    await h.ok(close(5_000, 7_200));
    await h.ok(item({ priceKop: 1_000, vatByte: 0x02 }));
    await h.ok(close(2_000));
    await h.ok(item({ priceKop: 400, operation: 2 }));
    await h.ok(close(400));
    expect([await cashRegister(h, 193), await cashRegister(h, 197), await cashRegister(h, 195)]).toEqual([6_000, 7_200, 400]);
    expect(await cashRegister(h, 241)).toBe(5_600);
    expect([await countRegister(h, 144), await countRegister(h, 146), await countRegister(h, 148)]).toEqual([2, 1, 2]);
    expect(await cashRegister(h, 121)).toBe(13_200);
    const life = await h.ok(Uint8Array.of(0xfe, 0xf4, 0, 0, 0, 0));
    expect([fromLe(life, 2, 8), fromLe(life, 10, 8)]).toEqual([13_200, 400]);
    await h.ok(cmd(0x41));
    const totals = value(document(h, 6).tlv, 1194)?.items ?? [];
    const sales = value(totals, 1129)?.items ?? [];
    expect([value(sales, 1135)?.number, value(sales, 1201)?.number, value(sales, 1136)?.number, value(sales, 1138)?.number]).toEqual([
      2, 13_200, 6_000, 7_200,
    ]);
    expect(value(value(totals, 1130)?.items ?? [], 1201)?.number).toBe(400);
    expect(value(document(h, 6).tlv, 1118)?.number).toBe(3);
    expect(value(document(h, 6).tlv, 1111)?.number).toBe(5);
    expect([await cashRegister(h, 193), await cashRegister(h, 241)]).toEqual([0, 5_600]);
  });

  it("keeps payment kinds 5–16 and taxes 5, 6 in the registers with two-byte numbers", async () => {
    const h = await openShift();
    const long = async (n: number): Promise<number> => fromLe(await h.ok(cmd(0x1a, ...le(n, 2))), 3, 6);
    await h.ok(item({ priceKop: 1_000, vatByte: 0x04 }));
    expect([await cashRegister(h, 96), await cashRegister(h, 112)]).toEqual([1_000, 0]);
    await h.ok(cmd(0x88));
    await h.ok(item({ priceKop: 12_000, vatByte: 0x10 }));
    const bytes = close(10_000);
    bytes.set(le(1_500, 5), 6 + 13 * 5);
    bytes.set(le(500, 5), 6 + 15 * 5);
    await h.ok(bytes);
    expect([await long(4144 + 9 * 4), await long(4144 + 11 * 4), await long(4144)]).toEqual([1_500, 500, 0]);
    expect([await long(4192), await long(4196), await long(193)]).toEqual([12_000, 0, 10_000]);
    expect([await h.error(cmd(0x1a, ...le(4200, 2))), await h.error(cmd(0x1a, ...le(4095, 2)))]).toEqual([0x33, 0x33]);
  });

  it("raises the running document number with every printed document", async () => {
    const h = openHost();
    const number = async (): Promise<number> => fromLe(await h.ok(cmd(0x11)), 11, 2);
    await h.ok(cmd(0xe0));
    expect(await number()).toBe(2);
    await h.ok(cmd(0x40));
    expect(await number()).toBe(3);
    await h.ok(cmd(0x50, ...le(100, 5)));
    await h.ok(item({ priceKop: 1 }));
    await h.ok(close(1));
    await h.ok(cmd(0x41));
    expect(await number()).toBe(6);
  });
});
