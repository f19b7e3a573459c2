import { err, ok } from "../../config/result.ts";
import type { Result } from "../../config/result.ts";
import { decodeTlv } from "../document/tlv.ts";
import type { TlvItem } from "../document/tlv.ts";
import { ByteReader } from "./byte-fields.ts";
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
const READ_TRIES = 3;
const RETRY_MS = 300;
const TLV_HEADER_BYTES = 4;
/** 255 bytes of a frame without command and error code. */
const MAX_ANSWER_BYTES = 252;
/** Tags that can carry what says that a document is ours (`document/own-tag.ts`). */
const OWN_TAGS: ReadonlySet<number> = new Set([1084, 1192]);

/** FF0A; null when the drive has no such document (any more). */
export async function findStored(session: ShtrihSession, fdNumber: number): Promise<Result<FoundDocument | null, CommandFailure>> {
  const data = await session.call(COMMANDS.findDocument, documentNumber(fdNumber));
  if (!data.ok) return data.error.vendor === VENDOR.noData ? ok(null) : data;
  const found = foundDocument(data.value);
  return found === null ? err(malformedAnswer(COMMANDS.findDocument, "document cut short")) : ok(found);
}

/**
 * FF3A and FF3B: the top-level tags, read again when the reading failed. What FF3A tells of the length must be there to the last
 * byte: a document with a tag missing is not taken for one without it (FIS305). Only a tag too long for the protocol's 255
 * bytes is passed over, and never one that can be ours.
 */
export async function readStoredTags(session: ShtrihSession, fdNumber: number): Promise<Result<TlvItem[], CommandFailure>> {
  for (let tryNumber = 1; ; tryNumber++) {
    const tags = await readOnce(session, fdNumber);
    if (tags.ok || isUnknownCommand(tags.error)) return tags;
    // A reading that broke off leaves mode 1 behind, and a lost answer of FF3B has moved the device on.
    await session.call(COMMANDS.stopDump);
    if (tryNumber >= READ_TRIES) return tags;
    await session.clock.sleep(RETRY_MS);
  }
}

/** The device was asked in vain and will be in vain again; anything else (busy, drive silent, line lost) may pass. */
export function neverTells(failure: CommandFailure): boolean {
  return isUnknownCommand(failure) || failure.error.code === "FIS305";
}

function isUnknownCommand({ vendor }: CommandFailure): boolean {
  return vendor === VENDOR.notSupported || vendor === VENDOR.unknownToDrive || vendor === VENDOR.noData;
}

async function readOnce(session: ShtrihSession, fdNumber: number): Promise<Result<TlvItem[], CommandFailure>> {
  const start = await session.call(COMMANDS.documentStart, documentNumber(fdNumber));
  if (!start.ok) return start;
  const toldBytes = new ByteReader(start.value, 2).uint(2);
  const parts: Uint8Array[] = [];
  while (parts.length < MAX_ITEMS) {
    const next = await session.call(COMMANDS.documentNext);
    if (next.ok) {
      parts.push(next.value);
      continue;
    }
    if (next.error.vendor !== VENDOR.noData) return next;
    const items = joinedItems(parts, toldBytes) ?? separateItems(parts, toldBytes);
    return items === null ? err(malformedAnswer(COMMANDS.documentNext, `not the ${toldBytes} bytes of document ${fdNumber}`)) : ok(items);
  }
  return err(malformedAnswer(COMMANDS.documentNext, `more than ${MAX_ITEMS} items`));
}

/** Every byte came; a long tag perhaps in several answers. */
function joinedItems(parts: readonly Uint8Array[], toldBytes: number): TlvItem[] | null {
  const bytes = new Uint8Array(Buffer.concat(parts));
  if (bytes.length !== toldBytes) return null;
  const items = decodeTlv(bytes);
  return items.ok ? items.value : null;
}

/** An answer for a tag, long ones cut: what is missing must be exactly what their headers promise. */
function separateItems(parts: readonly Uint8Array[], toldBytes: number): TlvItem[] | null {
  const items: TlvItem[] = [];
  let bytes = 0;
  for (const part of parts) {
    const whole = decodeTlv(part);
    if (whole.ok) {
      items.push(...whole.value);
      bytes += part.length;
      continue;
    }
    const reader = new ByteReader(part);
    const tag = reader.uint(2);
    const itemBytes = TLV_HEADER_BYTES + reader.uint(2);
    if (reader.isShort || itemBytes <= MAX_ANSWER_BYTES || OWN_TAGS.has(tag)) return null;
    bytes += itemBytes;
  }
  return bytes === toldBytes ? items : null;
}
