import { PAPER_ONLY } from "../../config/contract/unresolved-view.ts";
import type { UnresolvedView } from "../../config/contract/view.ts";
import { EXIT, type Command, type CommandContext, type ExitCode } from "./command.ts";
import { approvalOf, STAFF_OPTION } from "./pin-input.ts";
import { CONFIG_OPTION } from "./with-config.ts";
import { withTill } from "./with-till.ts";

const FD_NUMBER_MAX = 4_294_967_295;
const FISCAL_SIGN = /^\d{1,10}$/;

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
      name: "sign",
      kind: "text",
      placeholder: "SIGN",
      summary: { en: "with --unverified: fiscal sign on the paper", ru: "с --unverified: фискальный признак (ФП) с чека" },
    },
    {
      name: "unverified",
      kind: "flag",
      summary: { en: "take the word although the registrar is silent", ru: "принять решение, хотя ККТ молчит" },
    },
    STAFF_OPTION,
  ],
  details: {
    en: "Records a person's word on a document without an outcome, compared with the registrar now or, with --unverified, when it answers. The PIN: standard input.",
    ru: "Записывает решение по документу без ответа ККТ и сверяет его с ней сейчас, а с --unverified — когда она ответит. PIN: стандартный ввод.",
  },
  async run(context) {
    const as = context.text("as") === "registered" ? "registered" : "not-registered";
    const misused = misuse(context, as);
    if (misused !== null) return misused;
    const approval = await approvalOf(context);
    if (typeof approval === "number") return approval;
    const jobId = context.operands[0] ?? "";
    const fdNumber = context.whole("fd");
    const fiscalSign = context.text("sign");
    return withTill(context, async (till) => {
      const job = (await till.view()).unresolved.find((each) => each.jobId === jobId);
      if (as === "registered" && fdNumber === undefined && !(job !== undefined && PAPER_ONLY.has(job.purpose)))
        return context.misuse({
          en: "--as registered needs --fd, the number on the paper",
          ru: "с --as registered нужен --fd, номер ФД с чека",
        });
      const reply = await till.command({
        type: "settleUnresolved",
        jobId,
        as,
        reason: context.text("reason") ?? "",
        ...(fdNumber === undefined ? {} : { fdNumber }),
        ...(fiscalSign === undefined ? {} : { fiscalSign }),
        ...(context.flag("unverified") ? { unverified: true } : {}),
        approval,
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

/** Null, or the exit code after the words that don't go together were told. */
function misuse(context: CommandContext, as: "registered" | "not-registered"): ExitCode | null {
  const fdNumber = context.whole("fd");
  const sign = context.text("sign");
  if (as === "not-registered" && fdNumber !== undefined)
    return context.misuse({ en: "--fd goes with --as registered only", ru: "--fd указывают только с --as registered" });
  if (sign !== undefined && (as === "not-registered" || !context.flag("unverified")))
    return context.misuse({
      en: "--sign goes with --as registered --unverified only",
      ru: "--sign указывают только с --as registered --unverified",
    });
  if (sign === undefined || FISCAL_SIGN.test(sign)) return null;
  return context.misuse({ en: "--sign: up to ten digits of the paper", ru: "--sign: до десяти цифр с чека" });
}
