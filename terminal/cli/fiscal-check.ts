import { resolve } from "node:path";
import { appError, errorHint, errorText, type AppError } from "../../config/errors/index.ts";
import { isLocalDate, localDate } from "../../config/local-date.ts";
import { readFileFromDisk } from "../../config/read-file.ts";
import { err, ok, type Result } from "../../config/result.ts";
import { checkReceipt, type Finding } from "../../fiscal/document/check.ts";
import type { FiscalReceipt } from "../../fiscal/document/fiscal-document.ts";
import { receiptOfJson } from "../../fiscal/document/receipt-json.ts";
import { tagName, type Ffd } from "../../fiscal/document/tags.ts";
import { EXIT, type Command, type Language } from "./command.ts";
import { REGISTRATION_OPTIONS, registrationRules } from "./registration-options.ts";

export const command: Command = {
  options: [
    {
      name: "ffd",
      kind: "choice",
      words: ["1.05", "1.1", "1.2"] satisfies readonly Ffd[],
      default: "1.2",
      summary: { en: "format version of the registrar", ru: "версия формата ККТ" },
    },
    {
      name: "date",
      kind: "text",
      placeholder: "YYYY-MM-DD",
      summary: { en: "day of the receipt; otherwise today", ru: "день чека; иначе сегодня" },
    },
    ...REGISTRATION_OPTIONS,
  ],
  operands: [{ placeholder: "RECEIPT.json", required: true, summary: { en: "the receipt", ru: "чек" } }],
  details: {
    en:
      "Says everything that the law and the format would refuse in a receipt, before any registrar hears of it. The options tell what " +
      "the registrar is registered for; what they leave out is not held against the receipt. An example: config/examples/receipt.json. " +
      "Exit code 1 when there is anything.",
    ru:
      "Называет всё, что закон и формат не пропустят в чеке, до всякой ККТ. На что зарегистрирована ККТ, говорят ключи; о чём они " +
      "молчат, то не проверяется. Пример: config/examples/receipt.json. Код 1 — что-то найдено.",
  },
  async run(context) {
    const [file = ""] = context.operands;
    const now = context.clock.now();
    const date = context.text("date") ?? localDate(now, -new Date(now).getTimezoneOffset());
    if (!isLocalDate(date))
      return context.misuse({ en: `--date: ${date} is no day; YYYY-MM-DD`, ru: `--date: ${date} — не день; нужно ГГГГ-ММ-ДД` });
    const registered = registrationRules(context);
    if (!registered.ok) return context.misuse(registered.error);
    const receipt = receiptIn(resolve(context.cwd, file), file);
    if (!receipt.ok) {
      const exit = context.fail(receipt.error);
      if (!context.json && context.language === "ru") for (const hint of new Set(receipt.error.map(errorHint))) context.note(`  ${hint}`);
      return exit;
    }
    const ffd = context.text("ffd") as Ffd;
    const found = checkReceipt(receipt.value, { ...registered.value, ffd, date });
    const findings = found.map(({ code, tag, line, reason }) => ({ code, tag, name: tagName(tag), line, reason }));
    context.answer({ ffd, date, findings }, describe(found, ffd, date, context.language));
    return found.length === 0 ? EXIT.ok : EXIT.failed;
  },
};

function receiptIn(path: string, file: string): Result<FiscalReceipt, readonly AppError[]> {
  const text = readFileFromDisk(path);
  if (!text.ok) return err([appError("FIS367", { path: file, what: text.error })]);
  const json = parsed(text.value, file);
  return json.ok ? receiptOfJson(json.value) : json;
}

function parsed(text: string, file: string): Result<unknown, readonly AppError[]> {
  try {
    return ok(JSON.parse(text) as unknown);
  } catch (error) {
    return err([appError("FIS497", { path: file, what: error instanceof Error ? error.message : "no JSON" })]);
  }
}

function describe(found: readonly Finding[], ffd: Ffd, date: string, language: Language): string {
  if (found.length === 0) return language === "ru" ? `ФФД ${ffd}, ${date}: замечаний нет` : `FFD ${ffd}, ${date}: nothing to say`;
  return found.map(({ code, tag, error }) => `${code} ${tag} ${errorText(error, language)}`).join("\n");
}
