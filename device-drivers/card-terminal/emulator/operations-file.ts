import { open, readFile, truncate, type FileHandle } from "node:fs/promises";
import { dirname } from "node:path";
import { epochMs } from "../../../config/clock.ts";
import { errorMessage } from "../../../config/error-message.ts";
import { appError, type AppError } from "../../../config/errors/index.ts";
import { err, ok, type Result } from "../../../config/result.ts";
import { parseApproval, parseObject } from "../json-protocol.ts";
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
    try {
      await folder.sync();
    } finally {
      await folder.close();
    }
    content = await readFile(path, "utf8");
  } catch (error) {
    return err(appError("DEV227", { path, reason: errorMessage(error) }));
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
  const fields = parseObject(line);
  const result = fields && parseResult(fields["result"]);
  if (!fields || !result) return null;
  const { id, op, amountKop, at, originalRrn, reversedId } = fields;
  if (typeof id !== "string" || typeof amountKop !== "number" || typeof at !== "number") return null;
  const base = { id, amountKop, at: epochMs(at), result };
  if (op === "charge") return { ...base, op };
  if (op === "refund" && (originalRrn === null || typeof originalRrn === "string")) return { ...base, op, originalRrn };
  return op === "reverse" && typeof reversedId === "string" ? { ...base, op, reversedId } : null;
}

function parseResult(value: unknown): OperationRecord["result"] | null {
  if (typeof value !== "object" || value === null) return null;
  if ("reason" in value && typeof value.reason === "string") return { status: "declined", reason: value.reason };
  if (!("approval" in value) || typeof value.approval !== "object" || value.approval === null) return null;
  const approval = parseApproval({ ...value.approval });
  return approval && { status: "approved", approval };
}
