import { encodeTlv, encodeVln, type TlvItem } from "../../document/tlv.ts";
import { countersTlv, receiptCount, type DriveCounters } from "./counters.ts";
import { byteTag, headTags, hostTags, textTag, timeTag, u32Tag, type DocumentFrame } from "./document-body.ts";
import type { DriveState } from "./drive-state.ts";
import { FFD, type DriveReport, type LocalSeconds } from "./drive-types.ts";
import { TAG } from "./tags.ts";

export const KKT_VERSION = "1.0";
/** Highest format of the registrar around the drive (tag 1189). */
export const KKT_FFD = FFD.v12;
/** Bit of 1206: the OFD found an error in a document's structure. */
const OFD_SAW_ERROR = 0x02;

/** State of the OFD queue as reports carry it. */
export interface QueueFacts {
  readonly unsentCount: number;
  readonly firstUnsent: { readonly fdNumber: number; readonly at: LocalSeconds } | null;
  readonly unsentNotices: number;
}

/** Warnings of the drive; FF01 packs them into a byte, reports into tags 1050–1053. */
export interface DriveWarnings {
  readonly resourceUnder3Days: boolean;
  readonly resourceUnder30Days: boolean;
  readonly archive90Percent: boolean;
  readonly archive99Percent: boolean;
  readonly ofdWaitExceeded: boolean;
}

function warningTags(warnings: DriveWarnings): TlvItem[] {
  const bit = (tag: number, on: boolean): TlvItem => byteTag(tag, on ? 1 : 0);
  return [
    bit(TAG.fnResourceEnds, warnings.resourceUnder30Days),
    bit(TAG.fnUrgentChange, warnings.resourceUnder3Days),
    bit(TAG.fnMemoryFull, warnings.archive99Percent),
    bit(TAG.ofdWaitExceeded, warnings.ofdWaitExceeded),
  ];
}

/** Tag 1213. */
export function keyResource(state: DriveState, at: LocalSeconds): TlvItem {
  const days = Math.max(0, Math.floor((state.expiresAt - at) / 86_400));
  return { tag: TAG.keyResourceDays, value: encodeVln(days, 2) };
}

export function shiftOpenBody(frame: DocumentFrame, report: DriveReport, state: DriveState, warnings: DriveWarnings): Uint8Array {
  return encodeTlv([
    ...headTags(frame),
    ...hostTags(report.tags, frame.registration),
    u32Tag(TAG.shiftNumber, frame.shiftNumber),
    textTag(TAG.kktVersion, KKT_VERSION),
    byteTag(TAG.kktFfd, KKT_FFD),
    ...warningTags(warnings),
    ...ofdMessage(state),
  ]);
}

export function shiftCloseBody(
  frame: DocumentFrame,
  report: DriveReport,
  state: DriveState,
  warnings: DriveWarnings,
  queue: QueueFacts,
): Uint8Array {
  return encodeTlv([
    ...headTags(frame),
    ...hostTags(report.tags, frame.registration),
    u32Tag(TAG.shiftNumber, frame.shiftNumber),
    u32Tag(TAG.receiptsInShift, receiptCount(state.shiftCounters)),
    // The report itself is the last document of the shift.
    u32Tag(TAG.documentsInShift, frame.fdNumber - state.shift.firstFd + 1),
    u32Tag(TAG.unsentCount, queue.unsentCount),
    ...queueAge(queue),
    ...markingTags(frame, state, queue),
    ...warningTags(warnings),
    ...ofdMessage(state),
    keyResource(state, frame.at),
    { tag: TAG.shiftTotals, value: countersTlv(state.shiftCounters) },
    { tag: TAG.driveTotals, value: countersTlv(state.totalCounters) },
  ]);
}

/** Report on the state of settlements (отчёт о состоянии расчётов, type 21). */
export function stateReportBody(
  frame: DocumentFrame,
  report: DriveReport,
  state: DriveState,
  queue: QueueFacts,
  unsent: DriveCounters,
): Uint8Array {
  return encodeTlv([
    ...headTags(frame),
    ...hostTags(report.tags, frame.registration),
    u32Tag(TAG.shiftNumber, frame.shiftNumber),
    byteTag(TAG.autonomousMode, frame.registration.autonomous ? 1 : 0),
    u32Tag(TAG.unsentCount, queue.unsentCount),
    ...queueAge(queue),
    ...(queue.firstUnsent === null ? [] : [u32Tag(TAG.firstUnsentFd, queue.firstUnsent.fdNumber)]),
    ...(frame.registration.ffd === FFD.v12 ? [u32Tag(TAG.unsentNotices, queue.unsentNotices)] : []),
    keyResource(state, frame.at),
    { tag: TAG.driveTotals, value: countersTlv(state.totalCounters) },
    { tag: TAG.unsentTotals, value: countersTlv(unsent) },
  ]);
}

/** Closing of the drive (отчёт о закрытии ФН, type 6). */
export function driveCloseBody(frame: DocumentFrame, report: DriveReport, state: DriveState): Uint8Array {
  return encodeTlv([
    ...headTags(frame),
    ...hostTags(report.tags, frame.registration),
    u32Tag(TAG.shiftNumber, frame.shiftNumber),
    { tag: TAG.driveTotals, value: countersTlv(state.totalCounters) },
  ]);
}

/** What 1.2 tells about marking at the end of a shift; the flags only when they are set. */
function markingTags(frame: DocumentFrame, state: DriveState, queue: QueueFacts): TlvItem[] {
  if (frame.registration.ffd !== FFD.v12) return [];
  const { badCodes, badRequests } = state.marking.shiftFlags;
  return [
    u32Tag(TAG.unsentNotices, queue.unsentNotices),
    ...(badCodes === 0 ? [] : [byteTag(TAG.badCodes, badCodes)]),
    ...(badRequests === 0 ? [] : [byteTag(TAG.badRequests, badRequests)]),
  ];
}

/** Tag 1206, when the OFD had something against the last document. */
function ofdMessage(state: DriveState): TlvItem[] {
  const { lastAnswer } = state.ofd;
  return lastAnswer === null || lastAnswer.code === 0 ? [] : [byteTag(TAG.ofdMessage, OFD_SAW_ERROR)];
}

function queueAge(queue: QueueFacts): TlvItem[] {
  return queue.firstUnsent === null ? [] : [timeTag(TAG.unsentSince, queue.firstUnsent.at)];
}
