import type { Clock, EpochMs } from "../../config/clock.ts";
import { appError, type AppError } from "../../config/errors/index.ts";
import { localDate, type LocalDate } from "../../config/local-date.ts";
import type { Log } from "../../config/log.ts";
import type { Config } from "../../config/schema.ts";
import { addDays } from "./hours/local-time.ts";
import { createUtmClient, type Utm } from "./utm/utm-client.ts";
import { UNKNOWN_UTM, type UtmState } from "./utm/utm-state.ts";

/** What the UTM told when it was last asked. */
export interface UtmSight {
  /** The last good answer; all unknown before the first. */
  readonly state: UtmState;
  /** Why it would take no cheque; null: it answers. */
  readonly fault: AppError | null;
  /** Certificates that end soon. */
  readonly warnings: readonly AppError[];
}

export interface UtmService {
  readonly utm: Utm;
  readonly seen: () => { readonly url: string; readonly sight: UtmSight; readonly since: EpochMs };
  stop(): void;
}

const ASK_EVERY_MS = 15_000;
const ASK_AFTER_ERROR_MS = 3_000;
/** A token is renewed by a visit; two weeks are enough for it. */
const CERTIFICATE_WARNING_DAYS = 14;

/** The configured UTM, asked how it is while nothing else goes on, so that a dead one is seen before a bottle is scanned. Null: none. */
export function startUtmService(
  config: Config,
  deps: { readonly clock: Clock; readonly log: Log; readonly utcOffsetMinutes: number; readonly onChange: () => void },
): UtmService | null {
  const client = configuredUtm(config, deps);
  if (client === null) return null;
  const { clock, utcOffsetMinutes, onChange } = deps;
  const stopping = new AbortController();
  let since = clock.now();
  let sight: UtmSight = { state: UNKNOWN_UTM, fault: null, warnings: [] };
  async function watch(): Promise<void> {
    while (!stopping.signal.aborted) {
      const told = await client?.utm.state(stopping.signal);
      if (stopping.signal.aborted || told === undefined) return;
      const before = sight;
      sight = told.ok
        ? { state: told.value, fault: null, warnings: certificateWarnings(told.value, localDate(clock.now(), utcOffsetMinutes)) }
        : { ...sight, fault: told.error };
      if ((before.fault === null) !== (sight.fault === null)) since = clock.now();
      if (before.fault?.code !== sight.fault?.code || before.warnings.length !== sight.warnings.length) onChange();
      await clock.sleep(told.ok ? ASK_EVERY_MS : ASK_AFTER_ERROR_MS, stopping.signal);
    }
  }
  void watch();
  return { utm: client.utm, seen: () => ({ url: client.url, sight, since }), stop: () => stopping.abort() };
}

/** The client of the configured UTM; null: none is configured. */
export function configuredUtm(
  { alcohol, till }: Config,
  deps: { readonly clock: Clock; readonly log: Log; readonly utcOffsetMinutes: number },
): { readonly utm: Utm; readonly url: string } | null {
  if (alcohol.utm === undefined) return null;
  const { url, fsrarId, kpp, address, chequeVersion, timeoutMs } = alcohol.utm;
  const owner = { fsrarId, kpp, address, inn: till.inn, name: till.organisation };
  return { url, utm: createUtmClient({ ...deps, baseUrl: url, version: chequeVersion, owner, timeoutMs }) };
}

/** Days that the UTM tells, held against today. */
export function certificateWarnings({ rsaUntil, gostUntil }: UtmState, today: LocalDate): readonly AppError[] {
  const limit = addDays(today, CERTIFICATE_WARNING_DAYS);
  const certificates = [
    ["RSA", rsaUntil],
    ["ГОСТ", gostUntil],
  ] as const;
  return certificates.flatMap(([kind, date]) =>
    date === null || date > limit ? [] : [appError("ALC868", { kind, kindEn: kind === "RSA" ? "RSA" : "GOST", date })],
  );
}
