import type { CorrectionDraft, CorrectionWay, TillCommand } from "../../config/contract/commands.ts";
import { localDate } from "../../config/local-date.ts";
import { kopecks, quantity } from "../../config/money.ts";
import type { FiscalLine, FiscalPayments, ReceiptKind, SettlementMethod } from "../../fiscal/document/fiscal-document.ts";
import { PIECE } from "../../fiscal/document/measure.ts";
import { USUAL_DEPARTMENT } from "../../fiscal/document/check-whole.ts";
import { SUBJECT_GOODS } from "../../fiscal/document/settlement.ts";
import type { Ffd } from "../../fiscal/document/tags.ts";
import type { AskedCorrectionLine, CoreCommandOf, OwnReceipt } from "../core/command.ts";
import type { TillSettings } from "../core/settings.ts";
import type { WrittenReceipt } from "../journal/history.ts";
import { OPPOSITE_KIND } from "../receipt/correction-stand.ts";
import { hasMarkedForms, subjectIn } from "../receipt/line-terms.ts";
import { sellerById, sellerIdOf } from "../receipt/sellers.ts";
import { MAIN_REGISTRAR } from "../shift/book.ts";

const FULL_SETTLEMENT = 4;

type Asked = Extract<TillCommand, { type: "registerCorrection" }>;
type Unsigned = Omit<Asked, "id" | "type" | "approval">;

/** A correction as it came over the API, with what may be left out filled in. */
export function correctionCommand(command: Unsigned, own: OwnReceipt | null): CoreCommandOf<"registerCorrection"> {
  const { kind, basis, correctedOn, orderNumber, description, correctedFiscalSign, taxSystem, payments, reason } = command;
  return {
    type: "registerCorrection",
    registrarId: command.registrarId ?? MAIN_REGISTRAR,
    own,
    reason,
    correction: {
      kind,
      basis,
      correctedOn,
      ...(orderNumber === undefined ? {} : { orderNumber }),
      ...(description === undefined ? {} : { description }),
      ...(correctedFiscalSign === undefined ? {} : { correctedFiscalSign }),
      taxSystem,
      buyerContact: command.buyerContact ?? null,
      buyer: command.buyer ?? null,
      industry: command.industry ?? null,
      lines: command.lines.map(lineAsked),
      payments: paymentsAsked(payments),
      totalKop: command.totalKop === undefined ? null : kopecks(command.totalKop),
    },
  };
}

function lineAsked(line: Asked["lines"][number]): AskedCorrectionLine {
  const { markingCode, markingCheck, markingFraction, exciseKop, sumKop, ...same } = line;
  return {
    ...same,
    priceKop: kopecks(line.priceKop),
    quantity: quantity(line.quantity),
    sumKop: sumKop === undefined ? null : kopecks(sumKop),
    method: (line.method ?? FULL_SETTLEMENT) as SettlementMethod,
    subject: line.subject ?? SUBJECT_GOODS,
    measure: line.measure ?? PIECE,
    department: line.department ?? USUAL_DEPARTMENT,
    markingCodeBase64: markingCode ?? null,
    markingCheck: markingCheck ?? null,
    markingFraction: markingFraction ?? null,
    ...(exciseKop === undefined ? {} : { exciseKop: kopecks(exciseKop) }),
  };
}

function paymentsAsked(payments: Asked["payments"]): FiscalPayments {
  return {
    cashKop: kopecks(payments.cashKop),
    electronicKop: kopecks(payments.electronicKop),
    prepaidKop: kopecks(payments.prepaidKop),
    creditKop: kopecks(payments.creditKop),
    counterKop: kopecks(payments.counterKop),
  };
}

/**
 * The till's own receipt as its correction says it (letters of the FNS on ФФД 1.1 and 1.2): with the opposite sign to take the wrong one
 * back, with its own to say it right; the wrong one's fiscal sign in both. Everything that was written comes again, but for what was
 * only printed, in the version of the format that the seller's registrar has now.
 */
export function correctionDraft({ fact, receipt }: WrittenReceipt, way: CorrectionWay, settings: TillSettings): CorrectionDraft {
  const registrarId = sellerIdOf(fact);
  const { ffd } = sellerById(settings, registrarId);
  const { taxSystem, payments, totalKop, buyerContact, buyer, industry } = receipt;
  const kind = way === "reverse" ? OPPOSITE_KIND[receipt.kind] : receipt.kind;
  return {
    kind,
    correctedOn: localDate(fact.fiscal.at, settings.utcOffsetMinutes),
    correctedFiscalSign: fact.fiscal.fiscalSign,
    taxSystem,
    lines: receipt.lines.map((line) => lineWritten(line, kind, ffd)),
    payments,
    totalKop,
    ...(buyerContact === undefined ? {} : { buyerContact }),
    ...(buyer === undefined ? {} : { buyer }),
    ...(industry === undefined || !hasMarkedForms(ffd) ? {} : { industry }),
    registrarId,
    receiptId: fact.id,
  };
}

function lineWritten({ marking, industry, ...same }: FiscalLine, kind: ReceiptKind, ffd: Ffd): CorrectionDraft["lines"][number] {
  const line = {
    ...same,
    subject: subjectIn(ffd, same.subject, marking !== undefined),
    ...(industry === undefined || !hasMarkedForms(ffd) ? {} : { industry }),
  };
  if (marking === undefined) return line;
  // Not every document says how the check ended, but no piece of this till was sold otherwise.
  const checked = kind === "sale" ? { markingCheck: marking.check ?? ("accepted" as const) } : {};
  const part = marking.fraction === undefined ? {} : { markingFraction: marking.fraction };
  return { ...line, markingCode: marking.codeBase64, ...checked, ...part };
}

/** The same as a command in one go: exact, or with the tax system or the payments as they should have been. */
export function correctReceiptCommand(
  command: Extract<TillCommand, { type: "correctReceipt" }>,
  written: WrittenReceipt,
  own: OwnReceipt | null,
  settings: TillSettings,
): CoreCommandOf<"registerCorrection"> {
  const { as, basis, orderNumber, description, reason } = command;
  const draft = correctionDraft(written, as, settings);
  const asked = {
    ...draft,
    taxSystem: command.taxSystem ?? draft.taxSystem,
    payments: command.payments ?? draft.payments,
    basis,
    ...(orderNumber === undefined ? {} : { orderNumber }),
    ...(description === undefined ? {} : { description }),
    reason,
  };
  return correctionCommand(asked, own);
}
