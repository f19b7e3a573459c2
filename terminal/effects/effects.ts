import type { Clock } from "../../config/clock.ts";
import type { Log } from "../../config/log.ts";
import type { CardTerminal } from "../../device-drivers/card-terminal/card-terminal.ts";
import { createUndoEffect } from "../alcohol/cheque/cheque-effect.ts";
import type { Utm } from "../alcohol/utm/utm-client.ts";
import type { CustomerDisplay } from "../../device-drivers/display/customer-display.ts";
import type { Registrar } from "../../fiscal/registrar.ts";
import type { TillSettings } from "../core/settings.ts";
import type { MarkingCheck } from "../marking/check/marking-check.ts";
import type { MarkingSettings } from "../marking/rules.ts";
import { ownerName } from "../receipt/sellers.ts";
import type { Till } from "../till.ts";
import { createCardEffect } from "./card-effect.ts";
import { createDriveCheck, type AskDrive } from "./drive-check.ts";
import { createDisplayEffect } from "./display-effect.ts";
import { runFiscalEffect } from "./fiscal-effect.ts";
import { createPrintEffect } from "./print-effect.ts";
import { createMarkingEffect } from "./marking-effect.ts";

export interface EffectPorts {
  readonly till: Till;
  /** By id; each works off its own documents beside the others. */
  readonly registrars: ReadonlyMap<string, Registrar>;
  readonly cardTerminal: CardTerminal | null;
  readonly display: CustomerDisplay | null;
  /** Absent or null: no stamped alcohol is sold here. */
  readonly utm?: Utm | null;
  readonly markingCheck: MarkingCheck;
  /** Limit of a code's check in the fiscal drive while scanning goes on; null or absent: the drive is not asked then. */
  readonly driveCheckMs?: number | null;
  /** Number of the receipt that sold a marking code (КИ); null: none of this till. */
  readonly soldIn: (cis: string) => number | null;
  readonly marking: MarkingSettings;
  readonly settings: TillSettings;
  readonly greeting: string;
  readonly clock: Clock;
  readonly log: Log;
}

function driveCheck(ports: EffectPorts): { readonly askDrive?: AskDrive } {
  const { driveCheckMs = null } = ports;
  return driveCheckMs === null ? {} : { askDrive: createDriveCheck({ ...ports, timeoutMs: driveCheckMs }) };
}

/**
 * Starts everything that the till does to the outside world. What there is to do is read from the state alone, so a start
 * after a crash goes on where the journal stands.
 */
export function startEffects(ports: EffectPorts): { stop(): Promise<void> } {
  const stopping = new AbortController();
  const { signal } = stopping;
  const { till, cardTerminal, display } = ports;
  const waiting = new Set<() => void>();
  const changed = (): Promise<void> => new Promise((resolve) => waiting.add(resolve));
  const wakeFiscal = (): void => {
    for (const resolve of waiting) resolve();
    waiting.clear();
  };
  const { utm = null } = ports;
  const inFlight = new Set<string>();
  const effects = [
    createUndoEffect({ ...ports, utm, inFlight, signal }),
    ...[...ports.registrars].map(([registrarId, registrar]) => createPrintEffect({ ...ports, registrarId, registrar, signal })),
    createMarkingEffect({ ...ports, check: ports.markingCheck, signal, ...driveCheck(ports) }),
    ...(cardTerminal === null ? [] : [createCardEffect({ ...ports, terminal: cardTerminal, signal })]),
    ...(display === null ? [] : [createDisplayEffect(till, display, ports.settings, ports.greeting)]),
  ];
  const wake = (): void => {
    if (signal.aborted) return;
    wakeFiscal();
    for (const effect of effects) effect.wake();
  };
  const unsubscribe = till.onChange(wake);
  const fiscal = [...ports.registrars].map(([registrarId, registrar]) =>
    runFiscalEffect({ ...ports, utm, inFlight, registrarId, registrar, owner: ownerName(ports.settings, registrarId), signal, changed }),
  );
  wake();
  return {
    async stop() {
      unsubscribe();
      stopping.abort();
      wakeFiscal();
      await Promise.all(fiscal);
    },
  };
}
