import { access, readdir, readFile, readlink, realpath } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { listBoundPorts, type BoundPortInfo } from "./serial-binding.ts";

export interface SerialPortInfo extends BoundPortInfo {
  /** A name that survives replugging (`/dev/serial/by-id/…`), when the system keeps one. */
  readonly stablePath?: string;
}

export interface ListPortsOptions {
  readonly platform?: NodeJS.Platform;
  /** Where sysfs and the device files are; tests point them at a folder of their own. */
  readonly sysRoot?: string;
  readonly devRoot?: string;
  /** Folders searched for `udevadm`. */
  readonly searchPath?: string;
  readonly listBound?: () => Promise<BoundPortInfo[]>;
}

const PROGRAM_FOLDERS = "/usr/bin:/bin:/usr/sbin:/sbin";

/**
 * Serial ports present now. On Linux the package's own listing runs `udevadm`, and where that is missing
 * serialport 13.0.0 brings the whole process down; then sysfs answers instead. Never fails: no knowledge, no ports.
 */
export async function listSerialPorts(options: ListPortsOptions = {}): Promise<SerialPortInfo[]> {
  const devRoot = options.devRoot ?? "/dev";
  const listBound = options.listBound ?? listBoundPorts;
  if ((options.platform ?? process.platform) !== "linux") return listBound().catch(() => []);
  const hasUdevadm = await isOnPath("udevadm", options.searchPath ?? PROGRAM_FOLDERS);
  const bound = hasUdevadm ? await listBound().catch(() => null) : null;
  const ports = bound ?? (await listFromSysfs(options.sysRoot ?? "/sys", devRoot));
  const stable = await stablePaths(join(devRoot, "serial/by-id"));
  return ports.map((port) => {
    const stablePath = stable.get(basename(port.path));
    return stablePath === undefined ? port : { ...port, stablePath };
  });
}

async function isOnPath(program: string, searchPath: string): Promise<boolean> {
  for (const folder of searchPath.split(":").filter((part) => part !== "")) {
    if (await exists(join(folder, program))) return true;
  }
  return false;
}

async function listFromSysfs(sysRoot: string, devRoot: string): Promise<BoundPortInfo[]> {
  const folder = join(sysRoot, "class/tty");
  const ports: BoundPortInfo[] = [];
  for (const name of (await readdir(folder).catch((): string[] => [])).toSorted()) {
    const device = await realpath(join(folder, name, "device")).catch(() => null);
    // Consoles and pseudo-terminals have no device behind them; a ttyS of type 0 is a socket without a chip.
    if (device === null || (await readText(join(folder, name, "type"))) === "0") continue;
    ports.push({ path: join(devRoot, name), ...(await usbIdentity(device, sysRoot)) });
  }
  return ports;
}

/** The USB device is the nearest folder upwards that has `idVendor`. */
async function usbIdentity(device: string, sysRoot: string): Promise<Omit<BoundPortInfo, "path">> {
  const top = await realpath(sysRoot);
  for (let at = device; at.startsWith(top) && at !== top; at = dirname(at)) {
    const vendorId = await readText(join(at, "idVendor"));
    if (vendorId === null) continue;
    const [productId, serialNumber, manufacturer] = await Promise.all(
      ["idProduct", "serial", "manufacturer"].map((file) => readText(join(at, file))),
    );
    return {
      vendorId,
      ...(productId ? { productId } : {}),
      ...(serialNumber ? { serialNumber } : {}),
      ...(manufacturer ? { manufacturer } : {}),
    };
  }
  return {};
}

/** Device name → `/dev/serial/by-id/…`. */
async function stablePaths(folder: string): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  for (const link of await readdir(folder).catch(() => [])) {
    const target = await readlink(join(folder, link)).catch(() => null);
    if (target !== null) found.set(basename(target), join(folder, link));
  }
  return found;
}

async function readText(path: string): Promise<string | null> {
  return (await readFile(path, "utf8").catch(() => null))?.trim() ?? null;
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
