import { appError, type AppError } from "../../config/errors/index.ts";
import { err, type Result } from "../../config/result.ts";
import type { Registrar } from "../../fiscal/registrar.ts";
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
    en: "Prints a copy, which is no fiscal document. The last receipt only in its own shift.",
    ru: "Печатает копию; это не фискальный документ. Последний чек — только в его смене.",
  },
  async run(context) {
    const [word] = context.operands;
    const fdNumber = word === undefined ? null : fdNumberOf(word);
    if (word !== undefined && fdNumber === null)
      return context.misuse({ en: "FD must be a document's number, 1 to 4294967295", ru: "FD: нужен номер документа от 1 до 4294967295" });
    return withRegistrar(
      context,
      (registrar) => (fdNumber === null ? printLast(registrar) : registrar.printDocument(fdNumber)),
      () => context.answer({ fdNumber }, context.language === "ru" ? "копия напечатана" : "the copy is printed"),
    );
  },
};

/** A refusal because of the shift or of the registrar's own memory: by number there is a way. */
async function printLast(registrar: Registrar): Promise<Result<void, AppError>> {
  const printed = await registrar.printCopy();
  if (printed.ok || !OF_THE_STATE.has(printed.error.code)) return printed;
  return err(appError("FIS373", { code: printed.error.code }));
}
const OF_THE_STATE: ReadonlySet<string> = new Set(["FIS334", "FIS345"]);
