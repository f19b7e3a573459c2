import { closeSync, openSync, writeSync } from "node:fs";
import type { ImportProblem } from "./import-report.ts";
import { IMPORT_REASONS } from "./import-report.ts";

const FLUSH_LENGTH = 64 * 1024;

/** Writes every problem of an import as a CSV line, for a person with a spreadsheet. */
export class ProblemFile {
  readonly #fd: number;
  #text = "\ufeffФайл;Строка;Причина;Значение\r\n";

  constructor(path: string) {
    this.#fd = openSync(path, "w");
  }

  add(problem: ImportProblem): void {
    this.#text += `${[problem.file, String(problem.line), IMPORT_REASONS[problem.reason], problem.value].map(quoted).join(";")}\r\n`;
    if (this.#text.length > FLUSH_LENGTH) this.#flush();
  }

  close(): void {
    this.#flush();
    closeSync(this.#fd);
  }

  #flush(): void {
    writeSync(this.#fd, this.#text);
    this.#text = "";
  }
}

function quoted(field: string): string {
  return /[";\r\n]/.test(field) ? `"${field.replaceAll('"', '""')}"` : field;
}
