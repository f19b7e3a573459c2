import { err, ok, type Result } from "../../config/result.ts";
import type { CommandContext, ExitCode, OptionSpec, Text } from "./command.ts";

/** Longest tag 1021. */
const NAME_MAX = 64;

export function cashierOption(summary: Text): OptionSpec {
  return { name: "cashier", kind: "text", placeholder: "NAME", required: true, summary };
}

/** A document without a name in tag 1021 would be refused by the registrar when it is already begun. */
export function cashierOf(context: CommandContext): Result<{ readonly name: string }, ExitCode> {
  const name = (context.text("cashier") ?? "").trim();
  if (name !== "" && name.length <= NAME_MAX) return ok({ name });
  return err(
    context.misuse({
      en: `--cashier must be a name of 1 to ${NAME_MAX} characters`,
      ru: `--cashier: нужно имя, от 1 до ${NAME_MAX} знаков`,
    }),
  );
}
