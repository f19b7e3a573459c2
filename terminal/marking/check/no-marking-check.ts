import { appError } from "../../../config/errors/index.ts";
import type { MarkingCheck } from "./marking-check.ts";

/** For a till without a check service: every check is `unavailable`, and the rules for silence decide. */
export const noMarkingCheck: MarkingCheck = {
  check: async () => ({ source: "ts-piot", mode: "unavailable", error: appError("MRK535"), tookMs: 0, attempts: 0 }),
};
