import { appError, type AppError } from "../../config/errors/index.ts";
import { err, ok, type Result } from "../../config/result.ts";
import type { TillState } from "../core/state.ts";
import type { Position, Receipt } from "./receipt.ts";

export interface OpenPosition {
  readonly receipt: Receipt;
  readonly position: Position;
}

/** A line that stands in the receipt in front of the cashier, while goods may change there. RCP401, RCP402, RCP403. */
export function openPosition(state: TillState, line: number): Result<OpenPosition, AppError> {
  const receipt = state.receipt;
  if (receipt === null) return err(appError("RCP401"));
  if (receipt.phase !== "open") return err(appError("RCP402"));
  const position = receipt.positions.find((each) => each.line === line && !each.voided);
  if (position === undefined) return err(appError("RCP403", { line }));
  return ok({ receipt, position });
}
