import { Type, type Static } from "typebox";
import { basename, dirname, join } from "node:path";
import type { AppError } from "./errors/index.ts";
import { choice, flag, list, section, text, whole } from "./fields.ts";
import { loadLawFile, type LawPlaceOf } from "./law-file.ts";
import { findProjectRoot } from "./project-root.ts";
import { readFileFromDisk } from "./read-file.ts";
import type { ReadFile } from "./resolve-secret.ts";
import { assertInvariant, err, ok, type Result } from "./result.ts";
import { day, source } from "./sale-law.ts";
import type { Frozen } from "./schema.ts";
import type { Report } from "./validation-report.ts";

/** Form of the dated data of marking; the rows are in config/law/marking.yaml. */
const ROWS_MAX = 1_000;
const GroupName = text("Short code (pg) of a product group", { pattern: "^[a-z][a-z0-9]*$", maxLength: 32 });

const MarkingLawSchema = section("Marking by date", {
  version: text("Version of the data: the day of its last change", { maxLength: 32 }),
  source: source(),
  groups: list(
    "Product groups (товарные группы)",
    section("Group", {
      pg: GroupName,
      id: whole("Number in groupIds of the answers", 1, 999),
      name: text("Name in Russian", { maxLength: 100 }),
      serialLengths: list("Lengths of AI 21; none: its codes have no AIs", whole("Length", 1, 32), { maxItems: 8 }),
      permissiveFrom: Type.Optional(day("From this day a code needs a positive answer")),
      offlineFrom: Type.Optional(day("From this day the local module must be there")),
      expiry: flag("An expiry date that has passed refuses the sale", { default: true }),
      excise: flag("Excise goods", { default: false }),
      otherOwner: flag("A code of another owner matters", { default: true }),
      grayZone: flag("The grey zone lifts “not in circulation”", { default: false }),
      source: source(),
    }),
    { minItems: 1, maxItems: ROWS_MAX },
  ),
  unavailable: list(
    "No answer about a code of a group in force",
    section("Row", {
      from: day("First day in force"),
      verdict: choice("What happens", ["allow", "ask-senior", "refuse"]),
      needsOffline: flag("Only for groups whose offlineFrom has come", { default: false }),
      source: source(),
    }),
    { minItems: 1, maxItems: ROWS_MAX },
  ),
  prices: list(
    "Limits of the price",
    section("Row", {
      limit: choice("Of the code (mrc), or of the answer", ["mrc", "mrp", "smp"]),
      group: text("Group, or * for all", { pattern: "^(\\*|[a-z][a-z0-9]*)$", maxLength: 32 }),
      meaning: choice("How the price is held to it", ["ceiling", "floor", "ignored"]),
      perPack: flag("The limit of a block is that of a pack times the packs in it", { default: false }),
      from: day("First day in force"),
      source: source(),
    }),
    { maxItems: ROWS_MAX },
  ),
});

export type MarkingLaw = Frozen<Static<typeof MarkingLawSchema>> & {
  /** File that it was read from, absolute. */
  readonly file: string;
};
export type GroupLaw = MarkingLaw["groups"][number];
export type PriceLaw = MarkingLaw["prices"][number];

/** The file that the program ships. */
export function shippedMarkingFile(): string {
  return join(findProjectRoot(import.meta.url), "config", "law", "marking.yaml");
}

/** On failure every wrong place is told with file and line (CFG901–CFG919), and rows that contradict each other (MRK547). */
export function loadMarkingLaw(file: string, readFile: ReadFile = readFileFromDisk): Result<MarkingLaw, readonly AppError[]> {
  const law = loadLawFile({ folder: dirname(file), readFile }, basename(file), MarkingLawSchema, checkRows);
  return law.ok ? ok({ ...law.value, file }) : err(law.error);
}

let shipped: MarkingLaw | null = null;

/** The shipped data: as constant as the program's text, read once, and only when they are needed: that takes some 30 ms. */
export function loadShippedMarkingLaw(): Result<MarkingLaw, readonly AppError[]> {
  if (shipped !== null) return ok(shipped);
  const loaded = loadMarkingLaw(shippedMarkingFile());
  if (loaded.ok) shipped = loaded.value;
  return loaded;
}

/** The same for those who cannot do without. */
export function shippedMarkingLaw(): MarkingLaw {
  const loaded = loadShippedMarkingLaw();
  assertInvariant(loaded.ok, `the shipped marking data are right${loaded.ok ? "" : `: ${JSON.stringify(loaded.error)}`}`);
  return loaded.value;
}

function checkRows(law: Static<typeof MarkingLawSchema>, placeOf: LawPlaceOf, report: Report): void {
  const complain = (path: string, key: string, problem: string): undefined => report("MRK547", placeOf(path), key, { problem });
  law.groups.forEach(({ pg, id, permissiveFrom, offlineFrom }, index) => {
    const path = `groups.${index}`;
    const earlier = law.groups.slice(0, index);
    if (earlier.some((each) => each.pg === pg)) complain(path, `${path}.pg`, `${pg} ×2`);
    if (earlier.some((each) => each.id === id)) complain(path, `${path}.id`, `${id} ×2`);
    if (offlineFrom !== undefined && (permissiveFrom === undefined || offlineFrom < permissiveFrom))
      complain(path, `${path}.offlineFrom`, `${offlineFrom} < ${permissiveFrom ?? "∞"}`);
  });
  law.prices.forEach(({ group, limit, from }, index) => {
    const path = `prices.${index}`;
    if (group !== "*" && !law.groups.some(({ pg }) => pg === group)) complain(path, `${path}.group`, `? ${group}`);
    const twin = law.prices.slice(0, index).some((each) => each.group === group && each.limit === limit && each.from === from);
    if (twin) complain(path, path, `${limit} ${group} ${from} ×2`);
  });
  law.unavailable.forEach(({ from }, index) => {
    const path = `unavailable.${index}`;
    if (law.unavailable.slice(0, index).some((each) => each.from === from)) complain(path, path, `${from} ×2`);
  });
}
