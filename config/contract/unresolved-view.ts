import type { EpochMs } from "../clock.ts";
import type { Kopecks } from "../money.ts";
import type { UnresolvedView } from "./view.ts";

/** The drive keeps none of these, and numbers none: the paper is the only witness. */
export const PAPER_ONLY: ReadonlySet<UnresolvedView["purpose"]> = new Set(["x-report", "cash-in", "cash-out"]);

/** `GET /api/unresolved/{jobId}`: what the wizard shows before a person decides. Read from the registrar at that moment. */
export interface UnresolvedEvidenceView {
  /** What the till knows of the document. */
  readonly asked: {
    readonly what: string;
    readonly at: EpochMs;
    readonly cashierName: string;
    readonly totalKop: Kopecks | null;
    readonly cashKop: Kopecks | null;
    readonly cardKop: Kopecks | null;
    readonly ownTag: string | null;
    readonly attempts: number;
    /** Why the outcome is not known. */
    readonly error: { readonly code: string; readonly text: string } | null;
    readonly seen: string;
  };
  /** What the registrar says now; null when it does not answer. */
  readonly registrar: {
    readonly model: string;
    readonly fnSerial: string;
    readonly isSameDrive: boolean;
    readonly lastFdBefore: number;
    readonly lastFdNow: number;
    readonly paper: "ok" | "out";
    /** Documents made since, newest first; at most 50. */
    readonly documents: readonly StoredDocumentView[];
    readonly isCut: boolean;
  } | null;
  readonly silence: { readonly code: string; readonly text: string } | null;
  readonly advice: UnresolvedAdvice;
}

export interface StoredDocumentView {
  readonly fdNumber: number;
  readonly what: string;
  readonly totalKop: Kopecks | null;
  readonly at: EpochMs;
  /** `ours`: kind, sum and our own tag agree. `alike`: kind and sum do, it has no tag. `other`: why not, in `misfit`. */
  readonly fit: "ours" | "alike" | "other";
  readonly misfit: string;
}

/**
 * `confirm`: document `fdNumber` is ours. `compare`: some could be; the paper decides. `absent`: nothing of ours is there.
 * `paper`: the drive keeps no such documents, only the paper tells. `wait`: the registrar is silent. `service`: another drive is in it.
 */
export type UnresolvedAdvice =
  | { readonly kind: "confirm"; readonly fdNumber: number }
  | { readonly kind: "compare" | "absent" | "paper" | "wait" | "service" };
