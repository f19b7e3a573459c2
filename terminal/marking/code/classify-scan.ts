import { checkDigitVerdict, isGtin, misreadError } from "../../../device-drivers/scanner/ean.ts";
import type { Symbology } from "../../../device-drivers/scanner/scan.ts";
import { appError, type AppError } from "../../../config/errors/index.ts";
import { stripScanPrefix } from "./aim-identifier.ts";
import { parseQr, type ReceiptQr } from "../../../fiscal/document/qr.ts";
import type { MarkingCode } from "./marking-code.ts";
import { claimsToBeMarking, parseMarking, type ParseHints } from "./parse-marking.ts";

/** A `ScanEvent` fits. */
export interface ScanInput {
  readonly symbology?: Symbology;
  readonly bytes: Uint8Array;
}

export type ClassifiedScan =
  /** Retail barcode as it was read: a GTIN of 8, 12, 13 or 14 digits with a right check digit, UPC-E, or EAN-13 with an add-on. */
  | { readonly kind: "ean"; readonly text: string }
  | { readonly kind: "marking"; readonly code: MarkingCode }
  | { readonly kind: "receipt-qr"; readonly text: string; readonly qr: ReceiptQr }
  /**
   * Anything else: own barcodes, cards, badges; the configuration's prefixes decide. `misread` is set when the text looks like a
   * retail barcode with a wrong check digit: show it instead of "not found".
   */
  | { readonly kind: "text"; readonly text: string; readonly misread: AppError | null }
  | { readonly kind: "refused"; readonly error: AppError };

/** A QR code holds at most 2,953 bytes; more than this is noise. */
const SCAN_MAX_BYTES = 4096;
const RETAIL_SYMBOLOGIES: readonly (Symbology | undefined)[] = ["ean13", "ean8", "upca", "upce"];

/** Says what a scan is. Pure; refuses (MRK500–MRK506, DEV203) rather than guess. */
export function classifyScan(scan: ScanInput, hints: ParseHints = {}): ClassifiedScan {
  if (scan.bytes.length > SCAN_MAX_BYTES) return refused(appError("MRK500", { reason: "too-long" }));
  const stripped = stripScanPrefix(scan.bytes);
  const symbology = scan.symbology ?? stripped.symbology ?? undefined;
  const text = decodeText(stripped.bytes);
  if (text === "") return refused(appError("MRK500", { reason: "empty" }));
  if (RETAIL_SYMBOLOGIES.includes(symbology)) return classifyRetail(text, symbology);
  if (symbology === "gs1-datamatrix" || claimsToBeMarking(text)) {
    const parsed = parseMarking(text, hints);
    return parsed.ok ? { kind: "marking", code: parsed.value } : refused(parsed.error);
  }
  const qr = parseQr(text);
  if (qr.ok) return { kind: "receipt-qr", text, qr: qr.value };
  if (isGluedBarcode(text)) return refused(appError("MRK504"));
  if (isGtin(text)) return { kind: "ean", text };
  return { kind: "text", text, misread: checkDigitVerdict(text) === "doubtful" ? misreadError(text) : null };
}

/** The scanner is sure that it read a retail barcode. UPC-E is taken as it is: its check digit is that of the expanded form. */
function classifyRetail(text: string, symbology: Symbology | undefined): ClassifiedScan {
  const fits = /^\d{6,18}$/.test(text) && checkDigitVerdict(text, symbology) === "ok";
  return fits ? { kind: "ean", text } : refused(misreadError(text));
}

function isGluedBarcode(text: string): boolean {
  const half = text.slice(0, text.length / 2);
  return /^\d{24}$|^\d{26}$/.test(text) && text === half + half && isGtin(half);
}

function refused(error: AppError): ClassifiedScan {
  return { kind: "refused", error };
}

/** UTF-8 when it is (Cyrillic of a wedge scanner, texts in QR), otherwise byte by byte. ASCII is the same in both. */
function decodeText(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: false }).decode(bytes);
  } catch {
    return Buffer.from(bytes).toString("latin1");
  }
}
