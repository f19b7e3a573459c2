import { appError, type AppError } from "../../config/errors/index.ts";
import { formatKop } from "../../config/money.ts";
import { err, ok, type Result } from "../../config/result.ts";
import type { FiscalDocument, Registered } from "../../fiscal/document/fiscal-document.ts";
import type { StoredDocument } from "../../fiscal/registrar.ts";
import type { UnresolvedJob } from "../receipt/receipt.ts";

/**
 * A person has read a document number from the paper: does the drive's document of that number fit the one that waits?
 * Kind, total and our own tag must agree; a document without our tag is taken only when kind and total do.
 */
export function registeredFrom(job: UnresolvedJob, fdNumber: number, stored: StoredDocument | null): Result<Registered, AppError> {
  if (stored === null) return err(appError("RCP449", { fdNumber }));
  const misfit = misfitOf(job, stored);
  if (misfit !== null) return err(appError("RCP450", { fdNumber, seen: misfit }));
  return ok({
    fdNumber,
    fiscalSign: stored.fiscalSign,
    fnSerial: job.baseline?.fnSerial ?? "",
    at: stored.at,
    // A shift opened by the document is the one after the last.
    shiftNumber: (job.baseline?.shiftNumber ?? 0) + (job.document.kind === "open-shift" ? 1 : 0),
    qr: null,
    isPrintOwed: false,
  });
}

/** Cash in, cash out and X leave nothing in the fiscal drive; the paper is the only witness. */
export function leavesDocument(document: FiscalDocument): boolean {
  return document.kind === "receipt" || document.kind === "open-shift" || document.kind === "close-shift";
}

export function withoutDocument(job: UnresolvedJob): Registered {
  return {
    fdNumber: null,
    fiscalSign: null,
    fnSerial: job.baseline?.fnSerial ?? "",
    at: job.at,
    shiftNumber: job.baseline?.shiftNumber ?? 0,
    qr: null,
    isPrintOwed: false,
  };
}

function misfitOf(job: UnresolvedJob, stored: StoredDocument): string | null {
  const { document } = job;
  const expected = document.kind === "receipt" ? document.receipt.kind : document.kind;
  if (stored.kind !== expected) return `вид документа ${stored.kind}, а ждёт ${expected}`;
  if (document.kind !== "receipt") return null;
  const { ownTag, totalKop } = document.receipt;
  if (stored.ownTag !== null && stored.ownTag !== ownTag) return `метка ${stored.ownTag}, а ждёт ${ownTag}`;
  if (stored.totalKop !== totalKop)
    return `сумма ${stored.totalKop === null ? "?" : formatKop(stored.totalKop)}, а ждёт ${formatKop(totalKop)}`;
  return null;
}
