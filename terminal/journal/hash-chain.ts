import { createHash } from "node:crypto";

/** Chain value before the first event. */
export const GENESIS_HASH = createHash("sha256").update("ITEEM Till journal 1").digest();

/** SHA-256 over the previous hash and this event's fields, separated so that no two events share an input. */
export function chainHash(previous: Uint8Array, sequence: number, at: number, type: string, data: string): Buffer {
  return createHash("sha256").update(previous).update(`\n${sequence}\n${at}\n${type}\n`).update(data).digest();
}
