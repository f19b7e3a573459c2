import { appError, type AppError } from "../../config/errors/index.ts";
import { QUANTITY_ONE, type Quantity } from "../../config/money.ts";
import type { CoreCommandOf, ReadStamp } from "../core/command.ts";
import type { DecideContext } from "../core/context.ts";
import { unfinishedReceipts, type TillState } from "../core/state.ts";
import { MAIN_REGISTRAR } from "../shift/book.ts";
import { livePositions } from "./receipt-totals.ts";
import type { Position, Receipt } from "./receipt.ts";
import { sellerOfItem } from "./sellers.ts";

/** Of a position that is made of a scanned stamp. */
export function stampField(stamp: ReadStamp | null | undefined): Pick<Position, "stamp"> {
  return stamp ? { stamp: { text: stamp.text, alcocode: stamp.alcocode } } : {};
}

/**
 * Why these goods can't be put into the receipt by this stamp, or without one; null for all other goods. The UTM is looked at first: what
 * can't be paid is told while the bottle is in the cashier's hand.
 */
export function stampFault(
  state: TillState,
  receipt: Receipt | null,
  { item, stamp, barcode }: CoreCommandOf<"addPosition">,
  qty: Quantity,
  context: DecideContext,
): AppError | null {
  if (item.alcohol?.isStamped !== true)
    return stamp ? appError("ALC857", { name: item.name, alcocode: stamp.alcocode, expected: "" }) : null;
  const closed = utmFault(context);
  if (closed !== null) return closed;
  const seller = sellerOfItem(item, context.settings);
  if (!seller.ok) return seller.error;
  if (seller.value.id !== MAIN_REGISTRAR) return appError("ALC851");
  if (receipt !== null && (receipt.settlement !== "full" || !isRetail(receipt))) return appError("ALC865");
  if (!stamp) return appError("ALC853", { name: item.name });
  if (qty !== QUANTITY_ONE) return appError("ALC865");
  if (barcode === null) return appError("ALC864", { name: item.name });
  const { alcocode } = item.alcohol;
  if (alcocode !== null && stamp.alcocode !== null && alcocode !== stamp.alcocode)
    return appError("ALC857", { name: item.name, alcocode: stamp.alcocode, expected: alcocode });
  return takenStampFault(state, stamp, receipt?.kind ?? "sale");
}

function takenStampFault(state: TillState, { text, soldInReceipt }: ReadStamp, kind: Receipt["kind"]): AppError | null {
  for (const receipt of unfinishedReceipts(state)) {
    const taken = receipt.positions.find((position) => !position.voided && position.stamp?.text === text);
    if (taken !== undefined) return appError("ALC855", { number: receipt.number, line: taken.line });
  }
  return kind === "sale" && soldInReceipt !== null ? appError("ALC856", { number: soldInReceipt }) : null;
}

/** Why the alcohol of a receipt keeps it from being paid; null: nothing does. */
export function alcoholFault(receipt: Receipt, context: DecideContext): AppError | null {
  const live = livePositions(receipt);
  const stamped = live.filter(({ item }) => item.alcohol?.isStamped === true);
  const hasCheque = context.settings.alcohol?.beerCheque === "nopdf";
  const unstamped = hasCheque && isRetail(receipt) ? live.filter(({ item }) => item.alcohol?.isStamped === false) : [];
  if (stamped.length + unstamped.length === 0) return null;
  if (stamped.length > 0 && unstamped.length > 0) return appError("ALC863");
  if (stamped.length > 0 && (receipt.settlement !== "full" || !isRetail(receipt))) return appError("ALC865");
  const bare = stamped.find(({ stamp }) => stamp === undefined);
  if (bare !== undefined) return appError("ALC853", { name: bare.item.name });
  const nameless = [...stamped, ...unstamped].find(({ barcode }) => barcode === null);
  if (nameless !== undefined) return appError("ALC864", { name: nameless.item.name });
  return utmFault(context);
}

function utmFault({ settings, utmFault: faultNow = () => null }: DecideContext): AppError | null {
  return settings.alcohol ? faultNow() : appError("ALC851");
}

function isRetail({ kind }: Receipt): boolean {
  return kind === "sale" || kind === "refund";
}
