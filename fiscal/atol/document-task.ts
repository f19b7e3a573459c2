import type { FiscalDocument } from "../document/fiscal-document.ts";
import { money } from "./decimal.ts";
import { operator, receiptTask } from "./receipt-task.ts";
import type { CheckResults, ReceiptTaskRules } from "./receipt-task.ts";
import type { Task } from "./task-port.ts";

/** The one JSON task that registers the document (facts B2, B3). */
export function documentTask(document: FiscalDocument, checks: CheckResults, rules: ReceiptTaskRules): Task {
  switch (document.kind) {
    case "receipt":
      return receiptTask(document.receipt, checks, rules);
    case "open-shift":
      return { type: "openShift", operator: operator(document.cashier) };
    case "close-shift":
      return { type: "closeShift", operator: operator(document.cashier) };
    case "x-report":
      return { type: "reportX" };
    case "cash-in":
      return { type: "cashIn", cashSum: money(document.amountKop), operator: operator(document.cashier) };
    case "cash-out":
      return { type: "cashOut", cashSum: money(document.amountKop), operator: operator(document.cashier) };
  }
}
