import { createHash } from "node:crypto";
import type Database from "better-sqlite3";

/**
 * Key of an identification code (КИ) in the registers of sold codes: the first 64 bits of its SHA-256, as SQLite keeps integers. Eight
 * bytes instead of 21–40: ten million codes stay a matter of some 250 MB, and two of them share a key with a chance of 3 in a million.
 */
export function codeKey(cis: string): bigint {
  return createHash("sha256").update(cis, "utf8").digest().readBigInt64BE(0);
}

/** The same in SQL: `code_key(cis)`. */
export function defineCodeKey(db: Database.Database): void {
  db.function("code_key", { deterministic: true }, (cis: unknown) => codeKey(String(cis)));
}
