import type { EpochMs } from "../../config/clock.ts";
import type { FiscalDocument, Registered } from "../document/fiscal-document.ts";
import { buildQr } from "../document/qr.ts";
import { settlementSign } from "../document/settlement.ts";
import type { Baseline } from "../registrar.ts";
import { flagAt, kopAt, textAt, wholeAt } from "./answer.ts";
import { localSeconds, timeOf } from "./driver-time.ts";
import type { JsonObject } from "./json-text.ts";
import type { FoundDocument } from "./stored-document.ts";

/** A document that the drive keeps; X reports and cash movements are not among them. */
export function isStored(document: FiscalDocument): boolean {
  return document.kind === "receipt" || document.kind === "open-shift" || document.kind === "close-shift";
}

/**
 * What a successful answer says of a stored document. Null when it does not fit the document and its baseline: another drive,
 * an old number, another sum, or found by the server's own recovery, which compares numbers only. Then the drive must tell.
 */
export function registeredByAnswer(
  document: FiscalDocument,
  baseline: Baseline,
  answer: JsonObject,
  utcOffsetMinutes: number,
): Registered | null {
  const params = "fiscalParams";
  const fdNumber = wholeAt(answer, `${params}.fiscalDocumentNumber`);
  const fiscalSign = textAt(answer, `${params}.fiscalDocumentSign`);
  const at = timeOf(textAt(answer, `${params}.fiscalDocumentDateTime`), utcOffsetMinutes);
  if (fdNumber === null || at === null || fiscalSign === null || !/^\d{1,10}$/.test(fiscalSign)) return null;
  if (fdNumber <= baseline.lastFdNumber || textAt(answer, `${params}.fnNumber`) !== baseline.fnSerial) return null;
  if (flagAt(answer, "warnings.recovered") === true) return null;
  const total = kopAt(answer, `${params}.total`);
  if (document.kind === "receipt" && total !== null && total !== document.receipt.totalKop) return null;
  const shiftNumber = wholeAt(answer, `${params}.shiftNumber`) ?? baseline.shiftNumber;
  const sign = String(Number(fiscalSign));
  return {
    fdNumber,
    fiscalSign: sign,
    fnSerial: baseline.fnSerial,
    at,
    shiftNumber,
    qr: qrOf(document, { fdNumber, fiscalSign: sign, fnSerial: baseline.fnSerial, at }, utcOffsetMinutes),
    isPrintOwed: isPrintOwed(answer),
  };
}

export function isPrintOwed(answer: JsonObject): boolean {
  return flagAt(answer, "warnings.notPrinted") === true;
}

/** The same from the drive's own document; `owed` where nothing told whether its paper came out. */
export function registeredByDrive(
  document: FiscalDocument,
  found: FoundDocument,
  baseline: Baseline,
  owed: boolean,
  utcOffsetMinutes: number,
): Registered {
  const { fdNumber, fiscalSign, at } = found;
  return {
    fdNumber,
    fiscalSign,
    fnSerial: baseline.fnSerial,
    at,
    shiftNumber: found.shiftNumber ?? baseline.shiftNumber,
    qr: found.qr ?? qrOf(document, { fdNumber, fiscalSign, fnSerial: baseline.fnSerial, at }, utcOffsetMinutes),
    isPrintOwed: owed,
  };
}

/** X report and cash movements: the drive keeps nothing of them, the time is ours. */
export function registeredUnstored(baseline: Baseline, at: EpochMs, answer: JsonObject): Registered {
  const { fnSerial, shiftNumber } = baseline;
  return { fdNumber: null, fiscalSign: null, fnSerial, at, shiftNumber, qr: null, isPrintOwed: isPrintOwed(answer) };
}

function qrOf(
  document: FiscalDocument,
  { at, ...numbers }: { readonly fdNumber: number; readonly fiscalSign: string; readonly fnSerial: string; readonly at: EpochMs },
  utcOffsetMinutes: number,
): string | null {
  if (document.kind !== "receipt") return null;
  const { kind, totalKop } = document.receipt;
  // As the registrar prints it: to the minute, though tag 1012 has seconds.
  const localEpochSeconds = localSeconds(at, utcOffsetMinutes);
  return buildQr({ ...numbers, localEpochSeconds, hasSeconds: false, totalKop, sign: settlementSign(kind) });
}
