import type { Command } from "./command.ts";
import { YES_OPTION } from "./confirm.ts";
import { serviceOf } from "./kkt-facts.ts";
import { REGISTRAR_OPTIONS, changeRegistrar } from "./with-registrar.ts";

export const command: Command = {
  operands: [
    {
      placeholder: "REQUEST",
      required: true,
      repeats: true,
      summary: {
        en: 'Shtrih-M: hex bytes with the password, 10 1E 00 00 00; ATOL: a JSON task, \'{"type":"getFnInfo"}\'',
        ru: 'Штрих-М: байты с паролем, 10 1E 00 00 00; АТОЛ: задание JSON, \'{"type":"getFnInfo"}\'',
      },
    },
  ],
  options: [...REGISTRAR_OPTIONS, YES_OPTION],
  details: {
    en: "Sends one request as it is and shows the answer. Nothing is checked: it may register a document. Stop the till first.",
    ru: "Отправляет запрос как есть и показывает ответ. Ничего не проверяется: запрос может пробить документ. Сначала остановите кассу.",
  },
  async run(context) {
    const request = context.operands.join(" ");
    return changeRegistrar(
      context,
      {
        en: `Send ${request} to the registrar? It may change anything.`,
        ru: `Отправить в ККТ ${request}? Запрос может изменить что угодно.`,
      },
      async (registrar) => {
        const service = serviceOf(registrar);
        return service.ok ? service.value.raw(request) : service;
      },
      (answer) => context.answer({ request, answer }, answer),
    );
  },
};
