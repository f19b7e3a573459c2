import { appError, type AppError } from "../../config/errors/index.ts";
import { type Quantity } from "../../config/money.ts";
import { err, ok, type Result } from "../../config/result.ts";
import type { CatalogItem } from "../catalog/catalog-item.ts";
import type { CoreCommandOf } from "../core/command.ts";
import { authorise, events, refuse, type DecideContext, type Decision } from "../core/context.ts";
import type { TillState } from "../core/state.ts";
import { millilitres } from "../receipt/code-share.ts";
import { kegDays, kegLeftMl, litres, openKegs, type OpenKeg } from "./keg.ts";

/** Puts a keg on tap (подключение кега): from here on portions of its item carry its code. */
export function connectKeg(state: TillState, command: CoreCommandOf<"connectKeg">, context: DecideContext): Decision {
  const consent = authorise(state, context, "sell");
  if (!consent.ok) return consent;
  const { keg } = command;
  if (keg === null) return refuse(appError("MRK580"));
  const { item, marking, volumeMl: inCode } = keg;
  if (item.isOnTap !== true) return refuse(appError("MRK581", { name: item.name }));
  if (openKegs(state).some(({ cis }) => cis === marking.cis)) return refuse(appError("MRK582", { name: item.name }));
  if (marking.soldInReceipt !== null) return refuse(appError("RCP414", { number: marking.soldInReceipt }));
  if (marking.isSoldElsewhere === true) return refuse(appError("MRK600"));
  // A keg that was on tap before is known by its code: its volume is not asked for twice.
  const volumeMl = marking.use?.of ?? inCode ?? command.volumeMl;
  if (volumeMl === null || volumeMl <= 0) return refuse(appError("MRK583", { name: item.name }));
  const pouredMl = marking.use?.used ?? 0;
  if (pouredMl >= volumeMl) return refuse(appError("MRK585", { name: item.name, left: litres(0) }));
  const { codeBase64, cis, gtin } = marking;
  return events(...consent.value.events, {
    type: "kegConnected",
    keg: {
      id: context.newId(),
      itemId: item.id,
      name: item.name,
      codeBase64,
      cis,
      gtin,
      volumeMl,
      pouredMl,
      tappedAt: context.now,
      tappedBy: consent.value.operator.id,
    },
  });
}

export function closeKeg(state: TillState, { kegId, reason }: CoreCommandOf<"closeKeg">, context: DecideContext): Decision {
  const consent = authorise(state, context, "sell");
  if (!consent.ok) return consent;
  const keg = openKegs(state).find(({ id }) => id === kegId);
  if (keg === undefined) return refuse(appError("MRK588"));
  return events(...consent.value.events, {
    type: "kegClosed",
    kegId,
    reason,
    leftMl: kegLeftMl(keg, state),
    by: consent.value.operator.id,
  });
}

/** The keg that a portion is poured from: the one that was named, or the only one of the item. */
export function kegForPour(
  item: CatalogItem,
  { kegId, cis }: { readonly kegId: string | null; readonly cis: string | null },
  state: TillState,
): Result<OpenKeg, AppError> {
  const own = openKegs(state).filter(({ itemId }) => itemId === item.id);
  if (own.length === 0) return err(appError("MRK584", { name: item.name }));
  const named = own.filter((keg) => keg.id === kegId || keg.cis === cis);
  const fits = kegId === null && cis === null ? own : named;
  const [only] = fits;
  if (only === undefined) return err(appError(cis === null ? "MRK588" : "MRK584", { name: item.name }));
  return fits.length === 1 ? ok(only) : err(appError("MRK587", { name: item.name, count: fits.length }));
}

/** Why so much can't be poured from it; null: it can. */
export function pourFault(keg: OpenKeg, amount: Quantity, state: TillState, { now, settings }: DecideContext): AppError | null {
  const days = kegDays(keg, now);
  if (days >= settings.kegDays) return appError("MRK586", { name: keg.name, days, limit: settings.kegDays });
  const leftMl = kegLeftMl(keg, state);
  return millilitres(amount) > leftMl ? appError("MRK585", { name: keg.name, left: litres(leftMl) }) : null;
}
