import type { Command } from "./command.ts";
import { fdNumberOf } from "./kkt-document.ts";
import { REGISTRAR_OPTIONS, withRegistrar } from "./with-registrar.ts";

export const command: Command = {
  operands: [
    {
      placeholder: "FD",
      required: false,
      summary: { en: "number of a document; else the last receipt", ru: "номер ФД; иначе последний чек" },
    },
  ],
  options: REGISTRAR_OPTIONS,
  details: {
    en: "Prints a copy, which is no fiscal document.",
    ru: "Печатает копию; это не фискальный документ.",
  },
  async run(context) {
    const [word] = context.operands;
    const fdNumber = word === undefined ? null : fdNumberOf(word);
    if (word !== undefined && fdNumber === null)
      return context.misuse({ en: "FD must be a document's number, 1 to 4294967295", ru: "FD: нужен номер документа от 1 до 4294967295" });
    return withRegistrar(
      context,
      (registrar) => (fdNumber === null ? registrar.printCopy() : registrar.printDocument(fdNumber)),
      () => context.answer({ fdNumber }, context.language === "ru" ? "копия напечатана" : "the copy is printed"),
    );
  },
};
