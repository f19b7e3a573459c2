import { encodeTlv, encodeVln, type TlvItem } from "../../document/tlv.ts";
import { countersTlv, receiptCount } from "./counters.ts";
import { byteTag, headTags, hostTags, textTag, timeTag, u32Tag, type DocumentFrame } from "./document-body.ts";
import type { DriveState } from "./drive-state.ts";
import type { DriveReport, LocalSeconds } from "./drive-types.ts";
import { TAG } from "./tags.ts";

const KKT_VERSION = "1.0";
const FFD_1_2 = 4;
const INN_LENGTH = 12;
/** Tag 1290: sale of marked goods. */
const CONDITION_MARKING = 0x100;

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
  readonly ofdWaitExceeded: boolean;
}

function warningTags(warnings: DriveWarnings): TlvItem[] {
  const bit = (tag: number, on: boolean): TlvItem => byteTag(tag, on ? 1 : 0);
  return [
    bit(TAG.fnResourceEnds, warnings.resourceUnder30Days),
    bit(TAG.fnUrgentChange, warnings.resourceUnder3Days),
    bit(TAG.fnMemoryFull, warnings.archive90Percent),
    bit(TAG.ofdWaitExceeded, warnings.ofdWaitExceeded),
  ];
}

function keyResource(state: DriveState, at: LocalSeconds): TlvItem {
  const days = Math.max(0, Math.floor((state.expiresAt - at) / 86_400));
  return { tag: TAG.keyResourceDays, value: encodeVln(days, 2) };
}

export function registrationBody(frame: DocumentFrame, state: DriveState): Uint8Array {
  const { registration } = state;
  const bool = (tag: number, on: boolean): TlvItem => byteTag(tag, on ? 1 : 0);
  return encodeTlv([
    ...headTags(frame),
    ...hostTags([], registration),
    textTag(TAG.kktSerial, registration.kktSerial),
    textTag(TAG.kktVersion, KKT_VERSION),
    byteTag(TAG.kktFfd, FFD_1_2),
    byteTag(TAG.fnFfd, FFD_1_2),
    byteTag(TAG.taxSystems, registration.taxSystems),
    bool(TAG.autonomousMode, registration.autonomous),
    textTag(TAG.ofdName, registration.ofdName),
    textTag(TAG.ofdInn, registration.ofdInn, INN_LENGTH),
    textTag(TAG.senderEmail, registration.senderEmail),
    textTag(TAG.taxSite, registration.taxSite),
    u32Tag(TAG.conditions, registration.marking ? CONDITION_MARKING : 0),
    keyResource(state, frame.at),
  ]);
}

export function shiftOpenBody(frame: DocumentFrame, report: DriveReport, warnings: DriveWarnings): Uint8Array {
  return encodeTlv([
    ...headTags(frame),
    ...hostTags(report.tags, frame.registration),
    u32Tag(TAG.shiftNumber, frame.shiftNumber),
    textTag(TAG.kktVersion, KKT_VERSION),
    byteTag(TAG.kktFfd, FFD_1_2),
    ...warningTags(warnings),
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
    u32Tag(TAG.unsentNotices, queue.unsentNotices),
    ...warningTags(warnings),
    keyResource(state, frame.at),
    { tag: TAG.shiftTotals, value: countersTlv(state.shiftCounters) },
    { tag: TAG.driveTotals, value: countersTlv(state.totalCounters) },
  ]);
}

/** Report on the state of settlements (отчёт о состоянии расчётов, type 21). */
export function stateReportBody(frame: DocumentFrame, report: DriveReport, state: DriveState, queue: QueueFacts): Uint8Array {
  return encodeTlv([
    ...headTags(frame),
    ...hostTags(report.tags, frame.registration),
    u32Tag(TAG.shiftNumber, frame.shiftNumber),
    byteTag(TAG.autonomousMode, frame.registration.autonomous ? 1 : 0),
    u32Tag(TAG.unsentCount, queue.unsentCount),
    ...queueAge(queue),
    ...(queue.firstUnsent === null ? [] : [u32Tag(TAG.firstUnsentFd, queue.firstUnsent.fdNumber)]),
    u32Tag(TAG.unsentNotices, queue.unsentNotices),
    keyResource(state, frame.at),
    { tag: TAG.driveTotals, value: countersTlv(state.totalCounters) },
  ]);
}

function queueAge(queue: QueueFacts): TlvItem[] {
  return queue.firstUnsent === null ? [] : [timeTag(TAG.unsentSince, queue.firstUnsent.at)];
}
