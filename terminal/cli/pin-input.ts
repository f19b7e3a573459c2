import { PIN_PATTERN } from "../access/pin.ts";
import type { CommandContext, ExitCode, OptionSpec } from "./command.ts";
import { firstLine } from "./confirm.ts";

/** Of every command that a senior answers for. */
export const STAFF_OPTION: OptionSpec = {
  name: "staff",
  kind: "text",
  placeholder: "ID",
  required: true,
  summary: { en: "who decides: a senior, manager or technician", ru: "кто решает: старший, управляющий или техник" },
};

export interface Approval {
  readonly staffId: string;
  readonly pin: string;
}

/** Who decides and the PIN of standard input; or the exit code, when that is no PIN. A person types one line, a script sends it all. */
export async function approvalOf(context: CommandContext): Promise<Approval | ExitCode> {
  const pin = (await readPin(context)).trim();
  if (PIN_PATTERN.test(pin)) return { staffId: context.text("staff") ?? "", pin };
  return context.misuse({
    en: "the PIN (4 to 12 digits) is read from standard input: echo 1234 | till unresolved …",
    ru: "PIN (от 4 до 12 цифр) читается из стандартного ввода: echo 1234 | till unresolved …",
  });
}

function readPin(context: CommandContext): Promise<string> {
  if (context.isInteractive !== true) return context.readInput();
  context.note("PIN:");
  return firstLine(context.inputLines({ isSecret: true }));
}
