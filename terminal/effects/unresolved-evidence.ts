import type { AppError } from "../../config/errors/index.ts";
import type { UnresolvedAdvice } from "../../config/contract/unresolved-view.ts";
import type { Registrar, RegistrarStatus, StoredDocument } from "../../fiscal/registrar.ts";
import type { UnresolvedJob } from "../receipt/receipt.ts";
import { leavesDocument, misfitOf } from "./settle-unresolved.ts";

/** A day's worth of documents is no help to a person who must compare them with paper. */
const DOCUMENTS_MAX = 50;

export interface DocumentSeen {
  readonly stored: StoredDocument;
  readonly fit: "ours" | "alike" | "other";
  /** Why it can't be ours; empty when it can. */
  readonly misfit: string;
}

/** What the registrar says at this moment about a document without an outcome. */
export type Evidence =
  | {
      readonly answers: true;
      readonly status: RegistrarStatus;
      readonly isSameDrive: boolean;
      /** Newest first. */
      readonly documents: readonly DocumentSeen[];
      /** There are more documents than were read. */
      readonly isCut: boolean;
    }
  | { readonly answers: false; readonly error: AppError };

/** Reads only: nothing is decided here, and it may be asked any number of times. */
export async function gatherEvidence(job: UnresolvedJob, registrar: Pick<Registrar, "status" | "storedDocument">): Promise<Evidence> {
  const status = await registrar.status();
  if (!status.ok) return { answers: false, error: status.error };
  const { lastFdNumber, fnSerial } = status.value;
  const isSameDrive = job.baseline === null || job.baseline.fnSerial === fnSerial;
  const before = isSameDrive ? (job.baseline?.lastFdNumber ?? lastFdNumber) : lastFdNumber;
  const first = Math.max(before + 1, lastFdNumber - DOCUMENTS_MAX + 1);
  const documents: DocumentSeen[] = [];
  for (let fdNumber = lastFdNumber; fdNumber >= first; fdNumber--) {
    const stored = await registrar.storedDocument(fdNumber);
    if (!stored.ok) return { answers: false, error: stored.error };
    if (stored.value !== null) documents.push(seen(job, stored.value));
  }
  return { answers: true, status: status.value, isSameDrive, documents, isCut: first > before + 1 };
}

function seen(job: UnresolvedJob, stored: StoredDocument): DocumentSeen {
  const misfit = misfitOf(job, stored);
  if (misfit !== null) return { stored, fit: "other", misfit };
  const isTagged = job.document.kind === "receipt" && stored.ownTag !== null;
  const isOnlyOne = job.document.kind === "open-shift" || job.document.kind === "close-shift";
  return { stored, fit: isTagged || isOnlyOne ? "ours" : "alike", misfit: "" };
}

/** What a person is advised to do; the person decides. */
export function adviceOn(job: UnresolvedJob, evidence: Evidence): UnresolvedAdvice {
  if (!evidence.answers) return { kind: "wait" };
  if (!evidence.isSameDrive) return { kind: "service" };
  if (!leavesDocument(job.document)) return { kind: "paper" };
  const ours = evidence.documents.filter(({ fit }) => fit === "ours");
  const [only] = ours;
  if (only !== undefined && ours.length === 1) return { kind: "confirm", fdNumber: only.stored.fdNumber };
  const isOpen = ours.length > 1 || evidence.isCut || evidence.documents.some(({ fit }) => fit === "alike");
  return { kind: isOpen ? "compare" : "absent" };
}
