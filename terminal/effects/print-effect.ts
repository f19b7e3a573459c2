import type { Clock } from "../../config/clock.ts";
import type { Log } from "../../config/log.ts";
import type { Registrar } from "../../fiscal/registrar.ts";
import { bookOf, jobsOf } from "../shift/book.ts";
import type { Till } from "../till.ts";

export interface PrintEffectPorts {
  readonly till: Till;
  readonly registrarId: string;
  readonly registrar: Pick<Registrar, "finishPrinting">;
  readonly clock: Clock;
  readonly log: Log;
  readonly signal: AbortSignal;
}

const ASK_EVERY_MS = 2_000;

/**
 * Prints what is registered and not on paper. Found in the state, so a start after a crash goes on with it; it never registers
 * anything. Between two questions the next document may be made: then its own answer speaks for the roll.
 */
export function createPrintEffect(ports: PrintEffectPorts): { wake(): void } {
  const { till, registrarId, registrar, clock, log, signal } = ports;
  let isRunning = false;
  const isOwed = (): boolean => bookOf(till.state, registrarId).printOwed !== null && !signal.aborted;
  async function work(): Promise<void> {
    while (isOwed()) {
      if (jobsOf(till.state, registrarId).length === 0) {
        const state = await registrar.finishPrinting();
        if (!state.ok) log.info({ code: state.error.code }, "the registrar does not tell about its printing");
        else if (state.value === "printed" && isOwed()) till.outcome({ type: "recordPrinting", registrarId, isOwed: false });
      }
      if (isOwed()) await clock.sleep(ASK_EVERY_MS, signal);
    }
  }
  return {
    wake() {
      if (isRunning || !isOwed()) return;
      isRunning = true;
      void work().finally(() => {
        isRunning = false;
      });
    },
  };
}
