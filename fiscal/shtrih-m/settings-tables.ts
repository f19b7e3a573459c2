import { appError } from "../../config/errors/index.ts";
import type { AppError } from "../../config/errors/index.ts";
import { err, ok } from "../../config/result.ts";
import type { Result } from "../../config/result.ts";
import type { RegistrarTables, SettingsTable, TableField } from "../registrar-service.ts";
import { ByteReader, ByteWriter } from "./byte-fields.ts";
import { COMMANDS } from "./commands.ts";
import { fieldInfo, tableInfo } from "./drive-replies.ts";
import type { FieldInfo } from "./drive-replies.ts";
import { tableCell, tableValue } from "./requests.ts";
import type { RunJob } from "./service.ts";
import type { ShtrihSession } from "./session.ts";
import { decodeDeviceText, encodeDeviceText } from "./text.ts";

/** No known model has more. */
const MAX_TABLES = 64;

/** Settings tables: 2Dh, 2Eh, 1Fh, 1Eh. */
export class ShtrihTables implements RegistrarTables {
  readonly #session: ShtrihSession;
  readonly #run: RunJob;
  readonly #onChanged: () => void;

  constructor(session: ShtrihSession, run: RunJob, onChanged: () => void) {
    this.#session = session;
    this.#run = run;
    this.#onChanged = onChanged;
  }

  list(): Promise<Result<readonly SettingsTable[], AppError>> {
    return this.#run(async () => {
      const tables: SettingsTable[] = [];
      for (let table = 1; table <= MAX_TABLES; table++) {
        const info = await this.#session.call(COMMANDS.tableInfo, Uint8Array.of(table));
        if (info.ok) tables.push({ table, ...tableInfo(info.value) });
        else if (info.error.vendor === null) return err(info.error.error);
      }
      return ok(tables);
    });
  }

  read(table: number): Promise<Result<readonly TableField[], AppError>> {
    return this.#run(async () => {
      const info = await this.#session.call(COMMANDS.tableInfo, Uint8Array.of(table));
      if (!info.ok) return err(info.error.vendor === null ? info.error.error : noSetting(table, 1, 1));
      const { rows, fields } = tableInfo(info.value);
      const values: TableField[] = [];
      for (let field = 1; field <= fields; field++) {
        const structure = await this.#structure(table, 1, field);
        if (!structure.ok) return structure;
        for (let row = 1; row <= rows; row++) {
          const value = await this.#value(table, row, field, structure.value);
          if (!value.ok) return value;
          values.push(value.value);
        }
      }
      return ok(values.toSorted((a, b) => a.row - b.row || a.field - b.field));
    });
  }

  write(table: number, row: number, field: number, value: string): Promise<Result<TableField, AppError>> {
    return this.#run(async () => {
      const info = await this.#session.call(COMMANDS.tableInfo, Uint8Array.of(table));
      if (!info.ok) return err(info.error.vendor === null ? info.error.error : noSetting(table, row, field));
      if (row > tableInfo(info.value).rows) return err(noSetting(table, row, field));
      const structure = await this.#structure(table, row, field);
      if (!structure.ok) return structure;
      const bytes = fieldBytes(structure.value, value);
      if (!bytes.ok) return bytes;
      this.#onChanged();
      const written = await this.#session.callPatiently(COMMANDS.writeTable, tableValue(table, row, field, bytes.value));
      if (!written.ok) return err(written.error.error);
      return this.#value(table, row, field, structure.value);
    });
  }

  async #structure(table: number, row: number, field: number): Promise<Result<FieldInfo, AppError>> {
    const data = await this.#session.call(COMMANDS.fieldInfo, Uint8Array.of(table, field));
    if (data.ok) return ok(fieldInfo(data.value));
    return err(data.error.vendor === null ? data.error.error : noSetting(table, row, field));
  }

  async #value(table: number, row: number, field: number, info: FieldInfo): Promise<Result<TableField, AppError>> {
    const cell = await this.#session.call(COMMANDS.readTable, tableCell(table, row, field));
    if (!cell.ok) return err(cell.error.vendor === null ? cell.error.error : noSetting(table, row, field));
    const value = info.kind === "text" ? decodeDeviceText(cell.value) : new ByteReader(cell.value).uint(cell.value.length);
    return ok({ row, field, ...info, value });
  }
}

/** The value as the device keeps it. Error FIS364. */
export function fieldBytes(info: FieldInfo, value: string): Result<Uint8Array, AppError> {
  if (info.kind === "text") {
    const bytes = encodeDeviceText(value);
    if (bytes.length > info.size) return err(misfit(info, value, `≤ ${info.size}`));
    return ok(new ByteWriter().padded(bytes, info.size).done());
  }
  const number = /^\d{1,15}$/.test(value.trim()) ? Number(value) : null;
  const max = info.max ?? 256 ** info.size - 1;
  if (number === null || number < (info.min ?? 0) || number > max) return err(misfit(info, value, `${info.min ?? 0}…${max}`));
  return ok(new ByteWriter().uint(number, info.size).done());
}

function misfit(info: FieldInfo, value: string, limits: string): AppError {
  return appError("FIS364", { name: info.name, value, limits });
}

function noSetting(table: number, row: number, field: number): AppError {
  return appError("FIS363", { table, row, field });
}
