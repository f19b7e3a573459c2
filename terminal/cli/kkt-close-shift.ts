import { appError } from "../../config/errors/index.ts";
import { err, ok } from "../../config/result.ts";
import type { Command } from "./command.ts";
import { cashierOf, cashierOption } from "./cashier-option.ts";
import { YES_OPTION } from "./confirm.ts";
import { REGISTRAR_OPTIONS, changeRegistrar } from "./with-registrar.ts";

export const command: Command = {
  options: [
    ...REGISTRAR_OPTIONS,
    YES_OPTION,
    cashierOption({ en: "person named in the document (tag 1021)", ru: "кто закрывает смену (тег 1021)" }),
  ],
  details: {
    en: "Closes a shift that only the registrar knows of: another program used it, or the journal was begun anew. Prints the Z report. Stop the till first.",
    ru: "Закрывает смену, открытую в ККТ, о которой журнал кассы не знает: ККТ использовали с другой программой или журнал начат заново. Печатает Z-отчёт. Сначала остановите кассу.",
  },
  async run(context) {
    const cashier = cashierOf(context);
    if (!cashier.ok) return cashier.error;
    return changeRegistrar(
      context,
      { en: "Close the registrar's shift?", ru: "Закрыть смену ККТ?" },
      async (registrar) => {
        const baseline = await registrar.baseline();
        if (!baseline.ok) return baseline;
        if (!baseline.value.shiftOpen) return err(appError("FIS372"));
        const document = { kind: "close-shift", cashier: cashier.value } as const;
        const registered = await registrar.register(document, baseline.value);
        if (registered.ok) return ok(registered.value);
        if (registered.error.effect === "none") return err(registered.error.error);
        const resolution = await registrar.resolve(document, baseline.value);
        return resolution.outcome === "registered"
          ? ok(resolution.registered)
          : err(appError("FIS375", { code: registered.error.error.code }));
      },
      (registered) => {
        const { shiftNumber, fdNumber } = registered;
        context.answer(
          registered,
          context.language === "ru" ? `смена ${shiftNumber} закрыта, ФД ${fdNumber}` : `shift ${shiftNumber} closed, document ${fdNumber}`,
        );
      },
    );
  },
};
