import type { Config } from "./schema.ts";
import type { Place } from "./source-tree.ts";
import type { Report } from "./validation-report.ts";

type PlaceOf = (path: string) => Place;

/** Rules over several settings at once; run only on a configuration whose single settings are all right. */
export function crossCheck(config: Config, placeOf: PlaceOf, report: Report): void {
  checkPortsDiffer(config, placeOf, report);
  checkOneWedge(config, placeOf, report);
  checkWeightTemplates(config, placeOf, report);
  checkNotesAscend(config, placeOf, report);
}

/** One serial port, one device. */
function checkPortsDiffer(config: Config, placeOf: PlaceOf, report: Report): void {
  const ports: [path: string, port: string][] = [];
  if ("serial" in config.fiscal.link && !config.embedded.kkt) ports.push(["fiscal.link.serial.path", config.fiscal.link.serial.path]);
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
