import type {
  CompletedView,
  CustomerView,
  FiscalView,
  HeldView,
  LightView,
  LineView,
  OperatorView,
  ReceiptView,
  Role,
  ShiftView,
  TenderView,
  TillInfoView,
  TillView,
  UnresolvedView,
  UploadView,
} from "../../config/contract/view.ts";
import type { FactDeal, ReceiptFact } from "../../config/contract/facts.ts";
import { errorText } from "../../config/errors/index.ts";
import { kopecks, points, type Kopecks } from "../../config/money.ts";
import { ageView } from "../alcohol/age-check.ts";
import { rolesThatMay, type Action } from "../access/permissions.ts";
import type { TillSettings } from "../core/settings.ts";
import type { TillState } from "../core/state.ts";
import { isUnanswered } from "../effects/decide-fiscal.ts";
import { isGivenUp } from "../tender/decide-payment.ts";
import { maskCard, maskName } from "../loyalty/card.ts";
import { receiptLoyalty } from "../loyalty/receipt-loyalty.ts";
import { cashRoundingOf } from "../tender/cash-rounding.ts";
import { bringsMoney } from "../shift/shift.ts";
import { livePositions, offsetOf, receiptTotals, redeemLimitOf, type ReceiptTotals } from "../receipt/receipt-totals.ts";
import type { FiscalJob, Position, Receipt } from "../receipt/receipt.ts";
import { priceNoteText } from "../pricing/price-note.ts";
import { drawerKop, isStuck, pressingJob, tillShift } from "../shift/book.ts";
import { shiftEndsAt } from "../shift/shift.ts";
import { suggestedCash } from "../tender/suggested-cash.ts";
import { paidKop, type Tender } from "../tender/tender.ts";
import type { ScreenState } from "../till-ports.ts";
import { ownerName, sellerIdOf } from "../receipt/sellers.ts";
import { cardReturnViews, countersViews, paymentOf, purchaseView, registrarShifts } from "./sellers-view.ts";
import { seenOf } from "./unresolved-view.ts";
import { approvalText } from "./approval-text.ts";
import { markingView, partsView, stampView } from "./line-marking.ts";
import { kegViews } from "./keg-view.ts";
import { codePromptView } from "./code-prompt-view.ts";

/** What the view needs besides the till's state. */
export interface ViewContext {
  readonly info: TillInfoView;
  readonly staff: readonly OperatorView[];
  readonly settings: TillSettings;
  readonly suggestedNotesKop: readonly Kopecks[];
  readonly screen: ScreenState;
  readonly lights: readonly LightView[];
  readonly upload: UploadView;
}

/** The whole screen, computed from the state: pure, the same for touch, keyboard and scanner. */
export function tillView(state: TillState, context: ViewContext): TillView {
  const receipt = shownReceipt(state);
  const { settings, info } = context;
  const { language } = info;
  return {
    info,
    staff: context.staff,
    operator: state.operator === null ? null : operatorView(state.operator),
    shift: shiftView(state, settings, language),
    receipt: receipt === null ? null : receiptView(receipt, context),
    lines:
      receipt === null
        ? []
        : receipt.positions.map((position) =>
            lineView(position, receiptTotals(receipt, settings), receipt.kind === "sale" && receipt.settlement === "full", context),
          ),
    nextQuantity: state.nextQuantity,
    fiscal: fiscalView(state, settings, language),
    completed: completedView(state),
    purchase: purchaseView(state, settings, language),
    cardReturns: cardReturnViews(state, settings),
    held: state.held.map((held): HeldView => {
      const { receipt: kept } = held;
      const totalKop = receiptTotals(kept, settings).totalKop;
      return { receiptId: kept.id, number: kept.number, at: held.at, lineCount: livePositions(kept).length, totalKop };
    }),
    unresolved: state.unresolved.map((job): UnresolvedView => ({
      jobId: job.id,
      registrarId: job.registrarId,
      owner: ownerName(settings, job.registrarId),
      purpose: job.purpose.kind,
      receiptNumber: job.purpose.kind === "receipt" ? job.purpose.receipt.number : null,
      totalKop: job.document.kind === "receipt" ? job.document.receipt.totalKop : null,
      seen: seenOf(job, language),
      at: job.at,
      isParked: job.isParked === true,
    })),
    printOwed: Object.values(state.books).find((book) => book.printOwed !== null)?.printOwed ?? null,
    alert: context.screen.alert,
    approval: approvalView(state, context),
    codePrompt: codePromptView(context.screen.codePrompt, language),
    kegs: kegViews(state, settings),
    lights: context.lights,
    upload: context.upload,
  };
}

/** The receipt being made, else the one whose document is on its way. */
export function shownReceipt(state: TillState): Receipt | null {
  if (state.receipt !== null) return state.receipt;
  const purpose = pressingJob(state)?.purpose;
  return purpose?.kind === "receipt" ? purpose.receipt : null;
}

function operatorView({ id, name, role }: OperatorView): OperatorView {
  return { id, name, role };
}

function shiftView(state: TillState, settings: TillSettings, language: "ru" | "en"): ShiftView {
  const { openShiftWithFirstSale } = settings;
  const shift = tillShift(state);
  const moving = movingShift(state, settings);
  const status = moving === undefined ? shift.status : moving.purpose.kind === "open-shift" ? "opening" : "closing";
  const { salesKop, salesCount, refundsKop, refundsCount } = shift.totals;
  const { purchasesKop, purchasesCount, purchaseRefundsKop, purchaseRefundsCount } = shift.totals;
  return {
    status,
    opensWithSale: openShiftWithFirstSale,
    number: shift.number,
    openedAt: shift.openedAt,
    endsAt: shiftEndsAt(shift),
    drawerKop: drawerKop(state),
    salesKop,
    salesCount,
    refundsKop,
    refundsCount,
    purchasesKop,
    purchasesCount,
    purchaseRefundsKop,
    purchaseRefundsCount,
    registrars: registrarShifts(state, settings, language),
    counters: countersViews(state, settings, language),
  };
}

/** A shift on its way. On a till with several sellers one that is stuck is its own registrar's business. */
function movingShift(state: TillState, { sellers }: TillSettings): FiscalJob | undefined {
  return state.jobs.find(
    ({ purpose, registrarId }) =>
      (purpose.kind === "open-shift" || purpose.kind === "close-shift") && (sellers.length === 1 || !isStuck(state, registrarId)),
  );
}

/** Line views are kept per position and total, so that an unchanged line is the same object and is not sent again. */
const keptLines = new WeakMap<Position, { readonly key: string; readonly view: LineView }>();

function lineView(
  position: Position,
  totals: ReceiptTotals,
  isHandedOver: boolean,
  { settings, info: { language } }: ViewContext,
): LineView {
  const priced = totals.lines.get(position.line);
  const isUnticked = position.toScan === true && !position.voided;
  const needsCode = isUnticked || (isHandedOver && position.item.markingGroup !== null && position.marking === null && !position.voided);
  const key = `${needsCode}/${language}/${priced?.sumKop}/${priced?.discountKop}/${priced?.explanation.length}`;
  const kept = keptLines.get(position);
  if (kept?.key === key) return kept.view;
  const { item, marking } = position;
  const seller = ownerName(settings, sellerIdOf(position));
  const view: LineView = {
    line: position.line,
    name: item.name,
    article: item.article,
    unit: item.unit,
    quantity: position.quantity,
    weighed: item.weighed,
    priceKop: item.priceKop,
    discountKop: priced?.discountKop ?? kopecks(0),
    sumKop: priced?.sumKop ?? kopecks(0),
    voided: position.voided,
    ...(seller === null ? {} : { seller }),
    marking: marking === null ? null : markingView(marking, language),
    ...partsView(position),
    needsCode,
    ...stampView(position),
    explanation: priced === undefined || priced.discountKop === 0 ? [] : priced.explanation.map((note) => priceNoteText(note, language)),
  };
  keptLines.set(position, { key, view });
  return view;
}

function receiptView(receipt: Receipt, context: ViewContext): ReceiptView {
  const { settings } = context;
  const totals = receiptTotals(receipt, settings);
  const live = livePositions(receipt);
  const paid = paidKop(receipt.tenders);
  const dueKop = kopecks(Math.max(0, totals.totalKop - paid));
  const cashDueKop = kopecks(Math.max(0, dueKop - cashRoundingOf(receipt, totals, settings)));
  return {
    id: receipt.id,
    number: receipt.number,
    kind: receipt.kind,
    settlement: receipt.settlement,
    deal: receipt.deal,
    phase: receipt.phase,
    lineCount: live.length,
    grossKop: totals.grossKop,
    discountKop: totals.discountKop,
    totalKop: totals.totalKop,
    goodsKop: totals.goodsKop,
    paidKop: paid,
    dueKop,
    cashDueKop,
    customer: customerView(receipt, totals, settings),
    buyerContact: receipt.buyerContact,
    buyer: receipt.buyer === null ? null : { name: receipt.buyer.name, inn: receipt.buyer.inn ?? null },
    paper: receipt.paper,
    prepaidKop: offsettable(receipt, dueKop),
    isOnCredit: receipt.kind === "refund" && (receipt.original?.credits.length ?? 0) > 0,
    tenders: tendersOf(receipt, totals).map(tenderView),
    suggestedCashKop: !bringsMoney(receipt.kind) || dueKop === 0 ? [] : suggestedCash(cashDueKop, context.suggestedNotesKop),
    checkingLines: live.filter((position) => position.marking?.state === "checking").length,
    age: ageView(receipt, settings),
    activeLine: receipt.activeLine,
  };
}

function customerView(receipt: Receipt, totals: ReceiptTotals, settings: TillSettings): CustomerView | null {
  const { customer } = receipt;
  if (customer === null) return null;
  return {
    maskedCard: maskCard(customer.cardNumber),
    name: maskName(customer.name),
    balance: customer.balance,
    redeemLimit: redeemLimitOf(receipt, settings),
    redeemed: totals.redeemed,
    willAccrue: points(receiptLoyalty(receipt, settings)?.accrued ?? 0),
  };
}

/** A seller's part of a purchase holds its share of the cash only: the change was given once, for all. */
function tendersOf({ tenders, part }: Receipt, { totalKop }: ReceiptTotals): readonly Tender[] {
  if (part === undefined) return tenders;
  const changeKop = paidKop(tenders) - totalKop;
  return tenders.map((tender) => (tender.kind === "cash" ? { ...tender, amountKop: kopecks(tender.amountKop - changeKop) } : tender));
}

function tenderView(tender: Tender): TenderView {
  const { id, kind, amountKop } = tender;
  if (tender.kind === "cash") return { id, kind, amountKop, state: "accepted", text: "" };
  if (tender.kind !== "card") return { id, kind, amountKop, state: "accepted", text: tender.reference };
  const state = tender.state === "approved" ? "accepted" : tender.state === "charging" ? "waiting" : tender.state;
  return { id, kind, amountKop, state, text: tender.text };
}

function fiscalView(state: TillState, settings: TillSettings, language: "ru" | "en"): FiscalView | null {
  const job = pressingJob(state);
  if (job === null) return null;
  const owner = ownerName(settings, job.registrarId);
  const isPart = job.purpose.kind === "receipt" && job.purpose.receipt.part !== undefined;
  return {
    purpose: job.purpose.kind,
    state: fiscalState(job),
    error: job.error === null ? null : { code: job.error.code, text: errorText(job.error, language) },
    canRetry: job.state === "failed",
    canCancel: isGivenUp(job),
    canPark: isUnanswered(job),
    ...(owner === null ? {} : { owner }),
    ...(isPart ? { isPart } : {}),
  };
}

function fiscalState(job: FiscalJob): FiscalView["state"] {
  if (job.state === "failed") return "failed";
  if (job.state === "waiting") return "waiting";
  return job.error === null ? "printing" : "checking-outcome";
}

/** What the customer must keep the number of: the deal itself, or the credit that the receipt gave. */
function dealOfFact({ deal, tenders }: ReceiptFact): FactDeal | null {
  if (deal !== undefined) return deal;
  const credit = tenders.find((tender) => tender.kind === "credit");
  return credit?.reference === undefined ? null : { reference: credit.reference, kind: "credit" };
}

/** What can be offset without naming a deal: money of the very goods, or what a refund gives back. */
function offsettable(receipt: Receipt, dueKop: Kopecks): Kopecks | null {
  const ownDeal = receipt.deal?.reference;
  const taken = (isOwn: boolean): number =>
    receipt.tenders.reduce(
      (sum, each) => (each.kind === "prepaid" && (each.reference === ownDeal) === isOwn ? sum + each.amountKop : sum),
      0,
    );
  const ownKop = offsetOf(receipt) - taken(true);
  const others = (receipt.original?.prepaid ?? []).filter(({ reference }) => reference !== ownDeal);
  const ofSale = others.reduce((sum, part) => sum + part.paidKop - part.returnedKop, 0) - taken(false);
  const limit = Math.min(dueKop, ownKop > 0 ? ownKop : ofSale);
  return limit > 0 ? kopecks(limit) : null;
}

function completedView(state: TillState): CompletedView | null {
  if (state.completed?.shown !== true) return null;
  const { fact } = state.completed;
  return {
    receiptId: fact.id,
    number: fact.number,
    kind: fact.kind,
    deal: dealOfFact(fact),
    ...paymentOf(state.completed, state),
    fdNumber: fact.fiscal.fdNumber,
    accrued: points(fact.loyalty?.accrued ?? 0),
    ...(fact.egais === undefined ? {} : { egais: { number: fact.egais.number, url: fact.egais.url } }),
  };
}

function approvalView(state: TillState, context: ViewContext): TillView["approval"] {
  const waiting = context.screen.approval;
  if (waiting === null) return null;
  return {
    text: approvalText(waiting.action, context.info.language),
    roles: approvingRoles(waiting.action, state, context.settings),
    commandType: waiting.command.type,
  };
}

/** A discount over one's own limit needs somebody with a larger one. */
function approvingRoles(action: Action, { operator }: TillState, settings: TillSettings): readonly Role[] {
  const roles = rolesThatMay(action);
  if (action !== "discount" || operator === null) return roles;
  const limits = settings.discountLimitBasisPoints;
  return roles.filter((role) => limits[role] > limits[operator.role]);
}
