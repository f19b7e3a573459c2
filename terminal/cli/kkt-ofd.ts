import { appError } from "../../config/errors/index.ts";
import { err } from "../../config/result.ts";
import type { Command, Language } from "./command.ts";
import { factData, factLines, serviceOf } from "./kkt-facts.ts";
import { FD_NUMBER_MAX, REGISTRAR_OPTIONS, withRegistrar } from "./with-registrar.ts";

export const command: Command = {
  options: [
    ...REGISTRAR_OPTIONS,
    {
      name: "ticket",
      kind: "whole",
      placeholder: "FD",
      min: 1,
      max: FD_NUMBER_MAX,
      summary: { en: "the OFD's confirmation of this document instead", ru: "вместо этого подтверждение ОФД на документ" },
    },
  ],
  details: {
    en: "Where documents go, how many wait, since when. Changes nothing.",
    ru: "Куда уходят документы, сколько ждёт и с какого времени. Ничего не меняет.",
  },
  run: (context) =>
    withRegistrar(
      context,
      async (registrar) => {
        const service = serviceOf(registrar);
        if (!service.ok) return service;
        const fdNumber = context.whole("ticket");
        if (fdNumber === undefined) return service.value.ofd();
        if (service.value.ofdTicket === undefined) return err(appError("FIS369", { fdNumber }));
        return service.value.ofdTicket(fdNumber);
      },
      (facts, localTime) => {
        if (facts !== null) context.answer({ facts: factData(facts) }, factLines(facts, context.language, localTime));
        else context.answer({ facts: null }, noTicket(context.whole("ticket"), context.language));
      },
    ),
};

function noTicket(fdNumber: number | undefined, language: Language): string {
  return language === "ru" ? `на ФД ${fdNumber} подтверждения ОФД нет` : `the OFD has sent no ticket for document ${fdNumber}`;
}
