import type { Command } from "./command.ts";
import { YES_OPTION } from "./confirm.ts";
import { serviceOf } from "./kkt-facts.ts";
import { REGISTRAR_OPTIONS, changeRegistrar } from "./with-registrar.ts";

export const command: Command = {
  options: [...REGISTRAR_OPTIONS, YES_OPTION],
  details: {
    en: "Sets the registrar's clock to this computer's. Only with the shift closed, and not before the last document.",
    ru: "Ставит часы ККТ по этому компьютеру. Только при закрытой смене и не раньше последнего документа.",
  },
  async run(context) {
    return changeRegistrar(
      context,
      {
        en: "Set the registrar's clock to this computer's time?",
        ru: "Поставить часы ККТ по времени этого компьютера?",
      },
      async (registrar) => {
        const service = serviceOf(registrar);
        return service.ok ? service.value.syncClock() : service;
      },
      (set) => {
        const seconds = Math.round((set.before - set.ours) / 1000);
        const [ru, en] = set.isChanged
          ? [`часы расходились на ${seconds} с, установлены`, `the clock was ${seconds} s off, set`]
          : ["часы идут верно, не тронуты", "the clock is right, left alone"];
        context.answer(set, context.language === "ru" ? ru : en);
      },
    );
  },
};
