import type { Clock } from "../../../../config/clock.ts";
import type { KktPeer } from "../kkt-machine.ts";
import type { LinkOutput } from "./frame-link.ts";

/** Where a peer's bytes go. */
export interface PumpSink {
  write(bytes: Uint8Array): void;
  /** The device ends the session, after the bytes before it have gone. */
  end(): void;
}

/** Keeps one peer running on real time: bytes in, bytes out, and a wake-up when the peer has something due. */
export class Pump {
  readonly #peer: KktPeer;
  readonly #clock: Clock;
  readonly #sink: PumpSink;
  #sleep: AbortController | null = null;
  #stopped = false;
  #serving = false;

  constructor(peer: KktPeer, clock: Clock, sink: PumpSink) {
    this.#peer = peer;
    this.#clock = clock;
    this.#sink = sink;
  }

  /** True inside the peer: what ends the session then comes with the peer's output. */
  get serving(): boolean {
    return this.#serving;
  }

  receive(bytes: Uint8Array): void {
    if (!this.#stopped) this.#serve(() => this.#peer.feed(bytes));
  }

  stop(): void {
    this.#stopped = true;
    this.#sleep?.abort();
  }

  #serve(step: () => LinkOutput): void {
    this.#serving = true;
    try {
      this.#deliver(step());
    } finally {
      this.#serving = false;
    }
  }

  #deliver(output: LinkOutput): void {
    if (output.bytes.length > 0) this.#sink.write(output.bytes);
    if (output.close) {
      this.stop();
      this.#sink.end();
      return;
    }
    this.#schedule();
  }

  #schedule(): void {
    this.#sleep?.abort();
    this.#sleep = null;
    const dueMs = this.#peer.nextDueMs();
    if (this.#stopped || dueMs === null) return;
    const sleep = new AbortController();
    this.#sleep = sleep;
    // A whole millisecond more: timers may fire a little early, and then nothing would be due yet.
    const waitMs = Math.max(0, Math.ceil(dueMs - this.#clock.monotonicMs()) + 1);
    void this.#clock.sleep(waitMs, sleep.signal).then(() => {
      if (!sleep.signal.aborted && !this.#stopped) this.#serve(() => this.#peer.poll());
    });
  }
}
