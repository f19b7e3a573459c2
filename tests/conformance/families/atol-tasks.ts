import type { CheckCut, DocumentKind } from "../suite/bench.ts";

/** Tasks that make receipts and corrections. */
export const DOCUMENT_TASK = /"type":"(?:sell|buy)(?:Return)?(?:Correction)?"/;

/** The task that makes a document. */
export const TASK: Readonly<Record<DocumentKind, RegExp>> = {
  receipt: DOCUMENT_TASK,
  "open-shift": /"type":"openShift"/,
  "close-shift": /"type":"closeShift"/,
  "x-report": /"type":"reportX"/,
  "cash-in": /"type":"cashIn"/,
  "cash-out": /"type":"cashOut"/,
};
/** How the page names the steps of a check. */
export const CHECK_STEP: Readonly<Record<CheckCut["step"], string>> = { ask: "begin of a check", accept: "its acceptance" };
/** The tasks of a check. */
export const CHECK_TASK: Readonly<Record<CheckCut["step"], RegExp>> = {
  ask: /"type":"beginMarkingCodeValidation"/,
  accept: /"type":"acceptMarkingCode"/,
};
/** What the troubles of the device itself wait for: the suite's receipts in trouble are sales. */
export const DEVICE_TASK: Readonly<Record<DocumentKind, string>> = {
  receipt: "sell",
  "open-shift": "openShift",
  "close-shift": "closeShift",
  "x-report": "reportX",
  "cash-in": "cashIn",
  "cash-out": "cashOut",
};
