import iconv from "iconv-lite";
import { describe, expect, it } from "vitest";
import { ascii, cmd, cmdAs, fromLe, le } from "../testing/host-bytes.ts";
import { openHost } from "../testing/host.ts";

const text = (bytes: Uint8Array): string => iconv.decode(Buffer.from(bytes), "win1251");

describe("identification and status as on the wire", () => {
  it("answers 10h with 16 bytes: healthy flags 0292h, mode 4, submode 0", async () => {
    const answer = await openHost().ok(cmd(0x10));
    expect(answer).toHaveLength(16);
    expect(answer[2]).toBe(30);
    expect(fromLe(answer, 3, 2)).toBe(0x0292);
    expect([answer[5], answer[6], answer[7], answer[12]]).toEqual([4, 0, 0, 0]);
  });

  it("adds the last print result to 10h only with feature bit 34", async () => {
    const h = openHost({ profile: { lastPrintResult: true } });
    expect(await h.ok(cmd(0x10))).toHaveLength(17);
    const features = fromLe(await h.ok(Uint8Array.of(0xf7, 0x01)), 6, 1);
    expect(features & 4).toBe(4);
  });

  it("answers 11h with 48 bytes that carry the old memory's fields", async () => {
    const answer = await openHost().ok(cmd(0x11));
    expect(answer).toHaveLength(48);
    expect(text(answer.subarray(3, 5))).toBe("C1");
    expect(fromLe(answer, 11, 2)).toBe(1);
    expect([answer[15], answer[16]]).toEqual([4, 0]);
    expect([...answer.subarray(25, 31)]).toEqual([24, 11, 26, 12, 0, 0]);
    expect(fromLe(answer, 32, 4)).toBe(1012345);
    expect(fromLe(answer, 42, 6)).toBe(9_900_000_000);
  });

  it("describes itself by FCh and F7h", async () => {
    const h = openHost();
    const type = await h.ok(Uint8Array.of(0xfc));
    expect([...type.subarray(2, 8)]).toEqual([0, 0, 1, 14, 4, 0]);
    expect(text(type.subarray(8))).toContain("ШТРИХ-ФР-01Ф");
    const model = await h.ok(Uint8Array.of(0xf7, 0x01));
    expect(model).toHaveLength(39);
    expect([model[10], model[26], model[33], model[34]]).toEqual([48, 14, 18, 19]);
    expect(fromLe(model, 27, 2)).toBe(255);
  });

  it("gives texts of its own and of the drive by 6Bh", async () => {
    const h = openHost();
    expect(text((await h.ok(Uint8Array.of(0x6b, 0x73))).subarray(2))).toMatch(/^ККТ: .*режиме$/);
    expect(text((await h.ok(Uint8Array.of(0x6b, 0x08))).subarray(2))).toMatch(/^ФН: /);
  });

  it("knows its passwords and what they may do", async () => {
    const h = openHost();
    expect((await h.send(cmdAs(1, 0x10)))[2]).toBe(1);
    expect(await h.error(cmdAs(77, 0x10))).toBe(0x4f);
    expect(await h.error(cmdAs(1, 0xff01))).toBe(0x4f);
    expect(await h.error(cmdAs(29, 0xff01))).toBe(0x4f);
    await h.ok(cmd(0xe0));
    expect(await h.error(cmdAs(1, 0x40))).toBe(0x4f);
    expect(await h.error(cmdAs(29, 0x40))).toBe(0);
  });

  it("refuses a wrong length and an unknown command", async () => {
    const h = openHost();
    expect(await h.error(cmd(0x10, 1))).toBe(0x7e);
    expect(await h.error(cmd(0xff0a, 1, 2))).toBe(0x7e);
    expect(await h.error(cmd(0xff99))).toBe(0x37);
    expect(await h.error(cmd(0x99))).toBe(0x37);
  });

  it("answers FExx by FE alone, and reboots on FEF3", async () => {
    const h = openHost();
    expect([...(await h.send(Uint8Array.of(0xfe, 0xf2)))]).toEqual([0xfe, 0x00]);
    const totals = await h.send(Uint8Array.of(0xfe, 0xf4, 0, 0, 0, 0));
    expect(totals).toHaveLength(2 + 4 * 8);
    const back = h.kkt.peer.feed(Uint8Array.of(0x02, 5, 0xfe, 0xf3, 0, 0, 0, 5 ^ 0xfe ^ 0xf3));
    expect([...back.bytes]).toEqual([0x06, 0x02, 2, 0xfe, 0x00, 2 ^ 0xfe]);
    expect(back.close).toBe(true);
    h.kkt.peer.disconnected();
    expect(h.enq()).toEqual([0x15]);
  });
});

describe("settings tables", () => {
  it("reads CHAR fields padded by zeros, BIN fields little endian", async () => {
    const h = openHost();
    const user = await h.ok(cmd(0x1f, 18, 1, 0, 7));
    expect(user).toHaveLength(2 + 128);
    expect(text(user.subarray(2)).replaceAll("\0", "")).toBe('ООО "УЧЕБНЫЙ МАГАЗИН"');
    expect([...(await h.ok(cmd(0x1f, 6, 11, 0, 1))).subarray(2)]).toEqual(le(2200, 2));
  });

  it("describes tables and fields; a CHAR field ends with two zero bytes", async () => {
    const h = openHost();
    const table = await h.ok(cmd(0x2d, 5));
    expect([fromLe(table, 42, 2), table[44]]).toEqual([16, 1]);
    const field = await h.ok(cmd(0x2e, 5, 1));
    expect([...field.subarray(42)]).toEqual([1, 40, 0, 0]);
    const bin = await h.ok(cmd(0x2e, 21, 4));
    expect([...bin.subarray(42)]).toEqual([0, 2, 0, 0, 0xff, 0xff]);
  });

  it("writes a field, refuses a wrong value, a read-only field and a table that does not exist", async () => {
    const h = openHost();
    await h.ok(cmd(0x1e, 5, 2, 0, 1, ...ascii("CARD")));
    expect(text((await h.ok(cmd(0x1f, 5, 2, 0, 1))).subarray(2, 6))).toBe("CARD");
    expect(await h.error(cmd(0x1e, 17, 1, 0, 7, 9))).toBe(0x33);
    expect(await h.error(cmd(0x1e, 18, 1, 0, 4, ...ascii("1")))).toBe(0x7a);
    expect(await h.error(cmd(0x1f, 99, 1, 0, 1))).toBe(0x5d);
  });

  it("takes a new password from table 2", async () => {
    const h = openHost();
    await h.ok(cmd(0x1e, 2, 5, 0, 1, ...le(4321, 4)));
    expect((await h.send(cmdAs(4321, 0x10)))[2]).toBe(5);
    expect(await h.error(cmdAs(5, 0x10))).toBe(0x4f);
  });
});

describe("clock", () => {
  it("moves only when 23h repeats the date of 22h", async () => {
    const h = openHost();
    await h.ok(cmd(0x22, 25, 11, 26));
    expect((await h.ok(cmd(0x10)))[5]).toBe(6);
    expect(await h.error(cmd(0xe0))).toBe(0x73);
    expect(await h.error(cmd(0x23, 26, 11, 26))).toBe(0x7c);
    await h.ok(cmd(0x23, 25, 11, 26));
    await h.ok(cmd(0x21, 8, 30, 15));
    expect([...(await h.ok(cmd(0x11))).subarray(25, 31)]).toEqual([25, 11, 26, 8, 30, 15]);
    expect(await h.error(cmd(0x22, 31, 2, 26))).toBe(0x7d);
  });

  it("lets no document be made by a clock that the drive does not believe", async () => {
    const h = openHost();
    await h.ok(cmd(0x21, 13, 0, 0));
    expect(await h.error(cmd(0xe0))).toBe(0x17);
    await h.ok(cmd(0x21, 11, 0, 0));
    expect(await h.error(cmd(0xe0))).toBe(0x07);
    await h.ok(cmd(0x21, 12, 4, 0));
    await h.ok(cmd(0xe0));
  });
});
