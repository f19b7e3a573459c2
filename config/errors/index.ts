import type { AppError, ErrorEntry, RetryClass } from "./app-error.ts";
import { accessErrors } from "./access.ts";
import { alcoholErrors } from "./alcohol.ts";
import { apiErrors } from "./api.ts";
import { catalogErrors } from "./catalog.ts";
import { configErrors } from "./config.ts";
import { deviceErrors } from "./device.ts";
import { driveCheckErrors } from "./drive-check.ts";
import { fiscalAtolErrors } from "./fiscal-atol.ts";
import { fiscalCalendarErrors } from "./fiscal-calendar.ts";
import { fiscalDocumentErrors } from "./fiscal-document.ts";
import { documentErrors } from "./documents.ts";
import { fiscalErrors } from "./fiscal.ts";
import { loyaltyErrors } from "./loyalty.ts";
import { markingDecisionErrors } from "./marking-decision.ts";
import { markingReceiptErrors } from "./marking-receipt.ts";
import { markingErrors } from "./marking.ts";
import { pictureErrors } from "./picture.ts";
import { receiptErrors } from "./receipt.ts";
import { saleRuleErrors } from "./sale-rules.ts";
import { sellerErrors } from "./sellers.ts";
import { silentRegistrarErrors } from "./silent-registrar.ts";
import { storageErrors } from "./storage.ts";
import { syncErrors } from "./sync.ts";

/**
 * The one error catalogue. Groups: DEV device link and device, FIS fiscal printer, RCP receipt and tender,
 * ACC access, ALC alcohol and age, CAT catalogue, MRK marking, LOY loyalty, SYN upload, STO storage, CFG configuration, API calls.
 */
export const ERROR_CATALOG = {
  ...accessErrors,
  ...alcoholErrors,
  ...apiErrors,
  ...catalogErrors,
  ...configErrors,
  ...deviceErrors,
  ...driveCheckErrors,
  ...fiscalAtolErrors,
  ...fiscalCalendarErrors,
  ...fiscalDocumentErrors,
  ...documentErrors,
  ...fiscalErrors,
  ...loyaltyErrors,
  ...markingErrors,
  ...markingDecisionErrors,
  ...markingReceiptErrors,
  ...pictureErrors,
  ...receiptErrors,
  ...saleRuleErrors,
  ...sellerErrors,
  ...silentRegistrarErrors,
  ...storageErrors,
  ...syncErrors,
} as const satisfies Record<string, ErrorEntry>;

export type ErrorCode = keyof typeof ERROR_CATALOG;
export type { AppError, ErrorDetails, ErrorEntry, RetryClass } from "./app-error.ts";
export { appError } from "./app-error.ts";

export function isErrorCode(code: unknown): code is ErrorCode {
  return typeof code === "string" && Object.hasOwn(ERROR_CATALOG, code);
}

/** Text with the placeholders filled in. Unknown placeholders stay visible, so that a test can see them. */
export function errorText(error: AppError, language: "ru" | "en"): string {
  const entry: ErrorEntry = ERROR_CATALOG[error.code];
  return filled(entry[language], error, language);
}

/** The technician's hint with the placeholders filled in. */
export function errorHint(error: AppError): string {
  return filled(ERROR_CATALOG[error.code].hint, error, "en");
}

/** A detail that is words (`reason`) has its English ones beside it (`reasonEn`). */
function filled(text: string, { details }: AppError, language: "ru" | "en"): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = (language === "en" ? details[`${name}En`] : undefined) ?? details[name];
    return value === undefined || value === null ? whole : String(value);
  });
}

export function retryClass(error: AppError): RetryClass {
  return ERROR_CATALOG[error.code].retry;
}

/** True when only recovery may decide what became of the request. */
export function isUnknownOutcome(error: AppError): boolean {
  return retryClass(error) === "unknown-outcome";
}
