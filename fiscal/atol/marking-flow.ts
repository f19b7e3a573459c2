import { appError } from "../../config/errors/index.ts";
import { err, ok } from "../../config/result.ts";
import type { Result } from "../../config/result.ts";
import type { FiscalLine, FiscalReceipt } from "../document/fiscal-document.ts";
import { flagAt, objectAt, wholeAt, textAt } from "./answer.ts";
import type { AtolContext } from "./context.ts";
import type { JsonObject } from "./json-text.ts";
import { imcParams } from "./receipt-task.ts";
import type { CheckResults } from "./receipt-task.ts";
import { malformed, taskFailure } from "./task-port.ts";
import type { TaskFailure } from "./task-port.ts";
import { MARKING_BUSY } from "./vendor-errors.ts";

const POLL_MS = 300;
/** The driver's own limit of one check (facts B4). */
const CHECK_LIMIT_MS = 60_000;
/** Bits of tag 2106 by their names in the answers. */
const CHECK_BITS = ["imcCheckFlag", "imcCheckResult", "imcStatusInfo", "imcEstimatedStatusCorrect"] as const;

/**
 * Checks the marking codes of a receipt in the order of its lines: begin, ask until it is ready, accept. Registers nothing, so
 * every failure leaves the receipt unregistered. A check that already runs is waited for, never begun anew: what it tells is of
 * another code, so it is declined and ours comes after it.
 */
export async function checkMarking(context: AtolContext, receipt: FiscalReceipt): Promise<Result<CheckResults, TaskFailure>> {
  const marked = receipt.lines.filter((line) => line.marking !== undefined);
  if (marked.length === 0) return ok([]);
  const cleared = await context.port.query([{ type: "clearMarkingCodeValidationResult" }]);
  // Nothing to clear is an error on some drivers, a running check on all.
  if (!cleared.ok && (cleared.error.vendor === null || MARKING_BUSY.has(cleared.error.vendor))) {
    if (cleared.error.vendor === null) return cleared;
    const waited = await finishForeign(context);
    if (!waited.ok) return waited;
  }
  const results: JsonObject[] = [];
  for (const line of marked) {
    const checked = await checkCode(context, line);
    if (!checked.ok) return err({ ...checked.error, effect: "none" });
    results.push(checked.value);
  }
  return ok(results);
}

async function checkCode(context: AtolContext, line: FiscalLine): Promise<Result<JsonObject, TaskFailure>> {
  const { port } = context;
  const params = imcParams(line) ?? {};
  for (let isFirst = true; ; isFirst = false) {
    const begun = await port.query([{ type: "beginMarkingCodeValidation", params }]);
    if (begun.ok) break;
    if (begun.error.vendor === null || !MARKING_BUSY.has(begun.error.vendor) || !isFirst) return begun;
    const waited = await finishForeign(context);
    if (!waited.ok) return waited;
  }
  const ready = await untilReady(context);
  if (!ready.ok) return ready;
  const negative = context.refuseNegativeMarking ? negativeResult(ready.value) : null;
  if (negative !== null) {
    await port.query([{ type: "declineMarkingCode" }]);
    return err({
      effect: "none",
      vendor: null,
      error: appError("FIS350", { meaning: "проверка не пройдена", vendor: 0, result: negative }),
    });
  }
  const accepted = await port.query([{ type: "acceptMarkingCode" }]);
  if (!accepted.ok) return accepted;
  const result = objectAt(accepted.value[0], "itemInfoCheckResult");
  return result === null
    ? err({ effect: "none", vendor: null, error: malformed("acceptMarkingCode", "no itemInfoCheckResult") })
    : ok(result);
}

async function finishForeign(context: AtolContext): Promise<Result<void, TaskFailure>> {
  const ready = await untilReady(context);
  if (!ready.ok) return ready;
  await context.port.query([{ type: "declineMarkingCode" }]);
  return ok(undefined);
}

/** Without an answer of the marking operator the check is ready all the same: `driverError` says why, the code counts as checked offline. */
async function untilReady(context: AtolContext): Promise<Result<JsonObject, TaskFailure>> {
  const { port, clock } = context;
  const startMs = clock.monotonicMs();
  for (;;) {
    const status = await port.query([{ type: "getMarkingCodeValidationStatus" }]);
    if (status.ok && flagAt(status.value[0], "ready") === true) {
      const [answer = {}] = status.value;
      const code = wholeAt(answer, "driverError.code") ?? 0;
      if (code !== 0)
        context.log.info({ code, text: textAt(answer, "driverError.description") }, "marking code checked without the operator");
      return ok(answer);
    }
    if (!status.ok && (status.error.vendor === null || !MARKING_BUSY.has(status.error.vendor))) return status;
    if (clock.monotonicMs() - startMs > CHECK_LIMIT_MS) return err(taskFailure("getMarkingCodeValidationStatus", 421, ""));
    await clock.sleep(POLL_MS);
  }
}

/** Tag 2106 as a number when it says no; null when it says yes or does not know. */
function negativeResult(status: JsonObject): number | null {
  const bits = CHECK_BITS.map((name) => flagAt(status, `onlineValidation.itemInfoCheckResult.${name}`));
  const [isChecked, isGood, isKnown, isStatusRight] = bits;
  const isNegative = (isChecked === true && isGood === false) || (isKnown === true && isStatusRight === false);
  return isNegative ? bits.reduce((sum, bit, index) => sum + (bit === true ? 2 ** index : 0), 0) : null;
}
