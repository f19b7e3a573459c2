import type { EpochMs } from "../../config/clock.ts";
import { appError, type AppError } from "../../config/errors/index.ts";
import { localDate, type LocalDate } from "../../config/local-date.ts";
import type { MarkingLaw } from "../../config/marking-law.ts";
import type { Kopecks } from "../../config/money.ts";
import type { IndustryAttribute } from "../../fiscal/document/fiscal-document.ts";
import type { MarkingGroup } from "../catalog/catalog-item.ts";
import { NEEDED_FLAGS } from "./check/code-status.ts";
import type { CheckAnswer, CodeStatus } from "./check/marking-check.ts";
import { driveFinding } from "./drive-rows.ts";
import { askSenior, findAll, refuse, remark, VERDICT_RANKS, type Finding } from "./finding.ts";
import type { MarkedReturn, MarkedSale, MarkingVerdict, SaleCase } from "./finding.ts";
import { groupById, groupFacts, latestOf } from "./groups.ts";
import { RETURN_OWN_ROWS, RETURN_ROWS } from "./return-rows.ts";
import { INDUSTRY_ACT, type MarkingSettings } from "./rules.ts";
import { isNotFound, NOT_FOUND_ROW, OFFLINE_ROWS, ONLINE_ROWS, OWN_ROWS, WITHDRAWAL_ROWS, type AnsweredCase } from "./sale-rows.ts";

export type { MarkedReturn, MarkedSale, MarkingVerdict } from "./finding.ts";

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
  readonly facts: MarkingFacts;
}

export interface MarkingFacts {
  readonly kind: "sale" | "refund";
  readonly group: MarkingGroup | null;
  readonly date: LocalDate;
  readonly inForce: boolean;
  /** Null in returns: the price is not looked at. */
  readonly priceKop: Kopecks | null;
  readonly maximumPriceKop: Kopecks | null;
  /** Tag 2106; null: the drive did not check the code. */
  readonly driveResult: number | null;
  /** Refunds only: the shop's register knows a sale of the code. */
  readonly soldHere?: boolean | null;
}

/** Must a code of this group have a positive answer on that day? */
export function isPermissiveCheckInForce(group: MarkingGroup | null, at: EpochMs, settings: MarkingSettings): boolean {
  const from = group === null ? undefined : groupFacts(group, settings.law)?.permissiveFrom;
  return from !== undefined && from <= localDate(at, settings.utcOffsetMinutes);
}

/** May the code be sold? Pure: the same arguments always give the same decision. */
export function decideMarkedSale(sale: MarkedSale, answer: CheckAnswer, settings: MarkingSettings): MarkingDecision {
  const group = sale.group ?? groupOfAnswer(answer, settings.law);
  const groupLaw = group === null ? null : groupFacts(group, settings.law);
  const date = localDate(sale.at, settings.utcOffsetMinutes);
  const inForce = isPermissiveCheckInForce(group, sale.at, settings);
  const each: SaleCase = { sale, group, groupLaw, date, answer, status: "status" in answer ? answer.status : null, settings };
  const own = [...findAll(OWN_ROWS, each), ...listed(driveFinding(sale.drive, settings))];
  const facts: MarkingFacts = {
    kind: "sale",
    group,
    date,
    inForce,
    priceKop: sale.priceKop,
    maximumPriceKop: sale.code.maximumPriceKop,
    driveResult: sale.drive?.result ?? null,
  };
  const conclude = (basis: MarkingDecision["basis"], findings: readonly Finding[]) => concluded(basis, findings, facts);
  const withoutAnswer = (cause: AppError): MarkingDecision =>
    inForce ? conclude("no-answer", [...own, silence(each), remark(cause)]) : conclude("not-in-force", [...own, remark(cause)]);

  if (answer.mode === "unavailable") return withoutAnswer(answer.error);
  if (answer.mode === "emergency") return conclude("emergency", own);
  const answered: AnsweredCase = { ...each, status: answer.status, requestCode: answer.requestCode, description: answer.description };
  if (answer.mode === "offline") return conclude("offline", [...findAll(OFFLINE_ROWS, answered), ...own]);
  // Blocked and sold codes and boxes are not sold even in groups that the permissive mode has not reached.
  if (!inForce) return conclude("not-in-force", [...findAll(WITHDRAWAL_ROWS, answered), ...own]);
  const findings = [...onlineFindings(answered), ...own];
  if (findings.some(({ verdict }) => verdict === "refuse")) return conclude("online", findings);
  const missing = missingFlags(answer.status);
  if (missing.length > 0) return withoutAnswer(appError("MRK533", { reason: `no ${missing.join(", ")}` }));
  return conclude("online", findings);
}

/**
 * May the code be taken back? Silence, the local module and the emergency mode never forbid it; what GIS MT says online may make a
 * senior decide, and a code that was never sold is not taken back.
 */
export function decideMarkedReturn(returned: MarkedReturn, answer: CheckAnswer, settings: MarkingSettings): MarkingDecision {
  const group = returned.group ?? groupOfAnswer(answer, settings.law);
  const inForce = isPermissiveCheckInForce(group, returned.at, settings);
  const facts: MarkingFacts = {
    kind: "refund",
    group,
    date: localDate(returned.at, settings.utcOffsetMinutes),
    inForce,
    priceKop: null,
    maximumPriceKop: returned.code.maximumPriceKop,
    driveResult: returned.drive?.result ?? null,
    soldHere: returned.soldHere,
  };
  const own = [...findAll(RETURN_OWN_ROWS, { returned, settings }), ...listed(driveFinding(returned.drive, settings))];
  if (answer.mode === "unavailable") return concluded("no-answer", [...own, remark(answer.error)], facts);
  if (answer.mode !== "online") return concluded(answer.mode, own, facts);
  const found = findAll(RETURN_ROWS, { returned, status: answer.status, settings });
  return concluded("online", [...found, ...own], facts);
}

/**
 * Tag 1260 of the position: only when the service answered about the code. Emergency and silence leave it out; a return does not
 * need it.
 */
export function industryAttribute(answer: CheckAnswer): IndustryAttribute | null {
  if (answer.mode !== "online" && answer.mode !== "offline") return null;
  const module = answer.inst !== null && answer.version !== null ? `&Inst=${answer.inst}&Ver=${answer.version}` : "";
  return { ...INDUSTRY_ACT, value: `UUID=${answer.reqId}&Time=${answer.reqTimestamp}${module}` };
}

function groupOfAnswer(answer: CheckAnswer, law: MarkingLaw): MarkingGroup | null {
  const id = "status" in answer ? answer.status.groupIds[0] : undefined;
  return id === undefined ? null : groupById(id, law);
}

/** The worst verdict stands, with the first reason that gave it. */
function concluded(basis: MarkingDecision["basis"], findings: readonly Finding[], facts: MarkingFacts): MarkingDecision {
  const worst = findings.toSorted((a, b) => VERDICT_RANKS[b.verdict] - VERDICT_RANKS[a.verdict])[0];
  return { verdict: worst?.verdict ?? "allow", reason: worst?.error ?? null, reasons: findings.map(({ error }) => error), basis, facts };
}

/** A code that GIS MT does not know has no other truth, save what stops its sale anyway. */
function onlineFindings(answered: AnsweredCase): readonly Finding[] {
  if (isNotFound(answered.status)) return findAll([NOT_FOUND_ROW, ...WITHDRAWAL_ROWS], answered);
  return findAll(ONLINE_ROWS, answered);
}

/** An online answer without these says nothing about the sale: no silent permission. */
function missingFlags(status: CodeStatus): readonly string[] {
  return NEEDED_FLAGS.filter((flag) => status[flag] === null);
}

/** No answer in a group in force: by the row of the day. */
function silence({ date, groupLaw, settings }: SaleCase): Finding {
  const hasOffline = groupLaw?.offlineFrom !== undefined && groupLaw.offlineFrom <= date;
  const rows = settings.law.unavailable.filter(({ needsOffline }) => hasOffline || !needsOffline);
  const verdict = latestOf(rows, date)?.verdict ?? "allow";
  if (verdict === "allow") return remark(appError("MRK542"));
  return verdict === "refuse" && settings.whenUnavailable === "refuse" ? refuse(appError("MRK540")) : askSenior(appError("MRK541"));
}

function listed(finding: Finding | null): readonly Finding[] {
  return finding === null ? [] : [finding];
}
