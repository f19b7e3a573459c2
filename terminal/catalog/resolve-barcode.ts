import type { AppError } from "../../config/errors/index.ts";
import { appError } from "../../config/errors/index.ts";
import type { Kopecks } from "../../config/money.ts";
import { kopecks } from "../../config/money.ts";
import type { Result } from "../../config/result.ts";
import { err, ok } from "../../config/result.ts";
import type { Symbology } from "../../device-drivers/scanner/scan.ts";
import { isGtin, looksLikeGtin } from "../../device-drivers/scanner/ean.ts";
import { barcodeCandidates, expandUpcE, isDigits } from "./barcode.ts";

/** One shop rule for barcodes that scales print (весовой штрихкод): EAN-13 with prefix 20–29. */
interface WeightRule {
  /** As configured, e.g. "22CCCCCWWWWWK". */
  readonly template: string;
  readonly prefix: string;
  readonly code: readonly [number, number];
  readonly value: readonly [number, number];
  readonly holds: "grams" | "kopecks";
}

export interface BarcodeRules {
  readonly weight: readonly WeightRule[];
}

/** What one scanned or typed text is. */
export type BarcodeReading =
  /** Look these up in the catalogue, in this order. */
  | { readonly kind: "item-barcode"; readonly text: string; readonly candidates: readonly string[] }
  /** `itemCode` has no leading zeros. A goods card with exactly `text` as its barcode goes first. */
  | { readonly kind: "weight-barcode"; readonly text: string; readonly itemCode: string; readonly grams: number; readonly template: string }
  | {
      readonly kind: "price-barcode";
      readonly text: string;
      readonly itemCode: string;
      readonly sumKop: Kopecks;
      readonly template: string;
    };

/** Longest code of an item that is accepted; marks and stamps are longer and go elsewhere. */
export const BARCODE_LENGTH_MAX = 48;
export const DEFAULT_WEIGHT_TEMPLATES: readonly string[] = ["22CCCCCWWWWWK"];

/**
 * Reads templates from the configuration: prefix digits (20–29 and more), then C item code, W weight in grams or P sum in
 * kopecks, X ignored, and K the EAN-13 check digit.
 */
export function parseWeightTemplates(templates: readonly string[]): Result<BarcodeRules, AppError> {
  const weight: WeightRule[] = [];
  for (const template of templates) {
    const wrong = (problem: string): Result<BarcodeRules, AppError> => err(appError("CAT210", { template, problem }));
    if (template.length !== 13) return wrong("нужно ровно 13 знаков");
    const match = /^(2\d+)X*(?:C+X*(?:W+|P+)|(?:W+|P+)X*C+)X*K$/.exec(template);
    if (!match) return wrong("нужны цифры 20–29, затем C (код товара), W (граммы) или P (копейки), в конце K");
    const prefix = match[1] ?? "";
    const clash = weight.find((rule) => rule.prefix.startsWith(prefix) || prefix.startsWith(rule.prefix));
    if (clash) return wrong(`начало совпадает с «${clash.template}»`);
    const holds = template.includes("W") ? "grams" : "kopecks";
    weight.push({ template, prefix, holds, code: span(template, "C"), value: span(template, holds === "grams" ? "W" : "P") });
  }
  return ok({ weight });
}

/**
 * Tells what a text is, without a look-up. `symbology` only when the scanner said it. Fails with CAT207 (misread: the check
 * digit is wrong), CAT219 (scale label with zero) or CAT220 (not an item code).
 */
export function resolveBarcode(raw: string, rules: BarcodeRules, symbology?: Symbology): Result<BarcodeReading, AppError> {
  const text = raw.trim();
  if (text === "" || text.length > BARCODE_LENGTH_MAX || hasControl(text)) return err(appError("CAT220", { text: printable(text) }));
  const upcA = symbology === "upce" ? expandUpcE(text) : null;
  if (upcA !== null) return itemBarcode(upcA);
  if (hasCheckDigit(text, symbology) && !isGtin(text)) return err(appError("CAT207", { text }));
  const rule = text.length === 13 && isDigits(text) ? rules.weight.find(({ prefix }) => text.startsWith(prefix)) : undefined;
  if (!rule) return itemBarcode(text);
  const itemCode = text.slice(...rule.code).replace(/^0+(?=\d)/, "");
  const value = Number(text.slice(...rule.value));
  if (value === 0) return err(appError("CAT219", { text }));
  return rule.holds === "grams"
    ? ok({ kind: "weight-barcode", text, itemCode, grams: value, template: rule.template })
    : ok({ kind: "price-barcode", text, itemCode, sumKop: kopecks(value), template: rule.template });
}

/**
 * The weight code inside a barcode of a goods card, or null: the bare prefix and code ("2200017") or a whole label with
 * zero weight ("2200017000004"), both common in goods lists.
 */
export function weightCodeOfCard(barcode: string, rules: BarcodeRules): string | null {
  if (!isDigits(barcode)) return null;
  for (const { prefix, code, value } of rules.weight) {
    if (!barcode.startsWith(prefix)) continue;
    const bare = barcode.length === code[1] && code[0] === prefix.length;
    const emptyLabel = barcode.length === 13 && Number(barcode.slice(...value)) === 0;
    if (bare || emptyLabel) return barcode.slice(...code).replace(/^0+(?=\d)/, "");
  }
  return null;
}

function itemBarcode(text: string): Result<BarcodeReading, AppError> {
  return ok({ kind: "item-barcode", text, candidates: barcodeCandidates(text) });
}

/** Code 128, Code 39 and ITF carry any digits; EAN and UPC always end in a check digit, and so does a typed number of their length. */
function hasCheckDigit(text: string, symbology: Symbology | undefined): boolean {
  if (symbology === undefined) return looksLikeGtin(text);
  return (symbology === "ean13" || symbology === "ean8" || symbology === "upca") && looksLikeGtin(text);
}

function span(template: string, letter: string): readonly [number, number] {
  return [template.indexOf(letter), template.lastIndexOf(letter) + 1];
}

function hasControl(text: string): boolean {
  for (let at = 0; at < text.length; at++) if (text.charCodeAt(at) < 32) return true;
  return false;
}

function printable(text: string): string {
  return Array.from(text.slice(0, BARCODE_LENGTH_MAX), (char) => (char.charCodeAt(0) < 32 ? "·" : char)).join("");
}
