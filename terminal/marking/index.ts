/** Marking (Честный ЗНАК): reading a scanned code, asking whether it may be sold, deciding, and what goes into the receipt. */
export { classifyScan, type ClassifiedScan, type ScanInput } from "./code/classify-scan.ts";
export type { Gtin14 } from "./code/gtin.ts";
export { markingCodeBase64, markingCodeForPeople, type MarkingCode, type MarkingShape } from "./code/marking-code.ts";
export { markingCodeFromBase64, type ParseHints } from "./code/parse-marking.ts";
export type { CheckAnswer, CodeStatus, MarkingCheck } from "./check/marking-check.ts";
export { noMarkingCheck } from "./check/no-marking-check.ts";
export { createTsPiotClient, type TsPiotClient, type TsPiotClientInfo, type TsPiotOptions } from "./check/ts-piot-client.ts";
export type { TsPiotInfo } from "./check/ts-piot-info.ts";
export {
  decideMarkedSale,
  industryAttribute,
  isPermissiveCheckInForce,
  type MarkedSale,
  type MarkingDecision,
  type MarkingVerdict,
} from "./decision.ts";
export { DEFAULT_MARKING_SETTINGS, markingSettings, type DatedVerdict, type LocalDate, type MarkingSettings } from "./rules.ts";
