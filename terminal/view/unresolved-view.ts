import type { StoredDocumentView, UnresolvedEvidenceView } from "../../config/contract/unresolved-view.ts";
import { errorText, type AppError } from "../../config/errors/index.ts";
import { adviceOn, type DocumentSeen, type Evidence } from "../effects/unresolved-evidence.ts";
import { documentName } from "../receipt/document-name.ts";
import type { UnresolvedJob } from "../receipt/receipt.ts";

type Language = "ru" | "en";

/** What the registrar showed; of a document put aside, why it could not be asked. */
export function seenOf({ seen, isParked, error }: UnresolvedJob, language: Language): string {
  return isParked === true && error !== null ? errorText(error, language) : seen;
}

/** What the wizard shows: known, said by the registrar, advised. */
export function unresolvedEvidenceView(job: UnresolvedJob, evidence: Evidence, language: Language): UnresolvedEvidenceView {
  const { document, purpose, baseline } = job;
  const receipt = document.kind === "receipt" ? document.receipt : null;
  const name = documentName(receipt?.kind ?? document.kind, receipt?.correction !== undefined, language);
  const number = purpose.kind === "receipt" ? ` № ${purpose.receipt.number}` : "";
  const isCash = document.kind === "cash-in" || document.kind === "cash-out";
  return {
    asked: {
      what: `${name}${number}`,
      at: job.requestedAt,
      cashierName: job.operator.name,
      totalKop: receipt?.totalKop ?? (isCash ? document.amountKop : null),
      cashKop: receipt?.payments.cashKop ?? null,
      cardKop: receipt?.payments.electronicKop ?? null,
      ownTag: receipt?.ownTag ?? null,
      attempts: job.attempts,
      error: job.error === null ? null : told(job.error, language),
      seen: seenOf(job, language),
    },
    registrar: evidence.answers
      ? {
          model: evidence.status.model,
          fnSerial: evidence.status.fnSerial,
          isSameDrive: evidence.isSameDrive,
          lastFdBefore: baseline?.lastFdNumber ?? evidence.status.lastFdNumber,
          lastFdNow: evidence.status.lastFdNumber,
          paper: evidence.status.paper,
          documents: evidence.documents.map((each) => storedView(each, language)),
          isCut: evidence.isCut,
        }
      : null,
    silence: evidence.answers ? null : told(evidence.error, language),
    advice: adviceOn(job, evidence),
  };
}

function storedView({ stored, fit, misfit }: DocumentSeen, language: Language): StoredDocumentView {
  const { fdNumber, totalKop, at, kind, isCorrection } = stored;
  return { fdNumber, what: documentName(kind, isCorrection, language), totalKop, at, fit, misfit };
}

function told(error: AppError, language: Language): { readonly code: string; readonly text: string } {
  return { code: error.code, text: errorText(error, language) };
}
