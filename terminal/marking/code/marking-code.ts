import type { Kopecks } from "../../../config/money.ts";
import type { Gtin14 } from "./gtin.ts";

/** Separator of variable-length elements (GS, 1Dh). */
export const GS = "\u001d";

/** Longest code that any group uses is the 150-character stamp; tag 2000 holds 256 bytes. */
export const MARKING_CODE_MAX_BYTES = 256;

/** Characters of a tobacco pack's code, which has no AIs. */
export const PACK_LENGTH = 29;

/**
 * - `long`: AIs 91 (4) and 92 (44 or 88) after the serial: clothes, shoes, perfume…
 * - `short`: AI 93 (4) after the serial: milk, water, beer…, and tobacco blocks with AI 8005;
 * - `tobacco-pack`: 29 characters without AIs: GTIN, serial (7), МРЦ (4) and check (4), or check (8);
 * - `fur`: label of fur goods (КиЗ меховых изделий), 20 or 21 characters without GTIN and check part.
 */
export type MarkingShape = "long" | "short" | "tobacco-pack" | "fur";

/**
 * What was mended in a scan. An AIM identifier and FNC1 in front are no damage and not told.
 * - `trimmed`: blanks, Tab, CR or LF around the code;
 * - `russian-layout`: typed in the Russian layout, put back by key position;
 * - `base64`: Base64 of the code instead of the code;
 * - `leading-zero`: the first 0 was lost;
 * - `gs-substitute`: GS came as other characters (`^]`, `\x1D`, `~`…);
 * - `gs-restored`: GS did not come at all and was put back by fixed offsets.
 */
export type Repair = "trimmed" | "russian-layout" | "base64" | "leading-zero" | "gs-substitute" | "gs-restored";

/** A full marking code (код маркировки, КМ) of one unit of goods. Never an incomplete one: those are refused at the scan. */
export interface MarkingCode {
  /** As the fiscal drive and GIS MT want it: GS kept, no AIM prefix, no leading FNC1. */
  readonly raw: Uint8Array;
  readonly shape: MarkingShape;
  /** Null: a fur label, which names no goods. */
  readonly gtin14: Gtin14 | null;
  readonly serial: string;
  /** Code of identification (код идентификации, КИ): the code without its check part. Unique per unit: the key of "sold once". */
  readonly cis: string;
  /** Values by AI, e.g. `{ "01": …, "21": …, "93": … }`. A tobacco pack has none of its own: 01 and 21 are filled in. Fur: empty. */
  readonly ais: Readonly<Record<string, string>>;
  /** Maximum retail price (МРЦ) that the code carries: tobacco pack, or AI 8005 of a block. Null when there is none. */
  readonly maximumPriceKop: Kopecks | null;
  /** Net weight that the code carries (AI 3103), or null. */
  readonly netWeightGrams: number | null;
  /** Volume that the code carries (AI 335N), or null. */
  readonly volumeMl: number | null;
  /** What the till mended: KKT and GIS MT see our form. Empty for a code read back from the journal. */
  readonly repaired: readonly Repair[];
}

/** Base64 of the full code: what the fiscal document, the check service and the outbox carry. */
export function markingCodeBase64(code: MarkingCode): string {
  return Buffer.from(code.raw).toString("base64");
}

/** Code for people and logs: identification part only, since the check part must not be logged. */
export function markingCodeForPeople(code: MarkingCode): string {
  return code.cis;
}
