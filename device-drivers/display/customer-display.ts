import type { AppError } from "../../config/errors/index.ts";
import type { Result } from "../../config/result.ts";

/** A line display at the counter: 2 lines of 20 characters. */
export interface CustomerDisplay {
  readonly columns: number;
  /** Shows two lines; longer text is cut, characters that CP866 lacks are replaced by rule. Only the newest text counts. */
  show(line1: string, line2: string): Promise<Result<void, AppError>>;
  clear(): Promise<Result<void, AppError>>;
}
