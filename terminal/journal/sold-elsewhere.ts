import type Database from "better-sqlite3";
import type { EpochMs } from "../../config/clock.ts";

/** Codes that this journal has not sold itself: other tills of the shop did, or this one before its journal began. */
export interface SoldElsewhere {
  /** Adds identification codes that are not known yet, with the day of the list; how many were new. One transaction. */
  add(codes: readonly string[], at: EpochMs): number;
  /** Forgets what was listed before; how many. */
  forgetBefore(at: EpochMs): number;
  count(): number;
}

const DAY_MS = 86_400_000;

export function openSoldElsewhere(db: Database.Database): SoldElsewhere {
  const insert = db.prepare("INSERT INTO sold_elsewhere (key, day) VALUES (code_key(?), ?) ON CONFLICT DO NOTHING");
  const forget = db.prepare("DELETE FROM sold_elsewhere WHERE day < ?");
  const count = db.prepare<[], number>("SELECT count(*) FROM sold_elsewhere").pluck();
  const addAll = db.transaction((codes: readonly string[], day: number) => {
    let added = 0;
    for (const code of codes) added += insert.run(code, day).changes;
    return added;
  });
  return {
    add: (codes, at) => addAll.immediate(codes, dayOf(at)),
    forgetBefore: (at) => forget.run(dayOf(at)).changes,
    count: () => count.get() ?? 0,
  };
}

function dayOf(at: EpochMs): number {
  return Math.floor(at / DAY_MS);
}
