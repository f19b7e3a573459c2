import { decodeTlv, decodeVln, findTag, tlvText, type TlvItem } from "../../document/tlv.ts";
import type { DriveState } from "./drive-state.ts";
import { FD_TYPE, FFD, type FdType, type StoredFd } from "./drive-types.ts";
import { TAG } from "./tags.ts";

/** Values of tag 1022. Zero = taken; the others are ours. [memory: the real list is the OFD's own] */
export const OFD_ANSWER = { accepted: 0, brokenStructure: 2, tagMissing: 3, strangeDrive: 4, sumsDiffer: 5, refused: 14 } as const;

const MAX_ROUNDING_KOP = 99;
/** Without these no document is taken. Source: order ЕД-7-20/662@, obligations of the electronic form. */
const ALWAYS = [TAG.fnSerial, TAG.rnm, TAG.fdNumber, TAG.dateTime, TAG.userInn, TAG.ffd, TAG.fiscalSign];
const RECEIPT = [TAG.shiftNumber, TAG.receiptNumber, TAG.operation, TAG.taxSystem, TAG.receiptTotal, TAG.cash, TAG.electronic];
const CORRECTION = [...RECEIPT, TAG.correctionType, TAG.correctionBasis];
const REPORT = [TAG.shiftNumber];
const REGISTRATION = [TAG.kktSerial, TAG.kktFfd, TAG.fnFfd, TAG.taxSystems, TAG.autonomousMode];

const WANTED: Readonly<Record<FdType, readonly number[]>> = {
  [FD_TYPE.registration]: REGISTRATION,
  [FD_TYPE.reRegistration]: REGISTRATION,
  [FD_TYPE.shiftOpen]: REPORT,
  [FD_TYPE.receipt]: RECEIPT,
  [FD_TYPE.strictForm]: RECEIPT,
  [FD_TYPE.correction]: CORRECTION,
  [FD_TYPE.strictFormCorrection]: CORRECTION,
  [FD_TYPE.shiftClose]: [...REPORT, TAG.receiptsInShift, TAG.documentsInShift, TAG.shiftTotals],
  [FD_TYPE.driveClose]: REPORT,
  [FD_TYPE.stateReport]: [TAG.unsentCount],
};

/** What an OFD can see of a document without the drive's secret: whole TLV, its tags, its drive, its sums. */
export function ofdAnswer(document: StoredFd, state: DriveState): number {
  const items = decodeTlv(document.body);
  if (!items.ok) return OFD_ANSWER.brokenStructure;
  const tags = items.value;
  const wanted = [...ALWAYS, ...WANTED[document.type]];
  if (wanted.some((tag) => findTag(tags, tag) === undefined)) return OFD_ANSWER.tagMissing;
  const serial = findTag(tags, TAG.fnSerial)?.value;
  if (serial === undefined || tlvText(serial) !== state.serial || number(tags, TAG.fdNumber) !== document.fdNumber) {
    return OFD_ANSWER.strangeDrive;
  }
  return findTag(tags, TAG.receiptTotal) === undefined || sumsAgree(tags) ? OFD_ANSWER.accepted : OFD_ANSWER.sumsDiffer;
}

function sumsAgree(tags: readonly TlvItem[]): boolean {
  const total = number(tags, TAG.receiptTotal);
  const paid = [TAG.cash, TAG.electronic, TAG.prepaid, TAG.credit, TAG.counter].reduce((sum, tag) => sum + number(tags, tag), 0);
  if (paid !== total) return false;
  const items = tags.filter(({ tag }) => tag === TAG.item).map(({ value }) => decodeTlv(value));
  if (items.some((item) => !item.ok)) return false;
  const isOldCorrection = findTag(tags, TAG.correctionBasis) !== undefined && number(tags, TAG.ffd) === FFD.v105;
  if (isOldCorrection && items.length === 0) return true;
  const rounding = items.reduce((sum, item) => sum + (item.ok ? number(item.value, TAG.itemSum) : 0), 0) - total;
  return rounding >= 0 && rounding <= MAX_ROUNDING_KOP;
}

function number(tags: readonly TlvItem[], tag: number): number {
  const value = findTag(tags, tag)?.value;
  const decoded = value === undefined ? null : decodeVln(value);
  return decoded?.ok ? decoded.value : 0;
}
