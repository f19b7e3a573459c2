import type { Clock, EpochMs } from "../../config/clock.ts";
import { appError, retryClass, type AppError } from "../../config/errors/index.ts";
import type { Log } from "../../config/log.ts";
import { err, ok, type Result } from "../../config/result.ts";
import type { DeviceKind, DeviceState, LinkState } from "../diagnostics/device-state.ts";
import type { ByteChannel, OpenChannel } from "./channel.ts";
import { tracedChannel, type WireTrace } from "./wire-trace.ts";

export interface LinkOptions {
  readonly name: string;
  readonly kind: DeviceKind;
  /** Shown while no channel is open. */
  readonly address: string;
  readonly openChannel: OpenChannel;
  readonly clock: Clock;
  /** 0 ≤ x < 1; spreads the reopening of many devices. */
  readonly random: () => number;
  readonly log: Log;
  /** Takes each fresh channel (`onData`, a greeting). An error closes it and counts as a failed opening. */
  readonly onUp: (channel: ByteChannel) => Result<void, AppError> | Promise<Result<void, AppError>>;
  /** The channel given to `onUp` has ended. Not called for `stop`. */
  readonly onDown?: (reason: AppError) => void;
  readonly onState?: (state: DeviceState) => void;
  readonly trace?: WireTrace;
}

/** A device that is kept open. */
export interface SupervisedLink {
  state(): DeviceState;
  /** Adds to a counter of the device's state. */
  count(counter: string, by?: number): void;
  /** Keeps a failure of the device (not of the link) as the state's last error. */
  note(error: AppError): void;
  /** Fails with DEV114 while the link is down; nothing is queued. */
  write(bytes: Uint8Array): Promise<Result<void, AppError>>;
  /** Closes the present channel, if any, and opens again without waiting. */
  reopen(): void;
  stop(): Promise<void>;
}

const FIRST_DELAY_MS = 200;
const DELAY_GROWTH = 1.5;
const MAX_DELAY_MS = 10_000;
/** ±25 %. */
const JITTER = 0.5;
/** A link that lived this long starts again with the first delay; a flapping one does not. */
const STABLE_AFTER_MS = 5_000;

/** Opens the link and keeps it open until `stop`. */
export function superviseLink(options: LinkOptions): SupervisedLink {
  return new Link(options);
}

class Link implements SupervisedLink {
  readonly #options: LinkOptions;
  readonly #counters: Record<string, number> = { openings: 0, failedOpenings: 0, losses: 0 };
  readonly #running: Promise<void>;
  #state: LinkState = "connecting";
  #since: EpochMs;
  #lastError: AppError | null = null;
  #channel: ByteChannel | null = null;
  #pause = new AbortController();
  #isStopped = false;
  /** Code of the failure already told loudly; its repeats are quiet until the link is up again. */
  #toldCode: string | null = null;

  constructor(options: LinkOptions) {
    this.#options = options;
    this.#since = options.clock.now();
    // Not at once: the callbacks may use the link that the caller is only about to get.
    this.#running = Promise.resolve().then(() => this.#run());
  }

  state(): DeviceState {
    const { name, kind, address } = this.#options;
    return {
      name,
      kind,
      address: this.#channel?.address ?? address,
      state: this.#state,
      since: this.#since,
      lastError: this.#lastError,
      counters: { ...this.#counters },
    };
  }

  count(counter: string, by = 1): void {
    this.#counters[counter] = (this.#counters[counter] ?? 0) + by;
  }

  note(error: AppError): void {
    this.#lastError = error;
    this.#options.onState?.(this.state());
  }

  write(bytes: Uint8Array): Promise<Result<void, AppError>> {
    if (this.#channel) return this.#channel.write(bytes);
    return Promise.resolve(err(appError("DEV114", { name: this.#options.name, address: this.#options.address })));
  }

  reopen(): void {
    this.#pause.abort();
    void this.#channel?.close();
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    this.reopen();
    await this.#running;
  }

  async #run(): Promise<void> {
    const { clock, random } = this.#options;
    let delayMs = FIRST_DELAY_MS;
    while (!this.#isStopped) {
      this.#pause = new AbortController();
      const openedAtMs = clock.monotonicMs();
      await this.#session();
      if (this.#isStopped) return;
      if (this.#pause.signal.aborted || clock.monotonicMs() - openedAtMs >= STABLE_AFTER_MS) delayMs = FIRST_DELAY_MS;
      await clock.sleep(delayMs * (1 - JITTER / 2 + JITTER * random()), this.#pause.signal);
      delayMs = Math.min(delayMs * DELAY_GROWTH, MAX_DELAY_MS);
    }
  }

  /** One channel, from its opening to its end. */
  async #session(): Promise<void> {
    const opened = await this.#open();
    if (!opened.ok) {
      this.count("failedOpenings");
      this.#fail(opened.error, this.#state === "connecting" ? "error" : this.#state);
      return;
    }
    const channel = opened.value;
    this.#channel = channel;
    this.count("openings");
    this.#options.log.info({ device: this.#options.name, address: channel.address }, "device connected");
    this.#toldCode = null;
    this.#change("connected");
    const reason = await channel.closed;
    this.#channel = null;
    if (this.#isStopped) return;
    this.count("losses");
    const lost = reason ?? appError("DEV105", { address: channel.address, reason: "reopening" });
    this.#options.onDown?.(lost);
    this.#fail(lost, "lost");
  }

  async #open(): Promise<Result<ByteChannel, AppError>> {
    const opened = await this.#options.openChannel();
    if (!opened.ok) return opened;
    const { trace, clock } = this.#options;
    const channel = trace ? tracedChannel(opened.value, trace, clock) : opened.value;
    const taken = this.#isStopped ? ok(undefined) : await this.#options.onUp(channel);
    // `stop` may come while the channel is being taken into use, and knows nothing of it yet.
    if (taken.ok && !this.#isStopped) return ok(channel);
    await channel.close();
    return taken.ok ? err(appError("DEV107", { address: channel.address })) : taken;
  }

  #fail(error: AppError, state: LinkState): void {
    if (this.#isStopped) return;
    this.#lastError = error;
    const { log, name, address } = this.#options;
    if (this.#toldCode === error.code) log.debug({ device: name, address, error }, "device still unavailable");
    else log.warn({ device: name, address, error }, "device unavailable");
    this.#toldCode = error.code;
    this.#change(retryClass(error) === "needs-human" ? "error" : state);
  }

  #change(state: LinkState): void {
    if (state !== this.#state) this.#since = this.#options.clock.now();
    this.#state = state;
    this.#options.onState?.(this.state());
  }
}
