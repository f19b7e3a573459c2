import { ok } from "../../config/result.ts";
import type { Command } from "./command.ts";
import { showDocument } from "./kkt-document.ts";
import { REGISTRAR_OPTIONS } from "./with-registrar.ts";

export const command: Command = {
  options: REGISTRAR_OPTIONS,
  details: {
    en: "Shows the last fiscal document of the drive with all its tags. Changes nothing.",
    ru: "Показывает последний фискальный документ накопителя со всеми реквизитами. Ничего не меняет.",
  },
  run: (context) =>
    showDocument(context, async (registrar) => {
      const status = await registrar.status();
      return status.ok ? ok(status.value.lastFdNumber) : status;
    }),
};
