import type { CodePromptView } from "../../config/contract/view.ts";
import { appError, errorText } from "../../config/errors/index.ts";
import { isStampAwaited, type CodePrompt } from "../input/code-prompt.ts";

/** On the cashier's screen only: the customer's shows nothing of it. */
export function codePromptView(prompt: CodePrompt | null, language: "ru" | "en"): CodePromptView | null {
  if (prompt === null) return null;
  const { wish, name, left, notAdded, fault } = prompt;
  const isVoid = wish.type === "voidLine";
  const marking = language === "ru" ? `Отсканируйте код маркировки: ${name}` : `Scan the marking code: ${name}`;
  const asked = isStampAwaited(prompt) ? errorText(appError("ALC853", { name }), language) : marking;
  return {
    purpose: isVoid ? "void" : "add",
    text: isVoid ? errorText(appError("MRK575", { name }), language) : asked,
    left,
    notAdded,
    fault: fault === null ? null : errorText(fault, language),
    line: isVoid ? wish.line : null,
  };
}
