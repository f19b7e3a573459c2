import { request } from "node:http";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { openSerialPort } from "./testing/serial-host.ts";
import { close, cmd, fromLe, item } from "./testing/host-bytes.ts";
import { TcpHost } from "./testing/tcp-host.ts";
import { FAST_PROFILE } from "./shtrih-m/profile.ts";
import { startKktEmulator, tryStartKktEmulator, type KktEmulator, type KktEmulatorOptions } from "./kkt-emulator.ts";

const cleanups: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

async function start(options: Partial<KktEmulatorOptions> = {}): Promise<KktEmulator> {
  const emulator = await startKktEmulator({ dataDir: null, ...options });
  cleanups.push(() => emulator.stop());
  return emulator;
}

async function connect(emulator: KktEmulator): Promise<TcpHost> {
  const host = await TcpHost.connect(emulator.tcpPort);
  cleanups.push(() => host.close());
  return host;
}

function control(emulator: KktEmulator, path: string, init?: RequestInit): Promise<Response> {
  return fetch(`http://127.0.0.1:${emulator.controlPort}${path}`, init);
}

function postFault(emulator: KktEmulator, fault: unknown): Promise<Response> {
  return control(emulator, "/faults", { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(fault) });
}

describe("the emulator on real sockets", () => {
  it("sells over TCP and shows it by control: state, document, paper in four forms", async () => {
    const emulator = await start();
    const host = await connect(emulator);
    await host.send(cmd(0xe0));
    await host.send(item({ priceKop: 12_200 }));
    const closed = await host.send(close(12_200));
    expect(fromLe(closed ?? new Uint8Array(), 8, 4)).toBe(3);
    expect(await (await control(emulator, "/state")).json()).toMatchObject({ powered: true, drawerKop: 12_200, drive: { lastFd: 3 } });
    const document = (await (await control(emulator, "/documents/3")).json()) as { totalKop: number; tlv: { tag: number; hex: string }[] };
    expect(document.totalKop).toBe(12_200);
    expect(document.tlv.find(({ tag }) => tag === 1020)?.hex).toBe("a82f");
    expect(await (await control(emulator, "/documents/3?format=hex")).text()).toMatch(/^[0-9a-f]+$/);
    expect(await (await control(emulator, "/documents?from=2")).json()).toHaveLength(2);
    expect(await (await control(emulator, "/paper/last?format=text")).text()).toContain("ИТОГ =122.00");
    expect(await (await control(emulator, "/paper?format=html")).text()).toMatch(/^<!doctype html>[^]*<svg/);
    const png = await control(emulator, "/paper/2?format=png");
    expect(png.headers.get("content-type")).toBe("image/png");
    expect(Buffer.from(await png.arrayBuffer()).toString("latin1", 1, 4)).toBe("PNG");
    expect(await (await control(emulator, "/paper")).json()).toHaveLength(2);
    expect((await control(emulator, "/documents/99")).status).toBe(404);
    expect((await control(emulator, "/paper/99")).status).toBe(404);
  });

  it("cuts the session after a fault and gives the held answer to the next one", async () => {
    const emulator = await start();
    const first = await connect(emulator);
    await first.send(cmd(0xe0));
    await first.send(item({ priceKop: 100 }));
    expect(await (await postFault(emulator, { kind: "cut", direction: "out", atByte: 5, command: "FF45" })).json()).toEqual({ id: 1 });
    expect(await first.send(close(100))).toBeNull();
    const second = await connect(emulator);
    second.write(0x05);
    expect(await second.byte()).toBe(0x06);
    const held = await second.answer();
    expect([held?.[1], fromLe(held ?? new Uint8Array(), 8, 4)]).toEqual([0x45, 3]);
  });

  it("answers late through a real timer", async () => {
    const emulator = await start();
    const host = await connect(emulator);
    emulator.applyFault({ kind: "delay", ms: 80, command: "10" });
    const begun = performance.now();
    await host.send(cmd(0x10));
    expect(performance.now() - begun).toBeGreaterThanOrEqual(79);
  });

  it("a model that lets only one in keeps the first session", async () => {
    const emulator = await start({ profile: { ...FAST_PROFILE, secondSession: "refused" } });
    const first = await connect(emulator);
    await first.send(cmd(0xe0));
    const second = await connect(emulator);
    expect(await second.byte()).toBeNull();
    expect(await first.send(cmd(0x10))).not.toBeNull();
  });

  it("a new session takes the place of the old; power off ends it, and lets nobody in", async () => {
    const emulator = await start();
    const first = await connect(emulator);
    await first.send(cmd(0x10));
    const second = await connect(emulator);
    await second.send(cmd(0x10));
    expect(await first.byte()).toBeNull();
    await postFault(emulator, { kind: "power", on: false });
    expect(await second.byte()).toBeNull();
    const third = await connect(emulator);
    expect(await third.byte()).toBeNull();
    await postFault(emulator, { kind: "power", on: true });
    expect(await (await connect(emulator)).send(cmd(0x10))).toHaveLength(16);
    const fourth = await connect(emulator);
    await fourth.send(cmd(0x10));
    await postFault(emulator, { kind: "close-connection" });
    expect(await fourth.byte()).toBeNull();
  });

  it("delivers the answer of a reboot before the session ends", async () => {
    const emulator = await start();
    const host = await connect(emulator);
    host.write(0x02, 5, 0xfe, 0xf3, 0, 0, 0, 5 ^ 0xfe ^ 0xf3);
    const bytes: (number | null)[] = [];
    for (let i = 0; i < 7; i++) bytes.push(await host.byte());
    expect(bytes).toEqual([0x06, 0x02, 2, 0xfe, 0x00, 2 ^ 0xfe, null]);
  });

  it("takes faults as JSON from the loopback only", async () => {
    const emulator = await start();
    expect((await postFault(emulator, { kind: "nonsense" })).status).toBe(400);
    expect((await control(emulator, "/faults", { method: "POST", body: '{"kind":"nak"}' })).status).toBe(415);
    expect((await control(emulator, "/state", { method: "POST" })).status).toBe(405);
    await postFault(emulator, { kind: "nak", times: 2 });
    const armed = (await (await control(emulator, "/faults")).json()) as { armed: unknown[] };
    expect(armed.armed).toEqual([{ id: 1, fault: { kind: "nak", times: 2 }, left: 2 }]);
    await control(emulator, "/faults", { method: "DELETE" });
    expect(emulator.state().faults).toEqual([]);
    const status = await new Promise<number | undefined>((resolve, reject) => {
      const options = { host: "127.0.0.1", port: emulator.controlPort, path: "/state", headers: { host: "evil.example" } };
      request(options, (response) => {
        response.resume();
        resolve(response.statusCode);
      })
        .on("error", reject)
        .end();
    });
    expect(status).toBe(403);
  });

  it("names what is in the way: a port in use, a folder in use", async () => {
    const dataDir = mkdtempSync(join(tmpdir(), "kkt-"));
    cleanups.push(() => rmSync(dataDir, { recursive: true }));
    const emulator = await start({ dataDir });
    const port = await tryStartKktEmulator({ dataDir: null, tcpPort: emulator.tcpPort });
    expect(port).toMatchObject({ ok: false, error: { code: "FIS500", details: { port: emulator.tcpPort } } });
    expect(await tryStartKktEmulator({ dataDir })).toMatchObject({ ok: false, error: { code: "FIS501", details: { dataDir } } });
    await expect(startKktEmulator({ dataDir })).rejects.toMatchObject({ cause: { code: "FIS501" } });
  });
});

describe("the emulator on a pseudo-terminal", () => {
  it("speaks the same protocol without FFh, to the same device as TCP", async () => {
    const emulator = await start({ pty: true });
    const serial = await openSerialPort(emulator.ptyPath ?? "");
    cleanups.push(() => serial.close());
    expect(await serial.exchange([0x05], 1)).toEqual([0x15]);
    const frame10 = [0x02, 5, 0x10, 30, 0, 0, 0, 5 ^ 0x10 ^ 30];
    const back = await serial.exchange(frame10, 1 + 3 + 16);
    expect([back[0], back[3], back.length]).toEqual([0x06, 0x10, 20]);
    expect(await serial.exchange([0x06, 0x05], 1)).toEqual([0x15]);
    const host = await connect(emulator);
    await host.send(cmd(0xe0));
    const after = await serial.exchange(frame10, 20);
    expect(after[3 + 5]).toBe(2);
  });
});
