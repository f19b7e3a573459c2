import type { AppError } from "../../../config/errors/index.ts";
import { appError } from "../../../config/errors/index.ts";
import type { Result } from "../../../config/result.ts";
import { err, ok } from "../../../config/result.ts";

export interface CsvRow {
  /** Line where the row begins, from 1. */
  readonly line: number;
  readonly fields: readonly string[];
}

export type CsvSeparator = ";" | "," | "\t";

/** One field of a goods list is never longer; a lost quote would otherwise swallow the file. */
const FIELD_LENGTH_MAX = 20_000;
const FIELDS_MAX = 200;

/** The separator of a header line: the one that occurs most. */
export function detectSeparator(header: string): CsvSeparator {
  const counts = ([";", ",", "\t"] as const).map((separator) => ({ separator, count: header.split(separator).length }));
  return counts.reduce((best, next) => (next.count > best.count ? next : best)).separator;
}

/**
 * CSV as RFC 4180 has it, with any of three separators: quoted fields may hold separators, line ends and doubled quotes. A
 * quote inside an unquoted field is an ordinary character (Excel and 1C write 1/2" so). Feed it pieces, then `end`.
 */
export class CsvParser {
  readonly #separator: CsvSeparator;
  readonly #file: string;
  #fields: string[] = [];
  #field = "";
  #state: "start" | "plain" | "quoted" | "quote" = "start";
  #line = 1;
  #rowLine = 1;
  #afterCr = false;

  constructor(separator: CsvSeparator, file: string) {
    this.#separator = separator;
    this.#file = file;
  }

  /** The line being read. */
  get line(): number {
    return this.#line;
  }

  /** Rows that are complete now. Fails with CAT214 for a field or a row without end. */
  feed(text: string): Result<CsvRow[], AppError> {
    const rows: CsvRow[] = [];
    for (let at = 0; at < text.length; at++) {
      const char = text.charAt(at);
      if (this.#afterCr) {
        this.#afterCr = false;
        if (char === "\n") continue;
      }
      if (char === "\n" || char === "\r") {
        this.#line++;
        this.#afterCr = char === "\r";
        if (this.#state === "quoted") this.#field += "\n";
        else this.#endRow(rows);
      } else if (this.#state === "quoted") {
        if (char === '"') this.#state = "quote";
        else this.#field += char;
      } else if (char === this.#separator) this.#endField();
      else this.#plain(char);
      if (this.#field.length > FIELD_LENGTH_MAX || this.#fields.length > FIELDS_MAX) return err(this.#tooLong());
    }
    return ok(rows);
  }

  end(): Result<CsvRow[], AppError> {
    if (this.#state === "quoted") return err(this.#tooLong());
    const rows: CsvRow[] = [];
    this.#endRow(rows);
    return ok(rows);
  }

  #plain(char: string): void {
    if (char === '"' && this.#state === "start") this.#state = "quoted";
    else if (char === '"' && this.#state === "quote") {
      this.#field += '"';
      this.#state = "quoted";
    } else {
      this.#field += char;
      this.#state = "plain";
    }
  }

  #endField(): void {
    this.#fields.push(this.#field);
    this.#field = "";
    this.#state = "start";
  }

  #endRow(rows: CsvRow[]): void {
    const isEmpty = this.#fields.length === 0 && this.#field.trim() === "";
    this.#endField();
    if (!isEmpty) rows.push({ line: this.#rowLine, fields: this.#fields });
    this.#fields = [];
    this.#rowLine = this.#line;
  }

  #tooLong(): AppError {
    return appError("CAT214", { file: this.#file, line: this.#rowLine, problem: "a quoted field or a row has no end" });
  }
}
