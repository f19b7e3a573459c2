import { err, ok } from "../../../../config/result.ts";
import { refused, type TaskHandler } from "../task.ts";
import { driverError, DRIVER_CODE } from "../driver-error.ts";
import { readCode } from "../marking-code.ts";
import * as session from "../marking-session.ts";

const begin: TaskHandler = ({ kkt, task }) => {
  const order = readCode(task.object("params"));
  if (order === null) task.fail({ code: DRIVER_CODE.taskMalformed, description: 'Поле "params" отсутствует' });
  else if (order.plannedStatus === null) task.fail(driverError(DRIVER_CODE.missingParameter, "2003"));
  if (task.error !== null || order === null) return err(task.error ?? driverError(DRIVER_CODE.taskMalformed));
  const begun = session.beginCheck(kkt, order);
  return begun.ok ? ok({ offlineValidation: session.offlineValidation(begun.value) }) : begun;
};

const status: TaskHandler = ({ kkt }) => {
  const { check } = kkt.memory;
  if (check === null) return ok({ driverError: session.errorObject(driverError(DRIVER_CODE.badState)) });
  if (!session.isReady(kkt, check)) return ok({ ready: false });
  const error = session.serviceError(check);
  return ok({
    ready: true,
    driverError: session.errorObject(error),
    sentImcRequest: check.sent,
    ...(error.code === 0 ? { onlineValidation: session.onlineValidation(check) } : {}),
  });
};

const accept: TaskHandler = ({ kkt }) => {
  const decided = session.decideCheck(kkt, "accept");
  return decided.ok ? ok({ itemInfoCheckResult: session.checkResultObject(decided.value) }) : decided;
};

const decline: TaskHandler = ({ kkt }) => {
  const decided = session.decideCheck(kkt, "reject");
  return decided.ok ? ok({}) : decided;
};

/** Ends a running check; with none there is nothing to end. */
const cancel: TaskHandler = ({ kkt }) => {
  if (kkt.memory.check !== null) session.decideCheck(kkt, "reject");
  return ok({});
};

const clear: TaskHandler = ({ kkt }) => {
  session.clearChecks(kkt);
  return ok({});
};

const checkReady: TaskHandler = ({ kkt }) => {
  const { check } = kkt.memory;
  return ok({ validationReady: check === null || session.isReady(kkt, check) });
};

const validateMarks: TaskHandler = async ({ kkt, task }) => {
  const timeout = task.optionalNumber("timeout");
  const orders = task.requiredObjects("params").map(readCode);
  if (task.error !== null) return err(task.error);
  const answers: object[] = [];
  for (const order of orders) if (order !== null) answers.push(await session.checkWholly(kkt, order, timeout ?? undefined));
  return ok(answers);
};

/** Codes into the table as the drive alone finds them. */
const addMarksToBuffer: TaskHandler = ({ kkt, task }) => {
  const orders = task.requiredObjects("params").map(readCode);
  if (task.error !== null) return err(task.error);
  const answers = orders.flatMap((order) => {
    if (order === null) return [];
    const begun = session.beginCheck(kkt, { ...order, sendsToServer: false });
    if (!begun.ok) return [{ driverError: session.errorObject(begun.error) }];
    const decided = session.decideCheck(kkt, "accept");
    const error = decided.ok ? driverError(DRIVER_CODE.ok) : decided.error;
    return [
      {
        driverError: session.errorObject(error),
        offlineValidation: session.offlineValidation(begun.value),
        ...(decided.ok ? { itemInfoCheckResult: session.checkResultObject(decided.value) } : {}),
      },
    ];
  });
  return ok(answers);
};

const FREE_MEMORY: readonly (readonly [number, string])[] = [
  [0.5, "less50"],
  [0.8, "50to80"],
  [0.9, "80to90"],
  [1, "more90"],
];

const checkImcWorkState: TaskHandler = ({ kkt }) => {
  const { marking, registration } = kkt.drive.state;
  const { check } = kkt.memory;
  const { unsentNotices } = kkt.drive.queue();
  const used = marking.noticeCapacity === 0 ? 1 : unsentNotices / marking.noticeCapacity;
  const isBlocked = !registration.marking || used >= 1;
  const isChecked = check !== null && session.isReady(kkt, check);
  const running =
    check === null
      ? marking.table.length > 0
        ? "receivedImcStatus"
        : "noImcForCheck"
      : isChecked
        ? "receivedImcStatus"
        : "requestedImcStatus";
  return ok({
    fm: {
      status: isBlocked ? "blocked" : running,
      checkingCount: marking.table.length + (check === null ? 0 : 1),
      soldImcCount: marking.table.length,
      noticeIsBegin: false,
      noticeFreeMemory: FREE_MEMORY.find(([share]) => used < share)?.[1] ?? "outOfMemory",
      noticeCount: unsentNotices,
    },
    ecr: {
      status: check === null ? "notExecuted" : isChecked ? "receivedResult" : "executed",
      type: registration.autonomous ? "modeStandAlone" : "waitForResult",
      stage: check === null ? "waitForTask" : isChecked ? "completed" : "waitForResult",
    },
  });
};

const pingIsm: TaskHandler = async ({ kkt }) => {
  if (kkt.drive.state.marking.mode !== "online") return refused(DRIVER_CODE.noServer);
  if (kkt.profile.serviceMs > 0) await kkt.clock.sleep(kkt.profile.serviceMs);
  return ok({ ready: true, time: kkt.profile.serviceMs });
};

const checkImcTime: TaskHandler = ({ kkt }) => {
  const time = kkt.profile.serviceMs;
  return ok({ fmCheckTime: 0, sendingTime: 0, serverExchangeTime: time, fullTime: time });
};

export const MARKING_TASKS: Readonly<Record<string, TaskHandler>> = {
  beginMarkingCodeValidation: begin,
  getMarkingCodeValidationStatus: status,
  acceptMarkingCode: accept,
  declineMarkingCode: decline,
  cancelMarkingCodeValidation: cancel,
  clearMarkingCodeValidationResult: clear,
  checkMarkingCodeValidationsReady: checkReady,
  validateMarks,
  addMarksToBuffer,
  checkImcWorkState,
  pingIsm,
  checkImcTime,
};
