import type { EpochMs } from "../../config/clock.ts";
import { appError, type AppError } from "../../config/errors/index.ts";
import { localDate, type LocalDate } from "../../config/local-date.ts";
import type { Kopecks } from "../../config/money.ts";
import type { IndustryAttribute } from "../../fiscal/document/fiscal-document.ts";
import type { MarkingGroup } from "../catalog/catalog-item.ts";
import type { CheckAnswer, CodeStatus, StatusAnswer } from "./check/marking-check.ts";
import type { MarkingCode } from "./code/marking-code.ts";
import { groupById } from "./groups.ts";
import { priceFault } from "./price-rules.ts";
import {
  ANSWER_FORMAT_ERRORS,
  ANSWER_NOT_FOUND_ERRORS,
  ANSWER_SIGNATURE_ERRORS,
  AUTHORITY_NAMES,
  GRAY_ZONE_GROUP,
  INDUSTRY_ACT,
  type DatedVerdict,
  type MarkingSettings,
} from "./rules.ts";
import { codeExpiry, peopleDate } from "./shop-time.ts";

/** The position that is about to be sold with the code. */
export interface MarkedSale {
  readonly code: MarkingCode;
  /** Group of the goods card; null when the card has none, then the answer's is taken. */
  readonly group: MarkingGroup | null;
  /** Unit price after all discounts. */
  readonly priceKop: Kopecks;
  readonly at: EpochMs;
}

export type MarkingVerdict = DatedVerdict["verdict"];

/** Plain data: journalled before fiscalisation, shown through `errorText(decision.reason, language)`. */
export interface MarkingDecision {
  readonly verdict: MarkingVerdict;
  /** The reason to show: the first one that led to the verdict; for "allow" a remark for the journal, or null. */
  readonly reason: AppError | null;
  /** All reasons found, in the order of the rules. */
  readonly reasons: readonly AppError[];
  /** What the decision rests on. `not-in-force`: the group is not in the permissive mode on that day. */
  readonly basis: "online" | "offline" | "emergency" | "no-answer" | "not-in-force";
  /** Facts beside the code and the answer that the decision used. */
  readonly facts: {
    readonly group: MarkingGroup | null;
    readonly date: LocalDate;
    readonly inForce: boolean;
    readonly priceKop: Kopecks;
    readonly maximumPriceKop: Kopecks | null;
  };
}

interface Finding {
  readonly verdict: Exclude<MarkingVerdict, "allow">;
  readonly error: AppError;
}

/** Must a code of this group have a positive answer on that day? */
export function isPermissiveCheckInForce(group: MarkingGroup | null, at: EpochMs, settings: MarkingSettings): boolean {
  const from = group !== null && Object.hasOwn(settings.permissiveFrom, group) ? settings.permissiveFrom[group] : undefined;
  return from !== undefined && from <= localDate(at, settings.utcOffsetMinutes);
}

/** May the code be sold? Pure: the same arguments always give the same decision. */
export function decideMarkedSale(sale: MarkedSale, answer: CheckAnswer, settings: MarkingSettings): MarkingDecision {
  const group = sale.group ?? groupOfAnswer(answer);
  const inForce = isPermissiveCheckInForce(group, sale.at, settings);
  const own = ownDataFindings(sale, group, answer, settings);
  const facts = {
    group,
    date: localDate(sale.at, settings.utcOffsetMinutes),
    inForce,
    priceKop: sale.priceKop,
    maximumPriceKop: sale.code.maximumPriceKop,
  };
  const conclude = (basis: MarkingDecision["basis"], findings: readonly Finding[], remark: AppError | null = null): MarkingDecision => {
    const worst = findings.find((finding) => finding.verdict === "refuse") ?? findings[0];
    const reasons = [...findings.map((finding) => finding.error), ...(remark === null ? [] : [remark])];
    return { verdict: worst?.verdict ?? "allow", reason: worst?.error ?? remark, reasons, basis, facts };
  };
  const withoutAnswer = (cause: AppError): MarkingDecision => {
    if (!inForce) return conclude("not-in-force", own, cause);
    const rule = verdictOfDay(settings.unavailable, facts.date);
    if (rule === "allow") {
      const decision = conclude("no-answer", own, appError("MRK542"));
      return { ...decision, reasons: [...decision.reasons, cause] };
    }
    const error = appError(rule === "refuse" ? "MRK540" : "MRK541");
    return conclude("no-answer", [...own, { verdict: rule, error }], cause);
  };

  if (answer.mode === "unavailable") return withoutAnswer(answer.error);
  if (answer.mode === "emergency") return conclude("emergency", own);
  if (answer.mode === "offline") return conclude("offline", [...offlineFindings(answer), ...own]);
  const found = onlineFindings(sale, group, answer.status, settings);
  if (!inForce) return conclude("not-in-force", [...found.filter(({ error }) => REFUSES_ALWAYS.includes(error.code)), ...own]);
  const findings = [...found, ...own];
  if (findings.some(({ verdict }) => verdict === "refuse")) return conclude("online", findings);
  const missing = missingFlags(answer.status);
  if (missing.length > 0) return withoutAnswer(appError("MRK533", { reason: `no ${missing.join(", ")}` }));
  return conclude("online", findings);
}

/** Blocked and sold codes are not sold even in groups that the permissive mode has not reached. */
const REFUSES_ALWAYS: readonly AppError["code"][] = ["MRK513", "MRK514"];

/**
 * Tag 1260 of the position: only when the service answered about the code. Emergency and silence leave it out; a return does not
 * need it.
 */
export function industryAttribute(answer: CheckAnswer): IndustryAttribute | null {
  if (answer.mode !== "online" && answer.mode !== "offline") return null;
  const module = answer.inst !== null && answer.version !== null ? `&Inst=${answer.inst}&Ver=${answer.version}` : "";
  return { ...INDUSTRY_ACT, value: `UUID=${answer.reqId}&Time=${answer.reqTimestamp}${module}` };
}

function groupOfAnswer(answer: CheckAnswer): MarkingGroup | null {
  const id = "status" in answer ? answer.status.groupIds[0] : undefined;
  return id === undefined ? null : groupById(id);
}

/** The order decides only which reason is shown first. A code that GIS MT does not know has no other truth. */
function onlineFindings(sale: MarkedSale, group: MarkingGroup | null, status: CodeStatus, settings: MarkingSettings): readonly Finding[] {
  const errorCode = status.errorCode ?? 0;
  if (status.found === false || ANSWER_NOT_FOUND_ERRORS.includes(errorCode)) return [refuse(appError("MRK510"))];
  const findings: Finding[] = [];
  const isFormatError = ANSWER_FORMAT_ERRORS.includes(errorCode);
  const isSignatureError = ANSWER_SIGNATURE_ERRORS.includes(errorCode);
  const message = status.message ?? "";
  if (status.valid === false || isFormatError) findings.push(refuse(appError("MRK511", { errorCode, message })));
  const mayBeUnverified = group !== null && settings.unverifiedAllowed.includes(group);
  if ((status.verified === false || isSignatureError) && !mayBeUnverified) findings.push(refuse(appError("MRK512")));
  if (errorCode !== 0 && !isFormatError && !isSignatureError) findings.push(refuse(otherError(status)));
  findings.push(...withdrawalFindings(status));
  if (status.utilised === false) findings.push(refuse(appError("MRK515")));
  const isGray = status.grayZone === true && group === GRAY_ZONE_GROUP;
  if (status.realizable === false && status.sold !== true && !isGray) findings.push(refuse(appError("MRK516")));
  if (status.expireDate !== null && status.expireDate <= sale.at) {
    findings.push(refuse(appError("MRK517", { date: peopleDate(localDate(status.expireDate, settings.utcOffsetMinutes)) })));
  }
  const ownerMatters =
    status.isOwner === false && status.isTracking !== false && !(group !== null && settings.otherOwnerExempt.includes(group));
  if (ownerMatters && settings.otherOwner !== "allow") findings.push({ verdict: settings.otherOwner, error: appError("MRK520") });
  return findings;
}

/** Other flags of an offline answer all come as false and mean nothing [seen]. */
function offlineFindings(answer: StatusAnswer): readonly Finding[] {
  const { status, requestCode, description } = answer;
  const findings = [...withdrawalFindings(status)];
  if (requestCode !== 0)
    findings.push(refuse(appError("MRK521", { message: description ?? "", errorCode: requestCode }, String(requestCode))));
  if (status.errorCode !== null && status.errorCode !== 0) findings.push(refuse(otherError(status)));
  return findings;
}

function withdrawalFindings(status: CodeStatus): readonly Finding[] {
  const findings: Finding[] = [];
  if (status.isBlocked === true) {
    const names = status.ogvs.map((name) => AUTHORITY_NAMES[name] ?? name);
    findings.push(refuse(appError("MRK513", { authorities: names.join(", ") || "не названо" })));
  }
  if (status.sold === true) findings.push(refuse(appError("MRK514")));
  return findings;
}

/** What the till finds by itself, whatever was answered: expiry in the code, and prices against the limits that are known. */
function ownDataFindings(sale: MarkedSale, group: MarkingGroup | null, answer: CheckAnswer, settings: MarkingSettings): readonly Finding[] {
  const findings: Finding[] = [];
  const expiry = codeExpiry(sale.code, settings.utcOffsetMinutes);
  if (expiry !== null && expiry.lastInstant < sale.at) findings.push(refuse(appError("MRK517", { date: peopleDate(expiry.date) })));
  const fault = priceFault(sale.code, group, sale.priceKop, "status" in answer ? answer.status : null);
  if (fault !== null) findings.push(refuse(fault));
  return findings;
}

/** An online answer without these says nothing about the sale: no silent permission. */
function missingFlags(status: CodeStatus): readonly string[] {
  return (["found", "verified", "utilised", "realizable"] as const).filter((flag) => status[flag] === null);
}

function otherError(status: CodeStatus): AppError {
  const errorCode = status.errorCode ?? 0;
  return appError("MRK521", { message: status.message ?? `ошибка ${errorCode}`, errorCode }, String(errorCode));
}

function verdictOfDay(rows: readonly DatedVerdict[], date: LocalDate): MarkingVerdict {
  const inForce = rows.filter((row) => row.from <= date).toSorted((a, b) => (a.from < b.from ? -1 : 1));
  return inForce.at(-1)?.verdict ?? "allow";
}

function refuse(error: AppError): Finding {
  return { verdict: "refuse", error };
}
