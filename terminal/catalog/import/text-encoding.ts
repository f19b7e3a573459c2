import { createReadStream } from "node:fs";
import { basename } from "node:path";
import { TextDecoder } from "node:util";
import type { AppError } from "../../../config/errors/index.ts";
import { appError } from "../../../config/errors/index.ts";
import type { Result } from "../../../config/result.ts";
import { err, ok } from "../../../config/result.ts";

export type TextEncodingName = "utf-8" | "windows-1251" | "utf-16le";

const READ_BYTES = 256 * 1024;
const HEAD_BYTES = 512;

/**
 * Finds the encoding of a text file: byte order mark, then the XML declaration, then whether the whole file is valid UTF-8;
 * what is not, is windows-1251 (Russian text in it is practically never valid UTF-8). Fails with CAT211.
 */
export async function detectEncoding(path: string): Promise<Result<TextEncodingName, AppError>> {
  const utf8 = new TextDecoder("utf-8", { fatal: true });
  let head: Buffer | null = null;
  try {
    for await (const chunk of createReadStream(path, { highWaterMark: READ_BYTES })) {
      const bytes = chunk as Buffer;
      if (head === null) {
        head = bytes.subarray(0, HEAD_BYTES);
        const declared = declaredEncoding(head);
        if (declared !== null) return ok(declared);
      }
      if (!decodes(utf8, bytes)) return ok("windows-1251");
    }
    return ok(decodes(utf8, null) ? "utf-8" : "windows-1251");
  } catch (error) {
    return err(readFailure(path, 1, error));
  }
}

/** The text of a file in pieces, without a byte order mark. What it throws is for `readFailure`. */
export async function* readText(path: string, encoding: TextEncodingName): AsyncGenerator<string> {
  const decoder = new TextDecoder(encoding, { fatal: true });
  for await (const chunk of createReadStream(path, { highWaterMark: READ_BYTES })) yield decoder.decode(chunk as Buffer, { stream: true });
  yield decoder.decode();
}

/** CAT211 when the file system failed, CAT214 for bytes that are not in the declared encoding (nothing is put in their place); our bugs are thrown on. */
export function readFailure(path: string, line: number, error: unknown): AppError {
  const { code, syscall, message } = error as NodeJS.ErrnoException;
  if (code === "ERR_ENCODING_INVALID_ENCODED_DATA")
    return appError("CAT214", { file: basename(path), line, problem: "the bytes are not in the declared encoding" });
  if (syscall === undefined) throw error;
  return appError("CAT211", { file: path, problem: message });
}

function declaredEncoding(head: Buffer): TextEncodingName | null {
  if (head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf) return "utf-8";
  if (head[0] === 0xff && head[1] === 0xfe) return "utf-16le";
  const declared = /^<\?xml[^>]*encoding=["']([\w-]+)["']/.exec(head.toString("latin1"))?.[1]?.toLowerCase();
  if (declared === "windows-1251" || declared === "cp1251") return "windows-1251";
  return declared === "utf-8" || declared === "utf8" ? "utf-8" : null;
}

function decodes(decoder: TextDecoder, bytes: Buffer | null): boolean {
  try {
    if (bytes === null) decoder.decode();
    else decoder.decode(bytes, { stream: true });
    return true;
  } catch {
    return false;
  }
}
