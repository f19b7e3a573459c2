import iconv from "iconv-lite";
import { KKT_ERROR } from "./error-code.ts";
import { PayloadWriter, decodeCp1251 } from "./payload.ts";
import type { SettingName, SettingsTable, TableField } from "./tables.ts";

const PASSWORD_TABLE = 2;

/** Settings tables over the values that differ from their defaults. */
export class TableStore {
  readonly #tables: ReadonlyMap<number, SettingsTable>;
  readonly #places: Partial<Record<SettingName, readonly [table: number, field: number]>>;
  readonly #values: () => Record<string, number | string>;

  constructor(
    tables: readonly SettingsTable[],
    places: Partial<Record<SettingName, readonly [table: number, field: number]>>,
    values: () => Record<string, number | string>,
  ) {
    this.#places = places;
    this.#tables = new Map(tables.map((table) => [table.number, table]));
    this.#values = values;
  }

  table(number: number): SettingsTable | undefined {
    return this.#tables.get(number);
  }

  field(table: number, row: number, field: number): TableField | undefined {
    const settings = this.#tables.get(table);
    return settings !== undefined && row >= 1 && row <= settings.rows ? settings.fields[field - 1] : undefined;
  }

  read(table: number, row: number, field: number): number | string | undefined {
    const definition = this.field(table, row, field);
    return definition && (this.#values()[`${table}/${row}/${field}`] ?? definition.initial(row));
  }

  /** `absent` where the family has no such setting. */
  setting(name: SettingName, absent = 0): number {
    const place = this.#places[name];
    return place === undefined ? absent : Number(this.read(place[0], 1, place[1]) ?? absent);
  }

  /** Gives a setting a value, as the device does by itself. */
  change(name: SettingName, value: number): void {
    const place = this.#places[name];
    if (place !== undefined) this.#values()[`${place[0]}/1/${place[1]}`] = value;
  }

  /** Value as 1Fh answers it. */
  encoded(table: number, row: number, field: number): Uint8Array | undefined {
    const definition = this.field(table, row, field);
    const value = this.read(table, row, field);
    if (definition === undefined || value === undefined) return undefined;
    if (definition.type === "bin") return new PayloadWriter().uint(Number(value), definition.size).done();
    return new PayloadWriter().fixed(iconv.encode(String(value), "win1251"), definition.size).done();
  }

  /** 1Eh. Zero = done, otherwise the device's error code. */
  write(table: number, row: number, field: number, bytes: Uint8Array): number {
    const definition = this.field(table, row, field);
    if (definition === undefined) return KKT_ERROR.tableUndefined;
    if (definition.readOnly) return KKT_ERROR.fieldReadOnly;
    const key = `${table}/${row}/${field}`;
    if (definition.type === "char") {
      if (bytes.length > definition.size) return KKT_ERROR.badParameters;
      const end = bytes.indexOf(0);
      this.#values()[key] = decodeCp1251(end < 0 ? bytes : bytes.subarray(0, end));
      return KKT_ERROR.ok;
    }
    const value = bytes.reduceRight((sum, byte) => sum * 256 + byte, 0);
    if (bytes.length !== definition.size || value < definition.min || value > definition.max) return KKT_ERROR.badParameters;
    this.#values()[key] = value;
    return KKT_ERROR.ok;
  }

  /** Row of table 2 with this password; null when nobody has it. */
  operatorOf(password: number): number | null {
    const rows = this.#tables.get(PASSWORD_TABLE)?.rows ?? 0;
    for (let row = rows; row >= 1; row--) if (this.read(PASSWORD_TABLE, row, 1) === password) return row;
    return null;
  }
}
