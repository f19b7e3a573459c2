import type { CodePromptView } from "../../config/contract/view.ts";
import { appError, errorText } from "../../config/errors/index.ts";
import { isStampAwaited, type CodePrompt } from "../input/code-prompt.ts";

/** On the cashier's screen only: the customer's shows nothing of it. */
export function codePromptView(prompt: CodePrompt | null, language: "ru" | "en"): CodePromptView | null {
  if (prompt === null) return null;
  const { wish, left, notAdded, fault, kegs = [] } = prompt;
  return {
    purpose: purposeOf(prompt),
    text: textOf(prompt, language),
    left,
    notAdded,
    fault: fault === null ? null : errorText(fault, language),
    line: wish.type === "voidLine" ? wish.line : null,
    kegs,
  };
}

function purposeOf(prompt: CodePrompt): CodePromptView["purpose"] {
  const { wish, kegs } = prompt;
  if (wish.type === "voidLine") return "void";
  if (wish.type === "connectKeg") return "tap";
  if (kegs !== undefined) return "keg";
  return isStampAwaited(prompt) ? "stamp" : "add";
}

function textOf(prompt: CodePrompt, language: "ru" | "en"): string {
  const { name, kegs = [] } = prompt;
  switch (purposeOf(prompt)) {
    case "add":
      return language === "ru" ? `Отсканируйте код маркировки: ${name}` : `Scan the marking code: ${name}`;
    case "stamp":
      return errorText(appError("ALC853", { name }), language);
    case "void":
      return errorText(appError("MRK575", { name }), language);
    case "tap":
      return errorText(appError("MRK580"), language);
    case "keg":
      return errorText(appError("MRK587", { name, count: kegs.length }), language);
  }
}
