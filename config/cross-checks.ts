import type { Config } from "./schema.ts";
import type { Place } from "./source-tree.ts";
import type { Report } from "./validation-report.ts";

type PlaceOf = (path: string) => Place;

/** Rules over several settings at once; run only on a configuration whose single settings are all right. */
export function crossCheck(config: Config, placeOf: PlaceOf, report: Report): void {
  checkRegistrarFamily(config, placeOf, report);
  checkPortsDiffer(config, placeOf, report);
  checkOneWedge(config, placeOf, report);
  checkWeightTemplates(config, placeOf, report);
  checkNotesAscend(config, placeOf, report);
}

/** Each family of registrars has ways of its own to be connected. */
function checkRegistrarFamily(config: Config, placeOf: PlaceOf, report: Report): void {
  const { kind, link } = config.fiscal;
  const family = "webRequests" in link || "driver" in link ? "atol" : "shtrih-m";
  if (kind !== family) report("CFG908", placeOf("fiscal.kind"), "fiscal.kind", { choices: family, got: kind });
}

/** One serial port, one device. */
function checkPortsDiffer(config: Config, placeOf: PlaceOf, report: Report): void {
  const ports: [path: string, port: string][] = [];
  const registrarPort = registrarSerialPort(config);
  if (registrarPort !== null) ports.push(registrarPort);
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

function registrarSerialPort({ fiscal: { link }, embedded }: Config): [path: string, port: string] | null {
  if (embedded.kkt) return null;
  if ("serial" in link) return ["fiscal.link.serial.path", link.serial.path];
  if (!("driver" in link) || !("serial" in link.driver.device)) return null;
  return ["fiscal.link.driver.device.serial.path", link.driver.device.serial.path];
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
