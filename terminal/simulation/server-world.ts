import type { Clock } from "../../config/clock.ts";
import type { Fact } from "../../config/contract/facts.ts";
import { appError } from "../../config/errors/index.ts";
import { failedBatch, type Destination } from "../../sync-agent/destination.ts";
import type { Random } from "./random.ts";

export interface ServerFaults {
  down: boolean;
  lostBefore: number;
  lostAfter: number;
}

/** One partner that facts are delivered to; commits a batch whole and knows each fact by its id. */
export interface ServerWorld {
  readonly destination: Destination;
  readonly faults: ServerFaults;
  readonly facts: ReadonlyMap<string, Fact>;
  /** Sequences in the order in which they were first committed. */
  readonly order: readonly number[];
  /** A fact that came again with other content: must never happen. */
  readonly changed: readonly string[];
}

export function createServerWorld(clock: Clock, random: Random): ServerWorld {
  const faults: ServerFaults = { down: false, lostBefore: 0, lostAfter: 0 };
  const facts = new Map<string, Fact>();
  const order: number[] = [];
  const changed: string[] = [];
  const destination: Destination = {
    batchRowsMax: 20,
    async send(batch, signal) {
      const failed = () => failedBatch(batch, appError("SYN701", { destination: "simulated" }));
      if (faults.down) return failed();
      await clock.sleep(random.below(2_000), signal);
      if (signal.aborted || random.chance(faults.lostBefore)) return failed();
      for (const { fact } of batch.rows) {
        const known = facts.get(fact.id);
        if (known !== undefined && JSON.stringify(known) !== JSON.stringify(fact)) changed.push(fact.id);
        if (known === undefined) order.push(fact.sequence);
        facts.set(fact.id, fact);
      }
      if (random.chance(faults.lostAfter)) return failed();
      return { delivered: batch.rows.map((row) => row.sequence), refused: [], failed: [], stop: null };
    },
    close() {},
  };
  return { destination, faults, facts, order, changed };
}
