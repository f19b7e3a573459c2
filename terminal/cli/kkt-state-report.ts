import type { Command } from "./command.ts";
import { cashierOf, cashierOption } from "./cashier-option.ts";
import { YES_OPTION } from "./confirm.ts";
import { serviceOf } from "./kkt-facts.ts";
import { REGISTRAR_OPTIONS, changeRegistrar } from "./with-registrar.ts";

export const command: Command = {
  options: [
    ...REGISTRAR_OPTIONS,
    YES_OPTION,
    cashierOption({ en: "person named in the document (tag 1021)", ru: "кто формирует отчёт (тег 1021)" }),
  ],
  details: {
    en: "Makes the report on the state of settlements, a fiscal document. Shtrih-M: only with the shift closed. No answer: look at `till kkt last-document` before another try.",
    ru: "Формирует отчёт о текущем состоянии расчётов, это фискальный документ. Штрих-М: только при закрытой смене. Нет ответа: посмотрите `till kkt last-document`, прежде чем повторять.",
  },
  async run(context) {
    const cashier = cashierOf(context);
    if (!cashier.ok) return cashier.error;
    return changeRegistrar(
      context,
      {
        en: "Make the report on the state of settlements (a fiscal document)?",
        ru: "Сформировать отчёт о текущем состоянии расчётов (фискальный документ)?",
      },
      async (registrar) => {
        const service = serviceOf(registrar);
        return service.ok ? service.value.stateReport(cashier.value) : service;
      },
      (report) => {
        const { fdNumber, fiscalSign, unsent } = report;
        const russian = context.language === "ru";
        const waiting = unsent === null ? "" : russian ? `, не передано в ОФД: ${unsent}` : `, not confirmed by the OFD: ${unsent}`;
        const made = russian ? `отчёт: ФД ${fdNumber}, ФП ${fiscalSign}` : `report: document ${fdNumber}, sign ${fiscalSign}`;
        context.answer(report, `${made}${waiting}`);
      },
    );
  },
};
