import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, test, vi } from "vitest";
import { systemClock } from "../config/clock.ts";
import { silentLog } from "../config/log.ts";
import { kopecks } from "../config/money.ts";
import { startCardTerminalEmulator } from "./card-terminal/emulator/run.ts";
import { connectCardTerminal, connectDisplay, connectScanner } from "./connect.ts";
import { startDisplayEmulator } from "./emulator/display-emulator.ts";
import { startScannerEmulator } from "./emulator/scanner-emulator.ts";

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).toReversed()) await cleanup();
});

const deps = { clock: systemClock, random: Math.random, log: silentLog };

test("a till with scanner, display and card terminal, all emulated, from configuration alone", async () => {
  const folder = mkdtempSync(join(tmpdir(), "connect-"));
  cleanups.push(() => rmSync(folder, { recursive: true }));
  const [scannerDevice, displayDevice, bank] = await Promise.all([
    startScannerEmulator(),
    startDisplayEmulator({ kind: "cd5220" }),
    startCardTerminalEmulator({ file: join(folder, "operations.jsonl"), clock: systemClock }),
  ]);
  if (!scannerDevice.ok || !displayDevice.ok || !bank.ok) throw new Error("an emulator did not start");
  cleanups.push(
    () => scannerDevice.value.stop(),
    () => displayDevice.value.stop(),
    () => bank.value.stop(),
  );
  const scans: string[] = [];
  const scanner = connectScanner(
    { name: "left", kind: "serial", path: scannerDevice.value.path, baud: 9600, suffix: "cr", side: "cashier" },
    deps,
    (scan) => scans.push(`${scan.source} ${String.fromCharCode(...scan.bytes)}`),
  );
  const display = connectDisplay({ kind: "cd5220", path: displayDevice.value.path, baud: 9600 }, deps);
  const terminal = connectCardTerminal({ kind: "json", host: "127.0.0.1", port: bank.value.port }, deps);
  cleanups.push(
    () => scanner?.stop(),
    () => display.stop(),
    () => terminal.stop(),
  );
  await vi.waitFor(() => expect([scanner, display, terminal].map((device) => device?.state().state)).toEqual(Array(3).fill("connected")));
  await scannerDevice.value.scan(Buffer.from("4600682000013"));
  await vi.waitFor(() => expect(scans).toEqual(["left 4600682000013"]));
  await display.show("Молоко", "89.90");
  await vi.waitFor(() => expect(displayDevice.value.screen().lines[0].trim()).toBe("Молоко"));
  expect(await terminal.charge("op-1", kopecks(89_90))).toMatchObject({ kind: "approved" });
});

test("a wedge has no driver; an absent HID scanner is a state, not a failure", async () => {
  expect(connectScanner({ name: "w", kind: "wedge", suffix: "cr", side: "cashier" }, deps, () => {})).toBeNull();
  const scanner = connectScanner({ name: "hid", kind: "hid-pos", vendorId: 0xfff0, side: "cashier" }, deps, () => {});
  cleanups.push(() => scanner?.stop());
  await vi.waitFor(() => expect(scanner?.state()).toMatchObject({ kind: "scanner", state: "error" }));
});
