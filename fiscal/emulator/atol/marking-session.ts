import { err, ok, type Result } from "../../../config/result.ts";
import { decodeTlv, findTag } from "../../document/tlv.ts";
import type { ItemMarking } from "../fiscal-drive/index.ts";
import type { AtolKkt } from "./atol-kkt.ts";
import { refusalError } from "./drive-refusal.ts";
import { driverError, DRIVER_CODE, type DriverError } from "./driver-error.ts";
import type { RunningCheck } from "./kkt-memory.ts";
import type { CodeOrder } from "./marking-code.ts";
import { CODE_KINDS, wordOf } from "./words.ts";

const REQUEST_CODES = 2105;
const ANSWER_RESULT = 2005;
const ITEM_STATUS = 2109;
const PIECE_SOLD = 1;
const DEFAULT_TIMEOUT_MS = 60_000;
const POLL_MS = 300;

/** fmCheckErrorReason by the drive's reason byte. */
const REASONS = ["checked", "typeIncorrect", "noKeys", "noGS1", "other"];
const ANSWER_WORDS: Readonly<Record<number, string>> = { 0: "correct", 1: "incorrect", 2: "unrecognized" };
const STATUS_WORDS: Readonly<Record<number, string>> = {
  1: "itemEstimatedStatusCorrect",
  2: "itemEstimatedStatusIncorrect",
  3: "itemSaleStopped",
};
const ERROR_WORDS: Readonly<Record<number, string>> = {
  [DRIVER_CODE.checkRunning]: "imcCheckIsRun",
  [DRIVER_CODE.noServer]: "serverNoConnect",
  [DRIVER_CODE.checkCancelled]: "imcCheckBreak",
  [DRIVER_CODE.badState]: "imcCheckWrongState",
  [DRIVER_CODE.checkTimeout]: "responseTimeout",
  [DRIVER_CODE.codeNotInTable]: "noImcInTable",
};

export function errorObject(error: DriverError): Record<string, unknown> {
  const word = ERROR_WORDS[error.code];
  return word === undefined ? { ...error } : { ...error, error: word };
}

/** Starts the check of a code in the drive; the service's answer comes after the profile's time. */
export function beginCheck(kkt: AtolKkt, order: CodeOrder): Result<RunningCheck, DriverError> {
  if (!kkt.isFfd12) return err(driverError(DRIVER_CODE.otherFormat));
  if (kkt.memory.check !== null) return err(driverError(DRIVER_CODE.checkRunning));
  const { drive } = kkt;
  return kkt.change(() => {
    const { mode } = drive.state.marking;
    const plannedStatus = order.plannedStatus ?? PIECE_SOLD;
    if (!order.sendsToServer) drive.setMarking({ mode: "off" });
    const answer = drive.checkCode({ code: order.code, plannedStatus });
    if (!order.sendsToServer) drive.setMarking({ mode });
    if (!answer.ok) return err(refusalError(answer.error));
    const { local, reason, kind, result, online, serviceMs } = answer.value;
    const asks = order.sendsToServer && !drive.state.registration.autonomous;
    const check: RunningCheck = {
      codeHex: Buffer.from(order.code).toString("hex"),
      plannedStatus,
      local,
      reason,
      kind,
      result,
      answerHex: online === null || online.code !== 0 ? null : Buffer.from(online.tlv).toString("hex"),
      timedOut: online !== null && online.code !== 0,
      asks,
      sent: asks && online !== null,
      readyAtMs: drive.timerMs() + (asks ? kkt.profile.serviceMs + serviceMs : 0),
    };
    kkt.memory.check = check;
    return ok(check);
  });
}

export function offlineValidation(check: RunningCheck): Record<string, unknown> {
  return {
    fmCheck: (check.local & 1) !== 0,
    fmCheckResult: (check.local & 2) !== 0,
    fmCheckErrorReason: REASONS[check.reason] ?? "other",
  };
}

/** Bits of tag 2106. */
export function checkResultObject(bits: number): Record<string, boolean> {
  return {
    imcCheckFlag: (bits & 1) !== 0,
    imcCheckResult: (bits & 2) !== 0,
    imcStatusInfo: (bits & 4) !== 0,
    imcEstimatedStatusCorrect: (bits & 8) !== 0,
    ecrStandAloneFlag: (bits & 16) !== 0,
  };
}

export function isReady(kkt: AtolKkt, check: RunningCheck): boolean {
  return kkt.drive.timerMs() >= check.readyAtMs;
}

/** What went wrong with asking the service; code 0 when nothing. */
export function serviceError(check: RunningCheck): DriverError {
  if (check.timedOut) return driverError(DRIVER_CODE.checkTimeout);
  return check.asks && check.answerHex === null ? driverError(DRIVER_CODE.noServer) : driverError(DRIVER_CODE.ok);
}

export function onlineValidation(check: RunningCheck): Record<string, unknown> {
  const decoded = check.answerHex === null ? null : decodeTlv(Buffer.from(check.answerHex, "hex"));
  const byte = (tag: number): number | null => (decoded?.ok ? (findTag(decoded.value, tag)?.value[0] ?? null) : null);
  const [codes, result, status] = [byte(REQUEST_CODES), byte(ANSWER_RESULT), byte(ITEM_STATUS)];
  return {
    itemInfoCheckResult: checkResultObject(check.result),
    ...(result === null ? {} : { markOperatorResponse: { responseStatus: (result & 2) !== 0, itemStatusCheck: (result & 8) !== 0 } }),
    ...(status === null ? {} : { markOperatorItemStatus: STATUS_WORDS[status] ?? null }),
    ...(codes === null ? {} : { markOperatorResponseResult: ANSWER_WORDS[codes] ?? null }),
    imcType: wordOf(CODE_KINDS, check.kind),
    imcModeProcessing: 0,
  };
}

/** Ends the check: into the table of codes of the next receipt, or out. The value is tag 2106. */
export function decideCheck(kkt: AtolKkt, decision: "accept" | "reject"): Result<number, DriverError> {
  const { check } = kkt.memory;
  if (check === null) return err(driverError(DRIVER_CODE.badState));
  if (decision === "accept" && !isReady(kkt, check)) return err(driverError(DRIVER_CODE.checkRunning));
  return kkt.change(() => {
    const decided = kkt.drive.decideCheck(decision);
    if (!decided.ok) return err(refusalError(decided.error));
    kkt.memory.check = null;
    return decided;
  });
}

export function clearChecks(kkt: AtolKkt): void {
  kkt.change(() => {
    kkt.drive.decideCheck("clear");
    kkt.memory.check = null;
  });
}

/** The accepted check of the receipt's code number `index`: the same codes in the same order. */
export function boundCode(kkt: AtolKkt, code: Uint8Array, index: number): Result<Omit<ItemMarking, "code">, DriverError> {
  const { table } = kkt.drive.state.marking;
  if (kkt.memory.check !== null) return err(driverError(DRIVER_CODE.checkRunning));
  if (table.length === 0) return err(driverError(DRIVER_CODE.codeNotChecked));
  const row = table[index];
  if (row === undefined || row.codeHex !== Buffer.from(code).toString("hex")) return err(driverError(DRIVER_CODE.codeNotInTable));
  return ok({ plannedStatus: row.plannedStatus, kind: row.kind, result: row.result });
}

/** One code of `validateMarks`: begun, waited for, taken only when every bit is right. */
export async function checkWholly(kkt: AtolKkt, order: CodeOrder, timeoutMs = DEFAULT_TIMEOUT_MS): Promise<Record<string, unknown>> {
  const begun = beginCheck(kkt, order);
  if (!begun.ok) return { driverError: errorObject(begun.error) };
  const check = begun.value;
  const answer = { offlineValidation: offlineValidation(check) };
  const end = kkt.clock.monotonicMs() + timeoutMs;
  while (!isReady(kkt, check)) {
    if (kkt.clock.monotonicMs() >= end) {
      decideCheck(kkt, "reject");
      return { ...answer, driverError: errorObject(driverError(DRIVER_CODE.checkTimeout)) };
    }
    await kkt.clock.sleep(Math.min(POLL_MS, Math.max(1, check.readyAtMs - kkt.drive.timerMs())));
  }
  const status = {
    ...answer,
    onlineValidation: onlineValidation(check),
    driverError: errorObject(serviceError(check)),
    sentImcRequest: check.sent,
  };
  const decided = decideCheck(kkt, (check.result & 15) === 15 ? "accept" : "reject");
  if (!decided.ok) return { ...status, driverError: errorObject(decided.error) };
  return (check.result & 15) === 15 ? { ...status, itemInfoCheckResult: checkResultObject(decided.value) } : status;
}

/** `validateMarkingCodes` of a receipt: all its codes, before anything else. */
export async function checkList(kkt: AtolKkt, positions: readonly { readonly code: CodeOrder | null }[]): Promise<object[]> {
  clearChecks(kkt);
  const answers: object[] = [];
  for (const { code } of positions) if (code !== null) answers.push(await checkWholly(kkt, code));
  return answers;
}
