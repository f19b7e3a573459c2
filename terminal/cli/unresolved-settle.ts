import type { Command } from "./command.ts";
import { EXIT } from "./command.ts";
import { CONFIG_OPTION } from "./with-config.ts";
import { withTill } from "./with-till.ts";

const FD_NUMBER_MAX = 4_294_967_295;

export const command: Command = {
  operands: [
    { placeholder: "JOB", required: true, summary: { en: "id shown by `till unresolved list`", ru: "номер из `till unresolved list`" } },
  ],
  options: [
    CONFIG_OPTION,
    {
      name: "as",
      kind: "choice",
      words: ["registered", "not-registered"],
      summary: { en: "what became of the document", ru: "что стало с документом" },
    },
    {
      name: "fd",
      kind: "whole",
      placeholder: "FD",
      min: 1,
      max: FD_NUMBER_MAX,
      summary: { en: "its number on the paper, when registered", ru: "номер ФД с чека, если оформлен" },
    },
    {
      name: "reason",
      kind: "text",
      placeholder: "TEXT",
      required: true,
      summary: { en: "why; kept in the journal", ru: "почему; останется в журнале" },
    },
    {
      name: "staff",
      kind: "text",
      placeholder: "ID",
      required: true,
      summary: { en: "who decides: a senior, manager or technician", ru: "кто решает: старший, управляющий или техник" },
    },
  ],
  details: {
    en: "Records a person's word on a document without an outcome; the PIN is read from standard input. The running till compares it with the registrar first.",
    ru: "Записывает решение по документу без ответа ККТ; PIN читается из стандартного ввода. Работающая касса сначала сверяет его с ККТ.",
  },
  async run(context) {
    const as = context.text("as");
    if (as !== "registered" && as !== "not-registered") {
      context.note(context.language === "ru" ? "till: нужно --as registered или --as not-registered" : "till: --as is needed");
      return EXIT.usage;
    }
    const fdNumber = context.whole("fd");
    const pin = (await context.readInput()).trim();
    return withTill(context, async (till) => {
      const reply = await till.command({
        type: "settleUnresolved",
        jobId: context.operands[0] ?? "",
        as,
        reason: context.text("reason") ?? "",
        ...(fdNumber === undefined ? {} : { fdNumber }),
        approval: { staffId: context.text("staff") ?? "", pin },
      });
      if (!reply.ok) {
        context.answer(reply, `${reply.code} ${reply.text}\n${reply.hint}`);
        return EXIT.failed;
      }
      context.answer(reply, context.language === "ru" ? "записано" : "recorded");
      return EXIT.ok;
    });
  },
};
