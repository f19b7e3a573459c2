import type { TillCommand } from "../../config/contract/commands.ts";
import { appError, type AppError } from "../../config/errors/index.ts";
import { kopecks, points, quantity, type Kopecks } from "../../config/money.ts";
import { err, ok, type Result } from "../../config/result.ts";
import type { CoreCommand } from "../core/command.ts";
import type { TillState } from "../core/state.ts";
import { kegCommand } from "./keg-input.ts";
import type { TillSettings } from "../core/settings.ts";
import { standOfReceipt } from "../receipt/correction-stand.ts";
import type { ManualDiscount } from "../receipt/receipt.ts";
import type { FoundReceipt, History } from "../journal/history.ts";
import { MAIN_REGISTRAR } from "../shift/book.ts";
import type { OpenDeal } from "../deals/deal.ts";
import { correctReceiptCommand } from "./correction-input.ts";
import { asSaidAgain, creditRates, customerByCard, handOverOf, refundOf } from "./history-input.ts";
import { markingCodeFromBase64 } from "../marking/code/parse-marking.ts";
import { ownReceipt } from "./own-receipt.ts";
import { typedCorrection } from "./typed-correction.ts";
import type { GoodsLookup } from "./ports.ts";

/** Commands that the shell carries out itself: they need a device, a PIN or the outbox. */
export type ShellCommandType =
  | "signIn"
  | "scan"
  | "dismissAlert"
  | "dismissApproval"
  | "dismissCodePrompt"
  | "chooseKeg"
  | "settleUnresolved"
  | "reprintLast"
  | "reprintReceipt"
  | "openDrawer"
  | "requeueFact";
export type PersonCommand = Exclude<TillCommand, { type: ShellCommandType }>;

/** Completes a person's command with what it names: goods, receipts, customers. Pure but for the look-ups. */
export function completeCommand(
  command: PersonCommand,
  goods: GoodsLookup,
  history: History,
  dealOf: (reference: string) => OpenDeal | null,
  settings: TillSettings,
  state: TillState,
): Result<CoreCommand, AppError> {
  switch (command.type) {
    case "confirmAge":
      return ok({ type: "confirmAge", answer: command.answer });
    case "addItem": {
      const found = goods.byId(command.itemId);
      if (!found.ok) return found;
      const item = found.value;
      if (item === null) return err(appError("RCP447", { text: command.itemId }));
      const qty = command.quantity === undefined ? null : quantity(command.quantity);
      return ok({
        type: "addPosition",
        item,
        barcode: null,
        quantity: qty,
        marking: null,
        priceKop: kopOrNull(command.priceKop),
        kegId: command.kegId ?? null,
      });
    }
    case "setBuyer":
      return ok({ type: "setBuyer", buyer: command.buyer });
    case "setPaper":
      return ok({ type: "setPaper", paper: command.paper });
    case "openAdvance":
      return ok({ type: "openAdvance", amountKop: kopecks(command.amountKop), purpose: command.purpose ?? null });
    case "openCertificate":
      return ok({ type: "openCertificate", number: command.number, amountKop: kopecks(command.amountKop) });
    case "setSettlement":
      return ok({ type: "setSettlement", settlement: command.settlement, amountKop: kopOrNull(command.amountKop) });
    case "openHandOver": {
      const found = openedBy(command.reference, history, dealOf);
      return ok({
        type: "openHandOver",
        reference: command.reference,
        openedBy: found === null ? null : { number: found.fact.number, stand: standOfReceipt(found) },
        lines: found === null ? [] : handOverOf(found, goods),
      });
    }
    case "openCreditPayment": {
      const found = openedBy(command.reference, history, dealOf);
      const rates = found === null ? [] : creditRates(asSaidAgain(found).fact);
      return ok({ type: "openCreditPayment", reference: command.reference, amountKop: kopOrNull(command.amountKop), rates });
    }
    case "payPrepaid":
      return ok({ type: "payPrepaid", reference: command.reference ?? null, amountKop: kopOrNull(command.amountKop) });
    case "payCredit": {
      const { customer = null, agreement = null, amountKop } = command;
      return ok({ type: "payCredit", customer, agreement, amountKop: kopOrNull(amountKop) });
    }
    case "registerCorrection":
      return typedCorrection(command, history, settings);
    case "correctReceipt": {
      const written = history.writtenReceipt(command.receiptId);
      if (written === null) return err(appError("RCP437"));
      return ok(correctReceiptCommand(command, written, ownReceipt(written, written.fact.lines, history, settings), settings));
    }
    case "setNextQuantity":
      return ok({ type: "setNextQuantity", quantity: command.quantity === null ? null : quantity(command.quantity) });
    case "changeQuantity":
      return ok({ type: "changeQuantity", line: command.line, quantity: quantity(command.quantity) });
    case "discountLine":
      return ok({ type: "discountLine", line: command.line, discount: discountOf(command.discount) });
    case "discountReceipt":
      return ok({ type: "discountReceipt", discount: discountOf(command.discount) });
    case "attachCustomer": {
      const customer = customerByCard(command.card, history);
      return customer.ok ? ok({ type: "attachCustomer", customer: customer.value }) : customer;
    }
    case "redeemPoints":
      return ok({ type: "redeemPoints", points: points(command.points) });
    case "payCash":
    case "payCard":
      return ok({ type: command.type, amountKop: command.amountKop === undefined ? null : kopecks(command.amountKop) });
    case "openRefund": {
      if (command.receiptId === undefined) return ok({ type: "openRefund", original: null, stand: "stands", lines: [] });
      const found = history.receiptById(command.receiptId);
      return found === null ? err(appError("RCP437")) : ok(refundOf(found, goods));
    }
    case "closeShift":
      return ok({ type: "closeShift", counted: command.counted.map((each) => ({ noteKop: kopecks(each.noteKop), count: each.count })) });
    case "cashIn":
    case "cashOut":
      return ok({
        type: command.type,
        registrarId: command.registrarId ?? MAIN_REGISTRAR,
        amountKop: kopecks(command.amountKop),
        reason: command.reason,
      });
    case "voidLine": {
      const code = command.markingCode === undefined ? null : markingCodeFromBase64(command.markingCode);
      if (code?.ok === false) return code;
      return ok({ type: "voidLine", line: command.line, cis: code?.value.cis ?? null, isWithoutCode: command.withoutCode === true });
    }
    case "setParts": {
      const cis = state.receipt?.positions.find(({ line }) => line === command.line)?.marking?.cis;
      const use = cis === undefined ? null : history.codeUse(cis);
      return ok({ type: "setParts", line: command.line, parts: command.parts, use });
    }
    case "connectKeg":
      return kegCommand(command, goods, history);
    case "closeKeg":
      return ok({ type: "closeKeg", kegId: command.kegId, reason: command.reason });
    case "returnWithoutCode":
      return ok({ type: "returnWithoutCode", line: command.line });
    case "allowMarkedLine":
      return ok({ type: command.type, line: command.line });
    case "cancelPayment":
    case "retryFiscal":
      return ok({ type: command.type, jobId: command.jobId ?? null });
    case "parkFiscal":
      return ok({ type: "parkFiscal", jobId: command.jobId ?? null, registrarId: command.registrarId ?? null });
    case "retryCardReturn":
      return ok({ type: "retryCardReturn", receiptId: command.receiptId });
    case "settleCardReturn":
      return ok({
        type: "settleCardReturn",
        receiptId: command.receiptId,
        as: command.as,
        reason: command.reason,
        registrarId: command.registrarId ?? null,
      });
    case "voidReceipt":
      return ok({ type: "voidReceipt", reason: command.reason });
    case "recallReceipt":
      return ok({ type: "recallReceipt", receiptId: command.receiptId });
    case "setBuyerContact":
      return ok({ type: "setBuyerContact", contact: command.contact });
    case "signOut":
    case "holdReceipt":
    case "detachCustomer":
    case "closeCompleted":
    case "openShift":
    case "xReport":
    case "openPurchase":
      return ok({ type: command.type });
  }
}

function openedBy(reference: string, history: History, dealOf: (reference: string) => OpenDeal | null): FoundReceipt | null {
  const deal = dealOf(reference);
  return deal === null ? null : history.receiptById(deal.receiptId);
}

function kopOrNull(amountKop: number | undefined): Kopecks | null {
  return amountKop === undefined ? null : kopecks(amountKop);
}

function discountOf(discount: { percentBasisPoints: number } | { amountKop: number } | null): ManualDiscount | null {
  if (discount === null || "percentBasisPoints" in discount) return discount;
  return { amountKop: kopecks(discount.amountKop) };
}
