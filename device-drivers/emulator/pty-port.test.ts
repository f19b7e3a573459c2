import { existsSync, mkdtempSync, readlinkSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { SerialPort } from "serialport";
import { afterEach, expect, test } from "vitest";
import { eventually } from "../testing/eventually.ts";
import { openPtyPort, type PtyPort } from "./pty-port.ts";

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).toReversed()) await cleanup();
});

async function plug(linkPath?: string): Promise<PtyPort> {
  const port = await openPtyPort(linkPath === undefined ? {} : { linkPath });
  if (!port.ok) throw new Error(JSON.stringify(port.error));
  cleanups.push(() => port.value.close());
  return port.value;
}

async function openTill(path: string): Promise<{ port: SerialPort; received: number[] }> {
  const port = new SerialPort({ path, baudRate: 115200, hupcl: false, autoOpen: false });
  await new Promise<void>((resolve, reject) => port.open((error) => (error ? reject(error) : resolve())));
  const till = { port, received: [] as number[] };
  port.on("data", (chunk: Buffer) => till.received.push(...chunk));
  port.on("error", () => {});
  cleanups.push(() => port.isOpen && new Promise((resolve) => port.close(resolve)));
  return till;
}

const everyByte = Uint8Array.from({ length: 256 }, (_, index) => index);

test("all 256 byte values pass unchanged both ways and nothing is echoed", async () => {
  const device = await plug();
  const till = await openTill(device.path);
  const atDevice: number[] = [];
  device.channel.onData((bytes) => atDevice.push(...bytes));
  till.port.write(Buffer.from(everyByte));
  await eventually(() => expect(atDevice).toEqual([...everyByte]));
  expect(till.received).toEqual([]);
  expect(await device.channel.write(everyByte)).toEqual({ ok: true, value: undefined });
  await eventually(() => expect(till.received).toEqual([...everyByte]));
  expect(atDevice.length).toBe(256);
});

test("closing is an unplug: the slave is gone, later writes are refused", async () => {
  const device = await plug();
  await device.close();
  expect(existsSync(device.path)).toBe(false);
  expect(await device.channel.closed).toBeNull();
  expect(await device.channel.write(everyByte)).toMatchObject({ ok: false, error: { code: "DEV107" } });
});

test("a link leads to the present slave and vanishes with it; plugging again brings it back", async () => {
  const folder = mkdtempSync(join(tmpdir(), "pty-"));
  cleanups.push(() => rmSync(folder, { recursive: true }));
  const linkPath = join(folder, "kkt");
  const first = await plug(linkPath);
  expect(first.path).toBe(linkPath);
  expect(readlinkSync(linkPath)).toMatch(/^\/dev\/pts\/\d+$/);
  await first.close();
  expect(existsSync(linkPath)).toBe(false);
  const second = await plug(linkPath);
  const till = await openTill(linkPath);
  await second.channel.write(Uint8Array.of(1, 2, 3));
  await eventually(() => expect(till.received).toEqual([1, 2, 3]));
});

test("the till closing its side is not an unplug", async () => {
  const device = await plug();
  const till = await openTill(device.path);
  await new Promise((resolve) => till.port.close(resolve));
  const again = await openTill(device.path);
  await device.channel.write(Uint8Array.of(7));
  await eventually(() => expect(again.received).toEqual([7]));
});

test("a burst larger than the kernel's buffer arrives whole", async () => {
  const device = await plug();
  const till = await openTill(device.path);
  const burst = Uint8Array.from({ length: 100_000 }, (_, index) => (index * 7) & 0xff);
  await device.channel.write(burst);
  await eventually(() => expect(till.received.length).toBe(burst.length));
  expect(Buffer.from(till.received).equals(Buffer.from(burst))).toBe(true);
});

test("without python the port says so", async () => {
  const port = await openPtyPort({ python: "/nonexistent/python3" });
  expect(port).toMatchObject({ ok: false, error: { code: "DEV112" } });
});

test("a link in a folder that does not exist is refused with the relay's own words", async () => {
  const port = await openPtyPort({ linkPath: "/nonexistent/folder/kkt" });
  expect(port).toMatchObject({ ok: false, error: { code: "DEV112", details: { reason: expect.stringContaining("No such file") } } });
});
