import { describe, expect, it } from "vitest";
import { TRAINING_REGISTRATION } from "../default-drive.ts";
import { renderHtml, renderPng, renderText } from "../paper/index.ts";
import { ascii, close, cmd, fromLe, item, le } from "../testing/host-bytes.ts";
import { tagHex } from "../testing/drive.ts";
import { openHost, type Host, type HostOptions } from "../testing/host.ts";
import { KKT_MODELS } from "./profile.ts";

async function openShift(options: HostOptions = {}): Promise<Host> {
  const h = openHost(options);
  await h.ok(cmd(0xe0));
  return h;
}

const INN = ascii("9900000000  ");
const RNM = ascii("0000000001012345    ");

describe("registration by commands", () => {
  it("FF05, FF06 register a new drive; FF34 registers again; FF09, FF4C, FF60 and FF0A tell each report", async () => {
    const h = openHost({ drive: { registered: false } });
    expect((await h.ok(cmd(0xff01)))[3]).toBe(0x01);
    expect(await h.error(cmd(0xff09))).toBe(0x08);
    await h.ok(cmd(0xff05, 0));
    const registered = await h.ok(cmd(0xff06, ...INN, ...RNM, 0x03, 0x20));
    expect(fromLe(registered, 3, 4)).toBe(1);
    expect((await h.ok(cmd(0xff01)))[3]).toBe(0x03);
    await h.ok(cmd(0xff05, 2));
    const again = await h.ok(cmd(0xff34, ...INN, ...RNM, 0x01, 0x00, 4));
    expect(fromLe(again, 3, 4)).toBe(2);
    expect(await h.error(cmd(0xff34, ...ascii("7725225244  "), ...RNM, 0x01, 0x00, 4))).toBe(0x09);
    const last = await h.ok(cmd(0xff09));
    expect([last.length, last[40], last[41], fromLe(last, 55, 4), fromLe(last, 59, 4)]).toEqual([67, 0x01, 0x00, 0x80, 2]);
    const first = await h.ok(cmd(0xff4c, 1));
    expect([first[40], first[41], fromLe(first, 59, 4)]).toEqual([0x03, 0x20, 1]);
    expect(await h.error(cmd(0xff4c, 3))).toBe(0x08);
    expect(fromLe(await h.ok(cmd(0xff60, 1, ...le(1062, 2))), 7, 1)).toBe(0x03);
    expect(fromLe(await h.ok(cmd(0xff60, 0, ...le(1062, 2))), 7, 1)).toBe(0x01);
    const found = await h.ok(cmd(0xff0a, ...le(2, 4)));
    expect([found[3], found[50], found[51], found[52]]).toEqual([11, 0x01, 0x00, 4]);
    expect([...(await h.ok(cmd(0xff03))).subarray(6)]).toEqual([10, 2]);
    expect([...(await h.ok(cmd(0x11))).subarray(40, 42)]).toEqual([2, 10]);
  });

  it("FF09 of 1.05 has 55 bytes", async () => {
    const h = openHost({ drive: { registration: { ...TRAINING_REGISTRATION, ffd: 2, marking: false } } });
    const totals = await h.ok(cmd(0xff09));
    expect([totals.length, fromLe(totals, 42, 4)]).toEqual([50, 1]);
  });

  it("FF3D and FF3E close the drive; nothing follows", async () => {
    const h = openHost();
    await h.ok(cmd(0xff3d));
    expect(fromLe(await h.ok(cmd(0xff3e)), 3, 4)).toBe(2);
    expect((await h.ok(cmd(0xff01)))[3]).toBe(0x07);
    expect(await h.error(cmd(0xe0))).toBe(0x02);
    await h.clock.advance(60_000);
    expect((await h.ok(cmd(0xff01)))[3]).toBe(0x0f);
    expect((await h.ok(cmd(0xff0a, ...le(2, 4))))[3]).toBe(6);
  });

  it("FF75 tells the size that the open receipt will have", async () => {
    const h = await openShift();
    await h.ok(cmd(0x8d, 0));
    await h.ok(item({ priceKop: 12_200 }));
    const size = fromLe(await h.ok(cmd(0xff75)), 3, 4);
    await h.ok(close(12_200));
    const body = h.kkt.machine.kkt.drive.document(3)?.body.length ?? 0;
    // The payments are not known before FF45: each takes one to six bytes.
    expect(Math.abs(body - size)).toBeLessThan(16);
    expect(fromLe(await h.ok(cmd(0xff75)), 3, 4)).toBe(0);
    expect(await h.ok(cmd(0xff74))).toHaveLength(51);
  });
});

describe("notices of an autonomous drive", () => {
  it("are unloaded by FF71, FF72 in blocks, and confirmed by FF73", async () => {
    const h = await openShift({ drive: { registration: { ...TRAINING_REGISTRATION, autonomous: true } } });
    expect(await h.error(cmd(0xff71))).toBe(0x08);
    const code = ascii("0104600439931256215abcdef\u001d93dGVz");
    await h.ok(cmd(0xff61, 1, 0, code.length, 0, ...code));
    await h.ok(cmd(0xff69, 1));
    await h.ok(item({ priceKop: 100, subject: 33 }));
    await h.ok(cmd(0xff67, code.length, ...code));
    await h.ok(close(100));
    const started = await h.ok(cmd(0xff71));
    const size = fromLe(started, 9, 2);
    expect([fromLe(started, 3, 2), fromLe(started, 5, 4)]).toEqual([1, 1]);
    expect(await h.error(cmd(0xff73, ...le(1, 4), 0, 0))).toBe(0x02);
    const bytes: number[] = [];
    while (bytes.length < size) {
      const block = await h.ok(cmd(0xff72));
      expect([fromLe(block, 3, 4), fromLe(block, 7, 2), fromLe(block, 9, 2)]).toEqual([1, size, bytes.length]);
      expect(fromLe(block, 11, 2)).toBeLessThanOrEqual(128);
      bytes.push(...block.subarray(13));
    }
    expect(await h.error(cmd(0xff72))).toBe(0x08);
    expect(bytes).toEqual([...(h.kkt.machine.kkt.drive.notice(1)?.body ?? [])]);
    await h.ok(cmd(0xff73, ...le(1, 4), 0, 0));
    expect(h.kkt.state().drive.unsentNotices).toBe(0);
    expect(await h.error(cmd(0xff71))).toBe(0x08);
  });

  it("are not the host's business with an OFD", async () => {
    expect(await (await openShift()).error(cmd(0xff71))).toBe(0x35);
  });
});

describe("graphics", () => {
  it("are loaded line by line and printed as dots", async () => {
    const h = await openShift();
    expect(await h.error(cmd(0xc1, 1, 2))).toBe(0x08);
    await h.ok(cmd(0xc0, 1, ...new Array<number>(40).fill(0xff)));
    await h.ok(cmd(0xc4, ...le(2, 2), ...new Array<number>(40).fill(0x01)));
    await h.ok(cmd(0xc1, 1, 2));
    await h.ok(cmd(0x4e, 2, ...le(10, 2), ...le(3, 2), 1, 1, 2, 3, 4, 5, 6));
    await h.ok(cmd(0x4d, ...le(10, 2), ...le(12, 2), 2, 1, 2));
    await h.ok(cmd(0xc5, ...le(5, 2), 0xaa, 0x55));
    expect(await h.error(cmd(0x4d, ...le(12, 2), ...le(10, 2), 1, 1, 2))).toBe(0x33);
    expect(await h.error(cmd(0x4e, 2, ...le(10, 2), ...le(3, 2), 1, 1, 2, 3))).toBe(0x33);
    const paper = h.kkt.machine.kkt.paper(1);
    const pictures = paper[0]?.lines.filter((line) => line.kind === "picture") ?? [];
    expect(pictures).toEqual([
      { kind: "picture", rows: ["ff".repeat(40), "01".repeat(40)], scale: 1 },
      { kind: "picture", rows: ["0102", "0304", "0506"], scale: 2 },
      { kind: "picture", rows: ["aa55"], scale: 5 },
    ]);
    expect(renderText(paper, 48)).toContain("[РИСУНОК 320×2]");
    expect(renderHtml(paper, 48)).toContain('viewBox="0 0 16 6"');
    expect(Buffer.from(renderPng(paper, 48)).toString("latin1", 1, 4)).toBe("PNG");
  });

  it("survive power", async () => {
    const h = await openShift();
    await h.ok(cmd(0xc0, 1, ...new Array<number>(40).fill(0xff)));
    h.kkt.applyFault({ kind: "power", on: false });
    h.kkt.applyFault({ kind: "power", on: true });
    await h.ok(cmd(0xc1, 1, 1));
  });
});

describe("maintenance", () => {
  it("14h sets what 15h tells", async () => {
    const h = openHost();
    await h.ok(cmd(0x14, 0, 3, 100));
    expect([...(await h.ok(cmd(0x15, 0))).subarray(2)]).toEqual([3, 100]);
    expect([...(await h.ok(cmd(0x15, 1))).subarray(2)]).toEqual([6, 50]);
    expect(await h.error(cmd(0x14, 0, 10, 100))).toBe(0x33);
  });

  it("19h is a test run that only 2Bh ends", async () => {
    const h = await openShift();
    expect(await h.error(cmd(0x2b))).toBe(0x73);
    await h.ok(cmd(0x19, 1));
    expect((await h.ok(cmd(0x10)))[5]).toBe(10);
    expect(await h.error(cmd(0x8d, 0))).toBe(0x73);
    await h.ok(cmd(0x2b));
    expect((await h.ok(cmd(0x10)))[5]).toBe(2);
  });

  it("24h and 27h go back to factory values and zero registers, between shifts only", async () => {
    const h = await openShift();
    await h.ok(cmd(0x50, ...le(500, 5)));
    expect(await h.error(cmd(0x27))).toBe(0x73);
    await h.ok(cmd(0x41));
    await h.ok(cmd(0x1e, 17, 1, 0, 7, 2));
    await h.ok(cmd(0x24));
    expect((await h.ok(cmd(0x1f, 17, 1, 0, 7)))[2]).toBe(0);
    await h.ok(cmd(0x27));
    expect(h.kkt.state().drawerKop).toBe(0);
  });

  it("D0h and D1h have their lengths, and the drawer's money", async () => {
    const h = await openShift();
    await h.ok(cmd(0x50, ...le(500, 5)));
    const long = await h.ok(cmd(0xd0));
    expect([long.length, fromLe(long, 29, 6)]).toEqual([44, 500]);
    expect(await h.ok(cmd(0xd1))).toHaveLength(12);
  });
});

describe("printing or not", () => {
  it("table 17 field 7: none registers without paper, 1 skips one document", async () => {
    const h = await openShift();
    const papers = (): number => h.kkt.machine.kkt.paper(100).length;
    const sell = async (): Promise<void> => {
      await h.ok(item({ priceKop: 100 }));
      await h.ok(close(100));
    };
    const before = papers();
    await h.ok(cmd(0x1e, 17, 1, 0, 7, 2));
    await sell();
    await sell();
    expect(papers()).toBe(before);
    await h.ok(cmd(0x1e, 17, 1, 0, 7, 1));
    await sell();
    expect([papers(), (await h.ok(cmd(0x1f, 17, 1, 0, 7)))[2]]).toEqual([before, 0]);
    await sell();
    expect([papers(), h.kkt.state().drive.lastFd]).toEqual([before + 1, 6]);
  });

  it("table 1 field 20: no receipt on closing, reports still", async () => {
    const h = await openShift();
    await h.ok(cmd(0x1e, 1, 1, 0, 20, 0));
    await h.ok(item({ priceKop: 100 }));
    await h.ok(close(100));
    expect(h.kkt.machine.kkt.paper(1)[0]?.kind).toBe("shift-open");
    await h.ok(cmd(0x40));
    expect(h.kkt.machine.kkt.paper(1)[0]?.kind).toBe("x-report");
  });
});

describe("models", () => {
  const features = async (h: Host): Promise<bigint> => {
    const bytes = (await h.ok(Uint8Array.of(0xf7, 1))).subarray(2, 10);
    return bytes.reduce((mask, byte, i) => mask | (BigInt(byte) << BigInt(i * 8)), 0n);
  };
  const bit = (mask: bigint, n: number): boolean => ((mask >> BigInt(n)) & 1n) === 1n;

  it("a cash core has its tables, its 11h, tags before the item, and cancels an old receipt by itself", async () => {
    const h = await openShift({ profile: KKT_MODELS["mobile-f"] });
    const mask = await features(h);
    expect([13, 15, 23, 28, 50, 53].map((n) => bit(mask, n))).toEqual([false, false, true, false, false, true]);
    const parameters = await h.ok(Uint8Array.of(0xf7, 1));
    expect([parameters[10], parameters[26], ...parameters.subarray(33, 38)]).toEqual([32, 6, 13, 14, 16, 10, 29]);
    expect((await h.ok(cmd(0x1f, 10, 1, 0, 29)))[2]).toBe(4);
    expect(Buffer.from((await h.ok(cmd(0x1f, 13, 1, 0, 4))).subarray(2)).toString()).toBe("9999078902000001");
    expect(await h.error(cmd(0x1f, 18, 1, 0, 4))).toBe(0x5d);
    expect(await h.ok(cmd(0x11))).toHaveLength(50);
    expect(await h.error(cmd(0x25, 0))).toBe(0x37);
    await h.ok(cmd(0x8d, 0));
    await h.ok(item({ priceKop: 700 }));
    await h.ok(cmd(0x8d, 0));
    expect(fromLe(await h.ok(cmd(0x89)), 3, 5)).toBe(0);
    await h.ok(item({ priceKop: 100 }));
    h.kkt.applyFault({ kind: "power", on: false });
    h.kkt.applyFault({ kind: "power", on: true });
    expect((await h.ok(cmd(0x10)))[5]).toBe(2);
    expect(h.kkt.state().drive.lastFd).toBe(2);
    await h.ok(item({ priceKop: 100 }));
    expect(await h.ok(close(100))).toHaveLength(16);
  });

  it("a desktop registrar keeps its receipt, and 4Ah for another", async () => {
    const h = await openShift();
    const mask = await features(h);
    expect([13, 15, 23, 42, 50, 53].map((n) => bit(mask, n))).toEqual([true, true, false, true, true, false]);
    await h.ok(cmd(0x8d, 0));
    expect(await h.error(cmd(0x8d, 0))).toBe(0x4a);
    h.kkt.applyFault({ kind: "power", on: false });
    h.kkt.applyFault({ kind: "power", on: true });
    expect((await h.ok(cmd(0x10)))[5]).toBe(8);
  });

  it("tables show a new registration at once", async () => {
    const h = openHost();
    await h.ok(cmd(0xff34, ...INN, ...RNM, 0x01, 0x02, 4));
    expect(tagHex(h.kkt.machine.kkt.drive.document(2), 1002)).toBe("01");
    expect((await h.ok(cmd(0x1f, 20, 1, 0, 1)))[2]).toBe(0);
  });
});
