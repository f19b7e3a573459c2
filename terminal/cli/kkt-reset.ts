import { appError } from "../../config/errors/index.ts";
import { err, ok } from "../../config/result.ts";
import type { Command } from "./command.ts";
import { YES_OPTION } from "./confirm.ts";
import { serviceOf } from "./kkt-facts.ts";
import { REGISTRAR_OPTIONS, changeRegistrar } from "./with-registrar.ts";

export const command: Command = {
  options: [
    ...REGISTRAR_OPTIONS,
    YES_OPTION,
    { name: "reboot", kind: "flag", summary: { en: "restart the registrar afterwards", ru: "затем перезагрузить ККТ" } },
  ],
  details: {
    en: "Cancels a document that was left open; one that is registered stays. Never a technological reset. Stop the till first.",
    ru: "Отменяет документ, оставшийся открытым; пробитый остаётся. Технологическое обнуление не выполняется. Сначала остановите кассу.",
  },
  async run(context) {
    const reboot = context.flag("reboot");
    return changeRegistrar(
      context,
      {
        en: `Cancel the open document${reboot ? " and restart the registrar" : ""}?`,
        ru: `Отменить открытый документ${reboot ? " и перезагрузить ККТ" : ""}?`,
      },
      async (registrar) => {
        const service = serviceOf(registrar);
        if (!service.ok) return service;
        if (reboot && service.value.reboot === undefined) return err(appError("FIS370"));
        const cancelled = await service.value.cancelOpenDocument();
        if (!cancelled.ok || !reboot || service.value.reboot === undefined) return cancelled;
        const restarted = await service.value.reboot();
        return restarted.ok ? ok(cancelled.value) : restarted;
      },
      (document) => {
        const russian = document === "cancelled" ? "документ отменён" : "открытых документов нет";
        const english = document === "cancelled" ? "the document is cancelled" : "nothing was open";
        context.answer({ document, rebooted: reboot }, context.language === "ru" ? russian : english);
      },
    );
  },
};
