import { describe, expect, it } from "vitest";
import { INVALID_DOCUMENT_LINE, linesOnPaper, renderText } from "../paper/index.ts";
import { ascii, close, cmd, cp1251, item, le } from "../testing/host-bytes.ts";
import { openHost, type Host, type HostOptions } from "../testing/host.ts";
import { REALISTIC_PROFILE } from "./profile.ts";

/** Mode and submode of 10h. */
async function mode(h: Host): Promise<[number | undefined, number | undefined]> {
  const answer = await h.ok(cmd(0x10));
  return [answer[5], answer[6]];
}

async function openShift(options: HostOptions = {}): Promise<Host> {
  const h = openHost(options);
  await h.ok(cmd(0xe0));
  await h.clock.advance(60_000);
  h.poll();
  return h;
}

function paperText(h: Host): string {
  return renderText(h.kkt.machine.kkt.paper(50), 48);
}

const SLOW: HostOptions = { profile: { msPerLine: 100, printTailMs: 200 } };

describe("printing after the answer, as the recorded device does", () => {
  it("FF45 answers after 0.26 s; then mode 8 submode 5 for seconds, 2/5 for the tail, 2/0", async () => {
    const h = await openShift({ profile: REALISTIC_PROFILE });
    await h.ok(item({ priceKop: 12_200 }));
    const start = h.clock.monotonicMs();
    await h.ok(close(12_200));
    expect(h.clock.monotonicMs() - start).toBe(260);
    expect(h.kkt.state().drive.lastFd).toBe(3);
    const seen: string[] = [];
    const lasted: Record<string, number> = {};
    for (let i = 0; i < 600; i++) {
      const answer = await h.ok(cmd(0x10));
      const now = `${answer[5]}/${answer[6]} ${answer[7]}`;
      if (seen.at(-1) !== now) seen.push(now);
      lasted[now] = (lasted[now] ?? 0) + 10;
      if (now === "2/0 0") break;
      await h.clock.advance(10);
    }
    expect(seen).toEqual(["8/5 1", "2/5 0", "2/0 0"]);
    expect(lasted["8/5 1"]).toBeGreaterThan(1_500);
    expect(lasted["8/5 1"]).toBeLessThan(4_000);
    expect(lasted["2/5 0"]).toBeCloseTo(200, -2);
  });

  it("a return shows 28h while it prints; previous mode follows the record", async () => {
    const h = await openShift(SLOW);
    expect((await h.ok(cmd(0x10)))[14]).toBe(4);
    await h.ok(item({ priceKop: 100, operation: 2 }));
    expect((await h.ok(cmd(0x10)))[14]).toBe(2);
    await h.ok(close(0, 100));
    expect(await mode(h)).toEqual([0x28, 5]);
    await h.clock.advance(60_000);
    const answer = await h.ok(cmd(0x10));
    expect([answer[5], answer[14]]).toEqual([2, 0x28]);
  });

  it("refuses print commands by 50h, allows reads and tags meanwhile", async () => {
    const h = await openShift(SLOW);
    await h.ok(item({ priceKop: 100 }));
    await h.ok(close(100));
    for (const payload of [
      cmd(0x40),
      cmd(0x8d, 0),
      item({ priceKop: 1 }),
      cmd(0x50, ...le(1, 5)),
      cmd(0x41),
      cmd(0x17, 2, ...ascii("x")),
    ]) {
      expect(await h.error(payload)).toBe(0x50);
    }
    for (const payload of [cmd(0xff01), cmd(0x11), cmd(0x1a, 241), cmd(0xff0c, 0xa8, 0x04, 1, 0, 0x41)])
      expect(await h.error(payload)).toBe(0);
    await h.clock.advance(60_000);
    expect(await h.error(cmd(0x40))).toBe(0);
  });

  it("a Z report prints in mode 3 or 2 and ends in mode 4", async () => {
    const h = await openShift(SLOW);
    await h.clock.advance(25 * 3_600_000);
    await h.ok(cmd(0x41));
    expect(await mode(h)).toEqual([3, 5]);
    expect(h.kkt.state().shift.open).toBe(false);
    await h.clock.advance(60_000);
    expect(await mode(h)).toEqual([4, 0]);
  });

  it("lines of a slip may follow each other while they print", async () => {
    const h = await openShift(SLOW);
    for (const text of ["ONE", "TWO", "THREE"]) await h.ok(cmd(0x17, 2, ...ascii(text)));
    expect(await mode(h)).toEqual([2, 5]);
    await h.clock.advance(10_000);
    expect(await mode(h)).toEqual([2, 0]);
    await h.ok(cmd(0x25, 1));
    await h.clock.advance(10_000);
    const text = paperText(h);
    expect(text).toMatch(/ONE\nTWO\nTHREE\n/);
    expect(text.trimEnd().split("\n").slice(-3).join("\n")).toMatch(/ЭМУЛЯТОР[^]*НЕ ФИСКАЛЬНЫЙ ДОКУМЕНТ\n=+$/);
  });
});

describe("paper", () => {
  it("absent before printing: submode 1, 6Bh, nothing registered", async () => {
    const h = await openShift();
    await h.ok(item({ priceKop: 100 }));
    h.kkt.applyFault({ kind: "paper-out" });
    const status = await h.ok(cmd(0x10));
    expect([status[5], status[6], (status[3] ?? 0) & 0x82]).toEqual([0x08, 1, 0]);
    expect(await h.error(close(100))).toBe(0x6b);
    expect(h.kkt.state().drive.lastFd).toBe(2);
    h.kkt.applyFault({ kind: "paper-load" });
    await h.ok(close(100));
  });

  it("ends in the middle: submode 2, then 3 with new paper, B0h prints the whole document again", async () => {
    const h = await openShift(SLOW);
    await h.ok(item({ priceKop: 100, name: "BREAD" }));
    h.kkt.applyFault({ kind: "paper-out", afterLines: 12 });
    await h.ok(close(100));
    expect(await mode(h)).toEqual([8, 5]);
    await h.clock.advance(60_000);
    expect(await mode(h)).toEqual([8, 2]);
    expect(await h.error(cmd(0x40))).toBe(0x6b);
    expect(await h.error(cmd(0xb0))).toBe(0x72);
    h.kkt.applyFault({ kind: "paper-load" });
    expect(await mode(h)).toEqual([8, 3]);
    expect(await h.error(cmd(0x40))).toBe(0x58);
    expect(await h.error(cmd(0x8d, 0))).toBe(0x58);
    await h.ok(cmd(0xb0));
    expect(await mode(h)).toEqual([8, 5]);
    await h.clock.advance(60_000);
    expect(await mode(h)).toEqual([2, 0]);
    const [, broken, whole] = h.kkt.machine.kkt.paper(3);
    expect(broken?.state).toBe("broken");
    expect(broken?.printed).toBe(12);
    expect(linesOnPaper(broken ?? whole!).at(-1)).toMatchObject({ text: INVALID_DOCUMENT_LINE });
    expect(whole?.lines).toEqual(broken?.lines);
    expect(whole?.state).toBe("printed");
    expect(h.kkt.state().drive.lastFd).toBe(3);
  });

  it("runs out exactly at the end of a document: passive, submode 1", async () => {
    const h = await openShift();
    await h.ok(cmd(0x40));
    const lines = h.kkt.machine.kkt.paper(1)[0]?.lines.length ?? 0;
    h.kkt.applyFault({ kind: "paper-out", afterLines: lines - 1 });
    await h.ok(cmd(0x40));
    expect(await mode(h)).toEqual([2, 1]);
  });

  it("counts the paper of a slip that grows line by line, also when the roll was limited meanwhile", async () => {
    const h = await openShift(SLOW);
    const print = (): Promise<Uint8Array> => h.ok(cmd(0x17, 2, ...ascii("LINE")));
    h.kkt.applyFault({ kind: "paper-out", afterLines: 8 });
    for (let i = 0; i < 3; i++) {
      await print();
      await h.clock.advance(i === 0 ? 200 : 1_000);
    }
    // Two lines of banner and three of text are gone.
    expect(h.kkt.state().paper.linesLeft).toBe(3);
    await print();
    await print();
    h.kkt.applyFault({ kind: "paper-out", afterLines: 4 });
    await h.clock.advance(1_000);
    expect(h.kkt.state().paper.linesLeft).toBe(2);
    for (let i = 0; i < 3; i++) await print();
    await h.clock.advance(1_000);
    expect(await mode(h)).toEqual([2, 2]);
    const [slip] = h.kkt.machine.kkt.paper(1);
    expect([slip?.lines.length, slip?.printed, slip?.state]).toEqual([10, 9, "broken"]);
  });

  it("cover opened while printing breaks the document; closed again it waits for B0h", async () => {
    const h = await openShift(SLOW);
    await h.ok(cmd(0x40));
    await h.clock.advance(500);
    h.kkt.applyFault({ kind: "cover", open: true });
    const status = await h.ok(cmd(0x10));
    expect([status[6], (status[4] ?? 0) & 0x06]).toEqual([2, 0x04]);
    h.kkt.applyFault({ kind: "cover", open: false });
    expect(await mode(h)).toEqual([2, 3]);
    await h.ok(cmd(0xb0));
    await h.clock.advance(60_000);
    expect(await mode(h)).toEqual([2, 0]);
  });

  it("power off while printing: the document is finished at power on, or waits for B0h", async () => {
    for (const resumeAfterPower of ["auto", "continue-command"] as const) {
      const h = await openShift({ profile: { ...SLOW.profile, resumeAfterPower } });
      await h.ok(item({ priceKop: 100 }));
      await h.ok(close(100));
      await h.clock.advance(500);
      h.kkt.applyFault({ kind: "power", on: false });
      expect(h.raw(0x05)).toEqual([]);
      await h.clock.advance(60_000);
      h.kkt.applyFault({ kind: "power", on: true });
      expect(await mode(h)).toEqual([8, resumeAfterPower === "auto" ? 5 : 3]);
      if (resumeAfterPower !== "auto") await h.ok(cmd(0xb0));
      await h.clock.advance(60_000);
      expect(await mode(h)).toEqual([2, 0]);
      expect(h.kkt.machine.kkt.paper(2).map((d) => [d.kind, d.state])).toEqual([
        ["receipt", "printing"],
        ["receipt", "printed"],
      ]);
    }
  });

  it("prints at the speed that control sets", async () => {
    const h = await openShift();
    await h.ok(cmd(0x40));
    expect(await mode(h)).toEqual([2, 0]);
    h.kkt.applyFault({ kind: "print-speed", msPerLine: 1_000 });
    await h.ok(cmd(0x40));
    await h.clock.advance(5_000);
    expect(await mode(h)).toEqual([2, 5]);
    expect(h.kkt.machine.kkt.paper(1)[0]).toMatchObject({ state: "printing", printed: 5 });
  });
});

describe("what is printed", () => {
  it("a receipt: banner, shop, items, totals, change, stamps, QR of tag 1196; host lines at their places", async () => {
    const h = await openShift();
    await h.ok(cmd(0x8d, 0));
    await h.ok(cmd(0x17, 2, ...cp1251("ПЕРЕД ПОЗИЦИЯМИ")));
    await h.ok(item({ priceKop: 12_200, quantity: 1_500_000, name: "Сыр" }));
    await h.ok(item({ priceKop: 100, name: "//Скрытая" }));
    await h.ok(cmd(0x17, 2, ...cp1251("ВАШИ БАЛЛЫ: 15")));
    await h.ok(cmd(0x17, 2));
    await h.ok(Uint8Array.from([...close(20_000), ...cp1251("СПАСИБО")]));
    const fd = h.kkt.machine.kkt.drive.document(3);
    const text = paperText(h);
    const receipt = text.slice(text.indexOf("КАССОВЫЙ ЧЕК"));
    expect(text.match(/НЕ ФИСКАЛЬНЫЙ ДОКУМЕНТ/g)).toHaveLength(4);
    expect(receipt).toContain(`[QR t=20261124T1201&s=184.00&fn=9999078902000001&i=3&fp=${fd?.fiscalSign}&n=1]`);
    expect(receipt).toMatch(/ПЕРЕД ПОЗИЦИЯМИ\n-+\nСыр\n {2}1.5 шт. x 122.00 +=183.00\n/);
    expect(receipt).not.toContain("Скрытая");
    expect(receipt.indexOf("БАЛЛЫ")).toBeGreaterThan(receipt.indexOf("=1.00"));
    expect(receipt.indexOf("БАЛЛЫ")).toBeLessThan(receipt.indexOf("ИТОГ =184.00"));
    expect(receipt).toMatch(/СДАЧА +=16.00/);
    expect(receipt).toContain("СПАСИБО");
    expect(receipt).toMatch(new RegExp(`ФД 3 +ФП ${fd?.fiscalSign}`));
    for (const line of text.split("\n")) if (!line.startsWith("[")) expect(line.length).toBeLessThanOrEqual(48);
  });

  it("8Ch prints a copy, marked; 56h when there is nothing", async () => {
    const h = await openShift();
    expect(await h.error(cmd(0x8c))).toBe(0x56);
    await h.ok(item({ priceKop: 100 }));
    await h.ok(close(100));
    await h.ok(cmd(0x8c));
    const copy = h.kkt.machine.kkt.paper(1)[0];
    expect(copy?.kind).toBe("copy");
    expect(renderText(copy ? [copy] : [], 48)).toContain("КОПИЯ ЧЕКА");
  });

  it("table 17 field 7: print all, skip the next, print none", async () => {
    const h = await openShift();
    const count = (): number => h.kkt.machine.kkt.paper(50).length;
    const before = count();
    await h.ok(cmd(0x1e, 17, 1, 0, 7, 1));
    await h.ok(item({ priceKop: 100 }));
    await h.ok(close(100));
    expect(count()).toBe(before);
    await h.ok(item({ priceKop: 100 }));
    await h.ok(close(100));
    expect(count()).toBe(before + 1);
    await h.ok(cmd(0x1e, 17, 1, 0, 7, 2));
    await h.ok(cmd(0x40));
    await h.ok(item({ priceKop: 100 }));
    await h.ok(close(100));
    expect(count()).toBe(before + 1);
  });

  it("codes: EAN-13, CODE 128, QR loaded in blocks; a block that is missing is 08h", async () => {
    const h = await openShift();
    await h.ok(cmd(0xc2, ...le(460123456789, 5)));
    await h.ok(cmd(0xcb, 50, 2, 0, 0, 8, ...ascii("ABC-123")));
    const data = ascii("https://example.invalid/very/long/address/that/needs/two/blocks/of/data");
    const block = (n: number): number[] => [...data.slice(n * 64, n * 64 + 64), ...new Array<number>(64).fill(0)].slice(0, 64);
    await h.ok(cmd(0xdd, 0, 0, ...block(0)));
    expect(await h.error(cmd(0xde, 3, ...le(data.length, 2), 0, 0, 0, 4, 0, 1, 1))).toBe(0x08);
    await h.ok(cmd(0xdd, 0, 1, ...block(1)));
    expect(await h.ok(cmd(0xde, 3, ...le(data.length, 2), 0, 0, 0, 4, 0, 1, 1))).toHaveLength(12);
    h.kkt.applyFault({ kind: "power", on: false });
    h.kkt.applyFault({ kind: "power", on: true });
    expect(await h.error(cmd(0xde, 3, ...le(data.length, 2), 0, 0, 0, 4, 0, 1, 1))).toBe(0x08);
    await h.ok(cmd(0x25, 0));
    const kinds = h.kkt.machine.kkt.paper(1)[0]?.lines.filter((line) => line.kind === "qr" || line.kind === "barcode");
    expect(kinds).toEqual([
      { kind: "barcode", symbology: "ean13", data: "460123456789" },
      { kind: "barcode", symbology: "code128", data: "ABC-123" },
      { kind: "qr", data: String.fromCharCode(...data) },
    ]);
  });
});
