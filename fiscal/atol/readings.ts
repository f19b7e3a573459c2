import type { Clock, EpochMs } from "../../config/clock.ts";
import { kopecks, type Kopecks } from "../../config/money.ts";
import { err, ok } from "../../config/result.ts";
import type { Result } from "../../config/result.ts";
import { TAX_SYSTEMS } from "../../config/contract/vat.ts";
import type { AppError } from "../../config/errors/index.ts";
import type { AgentKind } from "../document/fiscal-document.ts";
import type { Ffd } from "../document/tags.ts";
import type { Baseline, FnWarning, Registration, RegistrarCounters, RegistrarPayments, RegistrarStatus } from "../registrar.ts";
import { at, flagAt, kopAt, listAt, textAt, wholeAt } from "./answer.ts";
import { dateOf, timeOf } from "./driver-time.ts";
import type { JsonObject } from "./json-text.ts";
import { malformed } from "./task-port.ts";
import type { Task } from "./task-port.ts";
import { AGENT_WORDS, TAXATION_TYPES } from "./words.ts";

/** Answers of the driver's reading tasks as the terminal wants them (facts B4). Pure. */

export const BASELINE_TASKS: readonly Task[] = [
  { type: "getFnStatus" },
  { type: "getShiftStatus" },
  { type: "getFnInfo" },
  { type: "getShiftTotals" },
];

export function readBaseline(answers: readonly JsonObject[], requestId: string, readAt: EpochMs): Result<Baseline, AppError> {
  const [fn, shift, info, totals] = answers;
  const fnSerial = textAt(info, "fnInfo.serial");
  const lastFdNumber = wholeAt(fn, "fnStatus.fiscalDocumentNumber");
  const state = textAt(shift, "shiftStatus.state");
  const shiftNumber = wholeAt(shift, "shiftStatus.number");
  if (fnSerial === null || lastFdNumber === null || state === null || shiftNumber === null) {
    return err(malformed("getFnStatus, getShiftStatus, getFnInfo", "no number of the drive, document or shift"));
  }
  return ok({
    fnSerial,
    lastFdNumber,
    // JSON tasks do not tell the running number of all documents (сквозной номер); the request's own id stands in for it.
    documentNumber: lastFdNumber,
    shiftOpen: state !== "closed",
    shiftNumber,
    cashInCount: wholeAt(totals, "shiftTotals.income.count") ?? 0,
    cashOutCount: wholeAt(totals, "shiftTotals.outcome.count") ?? 0,
    requestId,
    readAt,
  });
}

/** What does not change while the registrar runs. */
export const IDENTITY_TASKS: readonly Task[] = [{ type: "getDeviceInfo" }, { type: "getFnInfo" }];

export interface Identity {
  readonly model: string;
  readonly serial: string;
  readonly fnSerial: string;
  readonly ffd: Ffd;
  readonly fnExpires: string | null;
}

export function readIdentity([device, fn]: readonly JsonObject[]): Result<Identity, AppError> {
  const fnSerial = textAt(fn, "fnInfo.serial");
  const ffd = ffdOf(textAt(fn, "fnInfo.ffdVersion")) ?? ffdOf(textAt(device, "deviceInfo.ffdVersion"));
  if (fnSerial === null || ffd === null)
    return err(malformed("getDeviceInfo, getFnInfo", "no number of the drive or no version of the format"));
  return ok({
    model: textAt(device, "deviceInfo.modelName") ?? "АТОЛ",
    serial: textAt(device, "deviceInfo.serial") ?? "",
    fnSerial,
    ffd,
    fnExpires: dateOf(textAt(fn, "fnInfo.validityDate")),
  });
}

function ffdOf(text: string | null): Ffd | null {
  return text === "1.05" || text === "1.1" || text === "1.2" ? text : null;
}

export const STATUS_TASKS: readonly Task[] = [{ type: "getDeviceStatus" }, { type: "getShiftStatus" }, { type: "getFnStatus" }];
/** Each asked apart: a registrar without an OFD, or before ФФД 1.2, refuses it. */
export const OFD_TASK: Task = { type: "ofdExchangeStatus" };
export const NOTICE_TASK: Task = { type: "ismExchangeStatus" };

/** Flags of the drive's warnings, bits 0–3 and 7 of its own byte. */
const FN_WARNINGS: readonly (readonly [flag: string, warning: FnWarning])[] = [
  ["needReplacement", "resource-3-days"],
  ["resourceExhausted", "resource-30-days"],
  ["memoryOverflow", "memory-90-percent"],
  ["ofdTimeout", "ofd-ticket-overdue"],
  ["criticalError", "critical-fault"],
];

/** Of `getFnStatus`. */
export function warningsAt(answer: JsonObject | undefined): readonly FnWarning[] {
  return FN_WARNINGS.flatMap(([flag, warning]) => (flagAt(answer, `fnStatus.warnings.${flag}`) === true ? [warning] : []));
}

export interface StatusContext {
  readonly identity: Identity;
  readonly clock: Clock;
  readonly utcOffsetMinutes: number;
  readonly isPrintOwed: boolean;
  /** Answer of `OFD_TASK`; null: refused. */
  readonly ofd: JsonObject | null;
  readonly noticeQueue: number | null;
}

export function readStatus(answers: readonly JsonObject[], context: StatusContext): Result<RegistrarStatus, AppError> {
  const [device, shift, fn] = answers;
  const { identity, utcOffsetMinutes } = context;
  const ofd = context.ofd ?? undefined;
  const state = textAt(shift, "shiftStatus.state");
  const lastFdNumber = wholeAt(fn, "fnStatus.fiscalDocumentNumber");
  const hasPaper = flagAt(device, "deviceStatus.paperPresent");
  if (lastFdNumber === null || hasPaper === null || (state !== "closed" && state !== "opened" && state !== "expired")) {
    return err(malformed("getDeviceStatus, getShiftStatus, getFnStatus", "no state of the shift, paper or drive"));
  }
  const ofdQueue = wholeAt(ofd, "status.notSentCount") ?? 0;
  const { isPrintOwed, noticeQueue } = context;
  return ok({
    model: identity.model,
    serial: identity.serial,
    fnSerial: identity.fnSerial,
    ffd: identity.ffd,
    shift: state === "opened" ? "open" : state,
    shiftNumber: wholeAt(shift, "shiftStatus.number") ?? 0,
    lastFdNumber,
    paper: hasPaper ? "ok" : "out",
    coverOpen: flagAt(device, "deviceStatus.coverOpened") ?? false,
    clock: timeOf(textAt(device, "deviceStatus.currentDateTime"), utcOffsetMinutes) ?? context.clock.now(),
    ofdQueue,
    ofdOldest: ofdQueue === 0 ? null : timeOf(textAt(ofd, "status.notSentFirstDocDateTime"), utcOffsetMinutes),
    fnExpires: identity.fnExpires,
    fnWarnings: warningsAt(fn),
    isPrintOwed,
    // Not among the answers of JSON tasks.
    keyDaysLeft: null,
    documentsLeft: null,
    noticeQueue,
  });
}

export function readCounters(answer: JsonObject | undefined): Result<RegistrarCounters, AppError> {
  const sum = (path: string): number | null => kopAt(answer, `shiftTotals.${path}.sum`);
  const count = (path: string): number | null => wholeAt(answer, `shiftTotals.${path}.count`);
  const kinds = ["sell", "sellReturn", "buy", "buyReturn"] as const;
  const totals = kinds.map((kind) => ({ kop: sum(`receipts.${kind}`), count: count(`receipts.${kind}`) }));
  const drawer = sum("cashDrawer");
  const [sales, refunds, purchases, purchaseRefunds] = totals;
  const isWhole = totals.every((total) => total.kop !== null && total.count !== null);
  if (!isWhole || drawer === null) return err(malformed("getShiftTotals", "sums or counts are missing"));
  return ok({
    shiftNumber: wholeAt(answer, "shiftTotals.shiftNumber") ?? 0,
    salesKop: kopecks(sales?.kop ?? 0),
    salesCount: sales?.count ?? 0,
    refundsKop: kopecks(refunds?.kop ?? 0),
    refundsCount: refunds?.count ?? 0,
    purchasesKop: kopecks(purchases?.kop ?? 0),
    purchasesCount: purchases?.count ?? 0,
    purchaseRefundsKop: kopecks(purchaseRefunds?.kop ?? 0),
    purchaseRefundsCount: purchaseRefunds?.count ?? 0,
    cashInDrawerKop: kopecks(drawer),
    payments: readPayments(answer),
  });
}

/** By the driver's names of payments; older drivers tell none. */
function readPayments(answer: JsonObject | undefined): RegistrarPayments {
  const net = (payment: string): Kopecks | null => {
    const of = (kind: string): number | null => kopAt(answer, `shiftTotals.receipts.${kind}.payments.${payment}`);
    const [sell, sellReturn, buy, buyReturn] = [of("sell"), of("sellReturn"), of("buy"), of("buyReturn")];
    if (sell === null || sellReturn === null || buy === null || buyReturn === null) return null;
    return kopecks(sell - sellReturn - buy + buyReturn);
  };
  return {
    cashKop: net("cash"),
    electronicKop: net("electronically"),
    prepaidKop: net("prepaid"),
    creditKop: net("credit"),
    counterKop: net("other"),
  };
}

export const REGISTRATION_TASK: Task = { type: "getRegistrationInfo" };

export function readRegistration(answer: JsonObject | undefined, identity: Identity): Result<Registration, AppError> {
  const registrationNumber = textAt(answer, "device.registrationNumber");
  const inn = textAt(answer, "organization.vatin");
  if (registrationNumber === null || inn === null) return err(malformed("getRegistrationInfo", "no number of the registration or no INN"));
  const told = listAt(answer, "organization.taxationTypes");
  return ok({
    organisation: textAt(answer, "organization.name") ?? "",
    inn: inn.trim(),
    registrationNumber: registrationNumber.trim(),
    serial: identity.serial,
    fnSerial: identity.fnSerial,
    address: textAt(answer, "organization.address") ?? "",
    place: textAt(answer, "device.paymentsAddress") ?? "",
    taxSystems: TAX_SYSTEMS.filter((system) => told.includes(TAXATION_TYPES[system])),
    ofdName: textAt(answer, "ofd.name") ?? "",
    ofdInn: (textAt(answer, "ofd.vatin") ?? "").trim(),
    ffd: ffdOf(textAt(answer, "device.ffdVersion")) ?? identity.ffd,
    isAutonomous: flagAt(answer, "device.offlineMode") ?? false,
    sellsMarkedGoods: flagAt(answer, "device.marking") ?? false,
    sellsExcise: flagAt(answer, "device.excise") ?? false,
    agents: agentsOf(answer),
    senderEmail: textAt(answer, "organization.email") ?? "",
    registeredAt: null,
  });
}

/** Null: a driver that does not tell them. Words of none of them ("none") are passed over. */
function agentsOf(answer: JsonObject | undefined): readonly AgentKind[] | null {
  const told = at(answer, "organization.agents");
  if (!Array.isArray(told)) return null;
  return (Object.keys(AGENT_WORDS) as AgentKind[]).filter((kind) => told.includes(AGENT_WORDS[kind]));
}
