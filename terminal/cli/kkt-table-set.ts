import { appError } from "../../config/errors/index.ts";
import { err } from "../../config/result.ts";
import type { Command } from "./command.ts";
import { YES_OPTION } from "./confirm.ts";
import { serviceOf } from "./kkt-facts.ts";
import { fieldLine, tableNumber } from "./kkt-tables.ts";
import { REGISTRAR_OPTIONS, changeRegistrar } from "./with-registrar.ts";

const ROW_MAX = 65_535;

export const command: Command = {
  operands: [
    { placeholder: "TABLE", required: true, summary: { en: "number of the table", ru: "номер таблицы" } },
    { placeholder: "ROW", required: true, summary: { en: "row", ru: "ряд" } },
    { placeholder: "FIELD", required: true, summary: { en: "field", ru: "поле" } },
    { placeholder: "VALUE", required: true, summary: { en: "number or text", ru: "число или текст" } },
  ],
  options: [...REGISTRAR_OPTIONS, YES_OPTION],
  details: {
    en: "Writes one setting, within the limits that the registrar tells, and reads it back. Stop the till first.",
    ru: "Записывает одну настройку в пределах, которые называет ККТ, и читает её обратно. Сначала остановите кассу.",
  },
  async run(context) {
    const [tableWord = "", rowWord = "", fieldWord = "", value = ""] = context.operands;
    const table = tableNumber(tableWord);
    const field = tableNumber(fieldWord);
    const row = /^\d{1,5}$/.test(rowWord) ? Number(rowWord) : 0;
    if (table === null || field === null || row < 1 || row > ROW_MAX)
      return context.misuse({
        en: "TABLE, ROW and FIELD are numbers: table and field from 1 to 255, row from 1 to 65535",
        ru: "TABLE, ROW и FIELD — номера: таблица и поле от 1 до 255, ряд от 1 до 65535",
      });
    return changeRegistrar(
      context,
      {
        en: `Write ${value} to table ${table}, row ${row}, field ${field}?`,
        ru: `Записать ${value} в таблицу ${table}, ряд ${row}, поле ${field}?`,
      },
      async (registrar) => {
        const service = serviceOf(registrar);
        if (!service.ok) return service;
        const { tables } = service.value;
        return tables === undefined ? err(appError("FIS368")) : tables.write(table, row, field, value);
      },
      (written) => context.answer({ table, ...written }, fieldLine(written)),
    );
  },
};
