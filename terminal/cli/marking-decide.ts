import { resolve } from "node:path";
import { errorMessage } from "../../config/error-message.ts";
import { appError, errorText, type AppError } from "../../config/errors/index.ts";
import { loadMarkingLaw, loadShippedMarkingLaw } from "../../config/marking-law.ts";
import { err, type Result } from "../../config/result.ts";
import { decideLine, type ToldDecision } from "../marking/decide-line.ts";
import { DEFAULT_MARKING_SETTINGS, type MarkingSettings } from "../marking/rules.ts";
import { EXIT, type Command, type CommandContext } from "./command.ts";

export const command: Command = {
  options: [
    {
      name: "rules",
      kind: "text",
      placeholder: "FILE",
      summary: { en: "dated rules instead of config/law/marking.yaml", ru: "правила по датам вместо config/law/marking.yaml" },
    },
  ],
  details: {
    en: [
      "Reads JSON lines {answer, source, group, price, date} from standard input and prints one decision a line.",
      "The answer is the raw JSON of the service; price in kopecks.",
      "Optional: kind, drive, code, mrc, soldHere, isPart, isSetSold, settings.",
      "A line that is not understood is told in its place; then the exit code is 1.",
    ].join(" "),
    ru: [
      "Читает из стандартного ввода строки JSON {answer, source, group, price, date} и на каждую печатает решение.",
      "answer — ответ службы как есть; цена в копейках.",
      "Можно: kind, drive, code, mrc, soldHere, isPart, isSetSold, settings.",
      "Непонятая строка названа на своём месте, код завершения тогда 1.",
    ].join(" "),
  },
  async run(context) {
    const rules = context.text("rules");
    const law = rules === undefined ? loadShippedMarkingLaw() : loadMarkingLaw(resolve(context.cwd, rules));
    if (!law.ok) return context.fail(law.error, EXIT.configuration);
    const settings = { ...DEFAULT_MARKING_SETTINGS, law: law.value };
    let hasBadLines = false;
    for await (const text of context.inputLines()) {
      if (text.trim() === "") continue;
      const decided = decideText(text, settings, context);
      if (!decided.ok) hasBadLines = true;
      const answer = decided.ok ? decided.value : { error: decided.error.code, text: errorText(decided.error, context.language) };
      context.answer(answer, JSON.stringify(answer));
    }
    return hasBadLines ? EXIT.failed : EXIT.ok;
  },
};

function decideText(text: string, settings: MarkingSettings, { clock }: CommandContext): Result<ToldDecision, AppError> {
  try {
    return decideLine(JSON.parse(text), settings, clock.now());
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return err(appError("MRK548", { field: "JSON", got: errorMessage(error) }));
  }
}
