import { appError, type AppError } from "../../config/errors/index.ts";
import { localDate } from "../../config/local-date.ts";
import { formatKop, kopecks, type Kopecks } from "../../config/money.ts";
import { err, ok, type Result } from "../../config/result.ts";
import { allFindings } from "../../fiscal/document/all-findings.ts";
import { checkReceipt, type Finding } from "../../fiscal/document/check.ts";
import { saleFault } from "../alcohol/sale-fault.ts";
import type { Operator } from "../access/operator.ts";
import { authorise, type DecideContext } from "../core/context.ts";
import type { TillEvent } from "../core/event.ts";
import { WAITING_DOCUMENTS_MAX } from "../core/settings.ts";
import type { TillState } from "../core/state.ts";
import { fiscalReceipt } from "../receipt/fiscal-receipt.ts";
import { receiptRules } from "../receipt/receipt-rules.ts";
import { livePositions, offsetOf, receiptTotals, type ReceiptTotals } from "../receipt/receipt-totals.ts";
import type { Receipt } from "../receipt/receipt.ts";
import { alcoholFault } from "../receipt/stamped-goods.ts";
import { sellerById, sellerIdsOf } from "../receipt/sellers.ts";
import { jobsOf } from "../shift/book.ts";
import { openShiftFault, parkedFault } from "../shift/decide-shift.ts";
import { owedPart } from "./owed-part.ts";
import { documentWhenPaid, receiptsWhenPaid } from "./document-when-paid.ts";
import { hasOpenCardOperation, paidKop, type Tender } from "./tender.ts";

export interface Payable {
  readonly receipt: Receipt;
  readonly totals: ReceiptTotals;
  readonly dueKop: Kopecks;
  readonly operator: Operator;
  /** To be put before the events of the payment. */
  readonly consent: readonly TillEvent[];
}

/** Everything that must hold before money is taken, or an earlier payment is offset. */
export function payableReceipt(
  state: TillState,
  context: DecideContext,
  by: "money" | "offset" | "credit" = "money",
): Result<Payable, AppError> {
  const consent = authorise(state, context, "sell");
  if (!consent.ok) return consent;
  const receipt = state.receipt;
  if (receipt === null) return err(appError("RCP401"));
  const fault =
    registrarsFault(state, receipt, context) ?? goodsFault(receipt) ?? alcoholFault(receipt, context) ?? saleFault(receipt, context);
  if (fault !== null) return err(fault);
  if (hasOpenCardOperation(receipt.tenders)) return err(appError("RCP425"));
  const totals = receiptTotals(receipt, context.settings);
  if (receipt.settlement === "part-prepayment" && totals.totalKop >= totals.goodsKop) return err(appError("DOC411"));
  const dueKop = kopecks(totals.totalKop - paidKop(receipt.tenders));
  const isFree = totals.totalKop === 0 && receipt.tenders.length === 0;
  if (dueKop <= 0 && !isFree) return err(appError("RCP426"));
  const missingKop = offsetOf(receipt) - offsetTendered(receipt);
  if (by !== "offset" && missingKop > 0) return err(appError("DOC407", { amount: formatKop(kopecks(missingKop)) }));
  // An offset of these very lines comes before the credit, any other after it.
  const owed = by === "credit" || (by === "offset" && missingKop > 0) ? null : owedPart(receipt, dueKop, state, context);
  if (owed !== null) return err(appError("DOC431", { reference: owed.reference, amount: formatKop(owed.limitKop) }));
  const { operator, events } = consent.value;
  const unlawful = lawFault(receipt, dueKop, operator, context);
  return unlawful === null ? ok({ receipt, totals, dueKop, operator, consent: events }) : err(unlawful);
}

function offsetTendered({ tenders, deal }: Receipt): number {
  return tenders.reduce((sum, each) => (each.kind === "prepaid" && each.reference === deal?.reference ? sum + each.amountKop : sum), 0);
}

/** Every document that comes of the receipt is held against the law before any money is taken, as if the rest were paid in cash. */
function lawFault(receipt: Receipt, dueKop: Kopecks, operator: Operator, context: DecideContext): AppError | null {
  const { settings, now } = context;
  const rest: readonly Tender[] = dueKop === 0 ? [] : [{ id: "", kind: "cash", amountKop: dueKop }];
  const date = localDate(now, settings.utcOffsetMinutes);
  const found: Finding[] = [];
  for (const part of receiptsWhenPaid({ ...receipt, tenders: [...receipt.tenders, ...rest] }, settings)) {
    const rules = receiptRules(sellerById(settings, part.sellerId), context.registrationOf(part.sellerId), date);
    const document = fiscalReceipt(part.receipt, receiptTotals(part.receipt, settings), operator, settings);
    found.push(...checkReceipt(document, rules));
  }
  return allFindings(found);
}

function goodsFault(receipt: Receipt): AppError | null {
  const live = livePositions(receipt);
  if (live.length === 0) return appError("RCP420");
  const unread = live.find(({ toScan }) => toScan === true);
  if (unread !== undefined) return appError("MRK579", { line: unread.line, name: unread.item.name });
  const checking = live.filter((position) => position.marking?.state === "checking").length;
  if (checking > 0) return appError("RCP421", { count: checking });
  const bare = live.find(({ item, marking }) => item.markingGroup !== null && marking === null);
  if (bare !== undefined && receipt.kind === "sale" && receipt.settlement === "full") return appError("DOC406", { line: bare.line });
  const barred = live.find((position) => position.marking !== null && position.marking.state !== "allowed");
  if (barred === undefined) return null;
  return appError(barred.marking?.state === "ask-senior" ? "RCP456" : "RCP422", { line: barred.line });
}

/** Each registrar that the goods need must have an open shift, and no queue to speak of. */
function registrarsFault(state: TillState, receipt: Receipt, { now, settings }: DecideContext): AppError | null {
  for (const id of sellerIdsOf(receipt)) {
    const closed = openShiftFault(state, id, now) ?? parkedFault(state, id, settings);
    if (closed !== null) return closed;
    const jobs = jobsOf(state, id);
    if (jobs.length >= WAITING_DOCUMENTS_MAX || jobs.some((job) => job.state === "failed")) return appError("RCP409");
  }
  return null;
}

/** The last tender may complete the payment. */
export function whenPaid(state: TillState, receipt: Receipt, last: Tender, context: DecideContext): readonly TillEvent[] {
  const tenders = [...receipt.tenders.filter((tender) => tender.id !== last.id), last];
  return state.operator === null ? [] : documentWhenPaid({ ...receipt, tenders }, state.operator, state, context);
}
