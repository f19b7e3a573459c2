import { err, ok } from "../../config/result.ts";
import type { Result } from "../../config/result.ts";
import { decodeTlv } from "../document/tlv.ts";
import type { TlvItem } from "../document/tlv.ts";
import { COMMANDS } from "./commands.ts";
import { malformedAnswer } from "./errors.ts";
import type { CommandFailure } from "./errors.ts";
import { foundDocument } from "./replies.ts";
import type { FoundDocument } from "./replies.ts";
import { documentNumber } from "./requests.ts";
import type { ShtrihSession } from "./session.ts";
import { VENDOR } from "./vendor-errors.ts";

/** A receipt of 32 KB has fewer items; beyond this the device repeats itself. */
const MAX_ITEMS = 4_000;
const READ_TRIES = 2;

/** FF0A; null when the drive has no such document (any more). */
export async function findStored(session: ShtrihSession, fdNumber: number): Promise<Result<FoundDocument | null, CommandFailure>> {
  const data = await session.call(COMMANDS.findDocument, documentNumber(fdNumber));
  if (!data.ok) return data.error.vendor === VENDOR.noData ? ok(null) : data;
  const found = foundDocument(data.value);
  return found === null ? err(malformedAnswer(COMMANDS.findDocument, "document cut short")) : ok(found);
}

/** FF3A and FF3B: the top-level tags that could be read. Items that are cut by the protocol's 255 bytes are passed over. */
export async function readStoredTags(session: ShtrihSession, fdNumber: number): Promise<Result<TlvItem[], CommandFailure>> {
  for (let tryNumber = 1; ; tryNumber++) {
    const tags = await readOnce(session, fdNumber);
    // A lost answer of FF3B has moved the device on: only a new start gives the whole document.
    if (tags.ok || tags.error.vendor !== null || tryNumber >= READ_TRIES) return tags;
  }
}

async function readOnce(session: ShtrihSession, fdNumber: number): Promise<Result<TlvItem[], CommandFailure>> {
  const start = await session.call(COMMANDS.documentStart, documentNumber(fdNumber));
  if (!start.ok) return start;
  const tags: TlvItem[] = [];
  for (let i = 0; i < MAX_ITEMS; i++) {
    const next = await session.call(COMMANDS.documentNext);
    if (!next.ok) return next.error.vendor === VENDOR.noData ? ok(tags) : next;
    const items = decodeTlv(next.value);
    if (items.ok) tags.push(...items.value);
  }
  await session.call(COMMANDS.stopDump);
  return err(malformedAnswer(COMMANDS.documentNext, `more than ${MAX_ITEMS} items`));
}
