import { appError } from "../../config/errors/index.ts";
import { points } from "../../config/money.ts";
import type { CoreCommandOf } from "../core/command.ts";
import type { TillEvent } from "../core/event.ts";
import { authorise, events, refuse, type DecideContext, type Decision } from "../core/context.ts";
import { unfinishedReceipts, type TillState } from "../core/state.ts";
import { documentWhenPaid } from "../tender/document-when-paid.ts";
import { hasOpenCardOperation } from "../tender/tender.ts";
import { hasFixedSums, livePositions, receiptTotals, redeemLimitOf } from "./receipt-totals.ts";
import type { Receipt } from "./receipt.ts";

/** Phone in the form of tag 1008, or an e-mail address. */
const CONTACT = /^(\+7\d{10}|[^\s@]+@[^\s@]+\.[^\s@]{2,})$/;

export function voidReceipt(state: TillState, command: CoreCommandOf<"voidReceipt">, context: DecideContext): Decision {
  const receipt = state.receipt;
  if (receipt === null) return refuse(appError("RCP401"));
  if (receipt.phase !== "open") return refuse(appError("RCP402"));
  const consent = authorise(state, context, livePositions(receipt).length === 0 ? "sell" : "void-receipt");
  if (!consent.ok) return consent;
  return events(...consent.value.events, {
    type: "receiptVoided",
    receiptId: receipt.id,
    number: receipt.number,
    totalKop: receiptTotals(receipt, context.settings).totalKop,
    reason: command.reason,
    approvedBy: consent.value.approvedBy,
  });
}

/** Also while the bank is silent: the till must not stand still because a card terminal does. */
export function holdReceipt(state: TillState, context: DecideContext): Decision {
  const consent = authorise(state, context, "sell");
  if (!consent.ok) return consent;
  const receipt = state.receipt;
  if (receipt === null) return refuse(appError("RCP401"));
  if (receipt.phase !== "open" && !hasOpenCardOperation(receipt.tenders)) return refuse(appError("RCP402"));
  if (livePositions(receipt).length === 0) return refuse(appError("RCP420"));
  if (state.held.length >= context.settings.holdLimit) return refuse(appError("RCP429", { limit: context.settings.holdLimit }));
  return events(...consent.value.events, { type: "receiptHeld", by: consent.value.operator.id });
}

export function recallReceipt(state: TillState, command: CoreCommandOf<"recallReceipt">, context: DecideContext): Decision {
  const consent = authorise(state, context, "sell");
  if (!consent.ok) return consent;
  if (state.receipt !== null) return refuse(appError("RCP407", { number: state.receipt.number }));
  const held = state.held.find((each) => each.receipt.id === command.receiptId);
  if (held === undefined) return refuse(appError("RCP430"));
  // The bank may have said yes meanwhile: then the money is complete and the document is due.
  const due = documentWhenPaid(held.receipt, consent.value.operator, state, context);
  const refused = held.receipt.positions.filter((position) => !position.voided && position.marking?.state === "refused");
  const voided = refused.map(({ line }) => refusedCode(held.receipt, line));
  return events(
    ...consent.value.events,
    { type: "receiptRecalled", receiptId: command.receiptId },
    ...voided,
    ...freshBalance(state, held.receipt, context),
    ...due,
  );
}

/** A refused piece is struck out; of goods prepaid earlier only its code is, and another piece is scanned. */
export function refusedCode(receipt: Receipt, line: number): TillEvent {
  if (receipt.original === null && hasFixedSums(receipt)) return { type: "codeDropped", line };
  return { type: "positionVoided", line, reason: "marking-refused", approvedBy: null };
}

/** Points may have been spent while the receipt stood aside: what is left of them is looked up anew. Paid ones keep their reservation. */
function freshBalance(state: TillState, receipt: Receipt, context: DecideContext): readonly TillEvent[] {
  const { customer, redeem } = receipt;
  const balance = customer === null || receipt.phase !== "open" ? null : context.balanceOf(customer.cardNumber);
  if (customer === null || balance === null) return [];
  const free = points(Math.max(0, balance - reservedPoints(state, customer.cardNumber, receipt, context)));
  if (free === customer.balance) return [];
  return [
    { type: "customerAttached", customer: { ...customer, balance: free } },
    { type: "redemptionSet", points: redeem },
  ];
}

/** The card's balance comes with the command; points reserved by the till's other unfinished receipts are taken off. */
export function attachCustomer(state: TillState, command: CoreCommandOf<"attachCustomer">, context: DecideContext): Decision {
  const consent = authorise(state, context, "sell");
  if (!consent.ok) return consent;
  const receipt = changeable(state.receipt);
  if (!receipt.ok) return receipt;
  const free = command.customer.balance - reservedPoints(state, command.customer.cardNumber, receipt.value, context);
  return events(...consent.value.events, {
    type: "customerAttached",
    customer: { ...command.customer, balance: points(Math.max(0, free)) },
  });
}

function reservedPoints(state: TillState, cardNumber: string, besides: Receipt, context: DecideContext): number {
  let reserved = 0;
  for (const receipt of unfinishedReceipts(state)) {
    if (receipt.id !== besides.id && receipt.customer?.cardNumber === cardNumber) {
      reserved += receiptTotals(receipt, context.settings).redeemed;
    }
  }
  return reserved;
}

export function detachCustomer(state: TillState, context: DecideContext): Decision {
  const consent = authorise(state, context, "sell");
  if (!consent.ok) return consent;
  const receipt = changeable(state.receipt);
  if (!receipt.ok) return receipt;
  return receipt.value.customer === null ? refuse(appError("RCP436")) : events(...consent.value.events, { type: "customerDetached" });
}

export function redeemPoints(state: TillState, command: CoreCommandOf<"redeemPoints">, context: DecideContext): Decision {
  const consent = authorise(state, context, "sell");
  if (!consent.ok) return consent;
  const receipt = changeable(state.receipt);
  if (!receipt.ok) return receipt;
  if (receipt.value.customer === null) return refuse(appError("RCP436"));
  const { settlement, kind } = receipt.value;
  if (settlement !== "full" || kind !== "sale" || hasFixedSums(receipt.value)) return refuse(appError("DOC421"));
  const limit = redeemLimitOf(receipt.value, context.settings);
  if (command.points > limit) return refuse(appError("LOY606", { limit }));
  return events(...consent.value.events, { type: "redemptionSet", points: command.points });
}

export function setBuyerContact(state: TillState, command: CoreCommandOf<"setBuyerContact">, context: DecideContext): Decision {
  const consent = authorise(state, context, "sell");
  if (!consent.ok) return consent;
  if (state.receipt === null) return refuse(appError("RCP401"));
  if (state.receipt.phase !== "open") return refuse(appError("RCP402"));
  const contact = command.contact === null ? null : normalContact(command.contact);
  if (contact !== null && !CONTACT.test(contact)) return refuse(appError("RCP443", { contact }));
  return events(...consent.value.events, { type: "buyerContactSet", contact });
}

/** "8 900 123-45-67" and "9001234567" are +79001234567; an e-mail stays as it is. */
function normalContact(text: string): string {
  const trimmed = text.trim();
  if (trimmed.includes("@")) return trimmed;
  const digits = trimmed.replace(/[\s()+.-]/g, "");
  if (/^9\d{9}$/.test(digits)) return `+7${digits}`;
  return /^[78]\d{10}$/.test(digits) ? `+7${digits.slice(1)}` : trimmed;
}

function changeable(receipt: Receipt | null) {
  if (receipt === null) return { ok: false as const, error: appError("RCP401") };
  if (receipt.phase !== "open") return { ok: false as const, error: appError("RCP402") };
  if (receipt.original !== null) return { ok: false as const, error: appError("RCP435") };
  return { ok: true as const, value: receipt };
}
