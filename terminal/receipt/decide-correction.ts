import { appError } from "../../config/errors/index.ts";
import type { CorrectionFact } from "../../config/contract/facts.ts";
import { localDate } from "../../config/local-date.ts";
import { formatKop, priceTimesQuantity, sumKop } from "../../config/money.ts";
import { assertInvariant } from "../../config/result.ts";
import { allFindings } from "../../fiscal/document/all-findings.ts";
import { checkReceipt } from "../../fiscal/document/check.ts";
import { CORRECTION_RULES } from "../../fiscal/document/correction.ts";
import type { FiscalLine, FiscalReceipt, Registered } from "../../fiscal/document/fiscal-document.ts";
import { plannedStatus } from "../../fiscal/document/planned-status.ts";
import type { Ffd } from "../../fiscal/document/tags.ts";
import type { Operator } from "../access/operator.ts";
import type { AskedCorrection, CoreCommandOf } from "../core/command.ts";
import { authorise, events, refuse, type DecideContext, type Decision } from "../core/context.ts";
import { WAITING_DOCUMENTS_MAX, type SellerSettings } from "../core/settings.ts";
import type { TillState } from "../core/state.ts";
import { jobsOf } from "../shift/book.ts";
import { parkedFault } from "../shift/decide-shift.ts";
import { bringsMoney } from "../shift/shift.ts";
import { freeCashKop } from "../shift/free-cash.ts";
import { fractionOf } from "./code-share.ts";
import { saidBy } from "./correction-stand.ts";
import { cashierOf, ownTag } from "./fiscal-receipt.ts";
import { openingFault } from "./opening-fault.ts";
import { heldBy, ownCorrectionFault } from "./own-correction.ts";
import { factFiscal, factHeader } from "./receipt-fact.ts";
import { receiptRules } from "./receipt-rules.ts";
import { sumFault } from "./sum-limit.ts";
import type { CorrectionPurpose, FiscalJob } from "./receipt.ts";

/**
 * A correction receipt (чек коррекции): a senior's decision, whole in one command. It touches neither goods nor points, only what the
 * registrar counts; its cash is taken for cash of the drawer.
 */
export function registerCorrection(state: TillState, command: CoreCommandOf<"registerCorrection">, context: DecideContext): Decision {
  const consent = authorise(state, context, "correct");
  if (!consent.ok) return consent;
  const { registrarId } = command;
  const seller = context.settings.sellers.find(({ id }) => id === registrarId);
  if (seller === undefined) return refuse(appError("RCP487", { registrarId }));
  if (command.own !== null && !CORRECTION_RULES[seller.ffd].mendsReceipts) return refuse(appError("DOC432"));
  if (isMadeAlready(state, command)) return refuse(appError("DOC433"));
  const fault = openingFault(state, context, [registrarId]) ?? parkedFault(state, registrarId, context.settings);
  if (fault !== null) return refuse(fault);
  const jobs = jobsOf(state, registrarId);
  if (jobs.length >= WAITING_DOCUMENTS_MAX || jobs.some((job) => job.state === "failed")) return refuse(appError("RCP409"));
  const tooMuch = sumFault(command.correction.lines);
  if (tooMuch !== null) return refuse(tooMuch);
  const { operator, approvedBy } = consent.value;
  const jobId = context.newId();
  const receipt = correctionReceipt(jobId, command.correction, operator, seller.ffd, context);
  const { own } = command;
  const built = own === null ? null : ownCorrectionFault(state, own, receipt, context);
  if (built !== null) return refuse(built);
  const unlawful = correctionFault(receipt, seller, context);
  if (unlawful !== null) return refuse(unlawful);
  const { cashKop } = receipt.payments;
  const freeKop = freeCashKop(state, registrarId);
  if (!bringsMoney(receipt.kind) && cashKop > freeKop) {
    return refuse(appError("RCP433", { drawer: formatKop(freeKop), amount: formatKop(cashKop) }));
  }
  const { reason } = command;
  const corrects = own === null ? {} : { receiptId: own.fact.id, holds: heldBy(own) };
  const purpose: CorrectionPurpose = { kind: "correction", reason, approvedBy: approvedBy ?? operator.id, ...corrects };
  return events(...consent.value.events, {
    type: "fiscalRequested",
    jobId,
    registrarId,
    purpose,
    document: { kind: "receipt", receipt },
    operator,
  });
}

/**
 * The same correction of one receipt is made, on its way, or said to be absent by a person alone: a second one would count its money
 * twice.
 */
function isMadeAlready({ jobs, unresolved, verdicts }: TillState, { own, correction }: CoreCommandOf<"registerCorrection">): boolean {
  if (own === null) return false;
  const isSame = ({ purpose, document }: Pick<FiscalJob, "purpose" | "document">): boolean =>
    purpose.kind === "correction" &&
    purpose.receiptId === own.fact.id &&
    document.kind === "receipt" &&
    document.receipt.kind === correction.kind;
  return own.corrections.some(({ kind }) => kind === correction.kind) || [...jobs, ...unresolved, ...verdicts].some(isSame);
}

function correctionFault(receipt: FiscalReceipt, seller: SellerSettings, { settings, now, registrationOf }: DecideContext) {
  const date = localDate(now, settings.utcOffsetMinutes);
  return allFindings(checkReceipt(receipt, receiptRules(seller, registrationOf(seller.id), date)));
}

function correctionReceipt(id: string, asked: AskedCorrection, operator: Operator, ffd: Ffd, { settings }: DecideContext): FiscalReceipt {
  const { kind, taxSystem, payments, buyerContact, basis, correctedOn, orderNumber, description, correctedFiscalSign } = asked;
  const lines = asked.lines.map(({ markingCodeBase64, markingCheck, markingFraction, sumKop: asSaid, ...line }): FiscalLine => ({
    ...line,
    sumKop: asSaid ?? priceTimesQuantity(line.priceKop, line.quantity),
    ...(markingCodeBase64 === null
      ? {}
      : {
          marking: {
            codeBase64: markingCodeBase64,
            plannedStatus: plannedStatus({ measure: line.measure, quantity: line.quantity, ...fractionOf(markingFraction) }, kind),
            ...fractionOf(markingFraction),
            ...(markingCheck === null ? {} : { check: markingCheck }),
          },
        }),
  }));
  return {
    kind,
    correction: {
      basis,
      correctedOn,
      ...(orderNumber === undefined ? {} : { orderNumber }),
      // From 1.2 on the document has no place for it: what it said is told by the reason in the journal.
      ...(description === undefined || !CORRECTION_RULES[ffd].hasDescription ? {} : { description }),
      ...(correctedFiscalSign === undefined ? {} : { correctedFiscalSign }),
    },
    ownTag: ownTag(id),
    cashier: cashierOf(operator),
    ...(buyerContact === null ? {} : { buyerContact }),
    ...(buyerContact === null || settings.senderEmail === null ? {} : { senderEmail: settings.senderEmail }),
    ...(asked.buyer === null ? {} : { buyer: asked.buyer }),
    ...(asked.industry === null ? {} : { industry: asked.industry }),
    taxSystem,
    lines,
    payments,
    cashGivenKop: payments.cashKop,
    totalKop: asked.totalKop ?? sumKop(lines.map((line) => line.sumKop)),
    footer: [],
  };
}

/** The registered correction as every destination gets it. */
export function correctionFact(
  job: FiscalJob,
  purpose: CorrectionPurpose,
  registered: Registered,
  state: TillState,
  { settings, now }: DecideContext,
): CorrectionFact {
  assertInvariant(job.document.kind === "receipt", "a correction is a receipt");
  const { receipt } = job.document;
  const { correction } = receipt;
  assertInvariant(correction !== undefined, "its receipt says what it corrects");
  return {
    ...factHeader(job.id, state, job, settings, now),
    shiftNumber: registered.shiftNumber,
    type: "correction",
    kind: receipt.kind,
    basis: correction.basis,
    correctedOn: correction.correctedOn,
    orderNumber: correction.orderNumber ?? null,
    description: correction.description ?? null,
    correctedFiscalSign: correction.correctedFiscalSign ?? null,
    ...(purpose.receiptId === undefined ? {} : { correctedReceiptId: purpose.receiptId }),
    reason: purpose.reason,
    approvedBy: purpose.approvedBy,
    taxSystem: receipt.taxSystem,
    totalKop: receipt.totalKop,
    lines: saidBy(receipt).lines,
    payments: receipt.payments,
    fiscal: factFiscal(registered),
  };
}
