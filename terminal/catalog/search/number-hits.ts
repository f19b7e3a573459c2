import { barcodeCandidates, isDigits, tailRange } from "../barcode.ts";
import type { CatalogDatabase } from "../catalog-database.ts";
import { RANGE_END } from "./postings-reader.ts";

export interface NumberHit {
  readonly n: number;
  readonly barcode: string | null;
}

/** Fewer last digits of a barcode fit too many goods. */
const TAIL_LENGTH_MIN = 4;
const BARCODE_PREFIX_MIN = 6;
const ROWS_MAX = 512;

/** Finds goods by barcode, by its beginning or last digits, by code and article. */
export interface NumberSearch {
  /** A whole barcode or a whole code. */
  exact(text: string): NumberHit[];
  /** Codes and articles that begin with the key (letters and digits only, folded). */
  byKey(key: string): NumberHit[];
  /** Barcodes that end with the digits. */
  byTail(digits: string): NumberHit[];
  /** Barcodes that begin with the digits. */
  byBeginning(digits: string): NumberHit[];
}

export function numberSearch(db: CatalogDatabase): NumberSearch {
  const barcode = db.prepare<[string], number>("SELECT n FROM barcodes WHERE code = ?").pluck();
  const code = db.prepare<[string], number>("SELECT n FROM goods WHERE code = ? AND code <> '' LIMIT 8").pluck();
  const key = db
    .prepare<[string, string], number>(`SELECT n FROM item_keys WHERE key >= ? AND key < ? ORDER BY key LIMIT ${ROWS_MAX}`)
    .pluck();
  const tail = db.prepare<[number, number], { code: string; n: number }>(
    `SELECT code, n FROM barcodes WHERE tail >= ? AND tail < ? LIMIT ${ROWS_MAX}`,
  );
  const beginning = db.prepare<[string, string], { code: string; n: number }>(
    `SELECT code, n FROM barcodes WHERE code >= ? AND code < ? ORDER BY code LIMIT ${ROWS_MAX}`,
  );
  return {
    exact(text) {
      const hits: NumberHit[] = code.all(text).map((n) => ({ n, barcode: null }));
      for (const candidate of barcodeCandidates(text)) {
        const n = barcode.get(candidate);
        if (n !== undefined) hits.push({ n, barcode: candidate });
      }
      return hits;
    },
    byKey: (text) => key.all(text, text + RANGE_END).map((n) => ({ n, barcode: null })),
    byTail(digits) {
      if (!isDigits(digits) || digits.length < TAIL_LENGTH_MIN) return [];
      const rows = tail.all(...tailRange(digits));
      return rows.filter((row) => row.code.endsWith(digits)).map((row) => ({ n: row.n, barcode: row.code }));
    },
    byBeginning(digits) {
      if (!isDigits(digits) || digits.length < BARCODE_PREFIX_MIN) return [];
      return beginning.all(digits, digits + RANGE_END).map((row) => ({ n: row.n, barcode: row.code }));
    },
  };
}
