import type { ShortStatus } from "./replies.ts";
import { SUBMODE } from "./replies.ts";
import type { ShtrihSession } from "./session.ts";
import { COMMANDS } from "./commands.ts";

/** A receipt takes some 3 s to print; the first look comes when most of it is out. */
const FIRST_LOOK_MS = 2_000;
const LOOK_MS = 1_000;
/** A till left without paper over night does not need to be asked for ever. */
const MAX_LOOKS = 600;

/** Runs one short job among the other calls of the registrar. Null when there is no place for it. */
export type RunJob = <T>(job: () => Promise<T>) => Promise<T> | null;

/**
 * After a document was registered its printing goes on by itself. The watch only continues a printing that ran out of paper
 * (B0h in submode 3), when nobody else talks to the device. It is stopped by the next document.
 */
export class PrintWatch {
  readonly #session: ShtrihSession;
  readonly #runJob: RunJob;
  #abort: AbortController | null = null;

  constructor(session: ShtrihSession, runJob: RunJob) {
    this.#session = session;
    this.#runJob = runJob;
  }

  start(): void {
    this.stop();
    this.#abort = new AbortController();
    void this.#watch(this.#abort.signal);
  }

  stop(): void {
    this.#abort?.abort();
    this.#abort = null;
  }

  async #watch(signal: AbortSignal): Promise<void> {
    await this.#session.clock.sleep(FIRST_LOOK_MS, signal);
    for (let look = 0; look < MAX_LOOKS && !signal.aborted; look++) {
      const status = await this.#runJob(() => this.#look(signal));
      if (status === null || status.submode === SUBMODE.idle) return;
      await this.#session.clock.sleep(LOOK_MS, signal);
    }
  }

  /** Null ends the watch: stopped, or the device cannot be asked. */
  async #look(signal: AbortSignal): Promise<ShortStatus | null> {
    // A lost link is not reopened for the sake of a look.
    if (signal.aborted || !this.#session.link.isConnected) return null;
    const status = await this.#session.status();
    if (!status.ok) return null;
    if (status.value.submode === SUBMODE.waitsContinue) await this.#session.call(COMMANDS.continuePrint);
    return status.value;
  }
}
