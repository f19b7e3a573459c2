import type { Command } from "./command.ts";
import { factData, factLines, serviceOf } from "./kkt-facts.ts";
import { REGISTRAR_OPTIONS, withRegistrar } from "./with-registrar.ts";

export const command: Command = {
  options: REGISTRAR_OPTIONS,
  details: {
    en: "State, resource and validity of the fiscal drive. Changes nothing.",
    ru: "Состояние, ресурс и срок фискального накопителя. Ничего не меняет.",
  },
  run: (context) =>
    withRegistrar(
      context,
      async (registrar) => {
        const service = serviceOf(registrar);
        return service.ok ? service.value.drive() : service;
      },
      (facts, localTime) => context.answer({ facts: factData(facts) }, factLines(facts, context.language, localTime)),
    ),
};
