import { appError, type AppError } from "../../config/errors/index.ts";
import { formatKop } from "../../config/money.ts";
import { err, ok, type Result } from "../../config/result.ts";
import type { FiscalDocument, Registered } from "../../fiscal/document/fiscal-document.ts";
import { buildQr } from "../../fiscal/document/qr.ts";
import { settlementSign } from "../../fiscal/document/settlement.ts";
import type { Baseline, Registrar, StoredDocument } from "../../fiscal/registrar.ts";
import type { CoreCommandOf } from "../core/command.ts";
import { documentName } from "../receipt/document-name.ts";
import type { UnresolvedJob } from "../receipt/receipt.ts";

/** A person's word on a document without an outcome. */
export interface Verdict {
  readonly as: "registered" | "not-registered";
  /** From the paper; needed for a document that the drive keeps. */
  readonly fdNumber?: number;
  /** Fiscal sign (ФП) from the paper; needed with the number where the registrar can't be asked. */
  readonly fiscalSign?: string;
  readonly reason: string;
  /** The word counts even if the registrar can't be asked now. */
  readonly unverified?: boolean;
}

type Settlement = CoreCommandOf<"settleUnresolved">;

export interface SettlementFacts {
  readonly registrar: Pick<Registrar, "baseline" | "storedDocument" | "resolve">;
  /** Number of the till's receipt that has this document already; null when none has. */
  readonly receiptOf: (fnSerial: string, fdNumber: number) => number | null;
  /** Of the shop, for the QR. */
  readonly utcOffsetMinutes: number;
}

/** Holds a person's word against the registrar. What it knows to be registered is not made again, whatever the person says. */
export async function settlementOf(
  verdict: Verdict,
  job: UnresolvedJob,
  { registrar, receiptOf, utcOffsetMinutes }: SettlementFacts,
): Promise<Result<Settlement, AppError>> {
  const silence = verdict.unverified === true ? await silenceOf(job, registrar) : null;
  if (silence !== null) return unverifiedSettlement(verdict, job, silence, receiptOf);
  const { as, fdNumber, reason } = verdict;
  const { id: jobId, document, baseline } = job;
  const registeredAs = (registered: Registered): Result<Settlement, AppError> =>
    ok({ type: "settleUnresolved", jobId, as: "registered", reason, registered });
  if (as === "not-registered") {
    const resolution = baseline === null ? null : await registrar.resolve(document, baseline);
    if (resolution?.outcome === "unreachable") return err(resolution.error);
    if (resolution?.outcome === "registered") return registeredAs(resolution.registered);
    return ok({ type: "settleUnresolved", jobId, as, reason });
  }
  if (!leavesDocument(document)) {
    // Put aside: nothing was begun after it, so the counters still tell. Of any other only the paper does.
    const resolution = job.isParked === true && baseline !== null ? await registrar.resolve(document, baseline) : null;
    if (resolution?.outcome === "unreachable") return err(resolution.error);
    if (resolution?.outcome === "not-registered") return ok({ type: "settleUnresolved", jobId, as: "not-registered", reason });
    return registeredAs(resolution?.outcome === "registered" ? resolution.registered : withoutDocument(job));
  }
  if (fdNumber === undefined) return err(appError("RCP449", { fdNumber: 0 }));
  const fault = await numberFault(job, fdNumber, registrar, receiptOf);
  if (fault !== null) return err(fault);
  const stored = await registrar.storedDocument(fdNumber);
  if (!stored.ok) return stored;
  const registered = registeredFrom(job, fdNumber, stored.value, utcOffsetMinutes);
  return registered.ok ? registeredAs(registered.value) : registered;
}

/** Another drive, a document of before, or another receipt's: none can be the one that waits. */
async function numberFault(
  { baseline }: UnresolvedJob,
  fdNumber: number,
  registrar: Pick<Registrar, "baseline">,
  receiptOf: SettlementFacts["receiptOf"],
): Promise<AppError | null> {
  if (baseline === null) return null;
  const now = await registrar.baseline();
  if (!now.ok) return now.error;
  return driveFault(baseline, now.value) ?? takenFault(baseline, fdNumber, receiptOf);
}

function driveFault({ fnSerial }: Baseline, now: Baseline): AppError | null {
  return now.fnSerial === fnSerial ? null : appError("RCP461", { present: now.fnSerial, begun: fnSerial });
}

function takenFault({ fnSerial, lastFdNumber }: Baseline, fdNumber: number, receiptOf: SettlementFacts["receiptOf"]): AppError | null {
  if (fdNumber <= lastFdNumber) return appError("RCP462", { fdNumber, before: lastFdNumber });
  const taken = receiptOf(fnSerial, fdNumber);
  return taken === null ? null : appError("RCP463", { fdNumber, number: taken });
}

/** Why the drive that the document was begun on can't be asked now; null when it can. */
async function silenceOf({ baseline }: UnresolvedJob, registrar: Pick<Registrar, "baseline">): Promise<AppError | null> {
  const now = await registrar.baseline();
  if (!now.ok) return now.error;
  return baseline === null ? null : driveFault(baseline, now.value);
}

/** A person's word alone, with what stands on the paper; it is held against the registrar when that answers again. */
function unverifiedSettlement(
  { as, fdNumber, fiscalSign, reason }: Verdict,
  job: UnresolvedJob,
  silence: AppError,
  receiptOf: SettlementFacts["receiptOf"],
): Result<Settlement, AppError> {
  const { id: jobId, baseline } = job;
  if (as === "not-registered") return ok({ type: "settleUnresolved", jobId, as, reason, unverified: silence });
  const said = { type: "settleUnresolved", jobId, as, reason, unverified: silence } as const;
  if (!leavesDocument(job.document)) return ok({ ...said, registered: withoutDocument(job) });
  if (fdNumber === undefined || fiscalSign === undefined) return err(appError("RCP467"));
  const fault = baseline === null ? null : takenFault(baseline, fdNumber, receiptOf);
  if (fault !== null) return err(fault);
  // The time on the paper is that of the attempt; a QR made of a guessed minute would be a false one.
  return ok({ ...said, registered: { ...withoutDocument(job), fdNumber, fiscalSign, at: baseline?.readAt ?? job.requestedAt } });
}

/**
 * A person has read a document number from the paper: does the drive's document of that number fit the one that waits?
 * Kind, total and our own tag must agree; a document without our tag is taken only when kind and total do.
 */
function registeredFrom(
  job: UnresolvedJob,
  fdNumber: number,
  stored: StoredDocument | null,
  utcOffsetMinutes: number,
): Result<Registered, AppError> {
  if (stored === null) return err(appError("RCP449", { fdNumber }));
  const misfit = misfitOf(job, stored);
  if (misfit !== null) return err(appError("RCP450", { fdNumber, seen: misfit }));
  const fnSerial = job.baseline?.fnSerial ?? "";
  return ok({
    fdNumber,
    fiscalSign: stored.fiscalSign,
    fnSerial,
    at: stored.at,
    shiftNumber: shiftNumberOf(job),
    qr: qrOf(job.document, stored, fnSerial, utcOffsetMinutes),
    isPrintOwed: false,
  });
}

/** A shift opened by the document is the one after the last. */
function shiftNumberOf({ baseline, document }: UnresolvedJob): number {
  return (baseline?.shiftNumber ?? 0) + (document.kind === "open-shift" ? 1 : 0);
}

function qrOf(document: FiscalDocument, stored: StoredDocument, fnSerial: string, utcOffsetMinutes: number): string | null {
  if (document.kind !== "receipt") return null;
  const { fdNumber, fiscalSign, at } = stored;
  const { kind, totalKop } = document.receipt;
  const localEpochSeconds = Math.floor(at / 1000) + utcOffsetMinutes * 60;
  return buildQr({ localEpochSeconds, hasSeconds: false, totalKop, fnSerial, fdNumber, fiscalSign, sign: settlementSign(kind) });
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
    shiftNumber: shiftNumberOf(job),
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
