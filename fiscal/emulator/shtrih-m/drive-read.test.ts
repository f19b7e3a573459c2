import { describe, expect, it } from "vitest";
import { ascii, close, cmd, fromLe, item, le } from "../testing/host-bytes.ts";
import { errorOf, openHost, type Host } from "../testing/host.ts";

async function openShift(): Promise<Host> {
  const h = openHost();
  await h.ok(cmd(0xe0));
  return h;
}

describe("reads of the drive", () => {
  it("names state, number, expiry, shift, registration in the shapes of the wire", async () => {
    const h = await openShift();
    const status = await h.ok(cmd(0xff01));
    expect(status).toHaveLength(33);
    expect([...status.subarray(3, 8)]).toEqual([0x03, 0x00, 0x00, 0x01, 0x00]);
    expect(Buffer.from(status.subarray(13, 29)).toString()).toBe("9999078902000001");
    expect(fromLe(status, 29, 4)).toBe(2);
    expect(await h.ok(cmd(0xff02))).toHaveLength(19);
    expect(await h.ok(cmd(0xff03))).toHaveLength(8);
    expect(await h.ok(cmd(0xff04))).toHaveLength(20);
    expect(await h.ok(cmd(0xff09))).toHaveLength(67);
    expect([...(await h.ok(cmd(0xff40))).subarray(3)]).toEqual([1, 1, 0, 0, 0]);
    expect(await h.ok(cmd(0xff63))).toHaveLength(12);
    const inn = await h.ok(cmd(0xff0e, 1, ...le(1018, 2)));
    expect([...inn.subarray(3)]).toEqual([...le(1018, 2), 12, 0, ...ascii("9900000000  ")]);
  });

  it("shows the previous document number while a receipt is open", async () => {
    const h = await openShift();
    await h.ok(item({ priceKop: 1 }));
    const status = await h.ok(cmd(0xff01));
    expect([status[4], status[5], fromLe(status, 29, 4)]).toEqual([0x04, 1, 2]);
  });

  it("gives a whole document by FF3A and FF3B and stands in mode 1 meanwhile", async () => {
    const h = await openShift();
    for (let i = 0; i < 3; i++) await h.ok(item({ priceKop: 100, name: "Очень длинное название товара ".repeat(4) }));
    await h.ok(close(300));
    const head = await h.ok(cmd(0xff3a, ...le(3, 4)));
    expect(fromLe(head, 3, 2)).toBe(3);
    const bytes: number[] = [];
    expect((await h.ok(cmd(0x10)))[5]).toBe(1);
    expect(await h.error(item({ priceKop: 1 }))).toBe(0x73);
    for (;;) {
      const part = await h.send(cmd(0xff3b));
      if (errorOf(part) === 0x08) break;
      bytes.push(...part.subarray(3));
    }
    expect(bytes).toHaveLength(fromLe(head, 5, 2));
    expect(Buffer.from(bytes).toString("hex")).toBe(Buffer.from(h.kkt.machine.kkt.drive.document(3)?.body ?? []).toString("hex"));
    expect((await h.ok(cmd(0x10)))[5]).toBe(2);
    await h.ok(cmd(0xff3a, ...le(1, 4)));
    await h.ok(cmd(0x03));
    expect((await h.ok(cmd(0x10)))[5]).toBe(2);
    expect(await h.error(cmd(0xff0a, ...le(99, 4)))).toBe(0x08);
  });
});
