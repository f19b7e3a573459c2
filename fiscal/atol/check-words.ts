import type { DriveCodeCheck } from "../registrar.ts";
import { flagAt, textAt } from "./answer.ts";
import type { JsonObject } from "./json-text.ts";

/** Bits of tag 2106 by their names in the answers (facts B4). */
const RESULT_BITS = ["imcCheckFlag", "imcCheckResult", "imcStatusInfo", "imcEstimatedStatusCorrect", "ecrStandAloneFlag"] as const;
/** Words by their number in the format: reason of the drive, tags 2100, 2105 and 2109. */
const REASONS = ["checked", "typeIncorrect", "noKeys", "noGS1", "other"];
const CODE_KINDS = ["imcUnrecognized", "imcShort", "imcFmVerifyCode88", "imcVerifyCode44", "imcFmVerifyCode44", "imcVerifyCode4"];
const OPERATOR_CODES = ["correct", "incorrect", "unrecognized"];
const OPERATOR_STATUSES = ["", "itemEstimatedStatusCorrect", "itemEstimatedStatusIncorrect", "itemSaleStopped"];

/** Tag 2106 from `itemInfoCheckResult` at this path. */
export function resultBits(answer: JsonObject, path: string): number {
  return RESULT_BITS.reduce((sum, name, bit) => (flagAt(answer, `${path}.${name}`) === true ? sum + 2 ** bit : sum), 0);
}

/** What begin and status say of a check; tag 2106 comes with the acceptance. */
export function checkOf(begun: JsonObject, status: JsonObject): Omit<DriveCodeCheck, "result"> {
  const fmCheck = flagAt(begun, "offlineValidation.fmCheck");
  const isPositive = flagAt(begun, "offlineValidation.fmCheckResult") === true;
  return {
    localCheck: fmCheck === null ? null : fmCheck ? (isPositive ? 3 : 1) : 0,
    localReason: numberOf(REASONS, textAt(begun, "offlineValidation.fmCheckErrorReason")),
    codeKind: numberOf(CODE_KINDS, textAt(status, "onlineValidation.imcType")),
    operatorCode: numberOf(OPERATOR_CODES, textAt(status, "onlineValidation.markOperatorResponseResult")),
    operatorStatus: numberOf(OPERATOR_STATUSES, textAt(status, "onlineValidation.markOperatorItemStatus")),
  };
}

function numberOf(words: readonly string[], word: string | null): number | null {
  const number = word === null ? -1 : words.indexOf(word);
  return number < 0 ? null : number;
}
