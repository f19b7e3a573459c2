import type Database from "better-sqlite3";
import type { Clock } from "../../config/clock.ts";
import { appError } from "../../config/errors/index.ts";
import { silentLog } from "../../config/log.ts";
import { assertInvariant, err } from "../../config/result.ts";
import { startSyncAgent, type SyncAgent } from "../../sync-agent/agent.ts";
import type { OutboxPort } from "../../sync-agent/outbox-port.ts";
import type { StaffMember } from "../access/sign-in.ts";
import type { JournalledEvent } from "../core/event.ts";
import type { TillSettings } from "../core/settings.ts";
import { startEffects } from "../effects/effects.ts";
import type { Registration } from "../../fiscal/registrar.ts";
import type { GoodsLookup } from "../input/ports.ts";
import { openHistory, type History } from "../journal/history.ts";
import { openJournal, type Journal } from "../journal/journal.ts";
import { openOutbox } from "../journal/outbox-store.ts";
import type { MarkingCheck } from "../marking/check/marking-check.ts";
import type { MarkingSettings } from "../marking/rules.ts";
import { MAIN_REGISTRAR } from "../shift/book.ts";
import { createTill, type Till } from "../till.ts";
import type { BankWorld } from "./bank-world.ts";
import type { FiscalWorld } from "./fiscal-world.ts";
import type { Random } from "./random.ts";
import type { UtmWorld } from "./utm-world.ts";
import type { ServerWorld } from "./server-world.ts";

export interface Outside {
  readonly db: Database.Database;
  readonly clock: Clock;
  /** The main registrar. */
  readonly fiscal: FiscalWorld;
  /** Registrars of further sellers, by id. */
  readonly furtherFiscal: ReadonlyMap<string, FiscalWorld>;
  readonly bank: BankWorld;
  readonly servers: Readonly<Record<string, ServerWorld>>;
  /** Limit of a code's check in the drive while scanning goes on; absent: the drive is not asked then. */
  readonly driveCheckMs?: number;
  readonly markingCheck: MarkingCheck;
  readonly marking: MarkingSettings;
  readonly utm: UtmWorld;
  readonly goods: GoodsLookup;
  readonly staff: readonly StaffMember[];
  readonly settings: TillSettings;
  /** What the registrars tell of their registration; absent: nothing is told. */
  readonly registrationOf?: (sellerId: string) => Registration | null;
}

export function fiscalWorlds({ fiscal, furtherFiscal }: Outside): ReadonlyMap<string, FiscalWorld> {
  return new Map([[MAIN_REGISTRAR, fiscal], ...furtherFiscal]);
}

/** One life of the till's process, from start to crash. */
export interface TillProcess {
  readonly till: Till;
  readonly outbox: OutboxPort;
  readonly history: History;
  readonly isAlive: boolean;
  /** As kill -9: nothing more is committed, answers of devices reach nobody. */
  crash(): void;
}

export interface CrashPlan {
  /** Chance that the process dies right before or right after a commit. */
  commitCrash: number;
}

/** Starts the real core on the database that the last life left behind. */
export function startProcess(
  outside: Outside,
  random: Random,
  plan: CrashPlan,
  onCommitted: (events: readonly JournalledEvent[]) => void,
): TillProcess {
  const life = { alive: true };
  const opened = openJournal(outside.db, () => outside.clock.monotonicMs());
  assertInvariant(opened.ok, "the journal opens after any crash");
  const journal = mortal(opened.value, life, random, plan, onCommitted, () => crash());
  const history = openHistory(outside.db);
  const outbox = mortalOutbox(openOutbox(outside.db, journal, Object.keys(outside.servers)), life);
  const registrars = new Map([...fiscalWorlds(outside)].map(([id, world]) => [id, world.registrar]));
  const till = createTill({
    journal,
    history,
    outbox,
    goods: outside.goods,
    registrars,
    settings: outside.settings,
    ...(outside.registrationOf === undefined ? {} : { registrationOf: outside.registrationOf }),
    barcodes: { weight: [] },
    customerSources: new Set(["customer-side"]),
    staff: outside.staff,
    lockPolicy: { lockAfterFailures: 5, lockMs: 60_000 },
    verifyPin: async (pinHash, pin) => pinHash === pin,
    clock: outside.clock,
    newId: () => random.uuid(),
    language: "ru",
    log: silentLog,
  });
  const effects = startEffects({
    till,
    registrars,
    cardTerminal: outside.bank.terminal,
    display: null,
    utm: outside.utm.utm,
    markingCheck: outside.markingCheck,
    soldIn: (cis) => history.soldIn(cis),
    driveCheckMs: outside.driveCheckMs ?? null,
    marking: outside.marking,
    settings: outside.settings,
    greeting: "",
    clock: outside.clock,
    log: silentLog,
  });
  const agent: SyncAgent = startSyncAgent({
    outbox,
    destinations: Object.entries(outside.servers).map(([name, server]) => ({ name, deliver: server.destination })),
    clock: outside.clock,
    random: () => random.next(),
    log: silentLog,
  });
  function crash(): void {
    if (!life.alive) return;
    life.alive = false;
    void effects.stop();
    void agent.stop();
  }
  return {
    till,
    outbox,
    history,
    get isAlive() {
      return life.alive;
    },
    crash,
  };
}

/** The journal of a process that may die at any commit: before it (nothing stands) or after it (nobody heard). */
function mortal(
  journal: Journal,
  life: { readonly alive: boolean },
  random: Random,
  plan: CrashPlan,
  onCommitted: (events: readonly JournalledEvent[]) => void,
  crash: () => void,
): Journal {
  const dead = () => err(appError("STO806", { detail: "process is dead" }));
  return {
    get state() {
      return journal.state;
    },
    get sequence() {
      return journal.sequence;
    },
    get fault() {
      return journal.fault;
    },
    get lastCommitMs() {
      return journal.lastCommitMs;
    },
    probe: () => journal.probe(),
    replyOf: (commandId) => journal.replyOf(commandId),
    onFacts: (listener) => journal.onFacts(listener),
    commit(events, at, stored) {
      if (!life.alive) return dead();
      if (random.chance(plan.commitCrash)) {
        crash();
        return dead();
      }
      const committed = journal.commit(events, at, stored);
      if (committed.ok) onCommitted(committed.value);
      if (random.chance(plan.commitCrash)) {
        crash();
        return dead();
      }
      return committed;
    },
  };
}

/** A dead process writes no delivery marks. */
function mortalOutbox(outbox: OutboxPort, life: { readonly alive: boolean }): OutboxPort {
  return {
    ...outbox,
    delivered: (destination, sequences, at) => life.alive && outbox.delivered(destination, sequences, at),
    setAside: (destination, sequence, error, at) => life.alive && outbox.setAside(destination, sequence, error, at),
    failed: (destination, sequences, error, at) => life.alive && outbox.failed(destination, sequences, error, at),
    rewind: (destination, from) => (life.alive ? outbox.rewind(destination, from) : 0),
  };
}
