import type { Clock } from "../config/clock.ts";
import type { Log } from "../config/log.ts";
import { assertInvariant } from "../config/result.ts";
import type { DeliveryState, Destination } from "./destination.ts";
import type { Delivery } from "./outbox/deliver.ts";
import { startDelivery } from "./outbox/deliver.ts";
import type { OutboxPort } from "./outbox-port.ts";

export interface SyncAgentOptions {
  readonly outbox: OutboxPort;
  /** `name` as in `outbox.destinations()`. */
  readonly destinations: readonly { readonly name: string; readonly deliver: Destination }[];
  readonly clock: Clock;
  /** Uniform in [0, 1). */
  readonly random: () => number;
  readonly log: Log;
}

export interface SyncAgent {
  states(): readonly DeliveryState[];
  /** Every destination tries at once: after a correction, after `requeue`, on a person's wish. */
  wake(): void;
  /** Ends all deliveries; a request in flight is given up, what is acknowledged is recorded. */
  stop(): Promise<void>;
}

/** Carries facts to every destination, each at its own pace: a destination that is down holds up no other. */
export function startSyncAgent({ outbox, destinations, clock, random, log }: SyncAgentOptions): SyncAgent {
  const known = new Set(outbox.destinations());
  assertInvariant(new Set(destinations.map(({ name }) => name)).size === destinations.length, "one sender per destination");
  for (const { name } of destinations) assertInvariant(known.has(name), `the outbox has no destination ${name}`);
  const stopping = new AbortController();
  const deliveries = destinations.map(({ name, deliver }): Delivery =>
    startDelivery({ outbox, name, destination: deliver, clock, random, log, signal: stopping.signal }),
  );
  return {
    states: () => deliveries.map((delivery) => delivery.state()),
    wake: () => {
      for (const delivery of deliveries) delivery.wake();
    },
    async stop() {
      stopping.abort();
      await Promise.all(deliveries.map((delivery) => delivery.done));
      for (const { deliver } of destinations) deliver.close();
    },
  };
}
