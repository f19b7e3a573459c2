import { appError, type AppError } from "../../config/errors/index.ts";
import type { DecideContext } from "../core/context.ts";
import type { TillState } from "../core/state.ts";
import { MAIN_REGISTRAR } from "../shift/book.ts";
import { openShiftFault } from "../shift/decide-shift.ts";

/** Why no receipt may be opened now; null when a shift of the registrars that may make it is open and the screen is free of receipts. */
export function openingFault(
  state: TillState,
  context: DecideContext,
  registrarIds: readonly string[] = [MAIN_REGISTRAR],
): AppError | null {
  const faults = registrarIds.map((id) => openShiftFault(state, id, context.now));
  const [fault = null] = faults;
  if (fault !== null && !faults.includes(null)) return fault;
  return state.receipt === null ? null : appError("RCP407", { number: state.receipt.number });
}
