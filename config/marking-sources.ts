import type { Config } from "./schema.ts";
import { CHECK_SOURCES } from "./sections/marking.ts";

type Marking = Config["marking"];
type CheckSourceName = (typeof CHECK_SOURCES)[number];

/** The key of each service's section under `marking`. */
export const SOURCE_SECTIONS = { "ts-piot": "tsPiot", "true-api": "trueApi", "local-module": "localModule" } as const satisfies Record<
  CheckSourceName,
  keyof Marking
>;

/** A second for those that are asked after the first: 1.5 s of the decree are for the online check. */
const LATER_SOURCES_MS = 1_000;

/** Services that are described. */
export function describedSources(marking: Marking): readonly CheckSourceName[] {
  return CHECK_SOURCES.filter((source) => marking[SOURCE_SECTIONS[source]] !== undefined);
}

/** Services in the order of asking. */
export function checkSources(marking: Marking): readonly CheckSourceName[] {
  return marking.sources ?? describedSources(marking);
}

/** Longest wait for one code, all services together. */
export function checkLimitMs(marking: Marking): number {
  if (marking.timeoutMs !== undefined) return marking.timeoutMs;
  const sources = checkSources(marking);
  const longest = Math.max(0, ...sources.map((source) => marking[SOURCE_SECTIONS[source]]?.timeoutMs ?? 0));
  return longest + (sources.length > 1 ? LATER_SOURCES_MS : 0);
}
