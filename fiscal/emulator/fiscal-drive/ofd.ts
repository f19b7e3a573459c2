import { encodeTlv, type TlvItem } from "../../document/tlv.ts";
import { byteTag, textTag, timeTag, u32Tag } from "./document-body.ts";
import type { DriveCore } from "./drive-core.ts";
import { LIFE_PHASE, type LocalSeconds } from "./drive-types.ts";
import { fiscalSign } from "./fiscal-sign.ts";
import { noticeCodes, type StoredNotice } from "./notice-table.ts";
import { OFD_ANSWER, ofdAnswer } from "./ofd-check.ts";
import { TAG } from "./tags.ts";

const OFD_SIGN_LENGTH = 16;
const INN_LENGTH = 12;
/** Bits of 2112 and 2113 that a ticket of the marking service can set. */
const TICKET_BAD_CODE = 4;
const TICKET_REFUSED = 2;

/** How the emulated OFD behaves. */
export interface OfdState {
  /** The line to it. */
  readonly online: boolean;
  /** Takes documents and refuses every one of them. */
  readonly refusing: boolean;
  /** Time for one document, and how much later than that its ticket comes. */
  readonly msPerDocument: number;
  readonly lateMs: number;
  /** The drive's timer, ms: when the line became free for the next document. */
  readonly freeAtMs: number;
  /** What it said last; tag 1022. Null: nothing yet. */
  readonly lastAnswer: { readonly fdNumber: number; readonly code: number; readonly at: LocalSeconds } | null;
}

/**
 * The emulated OFD takes what its pace allows by now: the oldest document first, its TLV checked, a ticket for it. A document
 * that it refuses stays at the head of the queue and is offered again. It has no timer: whoever looks at the queue lets
 * it catch up with the clock.
 */
export function drainQueue(core: DriveCore): void {
  const { ofd, registration, lifePhase } = core.state;
  if (!ofd.online || registration.autonomous || lifePhase < LIFE_PHASE.fiscal) return;
  if (core.documents.firstUnsent() === null && core.notices.firstUnsent() === null) return finishArchive(core);
  core.store.transact(() => {
    sendDocuments(core);
    sendNotices(core);
    finishArchive(core);
  });
}

function sendDocuments(core: DriveCore): void {
  const nowMs = core.timerMs();
  for (let next = core.documents.firstUnsent(); next !== null; next = core.documents.firstUnsent()) {
    const { ofd } = core.state;
    const doneAtMs = Math.max(ofd.freeAtMs, Math.min(next.at * 1000, nowMs)) + ofd.msPerDocument + ofd.lateMs;
    const document = core.documents.byNumber(next.fdNumber);
    if (doneAtMs > nowMs || document === null) return;
    const code = ofd.refusing ? OFD_ANSWER.refused : ofdAnswer(document, core.state);
    const accepted = code === OFD_ANSWER.accepted;
    if (accepted)
      core.documents.setTicket(document.fdNumber, ticket(core, [u32Tag(TAG.fdNumber, document.fdNumber), byteTag(TAG.ofdAnswer, code)]));
    const lastAnswer = { fdNumber: document.fdNumber, code, at: core.timer() };
    core.commit({ ...core.state, ofd: { ...core.state.ofd, freeAtMs: accepted ? doneAtMs : nowMs, lastAnswer } });
    if (!accepted) return;
  }
}

function sendNotices(core: DriveCore): void {
  const nowMs = core.timerMs();
  for (let notice = core.notices.firstUnsent(); notice !== null; notice = core.notices.firstUnsent()) {
    const { ofd, marking } = core.state;
    const doneAtMs = Math.max(ofd.freeAtMs, Math.min(notice.at * 1000, nowMs)) + ofd.msPerDocument + ofd.lateMs;
    if (doneAtMs > nowMs || ofd.refusing || marking.mode === "off") return;
    const forged = noticeCodes(notice.body).some(({ code }) => marking.verdicts[Buffer.from(code).toString("hex")] === "forged");
    core.notices.deliver(notice, noticeTicket(core, notice, forged));
    const flags = marking.shiftFlags;
    const shiftFlags = forged ? { badCodes: flags.badCodes | TICKET_BAD_CODE, badRequests: flags.badRequests | TICKET_REFUSED } : flags;
    core.commit({ ...core.state, marking: { ...marking, shiftFlags }, ofd: { ...ofd, freeAtMs: doneAtMs } });
  }
}

/** A closed drive whose archive has gone over to the OFD has done all that it can. */
function finishArchive(core: DriveCore): void {
  if (core.state.lifePhase !== LIFE_PHASE.closed || core.documents.firstUnsent() !== null) return;
  core.commit({ ...core.state, lifePhase: LIFE_PHASE.archiveSent });
}

function noticeTicket(core: DriveCore, notice: StoredNotice, negative: boolean): Uint8Array {
  return ticket(core, [
    u32Tag(TAG.noticeNumber, notice.number),
    byteTag(TAG.noticeNegative, negative ? 1 : 0),
    byteTag(TAG.noticeCodes, 0),
  ]);
}

/** Ticket (квитанция): who, which drive, when, what for, and the operator's sign (1078). */
function ticket(core: DriveCore, about: readonly TlvItem[]): Uint8Array {
  const { serial, registration, keyHex } = core.state;
  const stamp: TlvItem[] = [
    textTag(TAG.fnSerial, serial),
    textTag(TAG.ofdInn, registration.ofdInn, INN_LENGTH),
    timeTag(TAG.dateTime, core.timer()),
    ...about,
  ];
  const value = new Uint8Array(OFD_SIGN_LENGTH);
  new DataView(value.buffer).setUint32(0, fiscalSign(keyHex, encodeTlv(stamp)));
  return encodeTlv([...stamp, { tag: TAG.operatorSign, value }]);
}
