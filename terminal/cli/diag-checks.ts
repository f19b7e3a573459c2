import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, realpathSync, rmSync, statfsSync, writeSync } from "node:fs";
import { join } from "node:path";
import type { Clock } from "../../config/clock.ts";
import { errorMessage } from "../../config/error-message.ts";
import { errorText, type AppError } from "../../config/errors/index.ts";
import { configNotices } from "../../config/notices.ts";
import type { Config } from "../../config/schema.ts";
import type { HidDeviceInfo } from "../../device-drivers/scanner/hid-binding.ts";
import type { SerialPortInfo } from "../../device-drivers/transport/list-ports.ts";
import { openTcpChannel } from "../../device-drivers/transport/tcp-channel.ts";
import { MAIN_REGISTRAR } from "../shift/book.ts";
import { configuredMarkingLaw } from "../marking-service.ts";
import { configuredSellers } from "../till-settings.ts";
import type { Language, Text } from "./command.ts";

export interface Check {
  readonly name: string;
  readonly state: "ok" | "warn" | "error";
  readonly text: Text;
}

export function same(text: string): Text {
  return { ru: text, en: text };
}

function inWords(error: AppError): Text {
  return { ru: errorText(error, "ru"), en: errorText(error, "en") };
}

export function failed(name: string, error: AppError): Check {
  return { name, state: "error", text: inWords(error) };
}

/** What the settings leave to a guess. */
export function checkNotices(config: Config): readonly Check[] {
  return configNotices(config).map((notice): Check => ({
    name: "configuration",
    state: "warn",
    text: inWords(notice),
  }));
}

/** Which rules of marking are in force, and where they come from. */
export function checkMarkingLaw(config: Config): Check {
  const name = "marking rules";
  const law = configuredMarkingLaw(config);
  if (!law.ok) {
    const textIn = (language: Language): string => law.error.map((error) => errorText(error, language)).join("; ");
    return { name, state: "error", text: { ru: textIn("ru"), en: textIn("en") } };
  }
  const { version, source, groups, file } = law.value;
  return {
    name,
    state: "ok",
    text: {
      ru: `версия ${version}, групп ${groups.length}: ${file} (${source})`,
      en: `version ${version}, ${groups.length} groups: ${file} (${source})`,
    },
  };
}

const SYNC_SAMPLES = 20;
const SAMPLE_BYTES = 600;
/** Above this a cashier feels each position: the disk is worn, or its cache is off. */
const SLOW_SYNC_MS = 50;
const LOW_SPACE_BYTES = 1_000_000_000;

/** A sale is committed with one fsync a step, so the disk is measured the way the journal uses it. */
export function checkDataFolder(dataDir: string, clock: Clock): Check {
  const name = "data";
  const path = join(dataDir, ".diag");
  try {
    mkdirSync(dataDir, { recursive: true });
    const file = openSync(path, "w");
    const times: number[] = [];
    for (let i = 0; i < SYNC_SAMPLES; i += 1) {
      const startedMs = clock.monotonicMs();
      writeSync(file, Buffer.alloc(SAMPLE_BYTES));
      fsyncSync(file);
      times.push(clock.monotonicMs() - startedMs);
    }
    closeSync(file);
    rmSync(path);
    times.sort((a, b) => a - b);
    const [median, worst] = [times[SYNC_SAMPLES / 2] ?? 0, times.at(-1) ?? 0];
    const { bavail, bsize } = statfsSync(dataDir);
    const freeBytes = bavail * bsize;
    const gigabytes = (freeBytes / 1e9).toFixed(1);
    return {
      name,
      state: median > SLOW_SYNC_MS || freeBytes < LOW_SPACE_BYTES ? "warn" : "ok",
      text: {
        ru: `${dataDir}: запись на диск ${median.toFixed(1)} мс, худшая ${worst.toFixed(1)} мс; свободно ${gigabytes} ГБ`,
        en: `${dataDir}: a durable write takes ${median.toFixed(1)} ms, at worst ${worst.toFixed(1)} ms; ${gigabytes} GB free`,
      },
    };
  } catch (error) {
    return { name, state: "error", text: same(`${dataDir}: ${errorMessage(error)}`) };
  }
}

/** Serial ports that the configuration names; emulated devices have their own. */
export function configuredPorts(config: Config): readonly { readonly name: string; readonly path: string }[] {
  const ports: { name: string; path: string }[] = [];
  for (const { name, link } of registrarLinks(config)) {
    const line = "driver" in link ? link.driver.device : link;
    if ("serial" in line) ports.push({ name, path: line.serial.path });
  }
  for (const scanner of config.scanners)
    if (scanner.kind === "serial" && !config.embedded.scanner) ports.push({ name: scanner.name, path: scanner.path });
  if (config.display !== undefined && !config.embedded.display) ports.push({ name: "display", path: config.display.path });
  return ports;
}

/** Registrars that are no emulators: the till's own, and that of each further seller under the seller's id. */
function registrarLinks(config: Config): readonly { readonly name: string; readonly link: Config["fiscal"]["link"] }[] {
  if (config.embedded.kkt) return [];
  return configuredSellers(config).map(({ id, fiscal: { link } }) => ({
    name: id === MAIN_REGISTRAR ? "registrar" : `registrar ${id}`,
    link,
  }));
}

export function checkPorts(config: Config, present: readonly SerialPortInfo[]): readonly Check[] {
  const known = new Set(present.flatMap((port) => [port.path, ...(port.stablePath === undefined ? [] : [port.stablePath])]));
  return configuredPorts(config).map(({ name, path }): Check => {
    if (known.has(path) || known.has(targetOf(path))) return { name, state: "ok", text: same(path) };
    const others = present.map((port) => port.stablePath ?? port.path).join(", ");
    return {
      name,
      state: "error",
      text: {
        ru: `порта ${path} нет; есть: ${others === "" ? "никаких" : others}`,
        en: `no port ${path}; present: ${others === "" ? "none" : others}`,
      },
    };
  });
}

/** A link made by a udev rule of the shop leads to a listed port. */
function targetOf(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}

/** The vendor's library, where the till calls it itself. */
export function checkDriverLibrary(config: Config): readonly Check[] {
  const libraries = new Set(registrarLinks(config).flatMap(({ link }) => ("driver" in link ? [link.driver.library] : [])));
  return [...libraries].map((library): Check => {
    if (existsSync(library)) return { name: "driver", state: "ok", text: same(library) };
    return {
      name: "driver",
      state: "error",
      text: { ru: `нет файла ${library}: установите драйвер АТОЛ`, en: `no file ${library}: install the ATOL driver` },
    };
  });
}

export function checkHidScanners(config: Config, present: readonly HidDeviceInfo[]): readonly Check[] {
  return config.scanners.flatMap((scanner): Check[] => {
    if (scanner.kind !== "hid-pos") return [];
    const fits = (device: HidDeviceInfo): boolean =>
      (scanner.vendorId === undefined || device.vendorId === scanner.vendorId) &&
      (scanner.productId === undefined || device.productId === scanner.productId) &&
      (scanner.path === undefined || device.path === scanner.path);
    const found = present.find(fits);
    if (found !== undefined) return [{ name: scanner.name, state: "ok", text: same(`${found.path} ${found.product ?? ""}`.trim()) }];
    return [{ name: scanner.name, state: "error", text: { ru: "такого USB-устройства нет", en: "no such USB device" } }];
  });
}

/** Addresses that must answer: only a connection is made, nothing is sent. */
export function configuredAddresses(config: Config): readonly { readonly name: string; readonly host: string; readonly port: number }[] {
  const { cardTerminal, marking, alcohol, upload, embedded } = config;
  const service = (name: string, url: string | undefined, isEmulated: boolean) =>
    url === undefined || isEmulated ? [] : [addressOfUrl(name, url)];
  return [
    ...registrarLinks(config).flatMap(({ name, link }) => registrarAddresses(name, link)),
    ...(cardTerminal === undefined || embedded.cardTerminal
      ? []
      : [{ name: "card-terminal", host: cardTerminal.host, port: cardTerminal.port }]),
    ...service("ts-piot", marking.tsPiot?.url, embedded.tsPiot),
    ...service("true-api", marking.trueApi?.listUrl, false),
    ...service("local-module", marking.localModule?.url, embedded.localModule),
    ...service("utm", alcohol.utm?.url, embedded.utm),
    ...service("iteem", upload.iteem?.url, embedded.iteem),
    ...service("onec", upload.onec?.url, embedded.onec),
  ];
}

function registrarAddresses(name: string, link: Config["fiscal"]["link"]) {
  if ("webRequests" in link) return [addressOfUrl(name, link.webRequests.url)];
  const line = "driver" in link ? link.driver.device : link;
  return "tcp" in line ? [{ name, ...line.tcp }] : [];
}

function addressOfUrl(name: string, url: string) {
  const { hostname, port, protocol } = new URL(url);
  return { name, host: hostname.replaceAll(/[[\]]/g, ""), port: port === "" ? (protocol === "https:" ? 443 : 80) : Number(port) };
}

export async function checkAddresses(config: Config, clock: Clock): Promise<readonly Check[]> {
  return Promise.all(
    configuredAddresses(config).map(async ({ name, host, port }): Promise<Check> => {
      const opened = await openTcpChannel({ host, port }, clock);
      if (!opened.ok) return { name, state: "error", text: { ru: errorText(opened.error, "ru"), en: errorText(opened.error, "en") } };
      await opened.value.close();
      return { name, state: "ok", text: same(`${host}:${port}`) };
    }),
  );
}

const NAME_WIDTH = 16;
const MARKS = { ok: "✓", warn: "!", error: "✗" } as const;

export function checkLine({ name, state, text }: Check, language: Language): string {
  return `${MARKS[state]} ${name.padEnd(NAME_WIDTH)} ${text[language]}`;
}
