import { kopToDecimal, kopecks, type Kopecks } from "../../../config/money.ts";
import { OPERATIONS, VAT_CODES, type DriveCounters, type Operation } from "../fiscal-drive/index.ts";
import { boldLine, centered, columns, rule, textLine, type PaperLine } from "./paper-line.ts";
import { paperTime, stampLines, userLines, type FiscalStamp } from "./receipt-layout.ts";

const OPERATION_TITLES: Record<Operation, string> = { 1: "ПРИХОД", 2: "ВОЗВРАТ ПРИХОДА", 3: "РАСХОД", 4: "ВОЗВРАТ РАСХОДА" };

/** Drawer facts that the registrar itself counts. */
export interface DrawerFacts {
  readonly cashInDrawerKop: Kopecks;
  readonly cashInKop: Kopecks;
  readonly cashInCount: number;
  readonly cashOutKop: Kopecks;
  readonly cashOutCount: number;
}

export interface QueuePrint {
  readonly unsentCount: number;
  readonly firstUnsentFd: number | null;
}

export function shiftOpenLines(stamp: FiscalStamp, width: number): PaperLine[] {
  return reportLines("ОТЧЕТ ОБ ОТКРЫТИИ СМЕНЫ", stamp, width);
}

export function shiftCloseLines(
  stamp: FiscalStamp,
  counters: DriveCounters,
  drawer: DrawerFacts,
  queue: QueuePrint,
  width: number,
): PaperLine[] {
  return [
    ...fiscalHead("ОТЧЕТ О ЗАКРЫТИИ СМЕНЫ", stamp, width),
    ...totalsLines(counters, drawer, width),
    ...columns("НЕ ПЕРЕДАНО ФД", String(queue.unsentCount), width),
    ...(queue.firstUnsentFd === null ? [] : columns("ПЕРВЫЙ НЕПЕРЕДАННЫЙ ФД", String(queue.firstUnsentFd), width)),
    ...stampLines(stamp, width),
  ];
}

/** Report without totals of its own: registration, closing of the drive. */
export function reportLines(title: string, stamp: FiscalStamp, width: number): PaperLine[] {
  return [...fiscalHead(title, stamp, width), ...stampLines(stamp, width)];
}

export function stateReportLines(stamp: FiscalStamp, queue: QueuePrint, width: number): PaperLine[] {
  return [
    ...fiscalHead("ОТЧЕТ О СОСТОЯНИИ РАСЧЕТОВ", stamp, width),
    ...columns("НЕ ПЕРЕДАНО ФД", String(queue.unsentCount), width),
    ...stampLines(stamp, width),
  ];
}

/** Not fiscal: no fiscal sign, no document number of the drive. */
export function xReportLines(stamp: FiscalStamp, counters: DriveCounters, drawer: DrawerFacts, number: number, width: number): PaperLine[] {
  return [
    ...userLines(stamp.registration, width),
    boldLine(centered("СУТОЧНЫЙ ОТЧЕТ БЕЗ ГАШЕНИЯ", width)),
    ...columns(`ОТЧЕТ ${number}`, paperTime(stamp.at), width),
    ...columns("СМЕНА", String(stamp.shiftNumber), width),
    ...totalsLines(counters, drawer, width),
  ];
}

export function cashLines(
  stamp: FiscalStamp,
  kind: "in" | "out",
  amountKop: Kopecks,
  drawerKop: Kopecks,
  documentNumber: number,
  width: number,
): PaperLine[] {
  return [
    ...userLines(stamp.registration, width),
    boldLine(centered(kind === "in" ? "ВНЕСЕНИЕ" : "ВЫПЛАТА", width)),
    ...columns(`ДОКУМЕНТ ${documentNumber}`, paperTime(stamp.at), width),
    ...columns("КАССИР", stamp.cashier, width),
    ...columns("СУММА", `=${kopToDecimal(amountKop)}`, width),
    ...columns("НАЛИЧНЫХ В КАССЕ", `=${kopToDecimal(drawerKop)}`, width),
  ];
}

export function cancelledLines(stamp: FiscalStamp, documentNumber: number, width: number): PaperLine[] {
  return [
    ...userLines(stamp.registration, width),
    boldLine(centered("ЧЕК АННУЛИРОВАН", width)),
    ...columns(`ДОКУМЕНТ ${documentNumber}`, paperTime(stamp.at), width),
  ];
}

function fiscalHead(title: string, stamp: FiscalStamp, width: number): PaperLine[] {
  return [
    ...userLines(stamp.registration, width),
    boldLine(centered(title, width)),
    ...columns("СМЕНА", String(stamp.shiftNumber), width),
    ...columns("КАССИР", stamp.cashier, width),
  ];
}

function totalsLines(counters: DriveCounters, drawer: DrawerFacts, width: number): PaperLine[] {
  return [
    rule(width),
    ...OPERATIONS.flatMap((op) => operationLines(counters, op, width)),
    rule(width),
    ...columns(`ВНЕСЕНИЙ ${drawer.cashInCount}`, `=${kopToDecimal(drawer.cashInKop)}`, width),
    ...columns(`ВЫПЛАТ ${drawer.cashOutCount}`, `=${kopToDecimal(drawer.cashOutKop)}`, width),
    ...columns("НАЛИЧНЫХ В КАССЕ", `=${kopToDecimal(drawer.cashInDrawerKop)}`, width),
  ];
}

function operationLines(counters: DriveCounters, op: Operation, width: number): PaperLine[] {
  const totals = counters[op];
  const sums: [string, Kopecks][] = [
    ["  НАЛИЧНЫМИ", totals.cashKop],
    ["  БЕЗНАЛИЧНЫМИ", totals.electronicKop],
    ["  ПРЕДОПЛАТОЙ", totals.prepaidKop],
    ["  ПОСТОПЛАТОЙ", totals.creditKop],
    ["  ВСТР. ПРЕДОСТАВЛЕНИЕМ", totals.counterKop],
    ...VAT_CODES.map(({ code, label }): [string, Kopecks] => [`  ${label}`, totals.vat[code] ?? kopecks(0)]),
  ];
  return [
    ...columns(`${OPERATION_TITLES[op]}: ЧЕКОВ ${totals.count}`, `=${kopToDecimal(totals.sumKop)}`, width),
    ...sums.filter(([, value]) => value > 0).flatMap(([label, value]) => columns(label, `=${kopToDecimal(value)}`, width)),
    ...(totals.correctionCount === 0 ? [] : [textLine(`  КОРРЕКЦИЙ ${totals.correctionCount} =${kopToDecimal(totals.correctionSumKop)}`)]),
  ];
}
