import { describe, expect, it } from "vitest";
import { trainingFormat } from "../default-drive.ts";
import { ascii, close, cmd, fromLe, item, le, tag } from "../testing/host-bytes.ts";
import { tagHex, tagsOf } from "../testing/drive.ts";
import { openHost, type Host } from "../testing/host.ts";

const DATE = le(Date.UTC(2026, 10, 20) / 1000, 4);

async function openShift(ffd: 2 | 3 | 4): Promise<Host> {
  const h = openHost({ drive: trainingFormat(ffd) });
  await h.ok(cmd(0xe0));
  return h;
}

function stored(h: Host, fd: number): ReturnType<Host["kkt"]["machine"]["kkt"]["drive"]["document"]> {
  return h.kkt.machine.kkt.drive.document(fd);
}

const noMoney = (count: number): number[] => new Array<number>(count * 5).fill(0);

/** FF4A: 1000.00 of which 400.00 electronic, 20 % VAT of 166.67. */
function fullCorrection(operation: number, type = 0): Uint8Array {
  return cmd(
    0xff4a,
    type,
    operation,
    ...le(100_000, 5),
    ...le(60_000, 5),
    ...le(40_000, 5),
    ...noMoney(3),
    ...le(16_667, 5),
    ...noMoney(5),
    1,
  );
}

describe("corrections of 1.05", () => {
  it("go by FF35, tags, FF4A; the answer has receipt number, document, sign and time", async () => {
    const h = await openShift(2);
    await h.ok(cmd(0xff35));
    expect((await h.ok(cmd(0xff01)))[4]).toBe(0x14);
    await h.ok(tag(0xff0c, 1177, ascii("missed receipt")));
    await h.ok(tag(0xff0c, 1178, DATE));
    await h.ok(tag(0xff0c, 1179, ascii("17-B")));
    const answer = await h.ok(fullCorrection(1, 1));
    expect([answer.length, fromLe(answer, 3, 2), fromLe(answer, 5, 4)]).toEqual([18, 1, 3]);
    const document = stored(h, 3);
    expect(document).toMatchObject({ type: 31, operation: 1, totalKop: 100_000 });
    expect([1173, 1031, 1081, 1102, 1055].map((number) => tagHex(document, number))).toEqual(["01", "60ea", "409c", "1b41", "01"]);
    expect([tagHex(document, 1174, 1178), tagHex(document, 1174, 1179)]).toEqual([Buffer.from(DATE).toString("hex"), "31372d42"]);
    expect(tagsOf(document).some((entry) => entry.tag === 1059)).toBe(false);
    expect(h.kkt.state().drawerKop).toBe(60_000);
    const found = await h.ok(cmd(0xff0a, ...le(3, 4)));
    expect([found[3], found[18], fromLe(found, 19, 5)]).toEqual([31, 1, 100_000]);
    const paper = h.kkt.machine.kkt.paper(1)[0]?.lines.flatMap((line) => (line.kind === "text" ? [line.text] : [])) ?? [];
    expect(paper.some((text) => text.includes("КАССОВЫЙ ЧЕК КОРРЕКЦИИ"))).toBe(true);
    expect(paper.some((text) => text.includes("ПО ПРЕДПИСАНИЮ"))).toBe(true);
    expect(paper.some((text) => text.includes("20.11.26"))).toBe(true);
  });

  it("go by FF36 with one sum in cash", async () => {
    const h = await openShift(2);
    await h.ok(cmd(0xff35));
    await h.ok(tag(0xff0c, 1178, DATE));
    const answer = await h.ok(cmd(0xff36, ...le(5_000, 5), 1));
    expect(fromLe(answer, 5, 4)).toBe(3);
    expect([tagHex(stored(h, 3), 1031), tagHex(stored(h, 3), 1020)]).toEqual(["8813", "8813"]);
  });

  it("know only sale and buy, and want their date, and money that adds up", async () => {
    const h = await openShift(2);
    await h.ok(tag(0xff0c, 1178, DATE));
    expect(await h.error(fullCorrection(4))).toBe(0x09);
    expect(await h.error(fullCorrection(7))).toBe(0x33);
    expect(await h.error(cmd(0xff4a, 0, 1, ...le(100_001, 5), ...le(100_000, 5), ...noMoney(10), 1))).toBe(0x45);
    expect(await h.error(cmd(0xff4a, 0, 3, ...le(100, 5), ...le(100, 5), ...noMoney(10), 1))).toBe(0x46);
    await h.ok(cmd(0x50, ...le(10_000, 5)));
    await h.ok(cmd(0xff4a, 0, 3, ...le(100, 5), ...le(100, 5), ...noMoney(10), 1));
    expect(h.kkt.state().drawerKop).toBe(9_900);
    expect(await h.error(fullCorrection(1))).toBe(0x0d);
  });

  it("are not receipts of 8Dh, and F7h says so", async () => {
    const h = await openShift(2);
    expect(await h.error(cmd(0x8d, 0x80))).toBe(0x33);
    const features = (await h.ok(Uint8Array.of(0xf7, 1))).subarray(2, 10);
    expect([(features[5] ?? 0) & 0x80, (features[6] ?? 0) & 1]).toEqual([0, 0]);
  });
});

describe("corrections of 1.1 and 1.2", () => {
  it("are receipts of 80h–83h with items, by all four signs; FF4A without items is refused", async () => {
    for (const ffd of [3, 4] as const) {
      const h = await openShift(ffd);
      await h.ok(cmd(0x50, ...le(100_000, 5)));
      const signs = [
        [0x80, 1],
        [0x81, 3],
        [0x82, 2],
        [0x83, 4],
      ] as const;
      for (const [type, operation] of signs) {
        await h.ok(cmd(0x8d, type));
        await h.ok(tag(0xff0c, 1178, DATE));
        await h.ok(item({ operation, priceKop: 100 }));
        const answer = await h.ok(close(100));
        expect(stored(h, fromLe(answer, 8, 4))).toMatchObject({ type: 31, operation });
      }
      await h.ok(tag(0xff0c, 1178, DATE));
      expect(await h.error(fullCorrection(1))).toBe(0x0d);
      const features = (await h.ok(Uint8Array.of(0xf7, 1))).subarray(2, 10);
      expect([(features[5] ?? 0) & 0x80, (features[6] ?? 0) & 1]).toEqual([0x80, 1]);
      const totals = await h.ok(Uint8Array.of(0xfe, 0xf4, ...le(5, 4)));
      expect([0, 1, 2, 3].map((i) => fromLe(totals, 2 + i * 8, 6))).toEqual([100, 100, 100, 100]);
    }
  });
});

describe("formats before 1.2", () => {
  it("take the unit as 1197, the code of goods as 1162, and check no marking", async () => {
    const h = await openShift(2);
    await h.ok(cmd(0x8d, 0));
    await h.ok(item({ priceKop: 100 }));
    await h.ok(tag(0xff4d, 1197, [0xe8, 0xe2]));
    const code = ascii("010460043993125621JgXJ5.T");
    const bound = await h.ok(cmd(0xff67, code.length, ...code));
    expect([...bound.subarray(3)]).toEqual([0x44, 0x4d, 0xff]);
    await h.ok(close(100));
    const document = stored(h, 3);
    // 04600439931256 in six bytes, then the serial: the worked example of the marking rules.
    expect(tagHex(document, 1059, 1162)).toBe(`444d${(4600439931256).toString(16).padStart(12, "0")}4a67584a352e54`);
    expect([tagHex(document, 1059, 1197), tagHex(document, 1059, 2108), tagHex(document, 1209)]).toEqual(["e8e2", null, "02"]);
    expect(await h.error(cmd(0xff61, 1, 0, code.length, 0, ...code))).toBe(0xa0);
  });

  it("show the format in table 17, and the buyer flat", async () => {
    const h = await openShift(3);
    expect((await h.ok(cmd(0x1f, 17, 1, 0, 17)))[2]).toBe(3);
    await h.ok(cmd(0x8d, 0));
    await h.ok(tag(0xff0c, 1227, ascii("ROMASHKA")));
    await h.ok(item({ priceKop: 100 }));
    await h.ok(close(100));
    expect(tagHex(stored(h, 3), 1227)).toBe(Buffer.from("ROMASHKA").toString("hex"));
  });
});

describe("long tags and discounts", () => {
  it("go through DDh in blocks of 64 bytes and FF64", async () => {
    const h = await openShift(4);
    const name = ascii("B".repeat(120));
    const inner = [...le(1227, 2), ...le(name.length, 2), ...name];
    const tlv = [...le(1256, 2), ...le(inner.length, 2), ...inner];
    await h.ok(cmd(0x8d, 0));
    expect(await h.error(cmd(0xff64))).toBe(0x08);
    for (let block = 0; block * 64 < tlv.length; block++) {
      const bytes = tlv.slice(block * 64, block * 64 + 64);
      await h.ok(cmd(0xdd, 1, block, ...bytes, ...new Array<number>(64 - bytes.length).fill(0)));
    }
    await h.ok(cmd(0xff64));
    await h.ok(item({ priceKop: 100 }));
    await h.ok(close(100));
    expect(tagHex(stored(h, 3), 1256, 1227)).toBe(Buffer.from(name).toString("hex"));
  });

  it("FF4B spreads a discount over the items to the kopeck", async () => {
    const h = await openShift(4);
    await h.ok(cmd(0x8d, 0));
    for (const priceKop of [100, 100, 101]) await h.ok(item({ priceKop }));
    expect(await h.error(cmd(0xff4b, ...le(302, 5), ...le(0, 5), 0))).toBe(0x5f);
    await h.ok(cmd(0xff4b, ...le(100, 5), ...le(0, 5), 0));
    expect(fromLe(await h.ok(cmd(0x89)), 3, 5)).toBe(201);
    await h.ok(close(201));
    const sums = tagsOf(stored(h, 3)).filter((entry) => entry.tag === 1059);
    expect(sums).toHaveLength(3);
    expect(tagHex(stored(h, 3), 1020)).toBe("c9");
  });

  it("an unmarked goods code of 1.2 becomes 1163 without a check", async () => {
    const h = await openShift(4);
    await h.ok(cmd(0x8d, 0));
    await h.ok(item({ priceKop: 100 }));
    const ean = ascii("4600439931256");
    expect([...(await h.ok(cmd(0xff67, ean.length, ...ean))).subarray(3)]).toEqual([0x45, 0x0d, 0xff]);
    await h.ok(close(100));
    expect(tagHex(stored(h, 3), 1059, 1163, 1302)).toBe(Buffer.from(ean).toString("hex"));
    expect(tagHex(stored(h, 3), 2107)).toBeNull();
  });
});
