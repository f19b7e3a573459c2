import { randomUUID } from "node:crypto";
import { epochMs, type EpochMs } from "../../config/clock.ts";
import { QUANTITY_ONE, quantity } from "../../config/money.ts";
import { assertInvariant } from "../../config/result.ts";
import type { Registered } from "../../fiscal/document/fiscal-document.ts";
import type { Baseline } from "../../fiscal/registrar.ts";
import type { CatalogItem } from "../../terminal/catalog/catalog-item.ts";
import type { CoreCommand } from "../../terminal/core/command.ts";
import { decide } from "../../terminal/core/decide.ts";
import type { TillEvent } from "../../terminal/core/event.ts";
import { evolve } from "../../terminal/core/evolve.ts";
import type { TillSettings } from "../../terminal/core/settings.ts";
import { openJournal } from "../../terminal/journal/journal.ts";
import { openTillDatabase } from "../../terminal/journal/open.ts";
import { bookOf, drawerKop, MAIN_REGISTRAR, tillShift } from "../../terminal/shift/book.ts";
import { openOutbox } from "../../terminal/journal/outbox-store.ts";

export interface BigJournalOptions {
  readonly dataDir: string;
  readonly tillId: string;
  readonly settings: TillSettings;
  readonly items: readonly CatalogItem[];
  readonly receipts: number;
  readonly destinations: readonly string[];
}

const RECEIPTS_IN_SHIFT = 700;
/** A receipt a minute, twelve hours a day: most of a year for 200,000. */
const RECEIPT_MS = 60_000;
const LINES = [1, 2, 3, 3, 5] as const;
const EVENTS_IN_COMMIT = 2_000;
/** Not that of the emulated registrar: what is sold later is registered there, in a drive that counts from one. */
const FN_SERIAL = "9999078902999999";
const MANAGER = { id: "maria", name: "Мария", role: "manager", inn: null } as const;

/**
 * A journal as years of sales leave it: every event comes from the real decisions and goes through the real journal, with its
 * chain, projections, outbox and snapshots. Only the waiting for the disk is left out, and many receipts share a commit.
 */
export function makeBigJournal(options: BigJournalOptions): void {
  const { dataDir, tillId, settings, items, receipts, destinations } = options;
  let nowMs = Date.now() - receipts * RECEIPT_MS * 2;
  const clock = { now: () => epochMs(nowMs), monotonicMs: () => 0, sleep: async () => {} };
  const opened = openTillDatabase(dataDir, tillId, clock);
  assertInvariant(opened.ok, "a new data directory opens");
  const { db } = opened.value;
  db.pragma("synchronous = OFF");
  const loaded = openJournal(db, () => 0);
  assertInvariant(loaded.ok, "a new journal opens");
  const journal = loaded.value;
  const outbox = openOutbox(db, journal, destinations);
  let { state } = journal;
  let waiting: TillEvent[] = [];
  let sequence = 0;
  let fdNumber = 0;
  let item = 0;

  const commit = (): void => {
    const done = journal.commit(waiting, clock.now());
    assertInvariant(done.ok, "the journal takes what was decided");
    waiting = [];
    for (const name of destinations) {
      const sent = outbox.next(name, Number.MAX_SAFE_INTEGER).map((row) => row.sequence);
      outbox.delivered(name, sent, clock.now());
    }
  };
  const give = (command: CoreCommand): void => {
    const decided = decide(state, command, {
      now: clock.now(),
      newId: randomUUID,
      settings,
      balanceOf: () => null,
      dealOf: () => null,
      registrationOf: () => null,
      approver: null,
    });
    assertInvariant(decided.ok, `${command.type} is decided${decided.ok ? "" : `: ${decided.error.code}`}`);
    for (const event of decided.value) state = evolve(state, { sequence: (sequence += 1), at: clock.now(), event });
    waiting.push(...decided.value);
  };
  const register = (what: "receipt" | "shift" | "cash"): void => {
    const jobId = state.jobs[0]?.id ?? "";
    const { shift } = bookOf(state, MAIN_REGISTRAR);
    const shiftNumber = shift.status === "open" ? shift.number : shift.number + 1;
    give({ type: "fiscalStart", jobId, baseline: baselineOf(clock.now(), fdNumber, shiftNumber, what !== "shift") });
    give({ type: "fiscalDone", jobId, registered: registeredAs(what === "cash" ? null : (fdNumber += 1), shiftNumber, clock.now()) });
  };
  const sell = (number: number): void => {
    const lines = LINES[number % LINES.length] ?? 1;
    for (let line = 0; line < lines; line += 1) {
      const chosen = items[(item += 1) % items.length];
      assertInvariant(chosen !== undefined, "there are goods to sell");
      give({ type: "addPosition", item: chosen, barcode: `46${chosen.code}`, quantity: quantity(QUANTITY_ONE), marking: null });
    }
    give({ type: "payCash", amountKop: null });
    register("receipt");
  };

  give({ type: "signIn", operator: MANAGER, by: "pin" });
  for (let number = 0; number < receipts; number += 1) {
    nowMs += RECEIPT_MS;
    if (tillShift(state).status !== "open") {
      give({ type: "openShift" });
      register("shift");
    }
    sell(number);
    if (number % RECEIPTS_IN_SHIFT === RECEIPTS_IN_SHIFT - 1 || number === receipts - 1) {
      // The drawer is emptied, as the registrar's is: a till that goes on with another registrar finds no difference.
      give({ type: "cashOut", registrarId: MAIN_REGISTRAR, amountKop: drawerKop(state), reason: "инкассация" });
      register("cash");
      give({ type: "closeShift", counted: [] });
      register("shift");
      nowMs += RECEIPTS_IN_SHIFT * RECEIPT_MS;
    }
    if (waiting.length >= EVENTS_IN_COMMIT) commit();
  }
  commit();
  db.pragma("wal_checkpoint(TRUNCATE)");
  opened.value.close();
}

function baselineOf(readAt: EpochMs, fdNumber: number, shiftNumber: number, shiftOpen: boolean): Baseline {
  return {
    fnSerial: FN_SERIAL,
    lastFdNumber: fdNumber,
    documentNumber: fdNumber,
    shiftOpen,
    shiftNumber,
    cashInCount: 0,
    cashOutCount: 0,
    requestId: "",
    readAt,
  };
}

function registeredAs(fdNumber: number | null, shiftNumber: number, at: EpochMs): Registered {
  const fiscalSign = fdNumber === null ? null : String(1_000_000_000 + fdNumber);
  return { fdNumber, fiscalSign, fnSerial: FN_SERIAL, at, shiftNumber, qr: null, isPrintOwed: false };
}
