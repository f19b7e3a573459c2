import { err, ok } from "../../../../config/result.ts";
import type { TlvItem } from "../../../document/tlv.ts";
import { receiptCount } from "../../fiscal-drive/counters.ts";
import { shiftCloseLines, shiftOpenLines, stateReportLines, xReportLines } from "../../paper/index.ts";
import type { AtolKkt } from "../atol-kkt.ts";
import { refused, type TaskHandler, type TaskOutcome } from "../task.ts";
import { operatorTags } from "../attributes.ts";
import { DRIVER_CODE } from "../driver-error.ts";
import { documentResult, drawerFacts, makeDocument, plainStamp, queuePrint, type DocumentPlan } from "../fiscal-document.ts";
import { printItems } from "../print-item.ts";
import { fnCounters, ofdErrors, ofdStatus } from "../exchange-facts.ts";

/** Operator, and paper unless nothing is to be printed. */
async function prepare({
  kkt,
  task,
}: Parameters<TaskHandler>[0]): Promise<{ tags: TlvItem[]; outcome: TaskOutcome | null; electronic: boolean }> {
  const tags = operatorTags(task);
  const electronic = task.optionalBoolean("electronically");
  if (tags.length === 0) task.fail({ code: DRIVER_CODE.requiredTag, description: "Не указаны обязательные реквизиты (1021)" });
  if (task.error !== null) return { tags, outcome: err(task.error), electronic };
  const paper = electronic ? null : await kkt.clearPaper();
  return { tags, outcome: paper === null ? null : err(paper), electronic };
}

/** The opening of a shift, also when a receipt does it by itself. */
export function shiftOpening(kkt: AtolKkt, tags: readonly TlvItem[], electronic: boolean): DocumentPlan {
  return {
    kind: "shift-open",
    tags,
    register: () => kkt.drive.openShift({ at: kkt.now(), tags }),
    remember: () => {
      kkt.memory.income = { count: 0, sumKop: 0 };
      kkt.memory.outcome = { count: 0, sumKop: 0 };
    },
    lines: electronic ? null : (stamp) => shiftOpenLines(stamp, kkt.profile.paperWidth),
  };
}

const openShift: TaskHandler = async (context) => {
  const { kkt, registered } = context;
  const { tags, outcome, electronic } = await prepare(context);
  if (outcome !== null) return outcome;
  if (kkt.drive.state.shift.open) return refused(DRIVER_CODE.shiftOpen);
  return documentResult(kkt, await makeDocument(kkt, shiftOpening(kkt, tags, electronic), registered), null);
};

const closeShift: TaskHandler = async (context) => {
  const { kkt, registered } = context;
  const { tags, outcome, electronic } = await prepare(context);
  if (outcome !== null) return outcome;
  if (!kkt.drive.state.shift.open) return refused(DRIVER_CODE.shiftClosed);
  const width = kkt.profile.paperWidth;
  const receiptsCount = receiptCount(kkt.drive.state.shiftCounters);
  const plan: DocumentPlan = {
    kind: "shift-close",
    tags,
    register: () => kkt.drive.closeShift({ at: kkt.now(), tags }),
    lines: electronic ? null : (stamp) => shiftCloseLines(stamp, kkt.drive.state.shiftCounters, drawerFacts(kkt), queuePrint(kkt), width),
  };
  const made = await makeDocument(kkt, plan, registered);
  return documentResult(kkt, made, null, { params: { receiptsCount, ...fnCounters(kkt) } });
};

const reportOfdExchangeStatus: TaskHandler = async (context) => {
  const { kkt, registered } = context;
  const { tags, outcome, electronic } = await prepare(context);
  if (outcome !== null) return outcome;
  const plan: DocumentPlan = {
    kind: "state-report",
    tags,
    register: () => kkt.drive.stateReport({ at: kkt.now(), tags }),
    lines: electronic ? null : (stamp) => stateReportLines(stamp, queuePrint(kkt), kkt.profile.paperWidth),
  };
  const made = await makeDocument(kkt, plan, registered);
  return documentResult(kkt, made, null, { params: fnCounters(kkt), result: { status: ofdStatus(kkt), errors: ofdErrors(kkt) } });
};

const reportX: TaskHandler = async ({ kkt, task }) => {
  const tags = operatorTags(task);
  const width = kkt.profile.paperWidth;
  const around = [printItems(task, "preItems", width), printItems(task, "postItems", width)];
  if (task.error !== null) return err(task.error);
  const report = xReportLines(plainStamp(kkt, tags), kkt.drive.state.shiftCounters, drawerFacts(kkt), kkt.memory.documentNumber, width);
  return kkt.printPlain({ kind: "x-report", lines: [...(around[0] ?? []), ...report, ...(around[1] ?? [])] });
};

const getShiftStatus: TaskHandler = ({ kkt }) => {
  const { shift, last } = kkt.drive.state;
  const isExpired = kkt.drive.shiftExpired(kkt.now());
  return ok({
    shiftStatus: {
      state: shift.open ? (isExpired ? "expired" : "opened") : "closed",
      number: shift.number,
      documentsCount: shift.open ? last.fdNumber - shift.firstFd + 1 : 0,
      ...(shift.open ? { expiredTime: kkt.isoTime(kkt.shiftEnd()) } : {}),
    },
  });
};

export const SHIFT_TASKS: Readonly<Record<string, TaskHandler>> = {
  openShift,
  closeShift,
  reportOfdExchangeStatus,
  reportX,
  getShiftStatus,
};
