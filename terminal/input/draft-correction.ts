import type { CorrectionDraft, CorrectionWay } from "../../config/contract/commands.ts";
import { appError, type AppError } from "../../config/errors/index.ts";
import { err, ok, type Result } from "../../config/result.ts";
import { CORRECTION_RULES } from "../../fiscal/document/correction.ts";
import type { TillSettings } from "../core/settings.ts";
import type { History } from "../journal/history.ts";
import { sellerIdOf } from "../receipt/sellers.ts";
import { correctionDraft } from "./correction-input.ts";

/**
 * A receipt of this till as its correction says it, for a person to change what was wrong. Errors RCP437 (no such receipt), RCP487 (its
 * seller is gone), DOC432 (its seller's format mends receipts otherwise).
 */
export function draftOfReceipt(
  id: string,
  way: CorrectionWay,
  history: History,
  settings: TillSettings,
): Result<CorrectionDraft, AppError> {
  const written = history.writtenReceipt(id);
  if (written === null) return err(appError("RCP437"));
  const registrarId = sellerIdOf(written.fact);
  const seller = settings.sellers.find((each) => each.id === registrarId);
  if (seller === undefined) return err(appError("RCP487", { registrarId }));
  if (!CORRECTION_RULES[seller.ffd].mendsReceipts) return err(appError("DOC432"));
  return ok(correctionDraft(written, way, settings));
}
