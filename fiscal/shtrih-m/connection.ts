import type { Clock } from "../../config/clock.ts";
import type { ByteChannel } from "../../device-drivers/transport/channel.ts";
import type { ExchangeInput } from "./exchange.ts";
import { ACK, FrameAccumulator, NAK } from "./frame.ts";

/** Inputs kept for one exchange; a device that talks more than this is not in step with us. */
const MAX_INPUTS = 512;

/** One open channel with its stream state; turns bytes into the inputs of the exchange machine. */
export class Connection {
  readonly channel: ByteChannel;
  /** Nothing was exchanged yet: an answer of an older connection may be held by the device. */
  isFresh = true;
  /** The last exchange ended as it should; otherwise the next one waits for silence and asks with ENQ. */
  isClean = true;
  readonly #accumulator = new FrameAccumulator();
  readonly #inputs: ExchangeInput[] = [];
  #isLost = false;
  #wake: (() => void) | null = null;

  constructor(channel: ByteChannel, onBytes: (size: number) => void) {
    this.channel = channel;
    channel.onData((bytes) => {
      onBytes(bytes.length);
      this.#receive(bytes);
    });
    void channel.closed.then(() => this.lose());
  }

  get isLost(): boolean {
    return this.#isLost;
  }

  lose(): void {
    this.#isLost = true;
    this.#wake?.();
  }

  /** The next input; `lost` after what was received before the loss, `timeout` at `deadlineMs` of the monotonic clock. */
  async next(clock: Clock, deadlineMs: number): Promise<ExchangeInput> {
    for (;;) {
      const input = this.#inputs.shift();
      if (input !== undefined) return input;
      if (this.#isLost) return { kind: "lost" };
      const waitMs = deadlineMs - clock.monotonicMs();
      if (waitMs <= 0) return { kind: "timeout" };
      await this.#waitForInput(clock, waitMs);
    }
  }

  /** Drops a half frame; tells its length. */
  resetInput(): number {
    return this.#accumulator.reset();
  }

  /**
   * What came between two exchanges: noise (a TCP device sends FFh after our ACK) is dropped; a frame or a control byte
   * means that the device is not in step.
   */
  takeLeftOver(): { readonly discardedBytes: number } {
    let discardedBytes = this.#accumulator.reset();
    if (discardedBytes > 0) this.isClean = false;
    for (const input of this.#inputs.splice(0)) {
      if (input.kind === "noise") discardedBytes += input.size;
      else if (input.kind !== "partial") this.isClean = false;
    }
    return { discardedBytes };
  }

  #receive(bytes: Uint8Array): void {
    for (const event of this.#accumulator.feed(bytes)) {
      if (event.kind === "control") {
        // A device never asks us with ENQ; as a byte it is as good as noise.
        const input: ExchangeInput =
          event.byte === ACK ? { kind: "ack" } : event.byte === NAK ? { kind: "nak" } : { kind: "noise", size: 1 };
        this.#inputs.push(input);
      } else if (event.kind === "frame") this.#inputs.push({ kind: "frame", payload: event.payload });
      else if (event.kind === "bad-frame") this.#inputs.push({ kind: "bad-frame" });
      else this.#inputs.push({ kind: "noise", size: event.size });
    }
    if (this.#accumulator.pendingBytes > 0) this.#inputs.push({ kind: "partial" });
    if (this.#inputs.length > MAX_INPUTS) this.#inputs.splice(0, this.#inputs.length - MAX_INPUTS);
    this.#wake?.();
  }

  async #waitForInput(clock: Clock, waitMs: number): Promise<void> {
    const abort = new AbortController();
    const arrived = new Promise<void>((resolve) => {
      this.#wake = resolve;
    });
    await Promise.race([arrived, clock.sleep(Math.min(waitMs, MAX_SLEEP_MS), abort.signal)]);
    this.#wake = null;
    abort.abort();
  }
}

/** Longest wait that timers take without overflow. */
const MAX_SLEEP_MS = 2 ** 31 - 1;
