import type { UnresolvedView } from "../../config/contract/view.ts";
import type { UnresolvedEvidenceView } from "../../config/contract/unresolved-view.ts";
import { formatKop } from "../../config/money.ts";
import { EXIT, type Command, type Language } from "./command.ts";
import type { LocalTime } from "./local-time.ts";
import { CONFIG_OPTION } from "./with-config.ts";
import { withTill } from "./with-till.ts";

export const command: Command = {
  options: [CONFIG_OPTION],
  details: {
    en: "Documents that the registrar would not tell about: what the running till knows of each, what the registrar says now, what is advised. Changes nothing. Settle with `till unresolved settle`.",
    ru: "Документы, о которых ККТ не дала ответа: что знает работающая касса, что сейчас говорит ККТ, что советуется. Ничего не меняет. Решение записывает `till unresolved settle`.",
  },
  run: (context) =>
    withTill(context, async (till, localTime) => {
      const { unresolved } = await till.view();
      const documents = [];
      for (const job of unresolved) documents.push({ ...job, evidence: await till.unresolved(job.jobId) });
      const none = context.language === "ru" ? "Неразобранных документов нет." : "Nothing is unresolved.";
      const text = documents.map((each) => describe(each, each.evidence, localTime, context.language)).join("\n\n");
      context.answer({ documents }, documents.length === 0 ? none : text);
      return EXIT.ok;
    }),
};

const ADVICE: Readonly<Record<UnresolvedEvidenceView["advice"]["kind"], Readonly<Record<Language, string>>>> = {
  confirm: { ru: "документ найден в ККТ: подтвердите его номер", en: "the registrar has the document: confirm its number" },
  compare: { ru: "есть похожие: сверьте с бумажной лентой", en: "some are alike: compare with the paper" },
  absent: {
    ru: "в ККТ документа нет; если нет и на ленте, отметьте not-registered",
    en: "the registrar has none; if the paper has none either, settle as not-registered",
  },
  paper: { ru: "такие документы ККТ не хранит: решает лента", en: "the registrar keeps no such documents: the paper decides" },
  wait: {
    ru: "ККТ не отвечает: питание, кабель, затем спросить снова; если она не оживёт, `settle … --unverified`",
    en: "the registrar is silent: power, cable, ask again; if it is dead, `settle … --unverified`",
  },
  service: {
    ru: "в ККТ другой накопитель: ищите в прежнем или в ОФД, затем `settle … --unverified`",
    en: "another drive is in the registrar: look in the former one or at the OFD, then `settle … --unverified`",
  },
};

function describe(
  job: UnresolvedView,
  { asked, registrar, silence, advice }: UnresolvedEvidenceView,
  localTime: LocalTime,
  language: Language,
): string {
  const isRussian = language === "ru";
  const owner = job.owner === null ? null : `  ${isRussian ? "ККТ продавца" : "registrar of"} ${job.registrarId} (${job.owner})`;
  const sum = asked.totalKop === null ? "" : `, ${formatKop(asked.totalKop)}`;
  const known = [
    `${job.jobId}  ${asked.what}${sum}, ${localTime(asked.at)}, ${asked.cashierName}`,
    owner,
    asked.ownTag === null ? null : `  ${isRussian ? "метка" : "mark"} ${asked.ownTag}`,
    job.isParked ? `  ${isRussian ? "отложен до ответа ККТ" : "put aside until the registrar answers"}` : null,
    `  ${isRussian ? "ККТ показала" : "the registrar showed"}: ${asked.seen}`,
  ];
  const said = registrar === null ? [`  ${silence?.code ?? ""} ${silence?.text ?? ""}`] : [];
  for (const { fdNumber, what, totalKop, fit, misfit } of registrar?.documents ?? []) {
    said.push(
      `  ${isRussian ? "ФД" : "document"} ${fdNumber}  ${what}${totalKop === null ? "" : ` ${formatKop(totalKop)}`}  ${misfit === "" ? fit : misfit}`,
    );
  }
  const number = advice.kind === "confirm" ? ` (${isRussian ? "ФД" : "document"} ${advice.fdNumber})` : "";
  return [...known, ...said, `  → ${ADVICE[advice.kind][language]}${number}`].filter((line) => line !== null).join("\n");
}
