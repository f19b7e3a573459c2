import { appError, type AppError } from "../../config/errors/index.ts";
import {
  QUANTITY_ONE,
  formatKop,
  formatQuantity,
  isWholeQuantity,
  kopecks,
  quantity,
  type Kopecks,
  type Quantity,
} from "../../config/money.ts";
import { err, ok, type Result } from "../../config/result.ts";
import { itemForSale } from "../alcohol/item-for-sale.ts";
import type { CatalogItem } from "../catalog/catalog-item.ts";
import { authorise, approve, events, refuse, type Consent, type DecideContext, type Decision } from "../core/context.ts";
import type { CoreCommandOf, ReadMarking } from "../core/command.ts";
import type { SellerSettings, TillSettings } from "../core/settings.ts";
import { unfinishedReceipts, type TillState } from "../core/state.ts";
import { shiftForSale } from "../shift/decide-shift.ts";
import { isMoneyOnly, isPrepaying } from "./line-terms.ts";
import { itemOfPart } from "./code-share.ts";
import { partOnScan } from "./decide-parts.ts";
import { scanReturned } from "./decide-returned-codes.ts";
import type { TillEvent } from "../core/event.ts";
import { pouredItem } from "../tap/keg.ts";
import { kegForPour, pourFault } from "../tap/decide-keg.ts";
import { newMarking } from "./new-marking.ts";
import { stampFault, stampField } from "./stamped-goods.ts";
import { openSale } from "./open-receipt.ts";
import { openPosition, type OpenPosition } from "./open-position.ts";
import { isHeld } from "./own-correction.ts";
import { discountableKop, grossKop, hasFixedSums, receiptTotals } from "./receipt-totals.ts";
import { changedSumFault } from "./sum-limit.ts";
import { otherSellerFault, sellerIdOf, sellerOfItem } from "./sellers.ts";
import type { ManualDiscount, Position, Receipt } from "./receipt.ts";

/** A good was scanned or chosen: opens the receipt when none is open. */
export function addPosition(state: TillState, command: CoreCommandOf<"addPosition">, context: DecideContext): Decision {
  const consent = authorise(state, context, "sell");
  if (!consent.ok) return consent;
  const seller = sellerOfItem(command.item, context.settings);
  if (!seller.ok) return seller;
  const sellerId = seller.value.id;
  const shift = shiftForSale(state, sellerId, context);
  if (!shift.ok) return shift;
  const receipt = state.receipt;
  if (receipt !== null && receipt.phase !== "open") return refuse(appError("RCP402"));
  if (receipt?.original) {
    return command.marking === null ? refuse(appError("RCP440")) : scanReturned(receipt, command.marking, command.item.name, consent.value);
  }
  if (receipt !== null && hasFixedSums(receipt)) return scanCode(state, receipt, command, consent.value, context.settings);
  const unfit = receipt === null ? pricedFault(command) : strangerFault(receipt, command, seller.value, context.settings);
  if (unfit !== null) return refuse(unfit);
  const kind = receipt?.kind ?? "sale";
  const isPrepaid = receipt !== null && isPrepaying(receipt.settlement);
  const lawful = itemToAdd(command, receipt, context);
  if (!lawful.ok) return lawful;
  const item = lawful.value;
  const isPoured = item.isOnTap === true && kind === "sale" && !isPrepaid;
  if (isPoured) return pour(state, { ...command, item }, sellerId, [...consent.value.events, ...shift.value], context);
  // What is handed over later gets its code then.
  const marking = isPrepaid ? null : command.marking;
  // The weight that the code carries is the piece's own, whatever was typed.
  const wanted = (item.weighed ? marking?.measured : null) ?? command.quantity ?? state.nextQuantity;
  const needsCode = item.markingGroup !== null && marking === null && !isPrepaid;
  if (item.weighed && wanted === null && !needsCode) return refuse(appError("RCP410", { name: item.name }));
  const qty = wanted ?? QUANTITY_ONE;
  const misfit = quantityFault(item, qty, context);
  if (misfit !== null) return refuse(misfit);
  if (needsCode) return refuse(appError("RCP412", { name: item.name }));
  if (item.markingGroup !== null && !item.weighed && qty !== QUANTITY_ONE) return refuse(appError("RCP415"));
  const stampless = stampFault(state, receipt, command, qty, context);
  if (stampless !== null) return refuse(stampless);
  if (marking !== null) {
    const taken = takenMarkFault(state, marking, kind);
    if (taken !== null) return refuse(taken);
  }
  const rest = marking === null ? ok(null) : partOnScan(item, marking, kind, state);
  if (!rest.ok) return rest;
  const part = rest.value;
  const opening = [...consent.value.events, ...shift.value, ...(receipt === null ? [openSale(state, context)] : [])];
  const repeated = receipt === null || marking !== null ? undefined : mergeable(receipt, item, command.barcode);
  if (repeated !== undefined) {
    const sum = quantity(repeated.quantity + qty);
    const over = quantityFault(item, sum, context) ?? changedSumFault(receipt, repeated.line, { priceKop: item.priceKop, quantity: sum });
    return over === null ? events(...opening, { type: "quantityChanged", line: repeated.line, quantity: sum }) : refuse(over);
  }
  const sold = itemOfPart(item, part);
  const tooMuch = changedSumFault(receipt, null, { priceKop: sold.priceKop, quantity: qty });
  if (tooMuch !== null) return refuse(tooMuch);
  return events(...opening, {
    type: "positionAdded",
    position: {
      line: (receipt?.positions.length ?? 0) + 1,
      item: sold,
      barcode: command.barcode,
      quantity: qty,
      discount: null,
      marking: marking === null ? null : newMarking(marking, kind, context.settings),
      ...stampField(command.stamp),
      voided: false,
      sellerId,
      ...(part === null ? {} : { part }),
      original: null,
    },
  });
}

/** Why goods of that seller have no place in the open receipt; null: they have. */
function strangerFault(
  receipt: Receipt,
  command: CoreCommandOf<"addPosition">,
  seller: SellerSettings,
  settings: TillSettings,
): AppError | null {
  const { item } = command;
  if (isMoneyOnly(receipt.settlement)) return appError("DOC401");
  const mispriced = receipt.kind === "purchase" ? purchaseFault(command) : pricedFault(command);
  if (mispriced !== null) return mispriced;
  const { positionLimit: limit } = settings;
  if (receipt.positions.length >= limit) return appError("RCP417", { limit });
  const foreign = otherSellerFault(receipt, seller, item, settings);
  if (foreign !== null) return foreign;
  const own = receipt.positions.filter((position) => !position.voided && sellerIdOf(position) === seller.id);
  return own.some((position) => position.item.taxSystem !== item.taxSystem) ? appError("RCP445", { name: item.name }) : null;
}

function purchaseFault({ item, priceKop = null }: CoreCommandOf<"addPosition">): AppError | null {
  if (priceKop === null) return appError("DOC414", { name: item.name });
  return item.markingGroup === null ? null : appError("DOC415", { name: item.name });
}

/** A price is typed only where goods are bought. */
function pricedFault({ priceKop = null }: CoreCommandOf<"addPosition">): AppError | null {
  return priceKop === null ? null : appError("DOC416");
}

/** A portion (розлив) carries the code of the keg that it came from, without scanning it each time. */
function pour(
  state: TillState,
  { item: card, quantity: asked, barcode, marking, kegId }: CoreCommandOf<"addPosition">,
  sellerId: string,
  opening: readonly TillEvent[],
  context: DecideContext,
): Decision {
  const item = pouredItem(card);
  const receipt = state.receipt;
  const wanted = asked ?? state.nextQuantity;
  if (wanted === null) return refuse(appError("RCP410", { name: item.name }));
  const keg = kegForPour(item, { kegId: kegId ?? null, cis: marking?.cis ?? null }, state);
  if (!keg.ok) return keg;
  const { id, volumeMl, codeBase64, cis, gtin } = keg.value;
  const fault =
    quantityFault(item, wanted, context) ??
    pourFault(keg.value, wanted, state, context) ??
    changedSumFault(receipt, null, { priceKop: item.priceKop, quantity: wanted });
  if (fault !== null) return refuse(fault);
  return events(...opening, ...(receipt === null ? [openSale(state, context)] : []), {
    type: "positionAdded",
    position: {
      line: (receipt?.positions.length ?? 0) + 1,
      item,
      barcode,
      quantity: wanted,
      discount: null,
      marking: newMarking({ codeBase64, cis, gtin, soldInReceipt: null }, "sale", context.settings),
      voided: false,
      sellerId,
      keg: { id, volumeMl },
      original: null,
    },
  });
}

/** Goods of a sale as the law lets them be sold; what comes back or is bought is not held against the hours. */
function itemToAdd({ item, priceKop = null }: CoreCommandOf<"addPosition">, receipt: Receipt | null, context: DecideContext) {
  if (priceKop !== null) return ok(purchased(item, priceKop));
  return receipt === null || receipt.kind === "sale" ? itemForSale(item, context) : ok(item);
}

/** Bought from a person at the price that was typed; the person charges no VAT. */
function purchased(item: CatalogItem, priceKop: Kopecks): CatalogItem {
  return { ...item, priceKop, frozenPrice: true, minimumPriceKop: null, vat: "none", agent: null };
}

/** Goods of a prepayment that are handed over: a scanned code goes to the first line of its good that has none. */
function scanCode(
  state: TillState,
  receipt: Receipt,
  { item, marking }: CoreCommandOf<"addPosition">,
  consent: Consent,
  settings: TillSettings,
): Decision {
  const bare = receipt.positions.find((each) => !each.voided && each.marking === null && each.item.id === item.id);
  if (marking === null || bare === undefined || bare.item.markingGroup === null) return refuse(appError("DOC405", { name: item.name }));
  const taken = takenMarkFault(state, marking, receipt.kind);
  if (taken !== null) return refuse(taken);
  return events(...consent.events, { type: "codeScanned", line: bare.line, marking: newMarking(marking, receipt.kind, settings) });
}

/** The same good scanned again right after itself adds to its line. */
function mergeable(receipt: Receipt, item: CatalogItem, barcode: string | null): Position | undefined {
  const last = receipt.positions.at(-1);
  if (
    last === undefined ||
    last.voided ||
    last.discount !== null ||
    last.marking !== null ||
    item.markingGroup !== null ||
    item.alcohol?.isStamped === true
  )
    return undefined;
  const same = last.item.id === item.id && last.item.priceKop === item.priceKop && last.barcode === barcode;
  return same && !last.item.weighed ? last : undefined;
}

function takenMarkFault(state: TillState, marking: ReadMarking, kind: Receipt["kind"]): AppError | null {
  for (const receipt of unfinishedReceipts(state)) {
    // A part of the piece that another receipt sells leaves the rest of it.
    const isWhole = ({ part }: Position): boolean => part === undefined || receipt.id === state.receipt?.id;
    const taken = receipt.positions.find((position) => !position.voided && position.marking?.cis === marking.cis && isWhole(position));
    if (taken !== undefined) return appError("RCP413", { number: receipt.number, line: taken.line });
  }
  if (isHeld(state, [marking.cis])) return appError("DOC437");
  if (kind === "sale" && marking.soldInReceipt !== null) return appError("RCP414", { number: marking.soldInReceipt });
  if (kind === "sale" && marking.isSoldElsewhere) return appError("MRK600");
  return null;
}

function quantityFault(item: Position["item"], qty: Quantity, context: DecideContext): AppError | null {
  const limit = context.settings.quantityLimit;
  if (qty > limit) return appError("RCP416", { quantity: formatQuantity(qty), limit: formatQuantity(limit) });
  if (!item.weighed && !isWholeQuantity(qty)) return appError("RCP411", { name: item.name, quantity: formatQuantity(qty) });
  return null;
}

export function setNextQuantity(state: TillState, command: CoreCommandOf<"setNextQuantity">, context: DecideContext): Decision {
  const consent = authorise(state, context, "sell");
  if (!consent.ok) return consent;
  if (command.quantity !== null && command.quantity > context.settings.quantityLimit) {
    const limit = formatQuantity(context.settings.quantityLimit);
    return refuse(appError("RCP416", { quantity: formatQuantity(command.quantity), limit }));
  }
  return events(...consent.value.events, { type: "nextQuantitySet", quantity: command.quantity });
}

export function changeQuantity(state: TillState, command: CoreCommandOf<"changeQuantity">, context: DecideContext): Decision {
  const consent = authorise(state, context, "sell");
  if (!consent.ok) return consent;
  const found = openPosition(state, command.line);
  if (!found.ok) return found;
  const { position, receipt } = found.value;
  if (isMoneyOnly(receipt.settlement)) return refuse(appError("DOC401"));
  if (position.stamp !== undefined) return refuse(appError("ALC865"));
  if (position.marking !== null || (position.item.markingGroup !== null && position.original === null)) return refuse(appError("RCP415"));
  if (receipt.deal !== null && hasFixedSums(receipt)) return refuse(appError("DOC413"));
  const misfit = quantityFault(position.item, command.quantity, context);
  if (misfit !== null) return refuse(misfit);
  if (position.original !== null) {
    const left = quantity(position.original.quantity - position.original.returnedQuantity);
    if (command.quantity > left || (position.item.weighed && command.quantity !== left)) {
      return refuse(appError("RCP432", { limit: formatQuantity(left) }));
    }
  }
  const tooMuch = changedSumFault(receipt, command.line, { priceKop: position.item.priceKop, quantity: command.quantity });
  if (tooMuch !== null) return refuse(tooMuch);
  return events(...consent.value.events, { type: "quantityChanged", line: command.line, quantity: command.quantity });
}

export function voidLine(state: TillState, command: CoreCommandOf<"voidLine">, context: DecideContext): Decision {
  const found = openPosition(state, command.line);
  if (!found.ok) return found;
  if (isMoneyOnly(found.value.receipt.settlement)) return refuse(appError("DOC401"));
  const consent = authorise(state, context, "void-line");
  if (!consent.ok) return consent;
  const unread = consentWithoutCode(state, found.value, command, context);
  if (!unread.ok) return unread;
  const approvedBy = unread.value?.approvedBy ?? consent.value.approvedBy;
  return events(...consent.value.events, ...(unread.value?.events ?? []), {
    type: "positionVoided",
    line: command.line,
    reason: "by-hand",
    approvedBy,
  });
}

/**
 * Which of several alike pieces is put aside: its code tells, so that the one that stays in the bag is the one in the receipt. A senior may
 * answer for a code that can't be read. Null: nothing more is asked.
 */
function consentWithoutCode(
  state: TillState,
  { receipt, position }: OpenPosition,
  { cis, isWithoutCode }: CoreCommandOf<"voidLine">,
  context: DecideContext,
): Result<Consent | null, AppError> {
  const { marking, item } = position;
  // A portion has no code of its own.
  const isAsked =
    context.settings.voidMarkedByScan && position.keg === undefined && receipt.kind === "sale" && marking?.state === "allowed";
  if (!isAsked || marking.cis === cis) return ok(null);
  if (cis !== null) return err(appError("MRK576", { name: item.name }));
  return isWithoutCode ? authorise(state, context, "void-without-code") : err(appError("MRK575", { name: item.name }));
}

export function allowMarkedLine(state: TillState, command: CoreCommandOf<"allowMarkedLine">, context: DecideContext): Decision {
  const found = openPosition(state, command.line);
  if (!found.ok) return found;
  const { receipt, position } = found.value;
  if (position.marking?.state !== "ask-senior") return refuse(appError("RCP442"));
  const consent = authorise(state, context, "allow-marked-line");
  if (!consent.ok) return consent;
  const { reason, details, industry, checked } = position.marking;
  const approvedBy = consent.value.approvedBy ?? consent.value.operator.id;
  return events(...consent.value.events, {
    type: "markDecided",
    receiptId: receipt.id,
    line: command.line,
    decision: { state: "allowed", reason, details, industry, approvedBy, ...(checked === undefined ? {} : { checked }) },
    answer: null,
  });
}

export function discountLine(state: TillState, command: CoreCommandOf<"discountLine">, context: DecideContext): Decision {
  const found = openPosition(state, command.line);
  if (!found.ok) return found;
  const { receipt, position } = found.value;
  const fixed = fixedFault(receipt);
  if (fixed !== null) return refuse(fixed);
  const consent = consentToDiscount(state, command.discount, grossKop(position), context);
  if (!consent.ok) return consent;
  if (command.discount !== null && position.item.frozenPrice) return refuse(appError("RCP419", { limit: formatKop(kopecks(0)) }));
  const { approvedBy } = consent.value;
  return events(...consent.value.events, { type: "positionDiscounted", line: command.line, discount: command.discount, approvedBy });
}

export function discountReceipt(state: TillState, command: CoreCommandOf<"discountReceipt">, context: DecideContext): Decision {
  const receipt = state.receipt;
  if (receipt === null) return refuse(appError("RCP401"));
  if (receipt.phase !== "open") return refuse(appError("RCP402"));
  const fixed = fixedFault(receipt);
  if (fixed !== null) return refuse(fixed);
  const base = receiptTotals({ ...receipt, discount: null }, context.settings);
  const consent = consentToDiscount(state, command.discount, base.totalKop, context);
  if (!consent.ok) return consent;
  const limit = discountableKop(receipt, context.settings);
  if (command.discount !== null && "amountKop" in command.discount && command.discount.amountKop > limit) {
    return refuse(appError("RCP419", { limit: formatKop(limit) }));
  }
  const { approvedBy } = consent.value;
  return events(...consent.value.events, { type: "receiptDiscounted", discount: command.discount, approvedBy });
}

/** Sums that stand already: of an earlier receipt, or of money alone. */
function fixedFault(receipt: Receipt): AppError | null {
  if (receipt.original !== null) return appError("RCP435");
  return hasFixedSums(receipt) || isMoneyOnly(receipt.settlement) || receipt.kind === "purchase" ? appError("DOC422") : null;
}

/** A role may discount up to its own limit; beyond it a senior's consent is needed whatever the role. */
function consentToDiscount(
  state: TillState,
  discount: ManualDiscount | null,
  baseKop: number,
  context: DecideContext,
): Result<Consent, AppError> {
  const consent = authorise(state, context, "discount");
  if (!consent.ok || discount === null) return consent;
  const asked =
    "percentBasisPoints" in discount ? discount.percentBasisPoints : Math.ceil((discount.amountKop * 10_000) / Math.max(1, baseKop));
  const { operator } = consent.value;
  const person = consent.value.approvedBy !== null && context.approver !== null ? context.approver : operator;
  const limit = context.settings.discountLimitBasisPoints[person.role];
  if (asked <= limit) return consent;
  if (context.approver !== null && asked <= context.settings.discountLimitBasisPoints[context.approver.role]) {
    return approve(operator, context, "discount");
  }
  return err(appError("RCP418", { percent: asked / 100, limit: limit / 100 }));
}
