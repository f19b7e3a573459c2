import { systemClock } from "../../../config/clock.ts";
import { retryClass } from "../../../config/errors/index.ts";
import type { FiscalDocument, Registered } from "../../../fiscal/document/fiscal-document.ts";
import type { Baseline, Registrar } from "../../../fiscal/registrar.ts";

const ROUNDS_MAX = 60;
const PAUSE_MS = 100;

export interface Insisted {
  readonly registered: Registered;
  /** What happened on the way: "ok", "unknown:FIS303 registered". Waiting for the device is left out. */
  readonly path: string;
}

/** The baseline before a document; throws when the device cannot be asked. */
export async function baselineOf(registrar: Registrar): Promise<Baseline> {
  const read = await registrar.baseline();
  if (!read.ok) throw new Error(JSON.stringify(read.error));
  return read.value;
}

/** Registers at the first try, or throws. */
export async function must(registrar: Registrar, document: FiscalDocument): Promise<Registered> {
  const result = await registrar.register(document, await baselineOf(registrar));
  if (!result.ok) throw new Error(`${document.kind}: ${JSON.stringify(result.error)}`);
  return result.value;
}

/**
 * As the terminal does it (`terminal/effects/fiscal-effect.ts`): register; what is in doubt is resolved until it is decided; what
 * surely was not registered is begun again. What a person must mend ends it, unless `waitsForPerson`. A resolution is asked twice
 * (unless `asksOnce`) and must say the same.
 */
export async function insist(
  registrar: Registrar,
  document: FiscalDocument,
  { waitsForPerson = false, asksOnce = false }: { readonly waitsForPerson?: boolean; readonly asksOnce?: boolean } = {},
): Promise<Insisted> {
  const path: string[] = [];
  let rounds = 0;
  const pause = async (why: string): Promise<void> => {
    if (++rounds > ROUNDS_MAX) throw new Error(`never decided: ${[...path, why].join(" ")}`);
    await systemClock.sleep(PAUSE_MS);
  };
  for (;;) {
    const from = await registrar.baseline();
    if (!from.ok) {
      await pause(from.error.code);
      continue;
    }
    const result = await registrar.register(document, from.value);
    if (result.ok) return { registered: result.value, path: [...path, "ok"].join(" ") };
    const { effect, error } = result.error;
    const step = `${effect}:${error.code}`;
    if (path.at(-1) !== step) path.push(step);
    if (effect === "none") {
      const kind = retryClass(error);
      const isPassing = kind === "retry-now" || kind === "retry-later";
      if (!isPassing && !waitsForPerson) throw new Error(path.join(" "));
      await pause(step);
      continue;
    }
    for (;;) {
      const resolution = await registrar.resolve(document, from.value);
      if (resolution.outcome === "unreachable") {
        await pause(resolution.error.code);
        continue;
      }
      path.push(resolution.outcome);
      const again = asksOnce ? resolution : await registrar.resolve(document, from.value);
      if (again.outcome !== "unreachable" && JSON.stringify(again) !== JSON.stringify(resolution))
        throw new Error(`two answers: ${JSON.stringify([resolution, again])}`);
      if (resolution.outcome === "registered") return { registered: resolution.registered, path: path.join(" ") };
      if (resolution.outcome === "undecided") throw new Error(`${path.join(" ")}: ${resolution.seen}`);
      if (++rounds > ROUNDS_MAX) throw new Error(`never registered: ${path.join(" ")}`);
      break;
    }
  }
}
