import type { FiscalDocument } from "../../fiscal/document/fiscal-document.ts";
import type { Baseline } from "../../fiscal/registrar.ts";
import type { TillState } from "../core/state.ts";
import type { UnresolvedJob, UnverifiedVerdict } from "../receipt/receipt.ts";
import { parkedJob } from "../shift/book.ts";

/** What a registrar must tell before anything new goes to it. */
export interface OpenQuestion {
  readonly document: FiscalDocument;
  readonly baseline: Baseline;
  /** A document put aside, or a person's unverified word. */
  readonly about:
    | { readonly kind: "parked"; readonly job: UnresolvedJob }
    | { readonly kind: "verdict"; readonly verdict: UnverifiedVerdict };
}

/** The oldest question that this registrar owes an answer to; null when it owes none. */
export function questionOf(state: TillState, registrarId: string): OpenQuestion | null {
  const verdict = state.verdicts.find((each) => each.registrarId === registrarId);
  if (verdict !== undefined) return { ...verdict, about: { kind: "verdict", verdict } };
  const job = parkedJob(state, registrarId);
  if (job === null || job.baseline === null) return null;
  return { document: job.document, baseline: job.baseline, about: { kind: "parked", job } };
}
