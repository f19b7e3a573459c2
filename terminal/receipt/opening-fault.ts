import { appError, type AppError } from "../../config/errors/index.ts";
import type { DecideContext } from "../core/context.ts";
import type { TillState } from "../core/state.ts";
import { MAIN_REGISTRAR } from "../shift/book.ts";
import { openShiftFault } from "../shift/decide-shift.ts";

/** Why no receipt may be opened now; null when the shift is open and the screen is free of receipts. */
export function openingFault(state: TillState, context: DecideContext): AppError | null {
  const fault = openShiftFault(state, MAIN_REGISTRAR, context.now);
  if (fault !== null) return fault;
  return state.receipt === null ? null : appError("RCP407", { number: state.receipt.number });
}
