import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Database from "better-sqlite3";
import { afterEach, describe, expect, it } from "vitest";
import { epochMs, systemClock } from "../../config/clock.ts";
import type { TillEvent } from "../core/event.ts";
import { backUp } from "./backup.ts";
import { JOURNAL_FILE } from "./data-directory.ts";
import { openJournal } from "./journal.ts";
import { openMemoryJournal, openTillDatabase } from "./open.ts";
import { openOutbox } from "./outbox-store.ts";
import { restoreJournal } from "./restore.ts";

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

const AT = epochMs(1_790_000_000_000);
const signedIn = (id: string): TillEvent => ({ type: "signedIn", operator: { id, name: id, role: "cashier", inn: null }, by: "pin" });

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "till-directory-"));
  folders.push(folder);
  return folder;
}

/** A data directory in which somebody signed in; with a backup of that. */
async function usedFolder(): Promise<{ readonly folder: string; readonly backup: string }> {
  const folder = newFolder();
  const database = openTillDatabase(folder, "t1", systemClock);
  if (!database.ok) throw new Error(database.error.code);
  const journal = openJournal(database.value.db, () => 0);
  if (!journal.ok) throw new Error(journal.error.code);
  journal.value.commit([signedIn("anna")], AT);
  const backup = await backUp(database.value.db, folder, systemClock);
  journal.value.commit([signedIn("oleg")], AT);
  database.value.close();
  return { folder, backup };
}

function codeOfOpening(folder: string): string | null {
  const opened = openTillDatabase(folder, "t1", systemClock);
  if (!opened.ok) return opened.error.code;
  opened.value.close();
  return null;
}

function operatorOf(folder: string): string | undefined {
  const opened = openTillDatabase(folder, "t1", systemClock);
  if (!opened.ok) throw new Error(opened.error.code);
  const journal = openJournal(opened.value.db, () => 0);
  opened.value.close();
  return journal.ok ? journal.value.state.operator?.id : journal.error.code;
}

describe("a data directory that will not do", () => {
  it("with an emptied journal is refused, and nothing in it is touched", async () => {
    const { folder } = await usedFolder();
    writeFileSync(join(folder, JOURNAL_FILE), "");
    writeFileSync(join(folder, `${JOURNAL_FILE}-wal`), "what the disk has not lost");
    expect(codeOfOpening(folder)).toBe("STO803");
    expect(readFileSync(join(folder, JOURNAL_FILE)).length).toBe(0);
    expect(readFileSync(join(folder, `${JOURNAL_FILE}-wal`), "utf8")).toBe("what the disk has not lost");
  });

  it("with a database that has no events in place of the journal is refused", async () => {
    const { folder } = await usedFolder();
    rmSync(join(folder, JOURNAL_FILE));
    const other = new Database(join(folder, JOURNAL_FILE));
    other.exec("CREATE TABLE something (a)");
    other.close();
    const before = readFileSync(join(folder, JOURNAL_FILE));
    expect(codeOfOpening(folder)).toBe("STO803");
    expect(readFileSync(join(folder, JOURNAL_FILE)).equals(before)).toBe(true);
  });

  it("is named: a file stands in its place, or where its lock belongs", () => {
    const folder = newFolder();
    writeFileSync(join(folder, "file"), "");
    expect(codeOfOpening(join(folder, "file"))).toBe("STO808");
    expect(codeOfOpening(join(folder, "file", "data"))).toBe("STO808");
    mkdirSync(join(folder, "lock.db"));
    expect(codeOfOpening(folder)).toBe("STO808");
  });

  it("with a journal that cannot be opened is told as a refusal of the disk", () => {
    const folder = newFolder();
    mkdirSync(join(folder, JOURNAL_FILE));
    expect(codeOfOpening(folder)).toBe("STO806");
  });

  it.each(["", "garbage", "null", "{}", '{"tillId":"t1"}'])("with %j for till.json is told so", async (text) => {
    const { folder, backup } = await usedFolder();
    writeFileSync(join(folder, "till.json"), text);
    expect(codeOfOpening(folder)).toBe("STO809");
    expect(readFileSync(join(folder, "till.json"), "utf8"), "left as it is").toBe(text);
    expect(restoreJournal(folder, backup, "t1", systemClock).ok, "the way out").toBe(true);
    expect(operatorOf(folder)).toBe("anna");
  });
});

describe("restore", () => {
  const notAJournal = (path: string): void => {
    const other = new Database(path);
    other.exec("CREATE TABLE something (a)");
    other.close();
  };
  const cutJournal = (path: string): void => {
    const db = new Database(path);
    db.exec("UPDATE event SET data = replace(data, 'anna', 'inna')");
    db.close();
  };
  const damagedPage = (path: string): void => {
    const bytes = readFileSync(path);
    bytes.fill(0xa5, 4_096 * 2, 4_096 * 4);
    writeFileSync(path, bytes);
  };

  it.each([
    ["eight bytes", (path: string) => writeFileSync(path, "12345678")],
    ["an empty file", (path: string) => writeFileSync(path, "")],
    ["another database", (path: string) => [rmSync(path), notAJournal(path)]],
    ["a journal that was changed", cutJournal],
    ["a journal with a damaged page", damagedPage],
    ["nothing", (path: string) => rmSync(path)],
  ])("leaves the journal alone when the backup is %s", async (_what, spoil) => {
    const { folder, backup } = await usedFolder();
    spoil(backup);
    const before = readFileSync(join(folder, JOURNAL_FILE));
    const marker = readFileSync(join(folder, "till.json"), "utf8");
    const restored = restoreJournal(folder, backup, "t1", systemClock);
    expect(restored.ok ? null : restored.error.code).toBe("STO810");
    expect(readFileSync(join(folder, JOURNAL_FILE)).equals(before)).toBe(true);
    expect(readFileSync(join(folder, "till.json"), "utf8")).toBe(marker);
    expect(readdirSync(folder).filter((name) => name.includes("restor"))).toEqual([]);
    expect(operatorOf(folder)).toBe("oleg");
  });

  it("leaves the journal alone when the backup is of a newer program, and a directory of another till", async () => {
    const { folder, backup } = await usedFolder();
    const other = restoreJournal(folder, backup, "t2", systemClock);
    expect(other.ok ? null : other.error.code).toBe("STO807");
    const db = new Database(backup);
    db.pragma("user_version = 99");
    db.close();
    const newer = restoreJournal(folder, backup, "t1", systemClock);
    expect(newer.ok ? null : newer.error.code).toBe("STO804");
    expect(operatorOf(folder)).toBe("oleg");
  });

  it("puts a backup into a new box, and in place of a broken journal, which is kept whole", async () => {
    const { folder, backup } = await usedFolder();
    const box = join(newFolder(), "data");
    expect(restoreJournal(box, backup, "t1", systemClock)).toEqual({ ok: true, value: { keptAs: null } });
    expect(operatorOf(box)).toBe("anna");
    writeFileSync(join(folder, JOURNAL_FILE), "x".repeat(100));
    writeFileSync(join(folder, `${JOURNAL_FILE}-wal`), "its newest part");
    const restored = restoreJournal(folder, backup, "t1", systemClock);
    const keptAs = restored.ok ? (restored.value.keptAs ?? "") : "";
    expect(readFileSync(keptAs, "utf8")).toBe("x".repeat(100));
    expect(readFileSync(`${keptAs}-wal`, "utf8")).toBe("its newest part");
    expect(operatorOf(folder)).toBe("anna");
    expect(existsSync(join(folder, `${JOURNAL_FILE}.restoring`))).toBe(false);
  });
});

describe("the outbox on a disk that is full at the start", () => {
  it("opens, and takes a new destination with all its facts when there is room again", () => {
    const db = openMemoryJournal();
    const journal = openJournal(db, () => 0);
    if (!journal.ok) throw new Error(journal.error.code);
    db.exec("INSERT INTO event VALUES (1, 1, 'cashMoved', '{\"fact\":{\"sequence\":1}}', x'00'); INSERT INTO outbox VALUES (1, 1, 1)");
    db.pragma("query_only = ON");
    const outbox = openOutbox(db, journal.value, ["iteem"]);
    expect(outbox.next("iteem", 10)).toEqual([]);
    db.pragma("query_only = OFF");
    expect(outbox.next("iteem", 10).map((row) => row.sequence)).toEqual([1]);
    expect(outbox.summary("iteem").waiting).toBe(1);
  });
});
