import { isRateOfSystem } from "./contract/vat.ts";
import { checkSources, describedSources, SOURCE_SECTIONS } from "./marking-sources.ts";
import type { Config } from "./schema.ts";
import type { Place } from "./source-tree.ts";
import type { Report } from "./validation-report.ts";

type PlaceOf = (path: string) => Place;

/** Rules over several settings at once; run only on a configuration whose single settings are all right. */
export function crossCheck(config: Config, placeOf: PlaceOf, report: Report): void {
  checkRegistrarFamily(config, placeOf, report);
  checkSellersDiffer(config, placeOf, report);
  checkPortsDiffer(config, placeOf, report);
  checkOneWedge(config, placeOf, report);
  checkWeightTemplates(config, placeOf, report);
  checkNotesAscend(config, placeOf, report);
  checkAdvanceVat(config, placeOf, report);
  checkMarkingSources(config, placeOf, report);
}

/** Every registrar of the till with the path of its settings. */
function registrarsOf({ fiscal, sellers }: Config): readonly { readonly path: string; readonly fiscal: Config["fiscal"] }[] {
  return [{ path: "fiscal", fiscal }, ...sellers.map((seller, index) => ({ path: `sellers.${index}.fiscal`, fiscal: seller.fiscal }))];
}

/** Each family of registrars has ways of its own to be connected. */
function checkRegistrarFamily(config: Config, placeOf: PlaceOf, report: Report): void {
  for (const { path, fiscal } of registrarsOf(config)) {
    const { kind, link } = fiscal;
    const family = "webRequests" in link || "driver" in link ? "atol" : "shtrih-m";
    const key = `${path}.kind`;
    if (kind !== family) report("CFG908", placeOf(key), key, { choices: family, got: kind });
  }
}

/** A registrar belongs to one user: sellers differ in INN, and in where their registrars are. */
function checkSellersDiffer(config: Config, placeOf: PlaceOf, report: Report): void {
  const inns = new Map([[config.till.inn, "till.inn"]]);
  config.sellers.forEach(({ inn }, index) => {
    const path = `sellers.${index}.inn`;
    const other = inns.get(inn);
    if (other === undefined) inns.set(inn, path);
    else report("CFG917", placeOf(path), path, { got: inn, other });
  });
  if (config.embedded.kkt) return;
  const addresses = new Map<string, string>();
  for (const { path, fiscal } of registrarsOf(config)) {
    const address = networkAddress(fiscal.link);
    const other = address === null ? undefined : addresses.get(address);
    if (other !== undefined) report("CFG917", placeOf(`${path}.link`), `${path}.link`, { got: address ?? "", other: `${other}.link` });
    else if (address !== null) addresses.set(address, path);
  }
}

function networkAddress(link: Config["fiscal"]["link"]): string | null {
  if ("webRequests" in link) return `${link.webRequests.url} ${link.webRequests.deviceId ?? ""}`.trim();
  const line = "driver" in link ? link.driver.device : link;
  if ("tcp" in line) return `${line.tcp.host}:${line.tcp.port}`;
  return "usb" in line ? `usb ${line.usb.device}` : null;
}

/** One serial port, one device. */
function checkPortsDiffer(config: Config, placeOf: PlaceOf, report: Report): void {
  const ports: [path: string, port: string][] = [];
  if (!config.embedded.kkt) {
    for (const { path, fiscal } of registrarsOf(config)) {
      const port = registrarSerialPort(fiscal.link, path);
      if (port !== null) ports.push(port);
    }
  }
  config.scanners.forEach((scanner, index) => {
    if (scanner.kind === "serial") ports.push([`scanners.${index}.path`, scanner.path]);
  });
  if (config.display !== undefined && !config.embedded.display) ports.push(["display.path", config.display.path]);
  const owners = new Map<string, string>();
  for (const [path, port] of ports) {
    const other = owners.get(port);
    if (other === undefined) owners.set(port, path);
    else report("CFG917", placeOf(path), path, { got: port, other });
  }
}

function registrarSerialPort(link: Config["fiscal"]["link"], path: string): [path: string, port: string] | null {
  if ("serial" in link) return [`${path}.link.serial.path`, link.serial.path];
  if (!("driver" in link) || !("serial" in link.driver.device)) return null;
  return [`${path}.link.driver.device.serial.path`, link.driver.device.serial.path];
}

/** Keys typed into the screen do not tell which keyboard they came from. */
function checkOneWedge(config: Config, placeOf: PlaceOf, report: Report): void {
  const wedges = config.scanners.flatMap((scanner, index) => (scanner.kind === "wedge" ? [`scanners.${index}.kind`] : []));
  for (const path of wedges.slice(1)) report("CFG917", placeOf(path), path, { got: "wedge", other: wedges[0] ?? "" });
}

/** Of two templates whose first digits are equal (or begin one another) only one could ever be used. */
function checkWeightTemplates(config: Config, placeOf: PlaceOf, report: Report): void {
  const prefixes = config.receipt.weightBarcodes.map((template) => /^\d+/.exec(template)?.[0] ?? "");
  prefixes.forEach((prefix, index) => {
    const path = `receipt.weightBarcodes.${index}`;
    const other = prefixes.slice(0, index).findIndex((earlier) => earlier.startsWith(prefix) || prefix.startsWith(earlier));
    if (other >= 0) report("CFG917", placeOf(path), path, { got: prefix, other: `receipt.weightBarcodes.${other}` });
  });
}

function checkNotesAscend(config: Config, placeOf: PlaceOf, report: Report): void {
  config.receipt.suggestedNotesRub.forEach((note, index, notes) => {
    const path = `receipt.suggestedNotesRub.${index}`;
    const before = notes[index - 1];
    if (before !== undefined && note <= before) report("CFG907", placeOf(path), path, { min: before + 1, max: 5_000, got: note });
  });
}

/** Advances are the till's own organisation's. */
function checkAdvanceVat({ receipt, fiscal }: Config, placeOf: PlaceOf, report: Report): void {
  const { advanceVat } = receipt;
  if (advanceVat === undefined || fiscal.taxSystems.some((taxSystem) => isRateOfSystem(advanceVat, taxSystem))) return;
  const path = "receipt.advanceVat";
  report("CFG922", placeOf(path), path, { got: advanceVat, systems: fiscal.taxSystems.join(", ") });
}

const SOURCE_TIMEOUT_MIN_MS = 200;

/** Each service that is to be asked is described, once, and leaves time for those after it; a pinned authority needs TLS. */
function checkMarkingSources({ marking }: Config, placeOf: PlaceOf, report: Report): void {
  const sources = checkSources(marking);
  sources.forEach((source, index) => {
    const path = `marking.sources.${index}`;
    const section = `marking.${SOURCE_SECTIONS[source]}`;
    if (sources.indexOf(source) < index)
      report("CFG917", placeOf(path), path, { got: source, other: `marking.sources.${sources.indexOf(source)}` });
    else if (marking[SOURCE_SECTIONS[source]] === undefined) report("CFG906", placeOf(path), section);
    const limitMs = marking[SOURCE_SECTIONS[source]]?.timeoutMs ?? 0;
    const total = marking.timeoutMs;
    if (total !== undefined && index < sources.length - 1 && limitMs >= total) {
      const key = `${section}.timeoutMs`;
      report("CFG907", placeOf(key), key, { min: SOURCE_TIMEOUT_MIN_MS, max: total - 1, got: limitMs });
    }
  });
  for (const source of describedSources(marking)) {
    const section = marking[SOURCE_SECTIONS[source]];
    if (section === undefined) continue;
    const [name, url] = "listUrl" in section ? ["listUrl", section.listUrl] : ["url", section.url];
    const key = `marking.${SOURCE_SECTIONS[source]}.${name}`;
    if (section.caFile !== undefined && url.startsWith("http:"))
      report("CFG913", placeOf(key), key, { got: url, example: url.replace("http:", "https:") });
  }
}
