import { appError, type AppError } from "../../config/errors/index.ts";
import { formatKop, kopecks, type Kopecks } from "../../config/money.ts";
import { err, ok, type Result } from "../../config/result.ts";
import type { CoreCommandOf } from "../core/command.ts";
import { authorise, events, refuse, type DecideContext, type Decision } from "../core/context.ts";
import type { TillState } from "../core/state.ts";
import { leftOf, takenFault } from "../deals/deal-left.ts";
import { dealReference, isPrepaid } from "../deals/deal.ts";
import { offsetOf } from "../receipt/receipt-totals.ts";
import type { PaidPart, Receipt } from "../receipt/receipt.ts";
import { dealFault } from "../receipt/sellers.ts";
import { payableReceipt, whenPaid, type Payable } from "./payable-receipt.ts";
import type { DealTender } from "./tender.ts";

/** Deal and the most that it may pay of the receipt now. */
interface Source {
  readonly reference: string;
  readonly limitKop: Kopecks;
}

/** Offset (зачёт) of money received before; on a refund it goes back to where it came from. */
export function payPrepaid(state: TillState, command: CoreCommandOf<"payPrepaid">, context: DecideContext): Decision {
  const payable = payableReceipt(state, context, "offset");
  if (!payable.ok) return payable;
  const { receipt, dueKop } = payable.value;
  const foreign = dealFault(receipt, context.settings);
  if (foreign !== null) return refuse(foreign);
  const asked = command.reference === null ? null : (context.dealOf(command.reference)?.reference ?? command.reference);
  const ownKop = kopecks(offsetOf(receipt) - tendered(receipt, "prepaid", receipt.deal?.reference ?? ""));
  const found = ownKop > 0 ? ownSource(receipt, ownKop, asked) : sourceOf(receipt, asked, state, context);
  if (!found.ok) return found;
  const { reference } = found.value;
  const amountKop = command.amountKop ?? kopecks(Math.min(dueKop, found.value.limitKop));
  const fault = amountFault(amountKop, dueKop, found.value);
  if (fault !== null) return refuse(fault);
  if (ownKop > 0 && amountKop !== ownKop) return refuse(appError("DOC407", { amount: formatKop(ownKop) }));
  const tender: DealTender = { id: context.newId(), kind: "prepaid", amountKop, reference };
  return events(
    ...payable.value.consent,
    { type: "prepaidTendered", tenderId: tender.id, amountKop, reference },
    ...whenPaid(state, receipt, tender, context),
  );
}

function amountFault(amountKop: Kopecks, dueKop: Kopecks, { reference, limitKop }: Source): AppError | null {
  if (limitKop <= 0) return appError("DOC418", { reference });
  if (amountKop <= 0) return appError("RCP439");
  if (amountKop > dueKop) return appError("DOC426", { due: formatKop(dueKop) });
  return amountKop > limitKop ? appError("DOC403", { reference, left: formatKop(limitKop), amount: formatKop(amountKop) }) : null;
}

/** Goods that were prepaid one by one take exactly their own money, and first: so what is left always belongs to the goods left. */
function ownSource({ deal }: Receipt, limitKop: Kopecks, asked: string | null): Result<Source, AppError> {
  const reference = deal?.reference ?? "";
  return asked === null || asked === reference ? ok({ reference, limitKop }) : err(appError("DOC407", { amount: formatKop(limitKop) }));
}

function sourceOf(receipt: Receipt, asked: string | null, state: TillState, context: DecideContext): Result<Source, AppError> {
  const isOfGoods = receipt.kind === "sale" || receipt.kind === "refund";
  if (receipt.settlement !== "full" || !isOfGoods) return err(appError("DOC424"));
  if (receipt.kind === "refund") return refunded(receipt, "prepaid", asked);
  const reference = asked ?? receipt.deal?.reference;
  const deal = reference === undefined ? null : context.dealOf(reference);
  if (deal === null) return err(appError("DOC402", { reference: reference ?? "" }));
  if (receipt.deal?.reference === deal.reference) return err(appError("DOC418", { reference: deal.reference }));
  if (!isPrepaid(deal.kind) || deal.kind === "prepayment") return err(appError("DOC404", { reference: deal.reference }));
  return ok({ reference: deal.reference, limitKop: leftOf(deal, state, context.settings) });
}

/** The first deal of the sale that something is left to go back to, or the one that was named. */
function refunded(receipt: Receipt, kind: DealTender["kind"], asked: string | null): Result<Source, AppError> {
  const parts: readonly (PaidPart & { readonly reference: string })[] =
    (kind === "prepaid" ? receipt.original?.prepaid : receipt.original?.credits) ?? [];
  // What was prepaid for the very lines has gone back before.
  const own = kind === "prepaid" && offsetOf(receipt) > 0 ? receipt.deal?.reference : undefined;
  const sources = parts
    .filter(({ reference }) => reference !== own && (asked === null || reference === asked))
    .map(({ reference, paidKop, returnedKop }) => ({
      reference,
      limitKop: kopecks(paidKop - returnedKop - tendered(receipt, kind, reference)),
    }));
  const found = sources.find(({ limitKop }) => limitKop > 0) ?? sources[0];
  return found === undefined ? err(appError("DOC424")) : ok(found);
}

function tendered({ tenders }: Receipt, kind: DealTender["kind"], reference: string): number {
  return tenders.reduce((sum, each) => (each.kind === kind && each.reference === reference ? sum + each.amountKop : sum), 0);
}

/** Left to be paid later (кредит): a named customer and a senior's consent; on a refund it is taken off what is owed. */
export function payCredit(state: TillState, command: CoreCommandOf<"payCredit">, context: DecideContext): Decision {
  const payable = payableReceipt(state, context, "credit");
  if (!payable.ok) return payable;
  const { receipt } = payable.value;
  const foreign = dealFault(receipt, context.settings);
  if (foreign !== null) return refuse(foreign);
  if (receipt.settlement !== "full") return refuse(appError("DOC424"));
  if (receipt.kind === "refund") return takeOffCredit(state, payable.value, command, context);
  if (receipt.kind !== "sale") return refuse(appError("DOC424"));
  const customer = command.customer ?? receipt.credit?.customer ?? receipt.buyer?.name;
  if (customer === undefined || customer.trim() === "") return refuse(appError("DOC412"));
  const consent = authorise(state, context, "give-credit");
  if (!consent.ok) return consent;
  const { dueKop } = payable.value;
  const amountKop = command.amountKop ?? dueKop;
  if (amountKop <= 0) return refuse(appError("RCP439"));
  if (amountKop > dueKop) return refuse(appError("DOC426", { due: formatKop(dueKop) }));
  const reference = dealReference(context.settings.tillId, receipt.number);
  const taken = takenFault(reference, context);
  if (taken !== null) return refuse(taken);
  const credit = { customer: customer.trim(), agreement: command.agreement ?? receipt.credit?.agreement ?? null };
  const tender: DealTender = { id: context.newId(), kind: "credit", amountKop, reference };
  return events(
    ...payable.value.consent,
    ...consent.value.events,
    { type: "creditTendered", tenderId: tender.id, amountKop, reference, ...credit, approvedBy: consent.value.approvedBy },
    ...whenPaid(state, { ...receipt, credit }, tender, context),
  );
}

function takeOffCredit(
  state: TillState,
  { receipt, dueKop, consent }: Payable,
  command: CoreCommandOf<"payCredit">,
  context: DecideContext,
): Decision {
  const found = refunded(receipt, "credit", null);
  if (!found.ok) return found;
  const { reference } = found.value;
  const deal = context.dealOf(reference);
  // What was paid meanwhile is owed no more: that part goes back as money.
  const owedKop = deal === null ? kopecks(0) : leftOf(deal, state, context.settings);
  const source = { reference, limitKop: kopecks(Math.min(found.value.limitKop, owedKop)) };
  const amountKop = command.amountKop ?? kopecks(Math.min(dueKop, source.limitKop));
  const fault = amountFault(amountKop, dueKop, source);
  if (fault !== null) return refuse(fault);
  const credit = { customer: deal?.holder ?? "", agreement: null };
  const tender: DealTender = { id: context.newId(), kind: "credit", amountKop, reference };
  return events(
    ...consent,
    { type: "creditTendered", tenderId: tender.id, amountKop, reference, ...credit, approvedBy: null },
    ...whenPaid(state, { ...receipt, credit }, tender, context),
  );
}
