import type { EpochMs } from "../../config/clock.ts";
import type { Batch } from "../destination.ts";
import type { OutboxRow } from "../outbox-port.ts";
import { WIRE_SCHEMA, WIRE_VERSION } from "./protocol.ts";

export interface EncodedBatch {
  readonly body: Buffer;
  /** The rows that fitted: at least the first. */
  readonly rows: readonly OutboxRow[];
}

/** The request body of one batch, cut before `bytesMax` (a single row may exceed it: the server has the last word). */
export function encodeBatch(batch: Batch, meta: { readonly epoch: string; readonly sentAt: EpochMs }, bytesMax: number): EncodedBatch {
  const facts: string[] = [];
  const rows: OutboxRow[] = [];
  let bytes = 0;
  for (const row of batch.rows) {
    const text = JSON.stringify(row.fact);
    bytes += Buffer.byteLength(text) + 1;
    if (rows.length > 0 && bytes > bytesMax) break;
    facts.push(text);
    rows.push(row);
  }
  const last = rows.at(-1)?.sequence ?? 0;
  const heldBack = batch.heldBack.filter((range) => range.from <= last);
  const envelope = { schema: WIRE_SCHEMA, v: WIRE_VERSION, epoch: meta.epoch, sentAt: meta.sentAt, heldBack };
  const open = JSON.stringify(envelope).slice(0, -1);
  return { body: Buffer.from(`${open},"facts":[${facts.join(",")}]}`), rows };
}
