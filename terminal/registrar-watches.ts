import type { Clock } from "../config/clock.ts";
import type { Log } from "../config/log.ts";
import type { Config } from "../config/schema.ts";
import type { Devices } from "./devices.ts";
import { startRegistrarWatch, type RegistrarSight } from "./registrar-watch.ts";
import { bookOf, jobsOf, pressingJob } from "./shift/book.ts";
import type { Till } from "./till.ts";
import { configuredSellers } from "./till-settings.ts";
import { registrarFacts } from "./view/registrar-light.ts";

/** One registrar of the till and what it told last. */
export interface SeenRegistrar {
  readonly id: string;
  /** Whose it is, where there are several; null on a till with one. */
  readonly owner: string | null;
  readonly sight: RegistrarSight;
}

export interface RegistrarWatches {
  /** The till's own first. */
  readonly seen: () => readonly SeenRegistrar[];
  stop(): Promise<void>;
}

export interface RegistrarWatchesPorts {
  readonly config: Config;
  readonly devices: Pick<Devices, "registrars">;
  readonly till: Till;
  readonly utcOffsetMinutes: number;
  readonly onChange: () => void;
  readonly clock: Clock;
  readonly log: Log;
}

/** Watches every registrar of the till, each by itself: a silent one holds up no other. */
export function startRegistrarWatches(ports: RegistrarWatchesPorts): RegistrarWatches {
  const { devices, till, utcOffsetMinutes, clock, log } = ports;
  const sellers = configuredSellers(ports.config);
  const watches = sellers.flatMap(({ id, organisation, inn, fiscal }) => {
    const opened = devices.registrars.get(id);
    if (opened === undefined) return [];
    const watch = startRegistrarWatch({
      registrar: opened.registrar,
      isBusy: () => jobsOf(till.state, id).length > 0 || till.state.receipt?.phase === "paying",
      onChange: () => {
        const { status, error } = watch.sight();
        if (status !== null && error === null && jobsOf(till.state, id).length === 0)
          till.outcome({ type: "recordPrinting", registrarId: id, isOwed: status.isPrintOwed });
        ports.onChange();
      },
      shiftOpenedAt: () => bookOf(till.state, id).shift.openedAt,
      utcOffsetMinutes,
      expected: { inn, taxSystems: fiscal.taxSystems, ffd: fiscal.ffd },
      clock,
      log,
    });
    return [{ id, owner: sellers.length === 1 ? null : organisation, watch }];
  });
  return {
    seen: () => watches.map(({ id, owner, watch }) => ({ id, owner, sight: watch.sight() })),
    async stop() {
      await Promise.all(watches.map(({ watch }) => watch.stop()));
    },
  };
}

/** The registrars as the technician's page lists them among the devices. */
export function registrarStates(seen: readonly SeenRegistrar[], devices: Pick<Devices, "registrars">, till: Till, language: "ru" | "en") {
  return seen.flatMap(({ id, owner, sight: { status, error, since } }) => {
    const opened = devices.registrars.get(id);
    if (opened === undefined) return [];
    const refusal = pressingJob({ jobs: jobsOf(till.state, id) })?.error ?? null;
    const isReached = status === null ? ("connecting" as const) : ("connected" as const);
    return [
      {
        name: owner === null ? "registrar" : `registrar ${id}`,
        kind: "kkt" as const,
        address: opened.address,
        state:
          refusal !== null || (error !== null && status === null) ? ("error" as const) : error !== null ? ("lost" as const) : isReached,
        since,
        lastError: refusal ?? error,
        counters: opened.counters(),
        facts: { ...(owner === null ? {} : { [language === "ru" ? "продавец" : "seller"]: owner }), ...registrarFacts(status, language) },
      },
    ];
  });
}
