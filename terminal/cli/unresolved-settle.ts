import type { UnresolvedView } from "../../config/contract/view.ts";
import { PIN_PATTERN } from "../access/pin.ts";
import { EXIT, type Command, type CommandContext } from "./command.ts";
import { firstLine } from "./confirm.ts";
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
      required: true,
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
    const as = context.text("as") === "registered" ? "registered" : "not-registered";
    const fdNumber = context.whole("fd");
    if (as === "not-registered" && fdNumber !== undefined)
      return context.misuse({ en: "--fd goes with --as registered only", ru: "--fd указывают только с --as registered" });
    if (as === "registered" && fdNumber === undefined)
      return context.misuse({
        en: "--as registered needs --fd, the number on the paper",
        ru: "с --as registered нужен --fd, номер ФД с чека",
      });
    const jobId = context.operands[0] ?? "";
    const pin = await readPin(context);
    if (!PIN_PATTERN.test(pin))
      return context.misuse({
        en: "the PIN (4 to 12 digits) is read from standard input: echo 1234 | till unresolved settle …",
        ru: "PIN (от 4 до 12 цифр) читается из стандартного ввода: echo 1234 | till unresolved settle …",
      });
    return withTill(context, async (till) => {
      const job = (await till.view()).unresolved.find((each) => each.jobId === jobId);
      const reply = await till.command({
        type: "settleUnresolved",
        jobId,
        as,
        reason: context.text("reason") ?? "",
        ...(fdNumber === undefined ? {} : { fdNumber }),
        approval: { staffId: context.text("staff") ?? "", pin },
      });
      if (!reply.ok) return context.refuse([reply]);
      const registrarId = job?.registrarId ?? null;
      const [ru, en] =
        job === undefined || job.owner === null ? ["", ""] : [`, ККТ продавца ${ownerOf(job)}`, `, registrar of ${ownerOf(job)}`];
      context.answer({ jobId, registrarId, as }, context.language === "ru" ? `записано${ru}` : `recorded${en}`);
      return EXIT.ok;
    });
  },
};

function ownerOf({ registrarId, owner }: UnresolvedView): string {
  return `${registrarId} (${owner})`;
}

/** A person types one line, a script sends all of standard input. */
async function readPin(context: CommandContext): Promise<string> {
  if (context.isInteractive !== true) return (await context.readInput()).trim();
  context.note("PIN:");
  return (await firstLine(context.inputLines({ isSecret: true }))).trim();
}
