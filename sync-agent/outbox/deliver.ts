import type { Clock, EpochMs } from "../../config/clock.ts";
import { epochMs } from "../../config/clock.ts";
import type { AppError } from "../../config/errors/index.ts";
import { appError, retryClass } from "../../config/errors/index.ts";
import type { Log } from "../../config/log.ts";
import type { Batch, DeliveryState, Destination, SendOutcome } from "../destination.ts";
import { failedBatch } from "../destination.ts";
import {
  BACKOFF_BASE_MS,
  BACKOFF_FACTOR,
  BACKOFF_MAX_MS,
  IDLE_RECHECK_MS,
  LATE_AFTER_MS,
  NEEDS_HUMAN_RETRY_MS,
  RETRY_AFTER_JITTER,
  RETRY_AFTER_MAX_MS,
  VERY_LATE_AFTER_MS,
} from "../limits.ts";
import type { OutboxPort } from "../outbox-port.ts";
import { backoff } from "./backoff.ts";
import { createBell } from "./bell.ts";
import type { Pace, Step, Wait } from "./pace.ts";
import { FIRST_PACE, nextBatch, react, rowsWanted } from "./pace.ts";

export interface DeliveryOptions {
  readonly outbox: OutboxPort;
  /** Name of the destination in the outbox. */
  readonly name: string;
  readonly destination: Destination;
  readonly clock: Clock;
  /** Uniform in [0, 1). */
  readonly random: () => number;
  readonly log: Log;
  /** Ends the delivery; what the destination acknowledged before is still recorded. */
  readonly signal: AbortSignal;
}

export interface Delivery {
  state(): DeliveryState;
  /** Try at once: cuts any wait short. */
  wake(): void;
  /** Resolves when the delivery has ended after the abort. */
  readonly done: Promise<void>;
}

const BACKOFF_POLICY = { baseMs: BACKOFF_BASE_MS, maxMs: BACKOFF_MAX_MS, factor: BACKOFF_FACTOR };

/**
 * Carries the rows of one destination out of the outbox, in order, one batch in flight. A row is marked delivered only
 * after the destination said that it has committed it; everything else is sent again, safely, under the same identity.
 */
export function startDelivery(options: DeliveryOptions): Delivery {
  const delivery = new DeliveryLoop(options);
  return { state: () => delivery.state(), wake: () => delivery.wake(), done: delivery.run() };
}

class DeliveryLoop {
  readonly #options: DeliveryOptions;
  readonly #bell = createBell();
  #pace: Pace = FIRST_PACE;
  #delays: Iterator<number, never, void>;
  #phase: DeliveryState["phase"] = "idle";
  #error: AppError | null = null;
  #nextAttemptAt: EpochMs | null = null;

  constructor(options: DeliveryOptions) {
    this.#options = options;
    this.#delays = backoff(BACKOFF_POLICY, options.random);
  }

  state(): DeliveryState {
    const { outbox, name, clock } = this.#options;
    const { waiting, oldestAt, delivered, setAside, lastDeliveredAt } = outbox.summary(name);
    return {
      name,
      phase: this.#phase,
      waiting,
      oldestAt,
      lateness: lateness(oldestAt, clock.now()),
      delivered,
      setAside,
      lastDeliveredAt,
      error: this.#error,
      failuresInRow: this.#pace.failuresInRow,
      nextAttemptAt: this.#nextAttemptAt,
    };
  }

  wake(): void {
    this.#bell.ring("try-now");
  }

  async run(): Promise<void> {
    const { outbox, signal } = this.#options;
    const stopListening = outbox.onAppended(() => this.#bell.ring("appended"));
    try {
      while (!signal.aborted) await this.#guardedTurn();
    } finally {
      stopListening();
      this.#phase = "stopped";
      this.#nextAttemptAt = null;
    }
  }

  /** The outbox itself failed (disk full, database locked): selling must go on, so sending waits and tries again. */
  async #guardedTurn(): Promise<void> {
    const { name, log } = this.#options;
    try {
      await this.#turn();
    } catch (cause) {
      log.error({ destination: name, err: cause }, "outbox threw");
      this.#error = appError("SYN715", { destination: name });
      await this.#wait({ kind: "backoff", retryAfterMs: null });
    }
  }

  async #turn(): Promise<void> {
    const { outbox, name, destination, clock, signal } = this.#options;
    const batch = nextBatch(this.#pace, outbox.next(name, rowsWanted(this.#pace, destination.batchRowsMax)));
    if (batch === null) {
      this.#phase = "idle";
      this.#error = null;
      await this.#bell.wait("appended", clock, IDLE_RECHECK_MS, signal);
      return;
    }
    this.#phase = "sending";
    const outcome = await this.#send(batch);
    const step = react(this.#pace, batch, outcome, name);
    this.#record(step, signal.aborted);
    if (!signal.aborted) await this.#wait(step.wait);
  }

  /** A throwing destination is a bug of ours, but must not stop the till's other documents: it fails like any other. */
  async #send(batch: Batch): Promise<SendOutcome> {
    const { destination, name, log, signal } = this.#options;
    try {
      return await destination.send(batch, signal);
    } catch (cause) {
      log.error({ destination: name, err: cause }, "sending threw");
      return failedBatch(batch, appError("SYN715", { destination: name }), { suspect: true });
    }
  }

  #record(step: Step, aborted: boolean): void {
    const { outbox, name, clock, log } = this.#options;
    const at = clock.now();
    if (step.delivered.length > 0) outbox.delivered(name, step.delivered, at);
    for (const { sequence, error } of step.setAside) {
      outbox.setAside(name, sequence, error, at);
      log.warn({ destination: name, sequence, code: error.code, details: error.details }, "document set aside");
    }
    // An attempt that we ended ourselves says nothing about the destination.
    if (aborted) return;
    if (step.error !== null && step.failed.length > 0) outbox.failed(name, step.failed, step.error, at);
    if (step.rewindTo !== null) {
      const rows = outbox.rewind(name, step.rewindTo);
      log.warn({ destination: name, from: step.rewindTo, rows }, "destination lacks documents, sending them again");
    }
    this.#logChange(step);
    if (step.delivered.length > 0 || step.setAside.length > 0) this.#delays = backoff(BACKOFF_POLICY, this.#options.random);
    this.#pace = step.pace;
    this.#error = step.error;
  }

  /** The first failure and the recovery are loud, repeats are quiet. */
  #logChange(step: Step): void {
    const { name, log } = this.#options;
    const before = this.#error;
    if (step.error === null) {
      if (before !== null) log.info({ destination: name, after: before.code }, "sending goes on");
      return;
    }
    const fields = { destination: name, code: step.error.code, details: step.error.details, failuresInRow: step.pace.failuresInRow };
    if (before?.code === step.error.code) log.debug(fields, "sending failed again");
    else log.warn(fields, "sending failed");
  }

  async #wait(wait: Wait): Promise<void> {
    if (wait.kind === "none") return;
    const { clock, signal } = this.#options;
    const ms = this.#waitMs(wait);
    this.#phase = this.#error !== null && retryClass(this.#error) === "needs-human" ? "needs-human" : "waiting";
    this.#nextAttemptAt = epochMs(clock.now() + ms);
    await this.#bell.wait("try-now", clock, ms, signal);
    this.#nextAttemptAt = null;
  }

  #waitMs(wait: Exclude<Wait, { kind: "none" }>): number {
    const { random } = this.#options;
    if (wait.kind === "slow") return Math.round(NEEDS_HUMAN_RETRY_MS * (1 + RETRY_AFTER_JITTER * random()));
    const delayMs = this.#delays.next().value;
    const wishMs = Math.min(wait.retryAfterMs ?? 0, RETRY_AFTER_MAX_MS);
    return Math.max(delayMs, Math.round(wishMs * (1 + RETRY_AFTER_JITTER * random())));
  }
}

function lateness(oldestAt: EpochMs | null, now: EpochMs): DeliveryState["lateness"] {
  const ageMs = oldestAt === null ? 0 : now - oldestAt;
  if (ageMs > VERY_LATE_AFTER_MS) return "very-late";
  return ageMs > LATE_AFTER_MS ? "late" : "in-time";
}
