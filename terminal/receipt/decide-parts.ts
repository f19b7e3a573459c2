import { appError, type AppError } from "../../config/errors/index.ts";
import { err, ok, type Result } from "../../config/result.ts";
import type { CatalogItem } from "../catalog/catalog-item.ts";
import type { CoreCommandOf, ReadMarking } from "../core/command.ts";
import { authorise, events, refuse, type DecideContext, type Decision } from "../core/context.ts";
import { unfinishedReceipts, type TillState } from "../core/state.ts";
import { itemOfPart, wholeItem, type PositionPart } from "./code-share.ts";
import { openPosition } from "./open-position.ts";
import type { Receipt } from "./receipt.ts";

/** Parts of the piece that are sold or in another receipt under way, and of how many. */
export function usedParts(
  marking: Pick<ReadMarking, "cis" | "use">,
  state: TillState,
): { readonly used: number; readonly of: number | null } {
  let used = marking.use?.unit === "part" ? marking.use.used : 0;
  let of = marking.use?.unit === "part" ? marking.use.of : null;
  for (const receipt of unfinishedReceipts(state)) {
    if (receipt.kind !== "sale" || receipt.id === state.receipt?.id) continue;
    for (const { voided, marking: taken, part } of receipt.positions) {
      if (voided || part === undefined || taken?.cis !== marking.cis) continue;
      used += part.numerator;
      of ??= part.denominator;
    }
  }
  return { used, of };
}

/** A piece that was sold in part is sold on as what is left of it, and comes back as what was sold; null: the whole piece. */
export function partOnScan(
  item: CatalogItem,
  marking: ReadMarking,
  kind: Receipt["kind"],
  state: TillState,
): Result<PositionPart | null, AppError> {
  const { used, of } = usedParts(marking, state);
  if (of === null || used <= 0) return ok(null);
  const whole = { wholePriceKop: item.priceKop, wholeMinimumKop: item.minimumPriceKop };
  if (kind !== "sale") return ok(used >= of ? null : { numerator: used, denominator: of, before: 0, ...whole });
  if (used >= of) return err(appError("MRK573", { name: item.name, of }));
  return ok({ numerator: of - used, denominator: of, before: used, ...whole });
}

/** So many parts of the marked piece of a line, or the whole of it (null). */
export function setParts(state: TillState, { line, parts, use }: CoreCommandOf<"setParts">, context: DecideContext): Decision {
  const consent = authorise(state, context, "sell");
  if (!consent.ok) return consent;
  const found = openPosition(state, line);
  if (!found.ok) return found;
  const { receipt, position } = found.value;
  const { marking, item, part } = position;
  const { used, of } = marking === null ? { used: 0, of: null } : usedParts({ cis: marking.cis, use }, state);
  const denominator = part?.denominator ?? of ?? item.partsInPiece ?? null;
  if (marking === null || receipt.original !== null || position.original !== null || denominator === null || denominator < 2)
    return refuse(appError("MRK574", { name: item.name }));
  const left = receipt.kind === "sale" ? denominator - used : denominator;
  const wanted = parts ?? denominator;
  if (wanted > left) return refuse(appError("MRK570", { name: item.name, left, of: denominator }));
  const whole = wholeItem(position);
  const before = receipt.kind === "sale" ? used : 0;
  const taken: PositionPart | null =
    wanted === denominator
      ? null
      : { numerator: wanted, denominator, before, wholePriceKop: whole.priceKop, wholeMinimumKop: whole.minimumPriceKop };
  return events(...consent.value.events, { type: "partsSet", line, part: taken, item: itemOfPart(whole, taken) });
}
