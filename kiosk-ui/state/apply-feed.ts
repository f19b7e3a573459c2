import type { LineView, TillView, ViewPatch } from "../../config/contract/view.ts";

/**
 * The view after a patch. Sections and lines that the patch does not name stay the same objects, so whatever draws
 * them can tell by identity that nothing changed.
 */
export function applyPatch(view: TillView, patch: ViewPatch): TillView {
  const { lines, ...sections } = patch;
  return { ...view, ...sections, lines: lines === undefined ? view.lines : applyLines(view.lines, lines) };
}

function applyLines(before: readonly LineView[], patch: NonNullable<ViewPatch["lines"]>): readonly LineView[] {
  const after = before.slice(0, patch.count);
  for (const { index, line } of patch.changed) {
    if (index < patch.count) after[index] = line;
  }
  // A hole would mean a patch that belongs to another view.
  return after.filter((line) => line !== undefined);
}
