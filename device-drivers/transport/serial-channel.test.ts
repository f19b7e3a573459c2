import { spawn } from "node:child_process";
import { once } from "node:events";
import { afterEach, expect, test } from "vitest";
import { eventually } from "../testing/eventually.ts";
import { systemClock } from "../../config/clock.ts";
import { openPtyPort, type PtyPort } from "../emulator/pty-port.ts";
import type { ByteChannel } from "./channel.ts";
import { openFailure, openSerialChannel } from "./serial-channel.ts";

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).toReversed()) await cleanup();
});

async function plug(): Promise<PtyPort> {
  const port = await openPtyPort();
  if (!port.ok) throw new Error(JSON.stringify(port.error));
  cleanups.push(() => port.value.close());
  return port.value;
}

async function open(path: string, writeTimeoutMs = 5_000): Promise<ByteChannel> {
  const channel = await openSerialChannel({ path, baudRate: 115200, writeTimeoutMs }, systemClock);
  if (!channel.ok) throw new Error(JSON.stringify(channel.error));
  cleanups.push(() => channel.value.close());
  return channel.value;
}

function collect(channel: ByteChannel): number[] {
  const received: number[] = [];
  channel.onData((bytes) => received.push(...bytes));
  return received;
}

/** A serial device as a Python script with `m`, the master side of its own PTY; prints the slave path first. */
async function scriptedDevice(script: string): Promise<string> {
  const prelude = "import os,sys,time,tty\nm,s=os.openpty()\ntty.setraw(s)\nprint(os.ttyname(s),flush=True)\n";
  const child = spawn("python3", ["-ISc", prelude + script], { stdio: ["ignore", "pipe", "inherit"] });
  cleanups.push(() => child.kill("SIGKILL"));
  const [line] = (await once(child.stdout, "data")) as [Buffer];
  return line.toString().trim();
}

test("every byte value passes both ways, early bytes are kept for the receiver", async () => {
  const device = await plug();
  const till = await open(device.path);
  expect(till.address).toBe(`serial:${device.path}@115200`);
  const everyByte = Uint8Array.from({ length: 256 }, (_, index) => index);
  await device.channel.write(everyByte);
  const atDevice = collect(device.channel);
  expect(await till.write(everyByte)).toEqual({ ok: true, value: undefined });
  await eventually(() => expect(atDevice).toEqual([...everyByte]));
  const atTill = collect(till);
  await eventually(() => expect(atTill).toEqual([...everyByte]));
});

test("writes called at once go out in order and unmixed", async () => {
  const device = await plug();
  const till = await open(device.path);
  const atDevice = collect(device.channel);
  const frames = Array.from({ length: 30 }, (_, index) => new Uint8Array(300).fill(index));
  await Promise.all(frames.map((frame) => till.write(frame)));
  await eventually(() => expect(atDevice).toEqual(frames.flatMap((frame) => [...frame])));
});

test("every unplug is noticed, ten times out of ten, also with a write going on", async () => {
  for (let round = 0; round < 10; round += 1) {
    const device = await plug();
    const till = await open(device.path);
    const writing = round % 2 === 0 ? till.write(new Uint8Array(50_000)) : null;
    await device.close();
    expect(await till.closed).toMatchObject({ code: "DEV105" });
    // It may have got out just before; it must not stay pending.
    await writing;
    expect(await till.write(Uint8Array.of(1))).toMatchObject({ ok: false, error: { code: "DEV107" } });
  }
});

test("a normal close reports null and frees the lock for the next opening", async () => {
  const device = await plug();
  const first = await open(device.path);
  expect(await openSerialChannel({ path: device.path, baudRate: 9600 }, systemClock)).toMatchObject({
    ok: false,
    error: { code: "DEV102", details: { port: device.path } },
  });
  await first.close();
  expect(await first.closed).toBeNull();
  const second = await open(device.path);
  const received = collect(second);
  await device.channel.write(Uint8Array.of(9));
  await eventually(() => expect(received).toEqual([9]));
});

test("what was written to a closed channel never leaves after reopening", async () => {
  const device = await plug();
  const first = await open(device.path);
  await first.close();
  expect(await first.write(Uint8Array.of(0x55))).toMatchObject({ ok: false, error: { code: "DEV107" } });
  const second = await open(device.path);
  const atDevice = collect(device.channel);
  await second.write(Uint8Array.of(1));
  await eventually(() => expect(atDevice).toEqual([1]));
});

test("a device that takes nothing ends the channel with DEV106 and gives the port back", async () => {
  const path = await scriptedDevice("time.sleep(60)");
  const till = await open(path, 200);
  expect(await till.write(new Uint8Array(300_000))).toMatchObject({ ok: false, error: { code: "DEV106" } });
  expect(await till.closed).toMatchObject({ code: "DEV106" });
  await open(path);
});

test("a writer waiting for room is woken although the reader began to wait after it", async () => {
  const path = await scriptedDevice(
    "time.sleep(0.1)\nos.write(m,b'!')\ntime.sleep(0.2)\nn=0\nwhile n<200000: n+=len(os.read(m,65536))\nos.write(m,b'.')\ntime.sleep(60)",
  );
  const till = await open(path);
  const received = collect(till);
  expect(await till.write(new Uint8Array(200_000))).toEqual({ ok: true, value: undefined });
  await eventually(() => expect(Buffer.from(received).toString()).toBe("!."));
});

test("a missing port is DEV101, a plain file is DEV104", async () => {
  expect(await openSerialChannel({ path: "/dev/ttyNONE7", baudRate: 9600 }, systemClock)).toMatchObject({ error: { code: "DEV101" } });
  expect(await openSerialChannel({ path: "/dev/null", baudRate: 9600 }, systemClock)).toMatchObject({ error: { code: "DEV104" } });
});

test("the systems' words become our codes", () => {
  const code = (message: string): string => openFailure("COM3", message).code;
  expect(code("Opening COM3: File not found")).toBe("DEV101");
  expect(code("Opening COM3: Access denied")).toBe("DEV102");
  expect(code("Error: Permission denied, cannot open /dev/ttyS0")).toBe("DEV103");
  expect(code("Error Resource temporarily unavailable Cannot lock port")).toBe("DEV102");
  expect(code("something else")).toBe("DEV104");
});
