import type { TaskHandler } from "../task.ts";
import { CASH_TASKS } from "./cash.ts";
import { READING_TASKS } from "./drive-reading.ts";
import { MARKING_TASKS } from "./marking.ts";
import { PRINT_TASKS } from "./printing.ts";
import { RECEIPT_HANDLERS } from "./receipt.ts";
import { SETTINGS_TASKS } from "./settings.ts";
import { SHIFT_TASKS } from "./shift.ts";
import { STATE_TASKS } from "./state.ts";
import { TOTALS_TASKS } from "./totals.ts";

/** Every task type that the driver of this registrar knows. */
export const TASKS: Readonly<Record<string, TaskHandler>> = {
  ...SHIFT_TASKS,
  ...RECEIPT_HANDLERS,
  ...CASH_TASKS,
  ...PRINT_TASKS,
  ...STATE_TASKS,
  ...TOTALS_TASKS,
  ...READING_TASKS,
  ...SETTINGS_TASKS,
  ...MARKING_TASKS,
};
