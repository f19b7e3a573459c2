import { closeSync, openSync, writeSync } from "node:fs";
import type { Log } from "../../../config/log.ts";
import type { ImportProblem } from "./import-report.ts";
import { IMPORT_REASONS } from "./import-report.ts";

const FLUSH_LENGTH = 64 * 1024;

/**
 * Writes every problem of an import as a CSV line, for a person with a spreadsheet. The list is a convenience: when the disk
 * refuses it, that is logged and the import goes on (the report has the counts and the first examples).
 */
export class ProblemFile {
  readonly #log: Log;
  #fd: number | null = null;
  #text = "\ufeffФайл;Строка;Причина;Значение\r\n";

  constructor(path: string, log: Log) {
    this.#log = log;
    this.#try(() => (this.#fd = openSync(path, "w")));
  }

  add(problem: ImportProblem): void {
    this.#text += `${[problem.file, String(problem.line), IMPORT_REASONS[problem.reason], problem.value].map(quoted).join(";")}\r\n`;
    if (this.#text.length > FLUSH_LENGTH) this.#flush();
  }

  close(): void {
    this.#flush();
    const fd = this.#fd;
    this.#fd = null;
    if (fd !== null) this.#try(() => closeSync(fd));
  }

  #flush(): void {
    const fd = this.#fd;
    if (fd !== null) this.#try(() => writeSync(fd, this.#text));
    this.#text = "";
  }

  #try(action: () => unknown): void {
    try {
      action();
    } catch (error) {
      if ((error as NodeJS.ErrnoException).syscall === undefined) throw error;
      this.#fd = null;
      this.#log.warn({ problem: (error as Error).message }, "the list of import problems cannot be written");
    }
  }
}

function quoted(field: string): string {
  return /[";\r\n]/.test(field) ? `"${field.replaceAll('"', '""')}"` : field;
}
