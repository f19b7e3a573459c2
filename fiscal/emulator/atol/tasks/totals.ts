import { kopecks } from "../../../../config/money.ts";
import { ok } from "../../../../config/result.ts";
import type { DriveCounters, OperationTotals } from "../../fiscal-drive/index.ts";
import type { TaskHandler } from "../task.ts";
import { roubles } from "../decimal.ts";
import { byOperation } from "../exchange-facts.ts";

function payments(totals: OperationTotals): Record<string, number> {
  const of = (kind: "cashKop" | "electronicKop" | "prepaidKop" | "creditKop" | "counterKop"): number =>
    roubles(kopecks(totals[kind] + (totals.correctionPayments?.[kind] ?? 0)));
  return {
    cash: of("cashKop"),
    electronically: of("electronicKop"),
    prepaid: of("prepaidKop"),
    credit: of("creditKop"),
    other: of("counterKop"),
    "userPaymentType-1": 0,
    "userPaymentType-2": 0,
    "userPaymentType-3": 0,
    "userPaymentType-4": 0,
    "userPaymentType-5": 0,
  };
}

/** Corrections are receipts for these sums. */
function sums(counters: DriveCounters): Record<string, unknown> {
  return byOperation((operation) => {
    const totals = counters[operation];
    return {
      count: totals.count + totals.correctionCount,
      sum: roubles(totals.sumKop + totals.correctionSumKop),
      payments: payments(totals),
    };
  });
}

const getShiftTotals: TaskHandler = ({ kkt }) => {
  const { drawerKop, income, outcome } = kkt.memory;
  return ok({
    shiftTotals: {
      shiftNumber: kkt.drive.state.shift.number,
      cashDrawer: { sum: roubles(drawerKop) },
      income: { count: income.count, sum: roubles(income.sumKop) },
      outcome: { count: outcome.count, sum: roubles(outcome.sumKop) },
      receipts: sums(kkt.drive.state.shiftCounters),
    },
  });
};

const getOverallTotals: TaskHandler = ({ kkt }) => ok({ overallTotals: { receipts: sums(kkt.drive.state.totalCounters) } });

export const TOTALS_TASKS: Readonly<Record<string, TaskHandler>> = { getShiftTotals, getOverallTotals };
