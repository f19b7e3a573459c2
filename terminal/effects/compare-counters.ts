import { errorText } from "../../config/errors/index.ts";
import type { Log } from "../../config/log.ts";
import type { Registrar } from "../../fiscal/registrar.ts";
import { bookOf } from "../shift/book.ts";
import { differenceError, differenceName, differing } from "../shift/counters.ts";
import type { Till } from "../till.ts";

export interface ComparePorts {
  readonly till: Till;
  readonly registrarId: string;
  readonly registrar: Pick<Registrar, "counters">;
  /** Seller's name where there are several registrars; null on a till with one. */
  readonly owner: string | null;
  readonly log: Log;
}

/**
 * The till's totals are held against the registrar's own; a difference is journalled and an alarm with both figures, never corrected. It
 * may stay for good (a document made outside this program): people are told when it changes, not at every receipt, and not again after
 * a restart. One that went away is journalled too, and told as gone where the figures stood.
 */
export async function compareCounters(ports: ComparePorts, isOutdated: () => boolean): Promise<void> {
  const { till, registrarId, registrar, owner, log } = ports;
  const counters = await registrar.counters();
  if (isOutdated()) return;
  if (!counters.ok) return log.warn({ code: counters.error.code }, "the registrar's counters could not be read");
  const nameOfKnown = (): string => differenceName(bookOf(till.state, registrarId).check?.figures ?? []);
  const before = nameOfKnown();
  const compared = till.outcome({ type: "recordCounters", registrarId, registrar: counters.value });
  if (!compared.ok) return;
  const after = nameOfKnown();
  if (after === before) return;
  const { figures } = bookOf(till.state, registrarId).check ?? { figures: [] };
  if (differing(figures).length === 0) return log.info({ registrar: registrarId }, "till and registrar agree again");
  const error = differenceError(figures, owner);
  log.warn({ registrar: registrarId, ...error.details }, errorText(error, "en"));
  till.raise(error);
}
