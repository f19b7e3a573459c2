import { appError, type AppError } from "../../config/errors/index.ts";
import { formatKop } from "../../config/money.ts";
import { err, ok, type Result } from "../../config/result.ts";
import type { FiscalDocument, Registered } from "../../fiscal/document/fiscal-document.ts";
import type { Registrar, StoredDocument } from "../../fiscal/registrar.ts";
import type { CoreCommandOf } from "../core/command.ts";
import { documentName } from "../receipt/document-name.ts";
import type { UnresolvedJob } from "../receipt/receipt.ts";

/** A person's word on a document without an outcome. */
export interface Verdict {
  readonly as: "registered" | "not-registered";
  /** From the paper; needed for a document that the drive keeps. */
  readonly fdNumber?: number;
  readonly reason: string;
}

type Settlement = CoreCommandOf<"settleUnresolved">;

/** Holds a person's word against the registrar. What it knows to be registered is not made again, whatever the person says. */
export async function settlementOf(
  { as, fdNumber, reason }: Verdict,
  job: UnresolvedJob,
  registrar: Pick<Registrar, "storedDocument" | "resolve">,
): Promise<Result<Settlement, AppError>> {
  const { id: jobId, document, baseline } = job;
  const registeredAs = (registered: Registered): Result<Settlement, AppError> =>
    ok({ type: "settleUnresolved", jobId, as: "registered", reason, registered });
  if (as === "not-registered") {
    const resolution = baseline === null ? null : await registrar.resolve(document, baseline);
    if (resolution?.outcome === "unreachable") return err(resolution.error);
    if (resolution?.outcome === "registered") return registeredAs(resolution.registered);
    return ok({ type: "settleUnresolved", jobId, as, reason });
  }
  if (!leavesDocument(document)) return registeredAs(withoutDocument(job));
  if (fdNumber === undefined) return err(appError("RCP449", { fdNumber: 0 }));
  const stored = await registrar.storedDocument(fdNumber);
  if (!stored.ok) return stored;
  const registered = registeredFrom(job, fdNumber, stored.value);
  return registered.ok ? registeredAs(registered.value) : registered;
}

/**
 * A person has read a document number from the paper: does the drive's document of that number fit the one that waits?
 * Kind, total and our own tag must agree; a document without our tag is taken only when kind and total do.
 */
function registeredFrom(job: UnresolvedJob, fdNumber: number, stored: StoredDocument | null): Result<Registered, AppError> {
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

function withoutDocument(job: UnresolvedJob): Registered {
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

/** Why a stored document can't be the one that waits, for people; null when it can. */
export function misfitOf({ document }: Pick<UnresolvedJob, "document">, stored: StoredDocument): string | null {
  const expected = document.kind === "receipt" ? document.receipt.kind : document.kind;
  const isCorrection = document.kind === "receipt" && document.receipt.correction !== undefined;
  if (stored.kind !== expected || stored.isCorrection !== isCorrection) {
    return `это ${documentName(stored.kind, stored.isCorrection, "ru")}, а ждёт ${documentName(expected, isCorrection, "ru")}`;
  }
  if (document.kind !== "receipt") return null;
  const { ownTag, totalKop } = document.receipt;
  if (stored.ownTag !== null && stored.ownTag !== ownTag) return `метка ${stored.ownTag}, а ждёт ${ownTag}`;
  if (stored.totalKop !== totalKop)
    return `сумма ${stored.totalKop === null ? "?" : formatKop(stored.totalKop)}, а ждёт ${formatKop(totalKop)}`;
  return null;
}
