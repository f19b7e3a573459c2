import { err, ok } from "../../../../config/result.ts";
import { cashLines } from "../../paper/index.ts";
import { refused, type TaskHandler } from "../task.ts";
import { operatorTags } from "../attributes.ts";
import { roubles, toKopecks } from "../decimal.ts";
import { driverError, DRIVER_CODE } from "../driver-error.ts";
import { plainStamp } from "../fiscal-document.ts";
import { printItems } from "../print-item.ts";
import { kopecks } from "../../../../config/money.ts";

function cash(kind: "in" | "out"): TaskHandler {
  return async ({ kkt, task }) => {
    const tags = operatorTags(task);
    const sum = toKopecks(task.number("cashSum"));
    const width = kkt.profile.paperWidth;
    const [before, after] = [printItems(task, "preItems", width), printItems(task, "postItems", width)];
    if (task.error === null && (sum === null || sum === 0)) task.fail(driverError(DRIVER_CODE.invalidSum));
    if (task.error !== null || sum === null) return err(task.error ?? driverError(DRIVER_CODE.invalidSum));
    if (kind === "out" && sum > kkt.memory.drawerKop) return refused(DRIVER_CODE.noCash);
    const drawerKop = kkt.memory.drawerKop + (kind === "in" ? sum : -sum);
    const number = kkt.memory.documentNumber;
    const lines = [...before, ...cashLines(plainStamp(kkt, tags), kind, sum, kopecks(drawerKop), number, width), ...after];
    const outcome = await kkt.printPlain({ kind: kind === "in" ? "cash-in" : "cash-out", lines }, (memory) => {
      memory.drawerKop = drawerKop;
      const counter = kind === "in" ? memory.income : memory.outcome;
      counter.count++;
      counter.sumKop += sum;
    });
    return outcome.ok ? ok({ counters: { cashSum: roubles(drawerKop) } }) : outcome;
  };
}

const openCashDrawer: TaskHandler = ({ kkt }) => {
  kkt.change(() => (kkt.memory.drawerOpen = true));
  return ok({});
};

const getCashDrawerStatus: TaskHandler = ({ kkt }) =>
  ok({ counters: { cashSum: roubles(kkt.memory.drawerKop) }, cashDrawerStatus: { cashDrawerOpened: kkt.memory.drawerOpen } });

export const CASH_TASKS: Readonly<Record<string, TaskHandler>> = {
  cashIn: cash("in"),
  cashOut: cash("out"),
  openCashDrawer,
  getCashDrawerStatus,
};
