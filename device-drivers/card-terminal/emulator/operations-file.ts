import { open, readFile, truncate, type FileHandle } from "node:fs/promises";
import { dirname } from "node:path";
import { appError, type AppError } from "../../../config/errors/index.ts";
import { err, ok, type Result } from "../../../config/result.ts";
import { parseObject } from "../json-protocol.ts";
import type { OperationRecord } from "./book.ts";

/** The terminal's memory: one JSON record a line, on the disk before the answer leaves. */
export interface OperationsFile {
  readonly records: readonly OperationRecord[];
  /** Resolves when the record is on the disk. */
  append(record: OperationRecord): Promise<void>;
  close(): Promise<void>;
}

/** A torn last line (power cut) is cut off; a broken line before it is DEV227: the file is not ours or is damaged. */
export async function openOperationsFile(path: string): Promise<Result<OperationsFile, AppError>> {
  let file: FileHandle;
  let content: string;
  try {
    file = await open(path, "a");
    // The new file's name must survive a power cut too.
    const folder = await open(dirname(path), "r");
    await folder.sync().finally(() => folder.close());
    content = await readFile(path, "utf8");
  } catch (error) {
    return err(appError("DEV227", { path, reason: error instanceof Error ? error.message : String(error) }));
  }
  const whole = content.slice(0, content.lastIndexOf("\n") + 1);
  if (whole.length < content.length) await truncate(path, Buffer.byteLength(whole));
  const records: OperationRecord[] = [];
  for (const [index, line] of whole.split("\n").slice(0, -1).entries()) {
    const record = parseRecord(line);
    if (!record) {
      await file.close();
      return err(appError("DEV227", { path, reason: `line ${index + 1} is not an operation` }));
    }
    records.push(record);
  }
  return ok({
    records,
    append: async (record) => {
      await file.appendFile(`${JSON.stringify(record)}\n`);
      await file.sync();
    },
    close: () => file.close(),
  });
}

function parseRecord(line: string): OperationRecord | null {
  const record = parseObject(line);
  if (!record || typeof record["id"] !== "string" || typeof record["amountKop"] !== "number" || typeof record["at"] !== "number")
    return null;
  if (!["charge", "refund", "reverse"].includes(String(record["op"]))) return null;
  const result = record["result"];
  if (typeof result !== "object" || result === null || !("status" in result)) return null;
  return result.status === "approved" || result.status === "declined" ? (record as unknown as OperationRecord) : null;
}
