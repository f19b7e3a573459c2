import { appError, type AppError } from "../../../config/errors/index.ts";
import { isOrganisationInn, isPersonInn } from "../../../config/inn.ts";
import { isDigits, isSerialText } from "./alphabet.ts";
import { asGtin14, isSscc } from "./gtin.ts";
import { PACK_LENGTH } from "./marking-code.ts";

/*
 * Codes that a till recognises and never sells: boxes, aggregates, codes without their check part [shapes: 1C parser].
 */

/** Tobacco pack without МРЦ and check, and without check only. */
const BARE_PACK_LENGTHS: readonly number[] = [21, 25];
const CUSTOMS_AGGREGATE_LENGTH = 25;

/** Says why a code is not sold; null: it is none of these. Numbers count only with their check digits, so that a misread is no box. */
export function neverSoldFault(text: string): AppError | null {
  if (text.startsWith("00") && isSscc(text.slice(2, 20)) && (text.length === 20 || !isPack(text))) return appError("MRK505");
  if (text.startsWith("02") && text.length > 16 && asGtin14(text.slice(2, 16)) !== null && !isPack(text)) {
    return appError("MRK508", { kind: "AI 02" });
  }
  if (isBarePack(text)) return appError("MRK501", { reason: "bare-identification" });
  return null;
}

/**
 * Digits only, so that they may as well be a card or a shop's own code: told when nothing else is known by them. SSCC without its AI, and
 * aggregated customs code (агрегированный таможенный код, АТК): INN (12), date (6), number (7); check of the INN [memory].
 */
export function suspectedBox(text: string): AppError | null {
  if (text.length === 18 && isSscc(text)) return appError("MRK505");
  if (text.length === CUSTOMS_AGGREGATE_LENGTH && isDigits(text) && isInnField(text.slice(0, 12)))
    return appError("MRK508", { kind: "ATK" });
  return null;
}

function isPack(text: string): boolean {
  return text.length === PACK_LENGTH && asGtin14(text.slice(0, 14)) !== null;
}

function isBarePack(text: string): boolean {
  return BARE_PACK_LENGTHS.includes(text.length) && asGtin14(text.slice(0, 14)) !== null && isSerialText(text.slice(14)) && !isDigits(text);
}

/** 12 digits of a person's INN, or 10 of an organisation's behind two zeros. */
function isInnField(digits: string): boolean {
  return digits.startsWith("00") ? isOrganisationInn(digits.slice(2)) : isPersonInn(digits);
}
