import { err, ok } from "../../../../config/result.ts";
import { refused, type TaskHandler } from "../task.ts";
import { driverError, DRIVER_CODE } from "../driver-error.ts";

/** Parameters of the registrar that this one has: number and value as delivered. */
const DEFAULT_PARAMETERS: Readonly<Record<number, string>> = { 1: "1", 2: "30", 3: "0", 8: "1", 15: "0", 239: "0" };

const getDeviceParameters: TaskHandler = ({ kkt, task }) => {
  const keys = task.list("keys");
  if (!task.has("keys")) task.fail(driverError(DRIVER_CODE.missingParameter, "keys"));
  if (task.error !== null) return err(task.error);
  const deviceParameters = keys.map((key) => {
    const value = typeof key === "number" ? (kkt.memory.parameters[key] ?? DEFAULT_PARAMETERS[key]) : undefined;
    return value === undefined
      ? { key, errorCode: DRIVER_CODE.notSupported, errorDescription: "Не поддерживается в данной версии" }
      : { key, value };
  });
  return ok({ deviceParameters });
};

const setDeviceParameters: TaskHandler = ({ kkt, task }) => {
  const wanted = task.requiredObjects("deviceParameters").map((one) => ({ key: one.number("key"), value: one.string("value") }));
  if (task.error !== null) return err(task.error);
  const deviceParameters = wanted.map(({ key, value }) => {
    if (DEFAULT_PARAMETERS[key] === undefined)
      return { key, errorCode: DRIVER_CODE.notSupported, errorDescription: "Не поддерживается в данной версии" };
    kkt.change(() => (kkt.memory.parameters[key] = value));
    return { key, value };
  });
  return ok({ deviceParameters });
};

/** "2026.11.24 14:05:00", local. Not before the last document, and only between shifts. */
const setDateTime: TaskHandler = ({ kkt, task }) => {
  const text = task.string("dateTime");
  const match = /^(\d{4}).(\d{2}).(\d{2})[ T](\d{2}:\d{2}:\d{2})$/.exec(text);
  const ms = match === null ? Number.NaN : Date.parse(`${match[1]}-${match[2]}-${match[3]}T${match[4]}Z`);
  if (task.error === null && Number.isNaN(ms)) task.wrongValue("dateTime", text, null);
  if (task.error !== null) return err(task.error);
  if (kkt.drive.state.shift.open) return refused(DRIVER_CODE.shiftOpen);
  if (ms / 1000 < kkt.drive.state.last.at) return refused(DRIVER_CODE.dateBeforeLast);
  kkt.change(() => (kkt.memory.clockOffsetSeconds = Math.round(ms / 1000 - kkt.drive.timer())));
  return ok({});
};

export const SETTINGS_TASKS: Readonly<Record<string, TaskHandler>> = { getDeviceParameters, setDeviceParameters, setDateTime };
