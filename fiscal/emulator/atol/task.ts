import { err, type Result } from "../../../config/result.ts";
import type { AtolKkt } from "./atol-kkt.ts";
import { driverError, type DriverError } from "./driver-error.ts";
import type { FieldReader } from "./field-reader.ts";

/** What became of a task: the result that the driver answers, or its error. */
export type TaskOutcome = Result<unknown, DriverError>;

/** What a task is run with besides its fields. */
export interface TaskContext {
  readonly kkt: AtolKkt;
  readonly task: FieldReader;
  /** Called when the drive holds the document and the paper has not moved yet. */
  readonly registered: () => void;
}

export type TaskHandler = (context: TaskContext) => TaskOutcome | Promise<TaskOutcome>;

export function refused(code: number, detail?: string): TaskOutcome {
  return err(driverError(code, detail));
}
