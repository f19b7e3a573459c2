import { appError } from "../../config/errors/index.ts";
import type { FiscalDocument } from "../../fiscal/document/fiscal-document.ts";
import type { FiscalWorld } from "../simulation/fiscal-world.ts";

/** The registrar makes its next document of this kind, or does not, falls silent before it answers, and stays so until `revive`. */
export function dieDuring({ registrar, faults }: FiscalWorld, kind: FiscalDocument["kind"], isMade: boolean): void {
  const working = { ...registrar };
  Object.assign(registrar, {
    register: async (...given: Parameters<FiscalWorld["registrar"]["register"]>): ReturnType<FiscalWorld["registrar"]["register"]> => {
      if (given[0].kind !== kind) return working.register(...given);
      if (isMade) await working.register(...given);
      faults.linkDown = true;
      Object.assign(registrar, working);
      return { ok: false, error: { effect: "unknown", error: appError("FIS303") } };
    },
  });
}

export function revive({ faults }: FiscalWorld): void {
  faults.linkDown = false;
}
