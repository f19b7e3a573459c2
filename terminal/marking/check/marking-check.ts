import type { EpochMs } from "../../../config/clock.ts";
import type { AppError } from "../../../config/errors/index.ts";
import type { Kopecks } from "../../../config/money.ts";
import type { MarkingCode } from "../code/marking-code.ts";

/** A flag of the answer: `null` when the service did not send it, which is not the same as false. */
export type Flag = boolean | null;

/** What GIS MT, or the local module, says about one code. Field names as in the answer, units in the name where it has one. */
export interface CodeStatus {
  readonly cis: string | null;
  readonly printView: string | null;
  readonly gtin: string | null;
  readonly groupIds: readonly number[];
  /** Structure of the code is right. */
  readonly valid: Flag;
  /** Known to GIS MT. */
  readonly found: Flag;
  /** The crypto tail is genuine. */
  readonly verified: Flag;
  /** There is a report that the code was applied to goods. */
  readonly utilised: Flag;
  /** In circulation. */
  readonly realizable: Flag;
  /** Withdrawn from circulation. */
  readonly sold: Flag;
  readonly isBlocked: Flag;
  /** Authorities that stopped the sale: RPN, RAR, FTS… */
  readonly ogvs: readonly string[];
  readonly isOwner: Flag;
  readonly isTracking: Flag;
  readonly grayZone: Flag;
  /** Reason of withdrawal that may still permit the sale; kept, not used in the decision (unconfirmed). */
  readonly eliminationState: number | null;
  readonly errorCode: number | null;
  readonly message: string | null;
  readonly expireDate: EpochMs | null;
  /** Expiry under each way of storing; absent in older journals. */
  readonly variableExpirations?: readonly EpochMs[];
  readonly productionDate: EpochMs | null;
  readonly productWeightGrams: number | null;
  readonly prVetDocument: string | null;
  /** Maximum retail price; a minimum in nicotine products (16). */
  readonly mrpKop: Kopecks | null;
  /** Single minimum price (ЕМЦ). */
  readonly smpKop: Kopecks | null;
  readonly packageType: string | null;
  readonly packageQuantity: number | null;
  readonly innerUnitCount: number | null;
  readonly soldUnitCount: number | null;
  readonly parent: string | null;
  readonly producerInn: string | null;
  readonly productionSerialNumber: string | null;
  readonly productionBatchNumber: string | null;
  readonly factorySerialNumber: string | null;
}

/** Who was asked. `true-api`: GIS MT directly; `local-module`: ЛМ ЧЗ directly; `ts-piot`: the service that asks both. */
export type CheckSource = "ts-piot" | "true-api" | "local-module";

/** What one source made of the code, in the order of asking. */
export interface TriedSource {
  readonly source: CheckSource;
  readonly host: string | null;
  /** The answer's mode, or the code of the error: "online", "MRK530"… */
  readonly outcome: string;
  readonly tookMs: number;
}

interface AnswerBase {
  readonly source: CheckSource;
  /** Host that answered, where there are several. */
  readonly host?: string;
  /** From the call to its end, retries included. */
  readonly tookMs: number;
  /** Requests sent. */
  readonly attempts: number;
  /** Where several sources may be asked: all that were, the one that answered last. Absent in older journals. */
  readonly tried?: readonly TriedSource[];
  /** The shop's local module knows the code as sold at another till, whatever was answered; absent: not known. */
  readonly soldInShop?: true;
}

/** The service answered about the code. `offline`: its local module (ЛМ ЧЗ) did, without GIS MT. */
export interface StatusAnswer extends AnswerBase {
  readonly mode: "online" | "offline";
  /** Goes into tag 1265. */
  readonly reqId: string;
  readonly reqTimestamp: EpochMs;
  /** Set when the local module answered: go into tag 1265 too. */
  readonly inst: string | null;
  readonly version: string | null;
  /** Code and text of the request as a whole; 0 is normal. */
  readonly requestCode: number;
  readonly description: string | null;
  readonly status: CodeStatus;
}

/** The operator switched checks off (аварийный режим, 203). */
export interface EmergencyAnswer extends AnswerBase {
  readonly mode: "emergency";
  readonly message: string | null;
}

/** No answer that a decision can rest on: why is in `error` (MRK530–MRK539, MRK550–MRK553). */
export interface UnavailableAnswer extends AnswerBase {
  readonly mode: "unavailable";
  readonly error: AppError;
}

/** Answer on one code as plain data: it is journalled with the line. */
export type CheckAnswer = StatusAnswer | EmergencyAnswer | UnavailableAnswer;

/**
 * Permissive check (разрешительный режим) of one code. Never rejects and never takes longer than its own limit; an aborted
 * `signal` gives `unavailable`. Safe to repeat: a check changes nothing in GIS MT.
 */
export interface MarkingCheck {
  check(code: MarkingCode, signal?: AbortSignal): Promise<CheckAnswer>;
}

/** One of several ways to check a code. */
export interface CheckStep extends MarkingCheck {
  readonly source: CheckSource;
  /** Its own limit of one check. */
  readonly limitMs: number;
  /** `withinMs`: what is left of the limit of the whole check; never takes longer than that. */
  check(code: MarkingCode, signal?: AbortSignal, withinMs?: number): Promise<CheckAnswer>;
}
