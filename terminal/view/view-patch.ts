import type { LineView, TillView, ViewPatch } from "../../config/contract/view.ts";

/**
 * What changed between two views: only sections and lines that differ, so that one more scan on a long receipt stays a
 * small message. Null when nothing did.
 */
export function viewPatch(before: TillView, after: TillView): ViewPatch | null {
  const patch: Record<string, unknown> = {};
  for (const key of Object.keys(after) as (keyof TillView)[]) {
    if (key === "lines" || before[key] === after[key]) continue;
    if (JSON.stringify(before[key]) !== JSON.stringify(after[key])) patch[key] = after[key];
  }
  const lines = linesPatch(before.lines, after.lines);
  if (lines !== null) patch["lines"] = lines;
  return Object.keys(patch).length === 0 ? null : patch;
}

function linesPatch(before: readonly LineView[], after: readonly LineView[]): ViewPatch["lines"] | null {
  const changed: { index: number; line: LineView }[] = [];
  after.forEach((line, index) => {
    const old = before[index];
    if (old === line || (old !== undefined && JSON.stringify(old) === JSON.stringify(line))) return;
    changed.push({ index, line });
  });
  return changed.length === 0 && before.length === after.length ? null : { count: after.length, changed };
}
