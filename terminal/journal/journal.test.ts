import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Database from "better-sqlite3";
import { afterEach, describe, expect, it } from "vitest";
import { systemClock } from "../../config/clock.ts";
import { epochMs } from "../../config/clock.ts";
import type { TillEvent } from "../core/event.ts";
import { openTill, PIECE } from "../testing/open-till.ts";
import { backUp } from "./backup.ts";
import { chainHash, GENESIS_HASH } from "./hash-chain.ts";
import { openJournal, type Journal } from "./journal.ts";
import { JOURNAL_FILE } from "./data-directory.ts";
import { openTillDatabase, type OpenedDatabase } from "./open.ts";
import { restoreJournal } from "./restore.ts";
import { verifyDataDirectory } from "./verify.ts";

const folders: string[] = [];
const opened: OpenedDatabase[] = [];
afterEach(() => {
  for (const each of opened.splice(0)) each.close();
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "till-journal-"));
  folders.push(folder);
  return folder;
}

function openDatabase(folder: string, tillId = "t1") {
  const result = openTillDatabase(folder, tillId, systemClock);
  if (result.ok) opened.push(result.value);
  return result;
}

function open(folder: string): { readonly journal: Journal; readonly database: OpenedDatabase } {
  const database = openDatabase(folder);
  if (!database.ok) throw new Error(database.error.code);
  const journal = openJournal(database.value.db, () => performance.now());
  if (!journal.ok) throw new Error(journal.error.code);
  return { journal: journal.value, database: database.value };
}

const AT = epochMs(1_790_000_000_000);
const signedIn = (id: string): TillEvent => ({ type: "signedIn", operator: { id, name: id, role: "cashier", inn: null }, by: "pin" });

describe("journal", () => {
  it("keeps what was committed, and the stored reply with it, over a reopening", () => {
    const folder = newFolder();
    const first = open(folder);
    expect(first.journal.commit([signedIn("anna")], AT, { commandId: "c-1", reply: '{"ok":true}' }).ok).toBe(true);
    first.database.close();
    const second = open(folder);
    expect(second.journal.state.operator?.id).toBe("anna");
    expect(second.journal.sequence).toBe(1);
    expect(second.journal.replyOf("c-1")).toBe('{"ok":true}');
    expect(second.journal.replyOf("c-2")).toBeNull();
  });

  it("commits all events of a command or none", () => {
    const { journal } = open(newFolder());
    journal.commit([signedIn("anna")], AT, { commandId: "c-1", reply: "{}" });
    // The second reply of the same command breaks the transaction after its event was inserted.
    expect(() => journal.commit([signedIn("oleg")], AT, { commandId: "c-1", reply: "{}" })).toThrow(/UNIQUE/);
    expect(journal.state.operator?.id).toBe("anna");
    expect(journal.sequence).toBe(1);
  });

  it("writes with synchronous=FULL on every opening", () => {
    const folder = newFolder();
    for (let times = 0; times < 2; times += 1) {
      const { journal, database } = open(folder);
      journal.commit([signedIn(`a${times}`)], AT);
      expect(database.db.pragma("synchronous", { simple: true })).toBe(2);
      expect(database.db.pragma("journal_mode", { simple: true })).toBe("wal");
      database.close();
    }
  });

  it("folds from the snapshot to the same state as from the first event", () => {
    const folder = newFolder();
    const { journal, database } = open(folder);
    for (let index = 0; index < 1_200; index += 1) journal.commit([signedIn(`person-${index}`)], AT);
    const { state } = journal;
    database.close();
    expect(open(folder).journal.state).toEqual(state);
    const verified = verifyDataDirectory(folder);
    expect(verified.ok && verified.value.violations).toEqual([]);
    expect(verified.ok && verified.value.events).toBe(1_200);
  });

  it("does not read a snapshot of another form of the state: the events say it all", () => {
    const folder = newFolder();
    const { journal, database } = open(folder);
    for (let index = 0; index < 600; index += 1) journal.commit([signedIn(`person-${index}`)], AT);
    const { state } = journal;
    const snapshots = () => database.db.prepare("SELECT sequence FROM snapshot").all();
    expect(snapshots()).toHaveLength(1);
    database.db.prepare("UPDATE snapshot SET state = ?").run(JSON.stringify({ operator: null, jobs: [] }));
    database.close();
    const again = open(folder);
    expect(again.journal.state).toEqual(state);
    again.database.close();
    expect(verifyDataDirectory(folder)).toMatchObject({ ok: true, value: { violations: [] } });
  });

  it("stays readable when the disk is full, and goes on when there is space again", () => {
    const { journal, database } = open(newFolder());
    journal.commit([signedIn("anna")], AT);
    const pages = Number(database.db.pragma("page_count", { simple: true }));
    database.db.pragma(`max_page_count = ${pages}`);
    let refused = null;
    for (let index = 0; index < 2_000 && refused === null; index += 1) {
      const done = journal.commit([signedIn(`person-${index}`)], AT);
      if (!done.ok) refused = { error: done.error, sequence: journal.sequence, operator: journal.state.operator };
    }
    expect(refused?.error.code).toBe("STO805");
    expect(journal.fault?.code).toBe("STO805");
    expect(journal.state.operator).toEqual(refused?.operator);
    database.db.pragma("max_page_count = 1000000");
    journal.probe();
    expect(journal.fault, "seen without a sale").toBeNull();
    expect(journal.commit([signedIn("oleg")], AT).ok).toBe(true);
    expect(journal.fault).toBeNull();
    expect(journal.sequence).toBe((refused?.sequence ?? 0) + 1);
  });
});

describe("opening the data directory", () => {
  it("refuses a second till process on the same directory", () => {
    const folder = newFolder();
    expect(openDatabase(folder).ok).toBe(true);
    const second = openDatabase(folder);
    expect(second.ok ? null : second.error.code).toBe("STO801");
  });

  it("refuses a journal that is missing although the directory is not new", () => {
    const folder = newFolder();
    open(folder).database.close();
    rmSync(join(folder, JOURNAL_FILE));
    const result = openDatabase(folder);
    expect(result.ok ? null : result.error.code).toBe("STO803");
    expect(existsSync(join(folder, JOURNAL_FILE)), "no empty journal was made in its place").toBe(false);
  });

  it("refuses a journal of a newer program and leaves it alone", () => {
    const folder = newFolder();
    const { database } = open(folder);
    database.db.pragma("user_version = 99");
    database.close();
    const result = openDatabase(folder);
    expect(result.ok ? null : result.error).toMatchObject({ code: "STO804", details: { found: 99 } });
    const db = new Database(join(folder, JOURNAL_FILE));
    expect(db.pragma("user_version", { simple: true })).toBe(99);
    db.close();
  });

  it("refuses a file that is no database", () => {
    const folder = newFolder();
    open(folder).database.close();
    writeFileSync(join(folder, JOURNAL_FILE), "x".repeat(8_192));
    const result = openDatabase(folder);
    expect(result.ok ? null : result.error.code).toBe("STO802");
  });

  it("refuses a journal with a damaged page", () => {
    const folder = newFolder();
    const { journal, database } = open(folder);
    for (let index = 0; index < 300; index += 1) journal.commit([signedIn(`person-${index}`)], AT);
    database.db.pragma("wal_checkpoint(TRUNCATE)");
    database.close();
    const file = join(folder, JOURNAL_FILE);
    const bytes = readFileSync(file);
    bytes.fill(0xa5, bytes.length - 4_096 * 3, bytes.length - 4_096);
    writeFileSync(file, bytes);
    const database2 = openDatabase(folder);
    const code = database2.ok ? reopen(database2.value) : database2.error.code;
    expect(code).toBe("STO802");
  });

  it("refuses a directory of another till", () => {
    const folder = newFolder();
    open(folder).database.close();
    const result = openDatabase(folder, "t2");
    expect(result.ok ? null : result.error).toMatchObject({ code: "STO807", details: { found: "t1", expected: "t2" } });
  });
});

function reopen({ db }: OpenedDatabase): string | null {
  const journal = openJournal(db, () => 0);
  return journal.ok ? null : journal.error.code;
}

/** Events of a till that opened its shift and sold one thing. */
async function shortDay(): Promise<TillEvent[]> {
  const { send, settle, outside } = await openTill();
  await send({ type: "addItem", itemId: PIECE });
  await send({ type: "payCash" });
  await settle();
  const rows = outside.db.prepare<[], { data: string }>("SELECT data FROM event ORDER BY sequence").all();
  return rows.map(({ data }) => JSON.parse(data) as TillEvent);
}

/** Writes events with their chain and nothing else, as somebody would who knows how the chain is made. */
function append({ db }: OpenedDatabase, events: readonly TillEvent[]): void {
  let { sequence, hash } = db.prepare<[], { sequence: number; hash: Uint8Array }>("SELECT sequence, hash FROM head").get() ?? {
    sequence: 0,
    hash: GENESIS_HASH,
  };
  for (const event of events) {
    const data = JSON.stringify(event);
    hash = chainHash(hash, (sequence += 1), AT, event.type, data);
    db.prepare("INSERT INTO event (sequence, at, type, data, hash) VALUES (?, ?, ?, ?, ?)").run(sequence, AT, event.type, data, hash);
  }
  db.prepare("INSERT OR REPLACE INTO head (id, sequence, hash) VALUES (1, ?, ?)").run(sequence, hash);
}

describe("verify", () => {
  it("sees an event that was changed behind the journal's back", () => {
    const folder = newFolder();
    const { journal, database } = open(folder);
    journal.commit([signedIn("anna")], AT);
    journal.commit([signedIn("oleg")], AT);
    database.db.prepare("UPDATE event SET data = replace(data, 'anna', 'inna') WHERE sequence = 1").run();
    database.close();
    const verified = verifyDataDirectory(folder);
    expect(verified.ok && verified.value.violations.map(({ promise, sequence }) => [promise, sequence])).toEqual([[6, 1]]);
    const database2 = openDatabase(folder);
    expect(database2.ok && reopen(database2.value), "the till does not start on it").toBe("STO802");
  });

  it("sees a deleted event", () => {
    const folder = newFolder();
    const { journal, database } = open(folder);
    for (const id of ["a", "b", "c"]) journal.commit([signedIn(id)], AT);
    database.db.prepare("DELETE FROM event WHERE sequence = 2").run();
    database.close();
    const verified = verifyDataDirectory(folder);
    expect(verified.ok && verified.value.violations.length).toBeGreaterThan(0);
  });

  it("sees events that were cut off the end, although they carry no fact and the chain before them is whole", () => {
    const folder = newFolder();
    const { journal, database } = open(folder);
    for (const id of ["a", "b", "c"]) journal.commit([signedIn(id)], AT);
    database.db.prepare("DELETE FROM event WHERE sequence > 1").run();
    database.close();
    const verified = verifyDataDirectory(folder);
    expect(verified.ok && verified.value.violations).toEqual([{ promise: 6, sequence: 1, what: "events 2 to 3 are missing at the end" }]);
    const database2 = openDatabase(folder);
    expect(database2.ok && reopen(database2.value), "the till does not start on it").toBe("STO802");
  });

  it("sees a snapshot that is newer than the last event", () => {
    const folder = newFolder();
    const { journal, database } = open(folder);
    for (let index = 0; index < 30; index += 1) journal.commit([signedIn(`person-${index}`)], AT);
    database.db.exec(
      "DELETE FROM event WHERE sequence > 5; UPDATE head SET sequence = 5, hash = (SELECT hash FROM event WHERE sequence = 5)",
    );
    database.close();
    const verified = verifyDataDirectory(folder);
    expect(verified.ok && verified.value.violations.map(({ what }) => what)).toEqual(["the snapshot is of event 21, and there are 5"]);
  });

  it("names the promise that a doubled document breaks, and goes on to the end", async () => {
    const folder = newFolder();
    const { database } = open(folder);
    const day = await shortDay();
    append(database, day);
    const twice = day.slice(day.findLastIndex(({ type }) => type === "receiptOpened"));
    append(database, twice);
    database.close();
    const verified = verifyDataDirectory(folder);
    const promises = verified.ok ? new Set(verified.value.violations.map(({ promise }) => promise)) : null;
    expect(promises?.has(1), JSON.stringify(verified)).toBe(true);
    expect(verified.ok && verified.value.events).toBe(day.length + twice.length);
  });

  it("takes a journal of the version before the second note of its end, and the till adds that", () => {
    const folder = newFolder();
    const { journal, database } = open(folder);
    journal.commit([signedIn("anna")], AT);
    database.db.exec(
      `DROP TABLE head; DROP TABLE deal; DROP TABLE correction; DROP TABLE returned_most; DROP INDEX event_correction;
       DROP INDEX receipt_fd_number; DROP INDEX receipt_fiscal_sign; DROP TABLE sold_piece; DROP TABLE sold_elsewhere; DROP TABLE code_use;
       CREATE TABLE sold_code (cis TEXT PRIMARY KEY, receipt_number INTEGER NOT NULL) STRICT, WITHOUT ROWID; PRAGMA user_version = 1`,
    );
    database.close();
    const verified = verifyDataDirectory(folder);
    expect(verified.ok && verified.value.violations).toEqual([]);
    const again = open(folder);
    expect(again.database.db.prepare("SELECT sequence FROM head").pluck().get()).toBe(1);
  });

  it("sees a derived table that says something else", () => {
    const folder = newFolder();
    const { database } = open(folder);
    database.db.prepare("INSERT INTO sold_piece (key, receipt_number) VALUES (code_key('x'), 1)").run();
    database.close();
    const verified = verifyDataDirectory(folder);
    expect(verified.ok && verified.value.violations[0]?.what).toContain("sold_piece");
  });
});

describe("backup", () => {
  it("put back in place keeps the old journal beside it and begins a new epoch for the servers", async () => {
    const folder = newFolder();
    const { journal, database } = open(folder);
    journal.commit([signedIn("anna")], AT);
    const file = await backUp(database.db, folder, systemClock);
    journal.commit([signedIn("oleg")], AT);
    expect(restoreJournal(folder, file, "t1", systemClock), "not under a running till").toMatchObject({
      ok: false,
      error: { code: "STO801" },
    });
    const { epoch } = database;
    database.close();
    const restored = restoreJournal(folder, file, "t1", systemClock);
    expect(restored.ok && existsSync(restored.value.keptAs ?? "")).toBe(true);
    const again = open(folder);
    expect(again.journal.state.operator?.id).toBe("anna");
    expect(again.database.epoch).not.toBe(epoch);
  });

  it("copies a journal in use into one that verifies and opens", async () => {
    const folder = newFolder();
    const { journal, database } = open(folder);
    journal.commit([signedIn("anna")], AT);
    const file = await backUp(database.db, folder, systemClock);
    const elsewhere = newFolder();
    writeFileSync(join(elsewhere, JOURNAL_FILE), readFileSync(file));
    expect(open(elsewhere).journal.state.operator?.id).toBe("anna");
    const verified = verifyDataDirectory(elsewhere);
    expect(verified.ok && verified.value.violations).toEqual([]);
  });
});
