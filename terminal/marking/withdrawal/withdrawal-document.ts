import type { LocalDate } from "../../../config/local-date.ts";

/**
 * Documents of GIS MT that take codes out of circulation without a receipt (LK_RECEIPT) or bring them back (LP_RETURN), in the JSON form of
 * True API `lk/documents/create` with document_format MANUAL. The file holds exactly the bytes that head office signs (detached CMS) and
 * sends as Base64 in `product_document`. Field names: open clients of True API; the methodical papers were not read.
 */
export const WITHDRAWAL_REASONS = [
  "REMOTE_SALE",
  "EEC_EXPORT",
  "BEYOND_EEC_EXPORT",
  "RETURN",
  "DAMAGE_LOSS",
  "DESTRUCTION",
  "CONFISCATION",
  "LIQUIDATION",
  "DONATION",
  "STATE_ENTERPRISE",
  "NO_RETAIL_USE",
  "ENTERPRISE_USE",
  "OTHER",
] as const;
export const RETURN_REASONS = ["RETAIL_RETURN", "REMOTE_SALE_RETURN"] as const;
export const PRIMARY_DOCUMENTS = [
  "RECEIPT",
  "SALES_RECEIPT",
  "OTHER",
  "UTD",
  "CONSIGNMENT_NOTE",
  "CUSTOMS_DECLARATION",
  "DESTRUCTION_ACT",
] as const;

export type WithdrawalReason = (typeof WITHDRAWAL_REASONS)[number];
export type ReturnReason = (typeof RETURN_REASONS)[number];

/** Most codes that GIS MT takes in one document, and bytes of it [seen]. */
export const CODES_IN_DOCUMENT_MAX = 30_000;
export const DOCUMENT_BYTES_MAX = 30 * 1024 * 1024;

export interface PrimaryDocument {
  readonly type: (typeof PRIMARY_DOCUMENTS)[number];
  readonly number: string;
  readonly date: LocalDate;
  /** Name of a document of type OTHER. */
  readonly name: string | null;
}

export interface WithdrawalRequest {
  readonly inn: string;
  readonly date: LocalDate;
  readonly document: PrimaryDocument;
  /** `explanation`: what a reason OTHER means. */
  readonly as:
    | { readonly kind: "withdrawal"; readonly reason: WithdrawalReason; readonly explanation: string | null }
    | { readonly kind: "return"; readonly reason: ReturnReason; readonly isPaid: boolean };
}

export interface PreparedDocument {
  /** `type` of the envelope. */
  readonly type: "LK_RECEIPT" | "LP_RETURN";
  readonly codes: number;
  /** UTF-8 without BOM: what is signed. */
  readonly text: string;
}

/** Documents for identification codes (КИ), in their order, each code once: as many as the limits of GIS MT ask for. */
export function withdrawalDocuments(request: WithdrawalRequest, codes: readonly string[]): readonly PreparedDocument[] {
  const unique = [...new Set(codes)];
  const documents: PreparedDocument[] = [];
  for (let from = 0; from < unique.length; from += CODES_IN_DOCUMENT_MAX) {
    documents.push(...fitting(request, unique.slice(from, from + CODES_IN_DOCUMENT_MAX)));
  }
  return documents;
}

function fitting(request: WithdrawalRequest, codes: readonly string[]): readonly PreparedDocument[] {
  const document = documentOf(request, codes);
  if (codes.length < 2 || Buffer.byteLength(document.text) <= DOCUMENT_BYTES_MAX) return [document];
  const half = Math.ceil(codes.length / 2);
  return [...fitting(request, codes.slice(0, half)), ...fitting(request, codes.slice(half))];
}

function documentOf({ inn, date, document, as }: WithdrawalRequest, codes: readonly string[]): PreparedDocument {
  const custom = document.type === "OTHER" && document.name !== null ? { primary_document_custom_name: document.name } : {};
  if (as.kind === "return") {
    const body = {
      trade_participant_inn: inn,
      return_type: as.reason,
      paid: as.isPaid,
      primary_document_type: document.type,
      primary_document_number: document.number,
      primary_document_date: document.date,
      ...custom,
      products_list: codes.map((ki) => ({ ki })),
    };
    return { type: "LP_RETURN", codes: codes.length, text: JSON.stringify(body) };
  }
  const body = {
    inn,
    action: as.reason,
    action_date: date,
    ...(as.reason === "OTHER" && as.explanation !== null ? { withdrawal_type_other: as.explanation } : {}),
    document_type: document.type,
    document_number: document.number,
    document_date: document.date,
    ...custom,
    products: codes.map((cis) => ({ cis })),
  };
  return { type: "LK_RECEIPT", codes: codes.length, text: JSON.stringify(body) };
}
