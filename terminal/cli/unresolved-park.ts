import { EXIT, type Command } from "./command.ts";
import { approvalOf, STAFF_OPTION } from "./pin-input.ts";
import { SELLER_OPTION } from "./seller-option.ts";
import { CONFIG_OPTION } from "./with-config.ts";
import { withTill } from "./with-till.ts";

export const command: Command = {
  options: [CONFIG_OPTION, SELLER_OPTION, STAFF_OPTION],
  details: {
    en: "Puts the document of a silent registrar aside, for `till unresolved list`. The till asks as soon as it answers and sends it nothing new before. The PIN: standard input.",
    ru: "Откладывает документ молчащей ККТ: он виден в `till unresolved list`. Касса спросит, когда ККТ ответит, и нового до тех пор ей не отправит. PIN: стандартный ввод.",
  },
  async run(context) {
    const approval = await approvalOf(context);
    if (typeof approval === "number") return approval;
    return withTill(context, async (till) => {
      const before = new Set((await till.view()).unresolved.map(({ jobId }) => jobId));
      const registrarId = context.text("seller");
      const reply = await till.command({ type: "parkFiscal", ...(registrarId === undefined ? {} : { registrarId }), approval });
      if (!reply.ok) return context.refuse([reply]);
      const parked = (await till.view()).unresolved.find((job) => job.isParked && !before.has(job.jobId));
      const jobId = parked?.jobId ?? null;
      context.answer({ jobId }, `${context.language === "ru" ? "отложено" : "put aside"}${jobId === null ? "" : `: ${jobId}`}`);
      return EXIT.ok;
    });
  },
};
