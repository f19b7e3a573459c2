import { describe, expect, it } from "vitest";
import { close, cmd, frame, fromLe, item } from "../testing/host-bytes.ts";
import { openHost, unframe, type Host, type HostOptions } from "../testing/host.ts";
import { isFault } from "./faults.ts";

const NAK = 0x15;
const ACK = 0x06;

async function withOpenReceipt(options: HostOptions = {}): Promise<Host> {
  const h = openHost(options);
  await h.ok(cmd(0xe0));
  await h.ok(item({ priceKop: 100 }));
  return h;
}

const lastFd = (h: Host): number => h.kkt.state().drive.lastFd;

describe("faults on command", () => {
  it("answer lost before: acknowledged, not executed, nothing held", async () => {
    const h = await withOpenReceipt();
    h.kkt.applyFault({ kind: "answer-lost", moment: "before", command: "FF45" });
    expect((await h.ok(cmd(0x10)))[5]).toBe(8);
    expect(h.raw(...frame(close(100)))).toEqual([ACK]);
    expect(h.enq()).toEqual([NAK]);
    expect(lastFd(h)).toBe(2);
    await h.ok(close(100));
    expect(lastFd(h)).toBe(3);
  });

  it("answer lost after: executed; ENQ brings the answer, unless it is forgotten", async () => {
    const h = await withOpenReceipt();
    h.kkt.applyFault({ kind: "answer-lost", moment: "after", command: "ff45" });
    expect(h.raw(...frame(close(100)))).toEqual([ACK]);
    expect(lastFd(h)).toBe(3);
    const back = h.enq();
    expect(back[0]).toBe(ACK);
    expect(fromLe(unframe(back.slice(1)), 8, 4)).toBe(3);
    h.raw(ACK);
    await h.ok(item({ priceKop: 100 }));
    h.kkt.applyFault({ kind: "answer-lost", moment: "after", forget: true });
    h.raw(...frame(close(100)));
    expect(h.enq()).toEqual([NAK]);
    expect(lastFd(h)).toBe(4);
  });

  it("cut of the incoming frame: executed only when the last byte had come", async () => {
    const length = frame(close(100)).length;
    for (const atByte of [0, 1, 3, 4, 50, length - 1, length]) {
      const h = await withOpenReceipt();
      h.kkt.applyFault({ kind: "cut", direction: "in", atByte, command: "FF45" });
      const output = h.kkt.peer.feed(Uint8Array.from(frame(close(100))));
      expect(output).toEqual({ bytes: new Uint8Array(), close: true });
      h.kkt.peer.disconnected();
      expect(lastFd(h)).toBe(2);
      expect(h.enq()).toEqual([NAK]);
      await h.ok(close(100));
    }
  });

  it("cut of the outgoing bytes at every offset: executed, and the answer waits for the next session", async () => {
    const total = 1 + 3 + 21;
    for (let atByte = 0; atByte <= total; atByte++) {
      const h = await withOpenReceipt();
      h.kkt.applyFault({ kind: "cut", direction: "out", atByte, command: "FF45" });
      const output = h.kkt.peer.feed(Uint8Array.from(frame(close(100))));
      expect(output.bytes).toHaveLength(atByte);
      expect(output.close).toBe(true);
      h.kkt.peer.disconnected();
      expect(lastFd(h)).toBe(3);
      expect(unframe(h.enq().slice(1))[1]).toBe(0x45);
    }
  });

  it("silent cut: the session stays, dead in both directions until it is renewed", async () => {
    const h = await withOpenReceipt();
    h.kkt.applyFault({ kind: "cut", direction: "out", atByte: 1, silent: true });
    expect(h.raw(...frame(close(100)))).toEqual([ACK]);
    expect(h.enq()).toEqual([]);
    expect(h.raw(...frame(cmd(0x10)))).toEqual([]);
    h.kkt.peer.disconnected();
    expect(h.enq()[0]).toBe(ACK);
  });

  it("cut on a serial line: the bytes are lost, the line lives", async () => {
    const h = openHost({ medium: "serial" });
    h.kkt.applyFault({ kind: "cut", direction: "out", atByte: 3, command: "10" });
    expect(h.raw(...frame(cmd(0x10)))).toHaveLength(3);
    expect(unframe(h.enq().slice(1))).toHaveLength(16);
    h.raw(ACK);
    h.kkt.applyFault({ kind: "cut", direction: "in", atByte: 4 });
    expect(h.raw(...frame(cmd(0x10)))).toEqual([]);
    await h.clock.advance(5_000);
    expect(h.poll()).toEqual([NAK]);
    expect(h.raw(...frame(cmd(0x10)))[0]).toBe(ACK);
  });

  it("NAK storm: so many times, only the named command", async () => {
    const h = await withOpenReceipt();
    h.kkt.applyFault({ kind: "nak", times: 3, command: "FF45" });
    for (let i = 0; i < 3; i++) expect(h.raw(...frame(close(100)))).toEqual([NAK]);
    await h.ok(close(100));
    expect(lastFd(h)).toBe(3);
  });

  it("garbage before the answer, once; the repeated answer is clean", async () => {
    const h = openHost();
    h.kkt.applyFault({ kind: "garbage", hex: "ff00aa", command: "10" });
    const back = h.raw(...frame(cmd(0x10)));
    expect(back.slice(0, 4)).toEqual([ACK, 0xff, 0x00, 0xaa]);
    expect(unframe(h.enq().slice(1))).toHaveLength(16);
  });

  it("delay per command, until cleared with times 0", async () => {
    const h = openHost();
    h.kkt.applyFault({ kind: "delay", ms: 5_000, command: "10", times: 0 });
    for (let i = 0; i < 2; i++) {
      const start = h.clock.monotonicMs();
      await h.ok(cmd(0x10));
      expect(h.clock.monotonicMs() - start).toBe(5_000);
    }
    const start = h.clock.monotonicMs();
    await h.ok(cmd(0x11));
    h.kkt.machine.faults.clear();
    await h.ok(cmd(0x10));
    expect(h.clock.monotonicMs()).toBe(start);
  });

  it("forced error: nothing is executed", async () => {
    const h = await withOpenReceipt();
    h.kkt.applyFault({ kind: "error", code: 0x2f, command: "FF45" });
    expect(await h.error(close(100))).toBe(0x2f);
    expect(lastFd(h)).toBe(2);
  });

  it("power cut before and after the document: state kept, held answer gone, power comes back by itself", async () => {
    for (const [moment, fd] of [
      ["before", 2],
      ["after", 3],
    ] as const) {
      const h = await withOpenReceipt();
      h.kkt.applyFault({ kind: "power-cut", moment, command: "FF45", backAfterMs: 3_000 });
      const output = h.kkt.peer.feed(Uint8Array.from(frame(close(100))));
      expect(output).toEqual({ bytes: Uint8Array.of(ACK), close: true });
      h.kkt.peer.disconnected();
      expect(h.enq()).toEqual([]);
      expect(h.kkt.state().powered).toBe(false);
      await h.clock.advance(3_000);
      expect(h.enq()).toEqual([NAK]);
      expect(lastFd(h)).toBe(fd);
      expect(h.kkt.state().openReceipt?.items ?? 0).toBe(moment === "before" ? 1 : 0);
    }
  });

  it("drive nearly full, expiring, OFD stopped: warnings and refusals as the drive gives them", async () => {
    const h = await withOpenReceipt();
    h.kkt.applyFault({ kind: "drive-expiry", days: 2 });
    h.kkt.applyFault({ kind: "drive-memory", documentsLeft: 2 });
    h.kkt.applyFault({ kind: "ofd", online: false });
    expect((await h.ok(cmd(0xff01)))[7]).toBe(7);
    await h.ok(close(100));
    await h.ok(item({ priceKop: 1 }));
    expect(await h.error(close(1))).toBe(0x06);
    h.kkt.applyFault({ kind: "drive-memory", documentsLeft: 100 });
    h.kkt.applyFault({ kind: "drive-expiry", days: -1 });
    expect(await h.error(close(1))).toBe(0x05);
    h.kkt.applyFault({ kind: "drive-expiry", days: 400 });
    await h.clock.advance(60_000);
    const exchange = await h.ok(cmd(0xff39));
    expect([exchange[3], fromLe(exchange, 5, 2), fromLe(exchange, 7, 4)]).toEqual([2, 3, 1]);
    expect(fromLe(await h.ok(cmd(0xff3f)), 3, 2)).toBe(3);
    expect(await h.error(cmd(0xff3c, 3, 0, 0, 0))).toBe(0x08);
    h.kkt.applyFault({ kind: "ofd", online: true });
    await h.clock.advance(60_000);
    expect(fromLe(await h.ok(cmd(0xff39)), 5, 2)).toBe(0);
    expect(await h.error(cmd(0xff3c, 3, 0, 0, 0))).toBe(0);
    expect((await h.ok(cmd(0xff0a, 3, 0, 0, 0)))[4]).toBe(1);
  });

  it("knows a fault from something else", () => {
    expect(isFault({ kind: "nak" })).toBe(true);
    expect(isFault({ kind: "cut", direction: "in", atByte: 3, command: "FF45" })).toBe(true);
    for (const wrong of [
      null,
      {},
      { kind: "nope" },
      { kind: "cut", direction: "in" },
      { kind: "error", code: 0 },
      { kind: "nak", command: "FF4" },
    ]) {
      expect(isFault(wrong)).toBe(false);
    }
  });

  it("another program sells between our command and its answer", async () => {
    const h = await withOpenReceipt();
    h.kkt.applyFault({ kind: "foreign-action", moment: "after", action: "receipt", sumKop: 4_200, command: "FF45" });
    h.kkt.applyFault({ kind: "answer-lost", moment: "after", forget: true, command: "FF45" });
    h.raw(...frame(close(100)));
    expect(lastFd(h)).toBe(4);
    expect(h.kkt.machine.kkt.drive.document(4)).toMatchObject({ type: 3, totalKop: 4_200 });
  });

  it("another program works on its own: cash, reports, shifts, a cancelled receipt; it is refused as anybody is", async () => {
    const h = await withOpenReceipt();
    h.kkt.applyFault({ kind: "foreign", action: "receipt" });
    expect(lastFd(h)).toBe(2);
    h.kkt.applyFault({ kind: "foreign", action: "cancel" });
    expect(h.kkt.state().openReceipt).toBeNull();
    h.kkt.applyFault({ kind: "foreign", action: "cash-in", sumKop: 700 });
    h.kkt.applyFault({ kind: "foreign", action: "return", sumKop: 300 });
    h.kkt.applyFault({ kind: "foreign", action: "cash-out", sumKop: 100 });
    expect(h.kkt.state().drawerKop).toBe(300);
    const printed = h.kkt.state().documentNumber;
    h.kkt.applyFault({ kind: "foreign", action: "x-report" });
    h.kkt.applyFault({ kind: "foreign", action: "close-shift" });
    h.kkt.applyFault({ kind: "foreign", action: "open-shift" });
    expect(h.kkt.state()).toMatchObject({ documentNumber: printed + 3, shift: { open: true, number: 2 } });
  });

  it("another program does not wait for our paper", async () => {
    const h = openHost({ profile: { msPerLine: 50 } });
    await h.send(cmd(0xe0));
    h.kkt.applyFault({ kind: "foreign", action: "receipt" });
    expect(lastFd(h)).toBe(3);
  });

  it("the drive is silent or fails, then is well again", async () => {
    const h = await withOpenReceipt();
    h.kkt.applyFault({ kind: "drive-link", state: "silent" });
    expect([await h.error(close(100)), await h.error(cmd(0xff01)), await h.error(cmd(0x10))]).toEqual([0x30, 0x30, 0]);
    h.kkt.applyFault({ kind: "drive-link", state: "failed" });
    expect(await h.error(close(100))).toBe(0x03);
    h.kkt.applyFault({ kind: "drive-link", state: "well" });
    await h.ok(close(100));
  });

  it("the registrar's clock goes wrong against its drive", async () => {
    const h = await withOpenReceipt();
    h.kkt.applyFault({ kind: "clock-shift", seconds: 3600 });
    expect(await h.error(close(100))).toBe(0x17);
    h.kkt.applyFault({ kind: "clock-shift", seconds: -3600 });
    await h.ok(close(100));
  });
});
