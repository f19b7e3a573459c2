import { assertInvariant, err, ok, type Result } from "../../../config/result.ts";
import type { Clock } from "../../../config/clock.ts";
import { encodeTlv, type TlvItem } from "../../document/tlv.ts";
import { addReceipt, EMPTY_COUNTERS, type DriveCounters } from "./counters.ts";
import { itemBody, receiptBody, textTag, timeTag, u32Tag, type DocumentFrame } from "./document-body.ts";
import { checkReceipt, checkTags, refuse } from "./document-rules.ts";
import { documentTable, type DocumentTable } from "./document-table.ts";
import * as limits from "./drive-state.ts";
import type { DriveState, NewDrive } from "./drive-state.ts";
import {
  DRIVE_ERROR,
  FD_TYPE,
  localSeconds,
  type ClosedDocument,
  type CurrentDocument,
  type DriveReceipt,
  type DriveRefusal,
  type DriveReport,
  type FdType,
  type LocalSeconds,
  type StoredFd,
} from "./drive-types.ts";
import { fiscalSign, signedBody } from "./fiscal-sign.ts";
import * as desk from "./marking-desk.ts";
import { noticeBody, noticeTable, type NoticeTable, type StoredNotice } from "./notice-table.ts";
import { registrationBody, shiftCloseBody, shiftOpenBody, stateReportBody, type DriveWarnings, type QueueFacts } from "./report-body.ts";
import type { EmulatorStore } from "./store.ts";
import { REPORT_HOST_TAGS, TAG } from "./tags.ts";

const RECORD_KEY = "drive";
const DAY_SECONDS = 86_400;
const OFD_SIGN_LENGTH = 16;

type Closed = Result<ClosedDocument, DriveRefusal>;

/** What a new document is about to be, besides its body. */
interface NewDocument {
  readonly type: FdType;
  readonly frame: DocumentFrame;
  readonly body: Uint8Array;
  readonly receiptNumber: number;
  readonly receipt: DriveReceipt | null;
}

/**
 * Fiscal drive (фискальный накопитель, ФН) of FFD 1.2, independent of the registrar family around it. Calls are
 * synchronous; every change is committed before the call returns, whole or not at all. A refusal is a value with the
 * drive's own error code and changes nothing.
 */
export class FiscalDrive {
  readonly store: EmulatorStore;
  readonly #clock: Clock;
  readonly #utcOffsetMs: number;
  readonly #documents: DocumentTable;
  readonly #notices: NoticeTable;
  #state: DriveState;

  constructor(store: EmulatorStore, clock: Clock, utcOffsetMinutes: number, config: NewDrive) {
    this.store = store;
    this.#clock = clock;
    this.#utcOffsetMs = utcOffsetMinutes * 60_000;
    this.#documents = documentTable(store);
    this.#notices = noticeTable(store);
    const stored = store.readRecord(RECORD_KEY) as DriveState | null;
    this.#state = stored ?? limits.initialDriveState(config, localSeconds((clock.now() + this.#utcOffsetMs) / 1000));
    if (stored === null) this.#register();
  }

  /** After a rolled back transaction: forget what memory holds. */
  reload(): void {
    const stored = this.store.readRecord(RECORD_KEY) as DriveState | null;
    assertInvariant(stored !== null, "the drive's record exists after its registration");
    this.#state = stored;
  }

  get state(): DriveState {
    return this.#state;
  }

  /** The drive's own timer, local ms. */
  timerMs(): number {
    return this.#clock.now() + this.#utcOffsetMs + this.#state.skewMs;
  }

  timer(): LocalSeconds {
    return localSeconds(this.timerMs() / 1000);
  }

  shiftExpired(at: LocalSeconds): boolean {
    const { shift } = this.#state;
    return shift.open && at - shift.openedAt >= limits.SHIFT_LIMIT_SECONDS;
  }

  warnings(at: LocalSeconds): DriveWarnings {
    const state = this.#state;
    const daysLeft = (state.expiresAt - at) / DAY_SECONDS;
    const queued = this.queue().firstUnsent;
    return {
      resourceUnder3Days: daysLeft < limits.RESOURCE_WARNING_DAYS.urgent,
      resourceUnder30Days: daysLeft < limits.RESOURCE_WARNING_DAYS.soon,
      archive90Percent: state.documentsLeft <= state.capacity * limits.ARCHIVE_WARNING_SHARE,
      ofdWaitExceeded: queued !== null && at - queued.at > limits.OFD_WAIT_WARNING_SECONDS,
    };
  }

  queue(): QueueFacts {
    const autonomous = this.#state.registration.autonomous;
    const firstUnsent = autonomous ? null : this.#documents.firstUnsent();
    return {
      firstUnsent,
      unsentCount: firstUnsent === null ? 0 : this.#documents.unsentCount(),
      unsentNotices: this.#notices.unsentCount(),
    };
  }

  document(fdNumber: number): StoredFd | null {
    return this.#documents.byNumber(fdNumber);
  }

  documentsFrom(fdNumber: number, limit: number): StoredFd[] {
    return this.#documents.from(fdNumber, limit);
  }

  noticesFrom(number: number, limit: number): StoredNotice[] {
    return this.#notices.from(number, limit);
  }

  firstUnsentNotice(): StoredNotice | null {
    return this.#notices.firstUnsent();
  }

  // ---- documents

  /** Marks a document as begun; only that one may then be closed. */
  begin(kind: Exclude<CurrentDocument, "none">): Result<void, DriveRefusal> {
    const { current, shift } = this.#state;
    if (current !== "none" && current !== kind) return refuse(DRIVE_ERROR.wrongState);
    if (kind === "shiftOpen" && shift.open) return refuse(DRIVE_ERROR.wrongState);
    if ((kind === "receipt" || kind === "correction" || kind === "shiftClose") && !shift.open) return refuse(DRIVE_ERROR.wrongState);
    this.#commit({ ...this.#state, current: kind });
    return ok(undefined);
  }

  /** FF08: forgets the begun document. Refused when there is none. */
  cancel(): Result<void, DriveRefusal> {
    if (this.#state.current === "none") return refuse(DRIVE_ERROR.wrongState);
    this.#commit({ ...this.#state, current: "none" });
    return ok(undefined);
  }

  openShift(report: DriveReport): Closed {
    if (this.#state.shift.open || !this.#free("shiftOpen")) return refuse(DRIVE_ERROR.wrongState);
    const refusal = this.#refusalFor(report.at) ?? checkTags(report.tags, REPORT_HOST_TAGS);
    if (refusal !== null) return err(refusal);
    const frame = this.#frame(report.at, this.#state.shift.number + 1);
    const body = shiftOpenBody(frame, report, this.warnings(report.at));
    const shift = { open: true, number: frame.shiftNumber, openedAt: report.at, firstFd: frame.fdNumber, receipts: 0 };
    const next = { ...this.#state, shift, shiftCounters: EMPTY_COUNTERS };
    return ok(this.#append({ type: FD_TYPE.shiftOpen, frame, body, receiptNumber: 0, receipt: null }, next));
  }

  /** Allowed however old the shift, the queue and the drive are. */
  closeShift(report: DriveReport): Closed {
    const state = this.#state;
    if (!state.shift.open || !this.#free("shiftClose")) return refuse(DRIVE_ERROR.wrongState);
    const refusal = this.#timeRefusal(report.at) ?? checkTags(report.tags, REPORT_HOST_TAGS);
    if (refusal !== null) return err(refusal);
    const frame = this.#frame(report.at, state.shift.number);
    const body = shiftCloseBody(frame, report, state, this.warnings(report.at), this.queue());
    const next = { ...state, shift: { ...state.shift, open: false } };
    return ok(this.#append({ type: FD_TYPE.shiftClose, frame, body, receiptNumber: 0, receipt: null }, next));
  }

  stateReport(report: DriveReport): Closed {
    const state = this.#state;
    if (!this.#free("stateReport")) return refuse(DRIVE_ERROR.wrongState);
    const refusal = this.#refusalFor(report.at) ?? checkTags(report.tags, REPORT_HOST_TAGS);
    if (refusal !== null) return err(refusal);
    const frame = this.#frame(report.at, state.shift.number);
    const body = stateReportBody(frame, report, state, this.queue());
    return ok(this.#append({ type: FD_TYPE.stateReport, frame, body, receiptNumber: 0, receipt: null }, state));
  }

  /** A receipt or a correction receipt; `receipt.correction` decides the type. */
  registerReceipt(receipt: DriveReceipt): Closed {
    const state = this.#state;
    if (!state.shift.open || !this.#free(receipt.correction ? "correction" : "receipt")) return refuse(DRIVE_ERROR.wrongState);
    if (this.shiftExpired(receipt.at)) return refuse(DRIVE_ERROR.shiftExpired);
    const refusal = this.#refusalFor(receipt.at) ?? checkReceipt(receipt, state);
    if (refusal !== null) return err(refusal);
    const frame = this.#frame(receipt.at, state.shift.number);
    const receiptNumber = state.shift.receipts + 1;
    const body = receiptBody(frame, receipt, receiptNumber);
    if (body.length > limits.MAX_DOCUMENT_BYTES) return refuse(DRIVE_ERROR.tlvTooLarge);
    if (receipt.items.some((item) => itemBody(item).length > limits.MAX_ITEM_BYTES)) return refuse(DRIVE_ERROR.tlvTooLarge, TAG.item);
    const count = (counters: DriveCounters): DriveCounters => addReceipt(counters, receipt);
    const next: DriveState = {
      ...state,
      shift: { ...state.shift, receipts: receiptNumber },
      shiftCounters: count(state.shiftCounters),
      totalCounters: count(state.totalCounters),
      marking: { ...state.marking, table: [], pending: null },
    };
    const type = receipt.correction ? FD_TYPE.correction : FD_TYPE.receipt;
    return ok(this.#append({ type, frame, body, receiptNumber, receipt }, next));
  }

  // ---- marking

  checkCode(input: desk.CodeCheck): Result<desk.CheckAnswer, DriveRefusal> {
    const { registration, marking } = this.#state;
    const context = {
      allowed: registration.marking,
      autonomous: registration.autonomous,
      unsentNotices: this.#notices.unsentCount(),
      sold: this.#notices.isSold(input.code),
    };
    return this.#deskStep(desk.checkCode(marking, input, context));
  }

  decideCheck(decision: "accept" | "reject" | "clear"): Result<number, DriveRefusal> {
    return this.#deskStep(desk.decideCheck(this.#state.marking, decision));
  }

  acceptedCheck(code: Uint8Array): Result<desk.CheckedCode, DriveRefusal> {
    return desk.acceptedCheck(this.#state.marking, code);
  }

  #deskStep<T>(step: Result<{ readonly state: desk.MarkingState; readonly value: T }, DriveRefusal>): Result<T, DriveRefusal> {
    if (!step.ok) return step;
    this.#commit({ ...this.#state, marking: step.value.state });
    return ok(step.value.value);
  }

  // ---- the world around the drive (control of the emulator)

  /** Moves the drive's timer forward. */
  advanceTimer(ms: number): void {
    assertInvariant(Number.isSafeInteger(ms) && ms >= 0, `the drive's timer only moves forward, got ${ms}`);
    this.#commit({ ...this.#state, skewMs: this.#state.skewMs + ms });
  }

  setOfdOnline(online: boolean): void {
    this.#commit({ ...this.#state, ofd: { ...this.#state.ofd, online, freeAtMs: this.timerMs() } });
  }

  setDocumentsLeft(documentsLeft: number): void {
    this.#commit({ ...this.#state, documentsLeft });
  }

  setExpiry(expiresAt: LocalSeconds): void {
    this.#commit({ ...this.#state, expiresAt });
  }

  setNoticeCapacity(noticeCapacity: number): void {
    this.#commit({ ...this.#state, marking: { ...this.#state.marking, noticeCapacity } });
  }

  setOismMode(mode: desk.OismMode): void {
    this.#commit({ ...this.#state, marking: { ...this.#state.marking, mode } });
  }

  setVerdict(code: Uint8Array, verdict: desk.CodeVerdict): void {
    const { marking } = this.#state;
    const verdicts = { ...marking.verdicts, [Buffer.from(code).toString("hex")]: verdict };
    this.#commit({ ...this.#state, marking: { ...marking, verdicts } });
  }

  /** Lets the emulated OFD take what its pace allows by now. Call before reading the queue. */
  settle(): void {
    const { ofd, registration } = this.#state;
    if (!ofd.online || registration.autonomous) return;
    const nowMs = this.timerMs();
    const first = this.#documents.firstUnsent();
    if (first === null && this.#notices.firstUnsent() === null) return;
    this.store.transact(() => {
      let freeAtMs = ofd.freeAtMs;
      for (let doc = first; doc !== null; doc = this.#documents.firstUnsent()) {
        const doneAtMs = Math.max(freeAtMs, Math.min(doc.at * 1000, nowMs)) + ofd.msPerDocument;
        if (doneAtMs > nowMs) break;
        this.#documents.setTicket(doc.fdNumber, this.#ticket(TAG.fdNumber, doc.fdNumber));
        freeAtMs = doneAtMs;
      }
      for (let notice = this.#notices.firstUnsent(); notice !== null; notice = this.#notices.firstUnsent()) {
        const doneAtMs = Math.max(freeAtMs, Math.min(notice.at * 1000, nowMs)) + ofd.msPerDocument;
        if (doneAtMs > nowMs) break;
        this.#notices.deliver(notice, this.#ticket(TAG.noticeNumber, notice.number));
        freeAtMs = doneAtMs;
      }
      if (freeAtMs !== ofd.freeAtMs) this.#commit({ ...this.#state, ofd: { ...this.#state.ofd, freeAtMs } });
    });
  }

  // ---- inside

  #register(): void {
    const at = this.timer();
    const frame = this.#frame(at, 0);
    this.#append(
      { type: FD_TYPE.registration, frame, body: registrationBody(frame, this.#state), receiptNumber: 0, receipt: null },
      this.#state,
    );
  }

  #frame(at: LocalSeconds, shiftNumber: number): DocumentFrame {
    const { serial, registration, last } = this.#state;
    return { serial, registration, fdNumber: last.fdNumber + 1, at, shiftNumber };
  }

  #free(kind: CurrentDocument): boolean {
    return this.#state.current === "none" || this.#state.current === kind;
  }

  #timeRefusal(at: LocalSeconds): DriveRefusal | null {
    if (at < this.#state.last.at) return { code: DRIVE_ERROR.wrongTime };
    if (Math.abs(at - this.timer()) > limits.CLOCK_TOLERANCE_SECONDS) return { code: DRIVE_ERROR.clockDifference };
    return null;
  }

  #refusalFor(at: LocalSeconds): DriveRefusal | null {
    const wrongTime = this.#timeRefusal(at);
    if (wrongTime !== null) return wrongTime;
    if (at >= this.#state.expiresAt) return { code: DRIVE_ERROR.expired };
    // The last free place is for the shift's closing.
    if (this.#state.documentsLeft <= 1) return { code: DRIVE_ERROR.archiveFull };
    const { firstUnsent } = this.queue();
    if (firstUnsent !== null && at - firstUnsent.at > limits.OFD_WAIT_LIMIT_SECONDS) return { code: DRIVE_ERROR.unsentTooOld };
    return null;
  }

  /** Signs and stores a document together with the state that follows from it. */
  #append(document: NewDocument, next: DriveState): ClosedDocument {
    const { frame, type, receiptNumber, receipt } = document;
    const sign = fiscalSign(this.#state.keyHex, document.body);
    const closed: ClosedDocument = {
      type,
      fdNumber: frame.fdNumber,
      fiscalSign: sign,
      at: frame.at,
      shiftNumber: frame.shiftNumber,
      receiptNumber,
    };
    this.store.transact(() => {
      const body = signedBody(document.body, sign);
      this.#documents.append({ ...closed, operation: receipt?.operation ?? null, totalKop: receipt?.totalKop ?? null, body, ticket: null });
      const marking = receipt === null ? next.marking : this.#appendNotice(frame, receipt, next.marking);
      this.#commit({
        ...next,
        marking,
        current: "none",
        documentsLeft: Math.max(0, next.documentsLeft - 1),
        last: { fdNumber: frame.fdNumber, at: frame.at },
      });
    });
    return closed;
  }

  #appendNotice(frame: DocumentFrame, receipt: DriveReceipt, marking: desk.MarkingState): desk.MarkingState {
    const marked = receipt.items.filter((item) => item.marking !== null);
    if (marked.length === 0) return marking;
    const number = marking.noticeNumber + 1;
    const body = noticeBody(frame, number, receipt, marked);
    this.#notices.append({ number, fdNumber: frame.fdNumber, at: frame.at, body, sent: false });
    return { ...marking, noticeNumber: number };
  }

  #ticket(numberTag: number, number: number): Uint8Array {
    const stamp: TlvItem[] = [
      textTag(TAG.fnSerial, this.#state.serial),
      textTag(TAG.ofdInn, this.#state.registration.ofdInn, 12),
      timeTag(TAG.dateTime, this.timer()),
      u32Tag(numberTag, number),
    ];
    const sign = fiscalSign(this.#state.keyHex, encodeTlv(stamp));
    const value = new Uint8Array(OFD_SIGN_LENGTH);
    new DataView(value.buffer).setUint32(0, sign);
    return encodeTlv([...stamp, { tag: TAG.operatorSign, value }]);
  }

  #commit(next: DriveState): void {
    this.store.transact(() => this.store.writeRecord(RECORD_KEY, next));
    this.#state = next;
  }
}
