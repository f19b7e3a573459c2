import { decodeTlv, decodeVln, encodeTlv, findTag, tlvText } from "../../document/tlv.ts";
import {
  FD_TYPE,
  FFD,
  localSeconds,
  TAG,
  type FfdVersion,
  type FiscalDrive,
  type LocalSeconds,
  type StoredFd,
} from "../fiscal-drive/index.ts";
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
export function foundDocument(document: StoredFd): PayloadWriter {
  const out = new PayloadWriter()
    .raw([document.type, document.ticket === null ? 0 : 1, ...driveDateTime(document.at)])
    .uint(document.fdNumber, 4)
    .uint(document.fiscalSign, 4);
  switch (document.type) {
    case FD_TYPE.registration:
      return registrationData(out, document);
    case FD_TYPE.reRegistration:
      return registrationData(out, document).uint(reasonCode(document), 1);
    case FD_TYPE.driveClose: {
      const registration = storedRegistration(document);
      return out.ascii(registration.userInn, INN_BYTES).ascii(registration.rnm, RNM_BYTES);
    }
    case FD_TYPE.shiftOpen:
    case FD_TYPE.shiftClose:
      return out.uint(document.shiftNumber, 2);
    case FD_TYPE.receipt:
    case FD_TYPE.strictForm:
    case FD_TYPE.correction:
    case FD_TYPE.strictFormCorrection:
      return out.uint(document.operation ?? 0, 1).uint(document.totalKop ?? 0, MONEY_BYTES);
    case FD_TYPE.stateReport:
      return out
        .uint(numberTag(document, TAG.unsentCount), 4)
        .raw(driveDate(localSeconds(numberTag(document, TAG.unsentSince) || document.at)));
  }
}

function registrationData(out: PayloadWriter, document: StoredFd): PayloadWriter {
  const registration = storedRegistration(document);
  return out.ascii(registration.userInn, INN_BYTES).ascii(registration.rnm, RNM_BYTES).raw([registration.taxSystems, registration.modes]);
}

/** What a report of registration says, read from the report itself: a later one may say something else. */
function storedRegistration(document: StoredFd): {
  readonly userInn: string;
  readonly rnm: string;
  readonly ofdInn: string;
  readonly taxSystems: number;
  readonly modes: number;
  readonly extended: number;
} {
  const items = decodeTlv(document.body);
  const tags = items.ok ? items.value : [];
  const text = (tag: number): string => tlvText(findTag(tags, tag)?.value ?? new Uint8Array()).trimEnd();
  const isOn = (tag: number): boolean => numberTag(document, tag) !== 0;
  const conditions = numberTag(document, TAG.conditions);
  const has = (bit: number, tag: number): boolean => (conditions & bit) !== 0 || isOn(tag);
  return {
    userInn: text(TAG.userInn),
    rnm: text(TAG.rnm),
    ofdInn: text(TAG.ofdInn),
    taxSystems: numberTag(document, TAG.taxSystems),
    modes: bits([
      isOn(TAG.encryption),
      isOn(TAG.autonomousMode),
      isOn(TAG.automaticMode),
      has(0x200, TAG.servicesOnly),
      has(0x4, TAG.strictForms),
      has(0x20, TAG.internetOnly),
    ]),
    extended: bits([
      has(0x40, TAG.excisable),
      has(0x400, TAG.gambling),
      has(0x800, TAG.lottery),
      has(0x2, TAG.automatPrinter),
      (conditions & 0x100) !== 0,
      (conditions & 0x1000) !== 0,
      (conditions & 0x2000) !== 0,
    ]),
  };
}

/** Lowest first. Order of the drive's two mode bytes: [memory]. */
function bits(flags: readonly boolean[]): number {
  return flags.reduce((mask, on, i) => mask | (on ? 1 << i : 0), 0);
}

function numberTag(document: StoredFd, tag: number): number {
  const items = decodeTlv(document.body);
  const value = items.ok ? findTag(items.value, tag)?.value : undefined;
  const decoded = value === undefined ? null : decodeVln(value);
  return decoded?.ok ? decoded.value : 0;
}

/** One of the old reason codes (1 drive, 2 OFD, 3 user, 4 settings) for the one byte that FF0A has. */
function reasonCode(document: StoredFd): number {
  const reasons = numberTag(document, TAG.reRegistrationReasons);
  if (reasons === 0) return numberTag(document, TAG.oldReason);
  if ((reasons & 0x1) !== 0) return 1;
  if ((reasons & 0x2) !== 0) return 2;
  return (reasons & 0xc) !== 0 ? 3 : 4;
}

/** FF09 and FF4C by the format: 55 bytes in 1.05 (one byte of reason more for a re-registration), 67 bytes since 1.1. */
export function registrationTotals(document: StoredFd, ffd: FfdVersion): PayloadWriter {
  const registration = storedRegistration(document);
  const out = new PayloadWriter()
    .raw(driveDateTime(document.at))
    .ascii(registration.userInn, INN_BYTES)
    .ascii(registration.rnm, RNM_BYTES)
    .raw([registration.taxSystems, registration.modes]);
  if (ffd === FFD.v105) {
    if (document.type === FD_TYPE.reRegistration) out.uint(reasonCode(document), 1);
    return out.uint(document.fdNumber, 4).uint(document.fiscalSign, 4);
  }
  return out
    .uint(registration.extended, 1)
    .ascii(registration.ofdInn, INN_BYTES)
    .uint(numberTag(document, TAG.reRegistrationReasons), 4)
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
