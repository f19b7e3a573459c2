import { checkDigitVerdict, isGtin, misreadError } from "../../../device-drivers/scanner/ean.ts";
import { fromRussianText, isTypedInRussian } from "../../../device-drivers/scanner/keyboard-layout.ts";
import type { Symbology } from "../../../device-drivers/scanner/scan.ts";
import { appError, type AppError } from "../../../config/errors/index.ts";
import { claimsToBeStamp, parseStamp, type ExciseStamp } from "../../alcohol/stamp/excise-stamp.ts";
import { parseQr, type ReceiptQr } from "../../../fiscal/document/qr.ts";
import type { MarkingCode, Repair } from "./marking-code.ts";
import { suspectedBox } from "./never-sold.ts";
import { readMarking, type ParseHints } from "./parse-marking.ts";
import { textOfScan, withoutPrefix } from "./typed-scan.ts";

/** A `ScanEvent` fits. */
export interface ScanInput {
  readonly symbology?: Symbology;
  readonly bytes: Uint8Array;
}

export type ClassifiedScan =
  /** Retail barcode as it was read: a GTIN of 8, 12, 13 or 14 digits with a right check digit, UPC-E, or EAN-13 with an add-on. */
  | { readonly kind: "ean"; readonly text: string }
  | { readonly kind: "marking"; readonly code: MarkingCode }
  | { readonly kind: "excise-stamp"; readonly stamp: ExciseStamp }
  | { readonly kind: "receipt-qr"; readonly text: string; readonly qr: ReceiptQr }
  /**
   * Anything else: own barcodes, cards, badges; the configuration's prefixes decide. `misread` is set when the text looks like a
   * retail barcode with a wrong check digit, or like a box code without its AI: show it instead of "not found".
   */
  | { readonly kind: "text"; readonly text: string; readonly misread: AppError | null }
  | { readonly kind: "refused"; readonly error: AppError };

/** A QR code holds at most 2,953 bytes; more than this is noise. */
const SCAN_MAX_BYTES = 4096;
const RETAIL_SYMBOLOGIES: readonly (Symbology | undefined)[] = ["ean13", "ean8", "upca", "upce"];

/** Says what a scan is. Pure; refuses (MRK500–MRK508, DEV203) rather than guess. */
export function classifyScan(scan: ScanInput, hints: ParseHints = {}): ClassifiedScan {
  if (scan.bytes.length > SCAN_MAX_BYTES) return refused(appError("MRK500", { reason: "too-long" }));
  const { text, repaired } = textOfScan(scan.bytes);
  if (text === "") return refused(appError("MRK500", { reason: "empty" }));
  return isTypedInRussian(text)
    ? classifyRussian(text, scan.symbology, hints, repaired)
    : classifyText(text, scan.symbology, hints, repaired);
}

/** Either a code typed in the Russian layout, or Russian words. */
function classifyRussian(text: string, symbology: Symbology | undefined, hints: ParseHints, repaired: readonly Repair[]): ClassifiedScan {
  const put = fromRussianText(text);
  if (put !== null) {
    const read = classifyText(put, symbology, hints, [...repaired, "russian-layout"]);
    return read.kind === "text" || read.kind === "ean" ? { kind: "text", text, misread: null } : read;
  }
  // Latin letters in it: no layout gives both
  const isMarking = readMarking(text, hints, repaired) !== null;
  return isMarking ? refused(appError("MRK503", { reason: "mixed-layout" })) : { kind: "text", text, misread: null };
}

function classifyText(scanned: string, told: Symbology | undefined, hints: ParseHints, repaired: readonly Repair[]): ClassifiedScan {
  const stripped = withoutPrefix(scanned);
  const { text } = stripped;
  const symbology = told ?? stripped.symbology ?? undefined;
  if (text === "") return refused(appError("MRK500", { reason: "empty" }));
  if (RETAIL_SYMBOLOGIES.includes(symbology)) return classifyRetail(text, symbology);
  if (symbology !== "gs1-datamatrix" && claimsToBeStamp(text, symbology)) {
    const stamp = parseStamp(text);
    return stamp.ok ? { kind: "excise-stamp", stamp: stamp.value } : refused(stamp.error);
  }
  const marking = readMarking(text, hints, repaired);
  if (marking !== null) return marking.ok ? { kind: "marking", code: marking.value } : refused(marking.error);
  if (symbology === "gs1-datamatrix") return refused(appError("MRK500", { reason: "not-a-marking-code" }));
  const qr = parseQr(text);
  if (qr.ok) return { kind: "receipt-qr", text, qr: qr.value };
  if (isGluedBarcode(text)) return refused(appError("MRK504"));
  if (isGtin(text)) return { kind: "ean", text };
  return { kind: "text", text, misread: suspectedBox(text) ?? (checkDigitVerdict(text) === "doubtful" ? misreadError(text) : null) };
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
