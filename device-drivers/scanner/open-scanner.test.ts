import { afterEach, expect, test } from "vitest";
import { eventually } from "../testing/eventually.ts";
import { systemClock } from "../../config/clock.ts";
import { appError, type AppError } from "../../config/errors/index.ts";
import { silentLog } from "../../config/log.ts";
import { err, ok } from "../../config/result.ts";
import { openPtyPort, type PtyPort } from "../emulator/pty-port.ts";
import type { OpenChannel } from "../transport/channel.ts";
import { ManualClock, settle } from "../transport/manual-clock.ts";
import { createMemoryPair, type MemoryPair } from "../transport/memory-channel.ts";
import { openSerialChannel } from "../transport/serial-channel.ts";
import type { HidBinding, HidDeviceInfo, HidHandle } from "./hid-binding.ts";
import { nodeHidBinding } from "./hid-binding.ts";
import { openHidChannel } from "./hid-channel.ts";
import { openScanner, type ScannerDeps, type ScannerSettings } from "./open-scanner.ts";
import type { ScanEvent } from "./scan.ts";

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).toReversed()) await cleanup();
});

const bytesOf = (text: string): Uint8Array => Uint8Array.from(text, (character) => character.charCodeAt(0));
const textOf = (scan: ScanEvent): string => String.fromCharCode(...scan.bytes);

function start(settings: ScannerSettings, deps: Pick<ScannerDeps, "openChannel" | "clock"> & Partial<ScannerDeps>) {
  const scans: ScanEvent[] = [];
  const doubles: ScanEvent[] = [];
  const bad: AppError[] = [];
  const scanner = openScanner(
    settings,
    {
      address: "scanner address",
      random: () => 0.5,
      log: silentLog,
      onDoubleRead: (scan) => doubles.push(scan),
      onBadRead: (error) => bad.push(error),
      ...deps,
    },
    (scan) => scans.push(scan),
  );
  cleanups.push(() => scanner.stop());
  return { scanner, scans, doubles, bad };
}

async function memoryScanner(settings: ScannerSettings) {
  const clock = new ManualClock();
  const pairs: MemoryPair[] = [];
  const openChannel: OpenChannel = async () => {
    pairs.push(createMemoryPair());
    return ok(pairs.at(-1)!.host);
  };
  const started = start(settings, { clock, openChannel });
  await settle();
  return { ...started, clock, send: (bytes: Uint8Array) => pairs.at(-1)!.device.write(bytes), pairs };
}

test("a scan carries its source and time; a double read is told apart and counted", async () => {
  const { scanner, scans, doubles, clock, send } = await memoryScanner({ kind: "serial", name: "left" });
  await send(bytesOf("]E04600682000013\r"));
  await clock.advance(250);
  await send(bytesOf("]E04600682000013\r"));
  await clock.advance(350);
  await send(bytesOf("]E04600682000013\r"));
  expect(scans).toMatchObject([
    { source: "left", symbology: "ean13", at: 1_000_000 },
    { source: "left", at: 1_000_600 },
  ]);
  expect(doubles).toHaveLength(1);
  expect(scanner.state()).toMatchObject({ name: "left", kind: "scanner", state: "connected", counters: { scans: 2, doubleReads: 1 } });
});

test("silence ends a code by the driver's own timer", async () => {
  const { scans, clock, send } = await memoryScanner({ kind: "serial", name: "s", suffix: "none" });
  await send(bytesOf("46006"));
  await clock.advance(40);
  await send(bytesOf("82"));
  await clock.advance(49);
  expect(scans).toEqual([]);
  await clock.advance(1);
  expect(scans.map(textOf)).toEqual(["4600682"]);
});

test("a cut code is no scan: it is told, counted and forgotten at a lost link", async () => {
  const { scanner, scans, bad, clock, send, pairs } = await memoryScanner({ kind: "serial", name: "s" });
  await send(bytesOf("46006"));
  await clock.advance(1_000);
  expect(bad).toEqual([appError("DEV201", { length: 5 })]);
  expect(scanner.state()).toMatchObject({ state: "connected", lastError: { code: "DEV201" }, counters: { badReads: 1 } });
  await send(bytesOf("46006"));
  pairs[0]!.cut();
  await clock.advance(300);
  await send(bytesOf("82000013\r"));
  expect(scans.map(textOf)).toEqual(["82000013"]);
  await clock.advance(5_000);
  expect(bad).toHaveLength(1);
});

test("over a real port: scans come, the cable is pulled and put back, scans come again", async () => {
  const linkPath = `/tmp/open-scanner-${process.pid}`;
  const plug = async (): Promise<PtyPort> => {
    const port = await openPtyPort({ linkPath });
    if (!port.ok) throw new Error(port.error.code);
    cleanups.push(() => port.value.close());
    return port.value;
  };
  let device = await plug();
  const { scanner, scans } = start(
    { kind: "serial", name: "com" },
    { clock: systemClock, openChannel: () => openSerialChannel({ path: linkPath, baudRate: 9600 }, systemClock) },
  );
  await eventually(() => expect(scanner.state().state).toBe("connected"));
  await device.channel.write(bytesOf("]d2010460026501141521abc\u001d93dGVz\r"));
  await eventually(() => expect(scans).toHaveLength(1));
  expect(textOf(scans[0]!)).toBe("010460026501141521abc\u001d93dGVz");
  await device.close();
  await eventually(() => expect(scanner.state().state).toBe("lost"));
  device = await plug();
  await eventually(() => expect(scanner.state().state).toBe("connected"));
  await device.channel.write(bytesOf("4600682000013\r"));
  await eventually(() => expect(scans.map(textOf).at(-1)).toBe("4600682000013"));
});

const SCANNER: HidDeviceInfo = {
  path: "/dev/hidraw1",
  vendorId: 0x0c2e,
  productId: 0x0b6a,
  usagePage: 0x8c,
  usage: 2,
  serialNumber: null,
  product: "1950g",
};
const AS_KEYBOARD: HidDeviceInfo = { ...SCANNER, path: "/dev/hidraw0", usagePage: 1, usage: 6 };

class FakeHid implements HidBinding {
  list: HidDeviceInfo[] = [AS_KEYBOARD, SCANNER];
  failure: string | null = null;
  readonly features: number[][] = [];
  report: (report: Uint8Array) => void = () => {};
  unplug: (reason: string) => void = () => {};

  async devices(): Promise<HidDeviceInfo[]> {
    return this.list;
  }

  async open(): Promise<HidHandle> {
    if (this.failure !== null) throw new TypeError(this.failure);
    return {
      onReport: (receive) => (this.report = receive),
      onError: (receive) => (this.unplug = receive),
      write: async () => {},
      sendFeatureReport: async (report) => void this.features.push([...report]),
      close: async () => {},
    };
  }
}

test("a HID scanner is found by its page, switched to the host, read, lost and found again", async () => {
  const hid = new FakeHid();
  const clock = new ManualClock();
  const { scanner, scans } = start(
    { kind: "hid-pos", name: "hid" },
    { clock, openChannel: () => openHidChannel({ vendorId: 0x0c2e }, hid) },
  );
  await settle();
  expect(scanner.state()).toMatchObject({ state: "connected", address: "hid:/dev/hidraw1" });
  expect(hid.features).toEqual([[0xfe, 1]]);
  const report = new Uint8Array(64);
  report.set([2, 13, ...bytesOf("]E04600682000013")]);
  hid.report(report);
  expect(scans).toMatchObject([{ source: "hid", symbology: "ean13" }]);
  hid.unplug("could not read from HID device: hid_read_timeout: unexpected poll error (device disconnected)");
  hid.list = [];
  await clock.advance(1_000);
  expect(scanner.state()).toMatchObject({ state: "lost", lastError: { code: "DEV111", details: { device: "0c2e:*" } } });
  hid.list = [SCANNER];
  await clock.advance(1_000);
  hid.report(report);
  expect(scans).toHaveLength(2);
});

test("what can be wrong with a HID scanner has a code of its own", async () => {
  const hid = new FakeHid();
  const code = async (selector: Parameters<typeof openHidChannel>[0]): Promise<string> => {
    const opened = await openHidChannel(selector, hid);
    return opened.ok ? "open" : opened.error.code;
  };
  expect(await code({})).toBe("open");
  expect(await code({ path: "/dev/hidraw1" })).toBe("open");
  expect(await code({ vendorId: 0x05e0 })).toBe("DEV111");
  hid.list = [AS_KEYBOARD];
  expect(await code({ vendorId: 0x0c2e, productId: 0x0b6a })).toBe("DEV204");
  expect(await code({})).toBe("DEV111");
  hid.list = [SCANNER];
  hid.failure = "cannot open device with path /dev/hidraw1: Failed to open a device with path '/dev/hidraw1': Permission denied";
  expect(await code({})).toBe("DEV103");
  hid.failure = "cannot open device with path /dev/hidraw1: No such file or directory";
  expect(await code({})).toBe("DEV111");
  hid.failure = "something new";
  expect(await code({})).toBe("DEV104");
});

test("the real HID library: no such scanner, or its system library is missing", async () => {
  const opened = await openHidChannel({ vendorId: 0xfff0, productId: 0xfff0 });
  const isLoadable = await nodeHidBinding.devices().then(
    () => true,
    () => false,
  );
  if (isLoadable) expect(opened).toEqual(err(appError("DEV111", { device: "fff0:fff0" })));
  else expect(opened).toMatchObject({ error: { code: "DEV206", details: { reason: expect.stringContaining("shared object") } } });
});
