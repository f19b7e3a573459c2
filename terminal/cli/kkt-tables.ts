import { appError } from "../../config/errors/index.ts";
import type { AppError } from "../../config/errors/index.ts";
import { err, ok, type Result } from "../../config/result.ts";
import type { SettingsTable, TableField } from "../../fiscal/registrar-service.ts";
import type { Command, Language } from "./command.ts";
import { serviceOf } from "./kkt-facts.ts";
import { REGISTRAR_OPTIONS, withRegistrar } from "./with-registrar.ts";

const TABLE_MAX = 255;

type Shown =
  | { readonly kind: "list"; readonly tables: readonly SettingsTable[] }
  | { readonly kind: "fields"; readonly table: number; readonly fields: readonly TableField[] };

export const command: Command = {
  operands: [{ placeholder: "TABLE", required: false, summary: { en: "number of one table", ru: "номер одной таблицы" } }],
  options: REGISTRAR_OPTIONS,
  details: {
    en: "Lists the settings tables, or the fields of one. Changes nothing. Passwords in table 2 are shown as they are.",
    ru: "Показывает таблицы настроек или поля одной из них. Ничего не меняет. Пароли таблицы 2 видны как есть.",
  },
  async run(context) {
    const [word] = context.operands;
    const table = word === undefined ? null : tableNumber(word);
    if (word !== undefined && table === null)
      return context.misuse({ en: "TABLE must be a number from 1 to 255", ru: "TABLE: нужен номер от 1 до 255" });
    return withRegistrar(
      context,
      async (registrar): Promise<Result<Shown, AppError>> => {
        const service = serviceOf(registrar);
        if (!service.ok) return service;
        const { tables } = service.value;
        if (tables === undefined) return err(appError("FIS368"));
        if (table !== null) {
          const fields = await tables.read(table);
          return fields.ok ? ok({ kind: "fields", table, fields: fields.value }) : fields;
        }
        const list = await tables.list();
        return list.ok ? ok({ kind: "list", tables: list.value }) : list;
      },
      (read) => {
        if (read.kind === "list")
          context.answer({ tables: read.tables }, read.tables.map((one) => tableLine(one, context.language)).join("\n"));
        else context.answer({ table: read.table, fields: read.fields }, read.fields.map(fieldLine).join("\n"));
      },
    );
  },
};

export function tableNumber(word: string): number | null {
  const value = /^\d{1,3}$/.test(word) ? Number(word) : 0;
  return value >= 1 && value <= TABLE_MAX ? value : null;
}

function tableLine({ table, name, rows, fields }: SettingsTable, language: Language): string {
  const size = language === "ru" ? `рядов ${rows}, полей ${fields}` : `${rows} rows, ${fields} fields`;
  return `${String(table).padStart(3)}  ${name.padEnd(40)}  ${size}`;
}

export function fieldLine({ row, field, name, value, min, max }: TableField): string {
  const limits = min === null || max === null ? "" : `  [${min}…${max}]`;
  return `${String(row).padStart(3)}.${String(field).padEnd(3)} ${name.padEnd(40)}  ${String(value)}${limits}`.trimEnd();
}
