import { errorHint, errorText, type AppError } from "../../config/errors/index.ts";
import type { Language, ToldError } from "./command.ts";

export function toldError(error: AppError, language: Language): ToldError {
  return { code: error.code, text: errorText(error, language), hint: errorHint(error), details: error.details };
}

/** Russian texts say what to do; what an English one leaves out stands in the technician's hint. */
export function errorLines({ code, text, hint }: ToldError, language: Language): readonly string[] {
  return language === "en" ? [`${code} ${text}`, `  ${hint}`] : [`${code} ${text}`];
}
