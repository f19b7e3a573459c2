import { appError } from "../../config/errors/index.ts";
import type { DriveCodeCheck } from "../../fiscal/registrar.ts";
import { askSenior, refuse, remark, type Finding } from "./finding.ts";
import { DRIVE_RESULTS, type MarkingSettings } from "./rules.ts";

/** What the check in the fiscal drive (tag 2106) adds to the decision; null: it says yes, or was not made. */
export function driveFinding(drive: DriveCodeCheck | null | undefined, settings: MarkingSettings): Finding | null {
  if (drive === null || drive === undefined) return null;
  const { result } = drive;
  const known = DRIVE_RESULTS.find((row) => row.result === result);
  if (known === undefined) {
    const error = appError("MRK543", { result });
    return settings.driveNegative === "refuse" ? refuse(error) : askSenior(error);
  }
  if (known.outcome === "positive") return null;
  const details = { result, mark: known.mark };
  if (known.outcome === "unproven") return remark(appError("MRK528", details));
  const error = appError("MRK529", details);
  return settings.driveNegative === "warn" ? remark(error) : { verdict: settings.driveNegative, error };
}
