import { decodeTlv, encodeTlv } from "../../document/tlv.ts";
import { FD_TYPE, type FiscalDrive, type LocalSeconds, type StoredFd } from "../fiscal-drive/index.ts";
import { PayloadWriter } from "./payload.ts";

const INN_BYTES = 12;
const RNM_BYTES = 20;
const MONEY_BYTES = 5;
/** What one answer of FF3B can carry: 255 bytes of LEN less code and error. */
const MAX_CHUNK = 252;

/** YY MM DD hh mm of the drive commands. */
export function driveDateTime(at: LocalSeconds): number[] {
  const date = new Date(at * 1000);
  return [...driveDate(at), date.getUTCHours(), date.getUTCMinutes()];
}

/** YY MM DD. */
export function driveDate(at: LocalSeconds): number[] {
  const date = new Date(at * 1000);
  return [date.getUTCFullYear() % 100, date.getUTCMonth() + 1, date.getUTCDate()];
}

/** Warnings of FF01: 0 resource < 3 days, 1 < 30 days, 2 archive 90 % full, 3 OFD wait exceeded. */
export function warningBits(drive: FiscalDrive, at: LocalSeconds): number {
  const warnings = drive.warnings(at);
  return (
    (warnings.resourceUnder3Days ? 1 : 0) |
    (warnings.resourceUnder30Days ? 2 : 0) |
    (warnings.archive90Percent ? 4 : 0) |
    (warnings.ofdWaitExceeded ? 8 : 0)
  );
}

/** Data of FF0A behind the error byte: type, ticket, then what the type has. */
export function foundDocument(drive: FiscalDrive, document: StoredFd): PayloadWriter {
  const out = new PayloadWriter()
    .raw([document.type, document.ticket === null ? 0 : 1, ...driveDateTime(document.at)])
    .uint(document.fdNumber, 4)
    .uint(document.fiscalSign, 4);
  const { registration } = drive.state;
  switch (document.type) {
    case FD_TYPE.registration:
      return out
        .ascii(registration.userInn, INN_BYTES)
        .ascii(registration.rnm, RNM_BYTES)
        .raw([registration.taxSystems, modeBits(drive)]);
    case FD_TYPE.shiftOpen:
    case FD_TYPE.shiftClose:
      return out.uint(document.shiftNumber, 2);
    case FD_TYPE.receipt:
    case FD_TYPE.correction:
      return out.uint(document.operation ?? 0, 1).uint(document.totalKop ?? 0, MONEY_BYTES);
    case FD_TYPE.stateReport: {
      const queue = drive.queue();
      return out.uint(queue.unsentCount, 4).raw(driveDate(queue.firstUnsent?.at ?? document.at));
    }
  }
}

/** Mode bits of registration: bit 1 autonomous (режимы работы). [memory: bit order of the drive's documents] */
function modeBits(drive: FiscalDrive): number {
  return drive.state.registration.autonomous ? 0x02 : 0x00;
}

/** FF09, the form of FFD 1.1 and later: 67 bytes with code and error. */
export function registrationTotals(drive: FiscalDrive): PayloadWriter | null {
  const document = drive.document(1);
  if (document === null) return null;
  const { registration } = drive.state;
  return new PayloadWriter()
    .raw(driveDateTime(document.at))
    .ascii(registration.userInn, INN_BYTES)
    .ascii(registration.rnm, RNM_BYTES)
    .raw([registration.taxSystems, modeBits(drive), registration.marking ? 0x10 : 0x00])
    .ascii(registration.ofdInn, INN_BYTES)
    .uint(0, 4)
    .uint(document.fdNumber, 4)
    .uint(document.fiscalSign, 4);
}

/**
 * The answers of FF3B for a document: one top-level TLV each. A TLV longer than an answer goes on in the next one, so
 * that all of them put together are the document (not described in the protocol; our reading).
 */
export function dumpChunks(body: Uint8Array): Uint8Array[] {
  const items = decodeTlv(body);
  const parts = items.ok ? items.value.map((item) => encodeTlv([item])) : [body];
  return parts.flatMap((part) => {
    const chunks: Uint8Array[] = [];
    for (let at = 0; at < part.length; at += MAX_CHUNK) chunks.push(part.subarray(at, at + MAX_CHUNK));
    return chunks;
  });
}
