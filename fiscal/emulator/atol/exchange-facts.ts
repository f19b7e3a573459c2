import { receiptCount } from "../fiscal-drive/counters.ts";
import { localSeconds, OPERATIONS, type DriveCounters, type Operation } from "../fiscal-drive/index.ts";
import type { AtolKkt } from "./atol-kkt.ts";
import { roubles } from "./decimal.ts";

export const OPERATION_WORDS: Readonly<Record<Operation, string>> = { 1: "sell", 2: "sellReturn", 3: "buy", 4: "buyReturn" };
const NOTHING = localSeconds(0);

export function byOperation<T>(of: (operation: Operation) => T): Record<string, T> {
  return Object.fromEntries(OPERATIONS.map((operation) => [OPERATION_WORDS[operation], of(operation)]));
}

export function ofdStatus(kkt: AtolKkt): Record<string, unknown> {
  const { unsentCount, firstUnsent } = kkt.drive.queue();
  return {
    notSentCount: unsentCount,
    notSentFirstDocNumber: firstUnsent?.fdNumber ?? 0,
    notSentFirstDocDateTime: kkt.isoTime(firstUnsent?.at ?? NOTHING),
  };
}

/** State of the last talk with the OFD; an OFD that is away is a network error. */
export function ofdErrors(kkt: AtolKkt): Record<string, unknown> {
  const { ofd } = kkt.drive.state;
  const isAway = !ofd.online && kkt.drive.queue().firstUnsent !== null;
  const answered = ofd.lastAnswer;
  const isRefused = answered !== null && answered.code !== 0;
  const none = { code: 0, description: "Ошибок нет" };
  return {
    fnCommandCode: 0,
    documentNumber: isRefused ? answered.fdNumber : isAway ? (kkt.drive.queue().firstUnsent?.fdNumber ?? 0) : 0,
    lastSuccessConnectionDateTime: kkt.isoTime(answered?.at ?? NOTHING),
    fn: none,
    network: isAway ? { code: 1, description: "Нет соединения с сервером ОФД" } : none,
    ofd: isRefused ? { code: answered.code, description: "ОФД не принял документ" } : none,
  };
}

/** `fnTotals`, `fnQuantityCounters`, `fnUnsentDocsCounters` as newer drivers add them: of the shift, else of the drive's life. */
export function fnCounters(kkt: AtolKkt): Record<string, unknown> {
  const { state } = kkt.drive;
  const unsent = kkt.drive.unsentCounters();
  const counters: DriveCounters = state.shift.open ? state.shiftCounters : state.totalCounters;
  return {
    fnTotals: byOperation((operation) => {
      const totals = counters[operation];
      return {
        receipts: totals.count,
        corrections: totals.correctionCount,
        receiptsSum: roubles(totals.sumKop),
        correctionsSum: roubles(totals.correctionSumKop),
        cashSum: roubles(totals.cashKop),
        noncashSum: roubles(totals.electronicKop),
        prepaidSum: roubles(totals.prepaidKop),
        creditSum: roubles(totals.creditKop),
        barterSum: roubles(totals.counterKop),
        vat20Sum: roubles(totals.vat[1] ?? 0),
        vat10Sum: roubles(totals.vat[2] ?? 0),
        vat120Sum: roubles(totals.vat[3] ?? 0),
        vat110Sum: roubles(totals.vat[4] ?? 0),
        vat0Sum: roubles(totals.vat[5] ?? 0),
        vatNoSum: roubles(totals.vat[6] ?? 0),
      };
    }),
    fnQuantityCounters: {
      shiftNumber: state.shift.number,
      countAll: receiptCount(counters),
      ...byOperation((operation) => ({ count: counters[operation].count, corrections: counters[operation].correctionCount })),
    },
    fnUnsentDocsCounters: byOperation((operation) => ({ count: unsent[operation].count, sum: roubles(unsent[operation].sumKop) })),
  };
}
