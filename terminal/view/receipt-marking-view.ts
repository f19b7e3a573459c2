import type { FactLine, FactMarkingCheck } from "../../config/contract/facts.ts";
import type { ReceiptCheckView, ReceiptMarkingView } from "../../config/contract/receipt-marking-view.ts";
import { appError, errorText, isErrorCode } from "../../config/errors/index.ts";
import { markingCodeForPeople } from "../marking/code/marking-code.ts";
import { markingCodeFromBase64 } from "../marking/code/parse-marking.ts";
import { DRIVE_RESULTS } from "../marking/rules.ts";

export interface ReaderOfReceipts {
  readonly language: "ru" | "en";
  readonly staff: readonly { readonly id: string; readonly name: string }[];
}

/** The marking of a completed line for people; null: the line has no marking code. */
export function receiptMarkingView(line: FactLine, reader: ReaderOfReceipts): ReceiptMarkingView | null {
  if (line.markingCode === null) return null;
  const code = markingCodeFromBase64(line.markingCode);
  const { markingCheck } = line;
  return {
    cis: code.ok ? markingCodeForPeople(code.value) : "",
    check: markingCheck === undefined ? null : checkView(markingCheck, reader),
  };
}

function checkView(check: FactMarkingCheck, { language, staff }: ReaderOfReceipts): ReceiptCheckView {
  const { decision, basis, source, at, reason, reasonDetails, approvedBy, driveResult } = check;
  const known = DRIVE_RESULTS.find(({ result }) => result === driveResult);
  return {
    decision,
    basis,
    source,
    at,
    reason: reason === null ? null : { code: reason, text: reasonText(reason, reasonDetails ?? {}, language) },
    approvedBy: approvedBy === null ? null : (staff.find(({ id }) => id === approvedBy)?.name ?? approvedBy),
    drive: driveResult === null ? null : { result: driveResult, mark: known?.mark ?? null, outcome: known?.outcome ?? null },
  };
}

/** Older facts lack the details that fill the text; a code of a later version has no text here. */
function reasonText(code: string, details: NonNullable<FactMarkingCheck["reasonDetails"]>, language: "ru" | "en"): string {
  return isErrorCode(code) ? errorText(appError(code, details), language).replace(/\{\w+\}/g, "…") : "";
}
