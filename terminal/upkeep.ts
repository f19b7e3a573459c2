import type Database from "better-sqlite3";
import type { Clock } from "../config/clock.ts";
import type { Log } from "../config/log.ts";
import type { Config } from "../config/schema.ts";
import type { Catalog } from "./catalog/catalog.ts";
import { backUp } from "./journal/backup.ts";
import type { Journal } from "./journal/journal.ts";
import { createStandingFaults } from "./standing-fault.ts";
import type { Till } from "./till.ts";

export interface UpkeepPorts {
  readonly till: Till;
  readonly journal: Pick<Journal, "probe">;
  readonly catalog: Pick<Catalog, "reload">;
  readonly db: Database.Database;
  readonly config: Pick<Config, "dataDir"> & { readonly access: Pick<Config["access"], "autoLockMinutes"> };
  readonly clock: Clock;
  readonly log: Log;
  readonly refresh: () => void;
  /** May take some tens of milliseconds. */
  readonly giveBackMemory: () => Promise<void>;
}

const TICK_MS = 1_000;
const CATALOG_EVERY_TICKS = 5;
const CHECKPOINT_AFTER_IDLE_MS = 5_000;
const REPLIES_KEPT_MS = 7 * 24 * 60 * 60 * 1000;
const MINUTE_MS = 60_000;

/**
 * What nobody asks for but has to be done: lights, a newer catalogue, the auto-lock, checkpoints and memory at idle, the nightly copy.
 * A step that throws holds up no other: on a full disk the till goes on showing what it knows, and says so.
 */
export function startUpkeep(ports: UpkeepPorts): { stop(): Promise<void> } {
  const { till, clock, db, log } = ports;
  const faults = createStandingFaults(log);
  const stopping = new AbortController();
  const idle = { since: clock.now(), isCheckpointed: true };
  let copying: Promise<unknown> = Promise.resolve();
  const unsubscribe = till.onChange(({ events }) => {
    idle.since = clock.now();
    if (events.length > 0) idle.isCheckpointed = false;
    if (events.some(({ event }) => event.type === "shiftClosed")) {
      copying = copying.then(() => closeOfDay(ports)).catch((error: unknown) => log.error({ error: String(error) }, "backup failed"));
    }
  });
  const loop = (async () => {
    for (let tick = 1; !stopping.signal.aborted; tick += 1) {
      await clock.sleep(TICK_MS, stopping.signal);
      if (stopping.signal.aborted) return;
      if (tick % CATALOG_EVERY_TICKS === 0) await faults.attempt("catalogue", () => ports.catalog.reload());
      const idleMs = clock.now() - idle.since;
      if (!idle.isCheckpointed && idleMs >= CHECKPOINT_AFTER_IDLE_MS) {
        idle.isCheckpointed = await faults.attempt("checkpoint", () => db.pragma("wal_checkpoint(PASSIVE)"));
        if (idle.isCheckpointed) await faults.attempt("memory", ports.giveBackMemory);
      }
      await faults.attempt("journal", () => ports.journal.probe());
      await faults.attempt("auto-lock", () => lockWhenIdle(ports, idleMs));
      await faults.attempt("screens", () => ports.refresh());
    }
  })();
  return {
    async stop() {
      unsubscribe();
      stopping.abort();
      await loop;
      await copying;
    },
  };
}

/** The till asks for the PIN again when nobody touched it; an open receipt stays where it is. */
function lockWhenIdle({ till, config }: UpkeepPorts, idleMs: number): void {
  const { autoLockMinutes } = config.access;
  if (autoLockMinutes === 0 || till.state.operator === null || idleMs < autoLockMinutes * MINUTE_MS) return;
  till.outcome({ type: "signOut" });
}

async function closeOfDay({ db, config, clock, log }: UpkeepPorts): Promise<void> {
  db.prepare("DELETE FROM command WHERE at < ?").run(clock.now() - REPLIES_KEPT_MS);
  const file = await backUp(db, config.dataDir, clock);
  log.info({ file }, "journal copied");
}
