import type Database from "better-sqlite3";
import type { FactCodeShare } from "../../config/contract/facts.ts";

/** Moves what is gone of a code that is sold in parts or portions; a code of which nothing is gone is not kept. */
export function codeUseWriter(db: Database.Database): (cis: string, share: FactCodeShare, sign: 1 | -1) => void {
  const add = db.prepare(
    `INSERT INTO code_use (key, unit, used, whole) VALUES (code_key(?), ?, ?, ?)
     ON CONFLICT(key) DO UPDATE SET used = used + excluded.used`,
  );
  const drop = db.prepare("DELETE FROM code_use WHERE key = code_key(?) AND used <= 0");
  return (cis, { unit, used, of }, sign) => {
    add.run(cis, unit, sign * used, of);
    drop.run(cis);
  };
}
