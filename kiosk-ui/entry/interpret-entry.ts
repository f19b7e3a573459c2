import { parseQuantity, type Quantity } from "../../config/money.ts";

/** How the input field of the sale screen reads what is typed: `auto` tells codes from names by itself. */
export type EntryMode = "auto" | "name" | "code";

export type EntryMeaning =
  | { readonly kind: "empty" }
  /** `5*`: quantity for the next good. */
  | { readonly kind: "quantity"; readonly quantity: Quantity }
  /** Look up while typing. */
  | { readonly kind: "search"; readonly query: string }
  /** A code typed by hand; Enter sends it as a scan. */
  | { readonly kind: "code"; readonly code: string }
  | { readonly kind: "invalid" };

/** Longest text that the field takes; the search looks at no more. */
export const ENTRY_LENGTH_MAX = 96;
const SEARCH_LENGTH_MIN = 2;

/** What the text in the input field stands for. */
export function interpretEntry(text: string, mode: EntryMode): EntryMeaning {
  const trimmed = text.trim();
  if (trimmed === "") return { kind: "empty" };
  if (trimmed.endsWith("*") || trimmed.endsWith("×")) {
    const quantity = parseQuantity(trimmed.slice(0, -1));
    return quantity === null || quantity === 0 ? { kind: "invalid" } : { kind: "quantity", quantity };
  }
  if (trimmed.startsWith("=")) return { kind: "search", query: trimmed };
  if (mode === "auto" && /^[\d.,]+$/.test(trimmed)) return { kind: "code", code: trimmed };
  if (trimmed.length < SEARCH_LENGTH_MIN) return { kind: "empty" };
  return { kind: "search", query: trimmed };
}

/** The quantity that a bare number in the field means for F2; null when it is no number. */
export function entryAsQuantity(text: string): Quantity | null {
  const quantity = parseQuantity(text);
  return quantity === null || quantity === 0 ? null : quantity;
}
