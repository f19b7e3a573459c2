import type Database from "better-sqlite3";
import { epochMs } from "../../config/clock.ts";
import type { TillEvent } from "../core/event.ts";
import { evolve } from "../core/evolve.ts";
import { createInvariantChecker, type Violation } from "../core/invariants.ts";
import { EMPTY_STATE } from "../core/state.ts";

/** What `till verify` would say of the journal so far. */
export function brokenPromises(db: Database.Database): readonly Violation[] {
  const checker = createInvariantChecker();
  let state = EMPTY_STATE;
  const rows = db
    .prepare<[], { sequence: number; at: number; data: string }>("SELECT sequence, at, data FROM event ORDER BY sequence")
    .all();
  for (const { sequence, at, data } of rows) {
    const journalled = { sequence, at: epochMs(at), event: JSON.parse(data) as TillEvent };
    const before = state;
    state = evolve(before, journalled);
    checker.step(journalled, before, state);
  }
  return checker.finish(state);
}
