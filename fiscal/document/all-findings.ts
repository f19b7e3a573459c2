import { appError, errorText } from "../../config/errors/index.ts";
import type { AppError } from "../../config/errors/index.ts";
import type { Finding } from "./finding.ts";

/** Findings as one error for people: all reasons at once (FIS449), or the only one as it is. Null when there is none. */
export function allFindings(findings: readonly Finding[]): AppError | null {
  const [first] = findings;
  if (first === undefined || findings.length === 1) return first?.error ?? null;
  const texts = [...new Set(findings.map(({ error }) => errorText(error, "ru")))];
  const reasons = texts.map((text, index) => `${index + 1}) ${text}`).join(" ");
  const codes = [...new Set(findings.map(({ code }) => code))].join(", ");
  return texts.length === 1 ? first.error : appError("FIS449", { count: texts.length, reasons, codes });
}
