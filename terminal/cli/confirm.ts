import { appError } from "../../config/errors/index.ts";
import { EXIT, type CommandContext, type ExitCode, type OptionSpec, type Text } from "./command.ts";

/** Of every command that changes something on a device. */
export const YES_OPTION: OptionSpec = {
  name: "yes",
  kind: "flag",
  summary: { en: "do it without asking", ru: "выполнить без вопроса" },
};

const YES: ReadonlySet<string> = new Set(["y", "yes", "д", "да"]);

/**
 * Null when the person agrees, with `--yes` or by answering; else the exit code to return. Without a terminal nobody can be
 * asked: error CFG921.
 */
export async function confirm(context: CommandContext, question: Text): Promise<ExitCode | null> {
  if (context.flag("yes")) return null;
  if (context.isInteractive !== true) return context.fail([appError("CFG921", { what: question[context.language] })], EXIT.usage);
  context.note(`${question[context.language]} ${context.language === "ru" ? "[да/нет]" : "[yes/no]"}`);
  const answer = await firstLine(context.inputLines());
  if (YES.has(answer.trim().toLowerCase())) return null;
  context.note(context.language === "ru" ? "отменено" : "not done");
  return EXIT.failed;
}

/** What a person types, up to Enter. */
export async function firstLine(lines: AsyncIterable<string>): Promise<string> {
  for await (const line of lines) return line;
  return "";
}
