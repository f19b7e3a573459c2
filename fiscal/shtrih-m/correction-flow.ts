import { appError } from "../../config/errors/index.ts";
import type { AppError } from "../../config/errors/index.ts";
import { kopecks, sumKop } from "../../config/money.ts";
import type { Kopecks } from "../../config/money.ts";
import type { VatRate } from "../../config/contract/vat.ts";
import { err, ok } from "../../config/result.ts";
import type { Result } from "../../config/result.ts";
import type { FiscalReceipt } from "../document/fiscal-document.ts";
import { settlementSign } from "../document/settlement.ts";
import { taxSystemBit } from "../document/tax-system.ts";
import { vatTotals } from "../document/vat.ts";
import type { RegistrarFailure } from "../registrar.ts";
import { withoutDoubt } from "./abandon.ts";
import { COMMANDS } from "./commands.ts";
import { receiptTagSteps, refusedForm, single } from "./receipt-tags.ts";
import type { ReceiptStep, TagRules } from "./receipt-tags.ts";
import { FN_NO_DOCUMENT, correctionClosed, fnStatus } from "./replies.ts";
import type { ReceiptClosed } from "./replies.ts";
import { correctionFields } from "./requests.ts";
import type { ShtrihSession } from "./session.ts";
import { DRIVE_BUSY } from "./vendor-errors.ts";

/** Order of the tax sums of FF4A; it has no place for other rates. */
const TAX_FIELDS: readonly VatRate[] = ["20", "10", "0", "none", "20/120", "10/110"];
const BASIS_OWN = 0;
const BASIS_ORDER = 1;

export interface CorrectionPlan {
  readonly steps: readonly ReceiptStep[];
  /** FF4A. */
  readonly close: Uint8Array;
}

/**
 * A correction before ФФД 1.1, and on devices that can't open it as a receipt (F7h bit 48): sums alone, no positions.
 * FF35, FF0C, FF4A. Error FIS360: this device cannot write such a correction.
 */
export function planSumCorrection(receipt: FiscalReceipt, rules: TagRules): Result<CorrectionPlan, AppError> {
  const { correction, payments, kind } = receipt;
  if (correction === undefined) return err(appError("FIS360", { what: "no correction" }));
  if (rules.ffd === "1.2") return err(appError("FIS360", { what: "a correction of FFD 1.2 needs firmware that opens it as a receipt" }));
  if (rules.ffd === "1.05" && (kind === "refund" || kind === "purchase-refund")) {
    return err(appError("FIS360", { what: "FFD 1.05 has no correction of a return" }));
  }
  const totals = vatTotals(receipt.lines);
  const homeless = totals.find(({ rate }) => !TAX_FIELDS.includes(rate));
  if (homeless !== undefined) return err(appError("FIS360", { what: `FF4A has no place for the VAT rate ${homeless.rate}` }));
  const taxes = TAX_FIELDS.map((rate): Kopecks => {
    const total = totals.find((candidate) => candidate.rate === rate);
    if (total === undefined) return kopecks(0);
    return rate === "0" || rate === "none" ? total.turnoverKop : total.vatKop;
  });
  const { cashKop, electronicKop, prepaidKop, creditKop, counterKop } = payments;
  const paid = [cashKop, electronicKop, prepaidKop, creditKop, counterKop];
  if (sumKop(paid) !== receipt.totalKop) return err(appError("FIS360", { what: "payments are not the total" }));
  const close = correctionFields({
    basis: correction.basis === "order" ? BASIS_ORDER : BASIS_OWN,
    sign: settlementSign(kind),
    totalKop: receipt.totalKop,
    payments: paid,
    taxes,
    taxSystemBit: taxSystemBit(receipt.taxSystem),
  });
  return ok({ steps: [single(COMMANDS.beginCorrection), ...receiptTagSteps(receipt, rules, true)], close });
}

/** FF35 left over from an attempt that was cut off is cancelled and begun again. */
export async function runCorrection(
  session: ShtrihSession,
  plan: CorrectionPlan,
): Promise<Result<ReceiptClosed, RegistrarFailure & { readonly refused: ReceiptStep["form"] }>> {
  for (const step of plan.steps) {
    let answer = await session.callPatiently(step.command, step.parameters);
    const isBusy = !answer.ok && answer.error.vendor !== null && DRIVE_BUSY.has(answer.error.vendor);
    if (isBusy && step.command === COMMANDS.beginCorrection) {
      await session.call(COMMANDS.cancelFnDocument);
      answer = await session.callPatiently(step.command, step.parameters);
    }
    if (answer.ok) continue;
    const failure = await abandonCorrection(session, answer.error.error);
    return err({ ...failure, refused: refusedForm(step, answer.error.vendor) });
  }
  const closed = await session.callPatiently(COMMANDS.correction, plan.close);
  if (closed.ok) return ok(correctionClosed(closed.value));
  if (closed.error.effect === "unknown") return err({ effect: "unknown", error: closed.error.error, refused: "only" });
  return err({ ...(await abandonCorrection(session, closed.error.error)), refused: "only" });
}

/** FF08; only what the drive itself says afterwards counts. */
async function abandonCorrection(session: ShtrihSession, cause: AppError): Promise<RegistrarFailure> {
  await session.call(COMMANDS.cancelFnDocument);
  const drive = await session.call(COMMANDS.fnStatus);
  const isGone = drive.ok && fnStatus(drive.value).currentDocument === FN_NO_DOCUMENT;
  return isGone ? { effect: "none", error: withoutDoubt(cause) } : { effect: "unknown", error: cause };
}
