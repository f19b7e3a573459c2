import type { ReceiptFact } from "../../config/contract/facts.ts";
import { cisOf } from "../marking/code/parse-marking.ts";
import { isInForce, repeatOf, standOfReceipt, type Corrected } from "./correction-stand.ts";

/**
 * Number of the receipt in which a piece is sold, by its code, as receipts and their corrections tell it: the latest that counts and names
 * the code sold it or took it back. Null: it is not sold. Asked for a return without a receipt, which does not tell the sale it undoes.
 */
export function codeHolder(cis: string, latestFirst: Iterable<Corrected>): number | null {
  for (const receipt of latestFirst) {
    if (codesOf(receipt).includes(cis)) return receipt.fact.kind === "sale" ? receipt.fact.number : null;
  }
  return null;
}

/** A return without a receipt. */
export function isReturnOfAnySale({ kind, originalReceiptId }: ReceiptFact): boolean {
  return kind === "refund" && originalReceiptId === null;
}

function codesOf(receipt: Corrected): readonly (string | null)[] {
  const { fact, corrections } = receipt;
  const stand = standOfReceipt(receipt);
  // A part of a piece, or a portion, leaves the rest to others: nobody holds such a code.
  if (isInForce(stand)) return fact.lines.map(({ markingCode, codeShare }) => (codeShare === undefined ? cisOf(markingCode) : null));
  // Said again with other goods: these are sold in its place.
  if (stand !== "replaced" || fact.kind !== "sale") return [];
  return (repeatOf(fact.kind, corrections)?.lines ?? []).map(({ markingCode }) => cisOf(markingCode));
}
