import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";
import { errorMessage } from "../../config/error-message.ts";
import { appError, type AppError } from "../../config/errors/index.ts";
import { err, ok, type Result } from "../../config/result.ts";
import { cisOfText } from "../marking/code/cis-of-text.ts";

/** Lines named in an answer when they are no codes. */
const NAMED_MAX = 20;

/** The operand of commands that take a list of codes. */
export const CODE_LIST = {
  placeholder: "FILE",
  required: true,
  summary: { en: "a code a line: full, or its identification part (КИ)", ru: "по коду в строке: полный или КИ" },
} as const;

export interface CodeList {
  /** Lines that are codes. */
  readonly read: number;
  /** Lines that are none, blank ones apart. */
  readonly refused: number;
  /** Numbers of the first of them. */
  readonly refusedLines: readonly number[];
}

/** Reads a list line by line; `take` gets the identification code (КИ) of each. MRK601: the file cannot be read. */
export async function readCodeList(path: string, take: (cis: string) => void): Promise<Result<CodeList, AppError>> {
  let [line, read, refused] = [0, 0, 0];
  const refusedLines: number[] = [];
  try {
    for await (const text of createInterface({ input: createReadStream(path), crlfDelay: Number.POSITIVE_INFINITY })) {
      line += 1;
      if (text.trim() === "") continue;
      const cis = cisOfText(text);
      if (cis === null) {
        refused += 1;
        if (refusedLines.length < NAMED_MAX) refusedLines.push(line);
        continue;
      }
      read += 1;
      take(cis);
    }
  } catch (error) {
    return err(appError("MRK601", { path, reason: errorMessage(error) }));
  }
  return ok({ read, refused, refusedLines });
}
