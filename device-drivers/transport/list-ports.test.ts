import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { listSerialPorts } from "./list-ports.ts";

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "sysfs-"));
});
afterEach(() => rmSync(root, { recursive: true }));

function file(path: string, text: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
}

function link(path: string, target: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  symlinkSync(target, join(root, path));
}

/** A box with a USB-COM scanner, a real COM port, an empty COM socket and a console, as Linux shows them. */
function plantSysfs(): void {
  const scanner = "sys/devices/pci0/usb1/1-2";
  file(`${scanner}/idVendor`, "0c2e\n");
  file(`${scanner}/idProduct`, "0b6a\n");
  file(`${scanner}/serial`, "17234B0D1C\n");
  file(`${scanner}/manufacturer`, "Honeywell\n");
  file(`${scanner}/1-2:1.1/tty/ttyACM0/dev`, "166:0\n");
  link("sys/class/tty/ttyACM0/device", join(root, `${scanner}/1-2:1.1`));
  file("sys/devices/pnp0/00:05/id", "PNP0501\n");
  file("sys/class/tty/ttyS0/type", "4\n");
  link("sys/class/tty/ttyS0/device", join(root, "sys/devices/pnp0/00:05"));
  file("sys/class/tty/ttyS1/type", "0\n");
  link("sys/class/tty/ttyS1/device", join(root, "sys/devices/pnp0/00:05"));
  file("sys/class/tty/tty0/dev", "4:0\n");
  link("dev/serial/by-id/usb-Honeywell_1950_17234B0D1C-if01", "../../ttyACM0");
}

test("without udevadm the ports come from sysfs, with USB identity and the name that survives replugging", async () => {
  plantSysfs();
  const ports = await listSerialPorts({
    platform: "linux",
    sysRoot: join(root, "sys"),
    devRoot: join(root, "dev"),
    searchPath: join(root, "bin"),
    listBound: () => Promise.reject(new Error("must not be called: it may kill the process")),
  });
  expect(ports).toEqual([
    {
      path: join(root, "dev/ttyACM0"),
      vendorId: "0c2e",
      productId: "0b6a",
      serialNumber: "17234B0D1C",
      manufacturer: "Honeywell",
      stablePath: join(root, "dev/serial/by-id/usb-Honeywell_1950_17234B0D1C-if01"),
    },
    { path: join(root, "dev/ttyS0") },
  ]);
});

test("with udevadm the package's listing is used, and sysfs when it fails", async () => {
  plantSysfs();
  file("bin/udevadm", "");
  const options = { platform: "linux" as const, sysRoot: join(root, "sys"), devRoot: join(root, "dev"), searchPath: join(root, "bin") };
  const bound = await listSerialPorts({ ...options, listBound: async () => [{ path: "/dev/ttyUSB7", vendorId: "0403" }] });
  expect(bound).toEqual([{ path: "/dev/ttyUSB7", vendorId: "0403" }]);
  const fallback = await listSerialPorts({ ...options, listBound: () => Promise.reject(new Error("udevadm exited with error code: 1")) });
  expect(fallback.map((port) => port.path)).toEqual([join(root, "dev/ttyACM0"), join(root, "dev/ttyS0")]);
});

test("other systems: the package's listing, or nothing", async () => {
  expect(await listSerialPorts({ platform: "win32", listBound: async () => [{ path: "COM3" }] })).toEqual([{ path: "COM3" }]);
  expect(await listSerialPorts({ platform: "win32", listBound: () => Promise.reject(new Error("no")) })).toEqual([]);
});

test("this machine's own ports can be listed, whatever is installed", async () => {
  for (const port of await listSerialPorts()) expect(port.path).toMatch(/^(\/dev\/|COM)/);
});
