import type { Kopecks } from "../../../config/money.ts";
import type { Gtin14 } from "./gtin.ts";

/** Separator of variable-length elements (GS, 1Dh). */
export const GS = "\u001d";

/** Longest code that any group uses is the 150-character stamp; tag 2000 holds 256 bytes. */
export const MARKING_CODE_MAX_BYTES = 256;

/**
 * - `long`: AIs 91 (4) and 92 (44 or 88) after the serial: clothes, shoes, perfume…
 * - `short`: AI 93 (4) after the serial: milk, water, beer…, and tobacco blocks with AI 8005;
 * - `tobacco-pack`: 29 characters without AIs: GTIN, serial (7), МРЦ (4) and check (4), or check (8).
 */
export type MarkingShape = "long" | "short" | "tobacco-pack";

/** A full marking code (код маркировки, КМ) of one unit of goods. Never an incomplete one: those are refused at the scan. */
export interface MarkingCode {
  /** As the fiscal drive and GIS MT want it: GS kept, no AIM prefix, no leading FNC1. */
  readonly raw: Uint8Array;
  readonly shape: MarkingShape;
  readonly gtin14: Gtin14;
  readonly serial: string;
  /** Code of identification (код идентификации, КИ): the code without its check part. Unique per unit: the key of "sold once". */
  readonly cis: string;
  /** Values by AI, e.g. `{ "01": …, "21": …, "93": … }`. A tobacco pack has none of its own: 01 and 21 are filled in. */
  readonly ais: Readonly<Record<string, string>>;
  /** Maximum retail price (МРЦ) that the code carries: tobacco pack, or AI 8005 of a block. Null when there is none. */
  readonly maximumPriceKop: Kopecks | null;
  /** The scanner lost GS and the parser put it back: journalled, since KKT and GIS MT see our form. */
  readonly gsRestored: boolean;
}

/** Base64 of the full code: what the fiscal document, the check service and the outbox carry. */
export function markingCodeBase64(code: MarkingCode): string {
  return Buffer.from(code.raw).toString("base64");
}

/** Code for people and logs: identification part only, since the check part must not be logged. */
export function markingCodeForPeople(code: MarkingCode): string {
  return code.cis;
}
