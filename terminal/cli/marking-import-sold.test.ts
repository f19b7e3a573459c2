import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { epochMs, systemClock } from "../../config/clock.ts";
import { openHistory } from "../journal/history.ts";
import { openTillDatabase } from "../journal/open.ts";
import { makeMarkingCode } from "../marking/emulator/make-code.ts";
import { typeCommand } from "../testing/command-line.ts";

const folder = mkdtempSync(join(tmpdir(), "till-sold-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const GTIN = "4699000089199";
const full = Buffer.from(makeMarkingCode({ gtin: GTIN, form: "long", seed: 1, outcome: "ok" })).toString("latin1");
const bare = Buffer.from(makeMarkingCode({ gtin: GTIN, form: "short", seed: 2, outcome: "ok" }))
  .toString("latin1")
  .split("\u001d")[0];

function importSold(text: string, at = "2026-11-24T12:00:00Z") {
  writeFileSync(join(folder, "sold.txt"), text);
  const clock = { ...systemClock, now: () => epochMs(Date.parse(at)) };
  const env = { TILL__DATADIR: join(folder, "data") };
  return typeCommand(["marking", "import-sold", "sold.txt", "--json"], { cwd: folder, clock, env });
}

/** What a till on that data directory then knows. */
function known(...codes: readonly (string | undefined)[]): boolean[] {
  const opened = openTillDatabase(join(folder, "data"), "demo-1", systemClock);
  if (!opened.ok) throw new Error(opened.error.code);
  const history = openHistory(opened.value.db);
  const answers = codes.map((code) => history.isSoldElsewhere(code ?? ""));
  opened.value.close();
  return answers;
}

it("takes full codes, bare ones and packs, names the lines that are none, and may be repeated", async () => {
  const pack = "04600439931256ABC1234ACVUdGVz";
  const first = await importSold(`${full}\r\n${bare}\n\n${pack}\n4699000089199\n`);
  expect(first.exit).toBe(1);
  expect(JSON.parse(first.out)).toMatchObject({ read: 3, added: 3, refused: 1, refusedLines: [5], forgotten: 0, known: 3 });
  const again = await importSold(`${bare}\n`);
  expect(again.exit).toBe(0);
  expect(JSON.parse(again.out)).toMatchObject({ read: 1, added: 0, known: 3 });
  expect(known(full.split("\u001d")[0], bare, pack.slice(0, 21), "0104699000089199215unknown")).toEqual([true, true, true, false]);
});

it("forgets lists of more than five years ago at the next import", async () => {
  const later = await importSold(`${full}x\n`, "2032-01-01T00:00:00Z");
  expect(JSON.parse(later.out)).toMatchObject({ forgotten: 3, known: 0 });
});

it("a file that is not there is told of, and nothing is changed", async () => {
  rmSync(join(folder, "sold.txt"), { force: true });
  const env = { TILL__DATADIR: join(folder, "data") };
  const answer = await typeCommand(["marking", "import-sold", "absent.txt"], { cwd: folder, env });
  expect(answer.exit).toBe(1);
  expect(answer.err).toMatch(/^MRK601 /);
});
