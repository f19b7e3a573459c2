import { describe, expect, it } from "vitest";
import { points } from "../config/money.ts";
import { ok } from "../config/result.ts";
import type { LoyaltySource } from "../sync-agent/iteem/loyalty.ts";
import { openHistory } from "./journal/history.ts";
import { openMemoryJournal } from "./journal/open.ts";
import { createSimulatedClock } from "./simulation/simulated-clock.ts";
import { openTill } from "./testing/open-till.ts";
import { startUpkeep } from "./upkeep.ts";
import { pullAccounts } from "./upload.ts";

/** Goal: a full disk stops none of the till's loops, and is told once. Method: a database whose writes throw as SQLite's do. */
const diskFull = (): never => {
  throw Object.assign(new Error("database or disk is full"), { code: "SQLITE_FULL" });
};

function keptLog() {
  const lines: { readonly level: string; readonly message: string }[] = [];
  const at = (level: string) => (_fields: object, message: string) => void lines.push({ level, message });
  return { lines, log: { debug: () => {}, info: at("info"), warn: at("warn"), error: at("error") } };
}

describe("upkeep", () => {
  it("goes on with everything else while a checkpoint, the catalogue or the journal's probe throw", async () => {
    const { till, clock, send } = await openTill();
    const { lines, log } = keptLog();
    const db = openMemoryJournal();
    const disk = { full: true, reloads: 0, refreshes: 0, checkpoints: 0, givenBack: 0 };
    db.pragma = () => (disk.full ? diskFull() : (disk.checkpoints += 1));
    const upkeep = startUpkeep({
      till,
      journal: { probe: () => (disk.full ? diskFull() : undefined) },
      catalog: { reload: () => (disk.full ? diskFull() : ((disk.reloads += 1), ok("same"))) },
      db,
      config: { dataDir: "unused", access: { autoLockMinutes: 1 } },
      clock,
      log,
      refresh: () => (disk.refreshes += 1),
      giveBackMemory: async () => void (disk.givenBack += 1),
    });
    await send({ type: "setNextQuantity", quantity: 2_000_000 });
    await clock.advance(30_000);
    expect(disk.refreshes).toBeGreaterThanOrEqual(29);
    expect(
      lines.map(({ level }) => level),
      "one line for each of the three, not one a second",
    ).toEqual(["error", "error", "error"]);
    await clock.advance(31_000);
    expect(till.state.operator, "the auto-lock still works").toBeNull();
    disk.full = false;
    await clock.advance(12_000);
    expect([disk.checkpoints, disk.givenBack, disk.reloads > 0], "once in an idle time").toEqual([1, 1, true]);
    expect(lines.filter(({ level }) => level === "info")).toHaveLength(3);
    const stopped = upkeep.stop();
    await clock.settle();
    await stopped;
  });
});

describe("loyalty accounts", () => {
  it("that could not be stored are asked for again from the same place, and stored when there is room", async () => {
    const clock = createSimulatedClock(0);
    const { lines, log } = keptLog();
    const db = openMemoryJournal();
    const disk = { full: true };
    const prepare = db.prepare.bind(db);
    db.prepare = (sql: string) => (disk.full ? diskFull() : prepare(sql));
    const cursors: (string | null)[] = [];
    const account = { cardNumber: "777", name: "Анна", balance: points(5), appliedSequence: 0, missing: [], blocked: false, phone: null };
    const source = {
      pullLoyalty: async (after: string | null) => {
        cursors.push(after);
        return ok({ accounts: [account], cursor: "c1", isSnapshot: after === null });
      },
      close: () => {},
    } satisfies LoyaltySource;
    const stopping = new AbortController();
    const pulling = pullAccounts(source, { db, clock, log }, stopping.signal);
    await clock.advance(41_000);
    expect(cursors).toEqual([null, null, null]);
    expect(lines).toEqual([{ level: "error", message: "a background step failed, it is tried again" }]);
    disk.full = false;
    await clock.advance(40_000);
    expect(cursors.slice(3)).toEqual([null, "c1"]);
    expect(openHistory(db).loyaltyAccount("777")).toMatchObject({ serverBalance: 5 });
    stopping.abort();
    await pulling;
  });
});
