import { assertInvariant, err, ok, type Result } from "../../../config/result.ts";
import type { Clock } from "../../../config/clock.ts";
import { addReceipt, EMPTY_COUNTERS, type DriveCounters } from "./counters.ts";
import { itemBody, receiptBody } from "./document-body.ts";
import { checkReceipt, checkTags, refuse } from "./document-rules.ts";
import { DriveCore } from "./drive-core.ts";
import * as limits from "./drive-state.ts";
import type { DriveState, NewDrive } from "./drive-state.ts";
import {
  DRIVE_ERROR,
  FD_TYPE,
  LIFE_PHASE,
  type ClosedDocument,
  type CurrentDocument,
  type DriveReceipt,
  type DriveRefusal,
  type DriveRegistration,
  type DriveReport,
  type LocalSeconds,
  type ReRegistration,
  type StoredFd,
} from "./drive-types.ts";
import { REPORT_HOST_TAGS } from "./host-tags.ts";
import * as desk from "./marking-desk.ts";
import type { StoredNotice } from "./notice-table.ts";
import { drainQueue, type OfdState } from "./ofd.ts";
import { registrationBody } from "./registration-body.ts";
import { driveCloseBody, shiftCloseBody, shiftOpenBody, stateReportBody, type DriveWarnings, type QueueFacts } from "./report-body.ts";
import type { EmulatorStore } from "./store.ts";
import { TAG } from "./tags.ts";
import { countersOf } from "./unsent-counters.ts";

const DAY_SECONDS = 86_400;
/** Tag 1077 with its header. */
const SIGN_BYTES = 10;

type Closed = Result<ClosedDocument, DriveRefusal>;

/**
 * Fiscal drive (фискальный накопитель, ФН) of FFD 1.05 to 1.2, independent of the registrar family around it. Calls are
 * synchronous; every change is committed before the call returns, whole or not at all. A refusal is a value with the
 * drive's own error code and changes nothing.
 */
export class FiscalDrive {
  readonly store: EmulatorStore;
  readonly #core: DriveCore;

  constructor(store: EmulatorStore, clock: Clock, utcOffsetMinutes: number, config: NewDrive) {
    this.store = store;
    this.#core = new DriveCore(store, clock, utcOffsetMinutes, config);
    if (!this.#core.isNew) return;
    if (config.registered === false) this.#core.commit(this.state);
    else this.register({ at: this.timer(), tags: [] });
  }

  /** After a rolled back transaction: forget what memory holds. */
  reload(): void {
    this.#core.reload();
  }

  get state(): DriveState {
    return this.#core.state;
  }

  /** The drive's own timer, local ms. */
  timerMs(): number {
    return this.#core.timerMs();
  }

  timer(): LocalSeconds {
    return this.#core.timer();
  }

  // ---- reading

  shiftExpired(at: LocalSeconds): boolean {
    const { shift } = this.state;
    return shift.open && at - shift.openedAt >= limits.SHIFT_LIMIT_SECONDS;
  }

  warnings(at: LocalSeconds): DriveWarnings {
    const { expiresAt, documentsLeft, capacity } = this.state;
    const daysLeft = (expiresAt - at) / DAY_SECONDS;
    const queued = this.queue().firstUnsent;
    return {
      resourceUnder3Days: daysLeft < limits.RESOURCE_WARNING_DAYS.urgent,
      resourceUnder30Days: daysLeft < limits.RESOURCE_WARNING_DAYS.soon,
      archive90Percent: documentsLeft <= capacity * limits.ARCHIVE_WARNING_SHARE,
      archive99Percent: documentsLeft <= capacity * limits.ARCHIVE_FULL_SHARE,
      ofdWaitExceeded: queued !== null && at - queued.at > limits.OFD_WAIT_WARNING_SECONDS,
    };
  }

  queue(): QueueFacts {
    return this.#core.queue();
  }

  document(fdNumber: number): StoredFd | null {
    return this.#core.documents.byNumber(fdNumber);
  }

  documentsFrom(fdNumber: number, limit: number): StoredFd[] {
    return this.#core.documents.from(fdNumber, limit);
  }

  /** Reports of registration and re-registration, oldest first. */
  registrations(): StoredFd[] {
    return this.state.registrationFds.flatMap((fdNumber) => this.document(fdNumber) ?? []);
  }

  registrationsLeft(): number {
    return Math.max(0, limits.MAX_REGISTRATIONS - this.state.registrationFds.length);
  }

  /** Totals of the receipts without a ticket (tag 1158). */
  unsentCounters(): DriveCounters {
    return this.state.registration.autonomous ? EMPTY_COUNTERS : countersOf(this.#core.documents.unsent());
  }

  notice(number: number): StoredNotice | null {
    return this.#core.notices.byNumber(number);
  }

  noticesFrom(number: number, limit: number): StoredNotice[] {
    return this.#core.notices.from(number, limit);
  }

  firstUnsentNotice(): StoredNotice | null {
    return this.#core.notices.firstUnsent();
  }

  /** A host has unloaded this notice of an autonomous drive. False: there is no such notice that waits. */
  confirmNotice(number: number): boolean {
    const notice = this.#core.notices.byNumber(number);
    if (notice === null || notice.ticket !== null) return false;
    this.store.transact(() => this.#core.notices.deliver(notice, new Uint8Array()));
    return true;
  }

  // ---- documents

  /** Marks a document as begun; only that one may then be closed. */
  begin(kind: Exclude<CurrentDocument, "none">): Result<void, DriveRefusal> {
    const { current, shift, lifePhase } = this.state;
    const begun = this.#formOf(kind);
    if (current !== "none" && current !== begun) return refuse(DRIVE_ERROR.wrongState);
    const wantedPhase = kind === "registration" ? LIFE_PHASE.configured : LIFE_PHASE.fiscal;
    if (lifePhase !== wantedPhase) return refuse(DRIVE_ERROR.wrongState);
    if (IN_SHIFT.has(kind) !== shift.open && kind !== "stateReport") return refuse(DRIVE_ERROR.wrongState);
    this.#core.commit({ ...this.state, current: begun });
    return ok(undefined);
  }

  /** FF08: forgets the begun document. Refused when there is none. */
  cancel(): Result<void, DriveRefusal> {
    if (this.state.current === "none") return refuse(DRIVE_ERROR.wrongState);
    this.#core.commit({ ...this.state, current: "none" });
    return ok(undefined);
  }

  /** First registration (document 1); `registration` in place of the one that the drive was made for. */
  register(report: DriveReport & { readonly registration?: DriveRegistration }): Closed {
    const state = this.state;
    const registration = report.registration ?? state.registration;
    if (state.lifePhase !== LIFE_PHASE.configured || !this.#free("registration")) return refuse(DRIVE_ERROR.wrongState);
    const refusal =
      this.#core.documentRefusal(report.at) ?? checkTags(report.tags, REPORT_HOST_TAGS) ?? this.#wrongRegistration(registration);
    if (refusal !== null) return err(refusal);
    const frame = this.#core.frame(report.at, 0, registration);
    const body = registrationBody(frame, report, state, 0);
    const next = { ...state, registration, lifePhase: LIFE_PHASE.fiscal, registeredAt: report.at, registrationFds: [frame.fdNumber] };
    return ok(this.#core.append({ type: FD_TYPE.registration, frame, body, receiptNumber: 0, receipt: null }, next));
  }

  /** Between shifts; the user's INN and the registration number stay as they are. */
  reRegister(change: ReRegistration): Closed {
    const state = this.state;
    if (!this.#inFiscalMode() || state.shift.open || !this.#free("reRegistration")) return refuse(DRIVE_ERROR.wrongState);
    if (this.registrationsLeft() === 0) return refuse(DRIVE_ERROR.wrongState);
    const refusal =
      this.#core.documentRefusal(change.at) ?? checkTags(change.tags, REPORT_HOST_TAGS) ?? this.#wrongRegistration(change.registration);
    if (refusal !== null) return err(refusal);
    if (change.reasons <= 0) return refuse(DRIVE_ERROR.dataMissing, TAG.reRegistrationReasons);
    const { registration } = change;
    if (registration.userInn !== state.registration.userInn) return refuse(DRIVE_ERROR.badValue, TAG.userInn);
    if (registration.rnm !== state.registration.rnm) return refuse(DRIVE_ERROR.badValue, TAG.rnm);
    const frame = this.#core.frame(change.at, state.shift.number, registration);
    const body = registrationBody(frame, change, state, change.reasons);
    const next = { ...state, registration, registrationFds: [...state.registrationFds, frame.fdNumber] };
    return ok(this.#core.append({ type: FD_TYPE.reRegistration, frame, body, receiptNumber: 0, receipt: null }, next));
  }

  /** Closing of the drive (закрытие ФН): the last document. The archive still goes to the OFD, then the phase is 0Fh. */
  closeDrive(report: DriveReport): Closed {
    const state = this.state;
    if (!this.#inFiscalMode() || state.shift.open || !this.#free("driveClose")) return refuse(DRIVE_ERROR.wrongState);
    const refusal = this.#core.timeRefusal(report.at) ?? checkTags(report.tags, REPORT_HOST_TAGS);
    if (refusal !== null) return err(refusal);
    const frame = this.#core.frame(report.at, state.shift.number);
    const body = driveCloseBody(frame, report, state);
    const lifePhase = state.registration.autonomous ? LIFE_PHASE.archiveSent : LIFE_PHASE.closed;
    return ok(this.#core.append({ type: FD_TYPE.driveClose, frame, body, receiptNumber: 0, receipt: null }, { ...state, lifePhase }));
  }

  openShift(report: DriveReport): Closed {
    const state = this.state;
    if (!this.#inFiscalMode() || state.shift.open || !this.#free("shiftOpen")) return refuse(DRIVE_ERROR.wrongState);
    const refusal = this.#core.documentRefusal(report.at) ?? checkTags(report.tags, REPORT_HOST_TAGS);
    if (refusal !== null) return err(refusal);
    const frame = this.#core.frame(report.at, state.shift.number + 1);
    const body = shiftOpenBody(frame, report, state, this.warnings(report.at));
    const shift = { open: true, number: frame.shiftNumber, openedAt: report.at, firstFd: frame.fdNumber, receipts: 0 };
    const marking = { ...state.marking, shiftFlags: desk.NO_SHIFT_FLAGS };
    const next = { ...state, shift, marking, shiftCounters: EMPTY_COUNTERS };
    return ok(this.#core.append({ type: FD_TYPE.shiftOpen, frame, body, receiptNumber: 0, receipt: null }, next));
  }

  /** Allowed however old the shift, the queue and the drive are. */
  closeShift(report: DriveReport): Closed {
    const state = this.state;
    if (!state.shift.open || !this.#free("shiftClose")) return refuse(DRIVE_ERROR.wrongState);
    const refusal = this.#core.timeRefusal(report.at) ?? checkTags(report.tags, REPORT_HOST_TAGS);
    if (refusal !== null) return err(refusal);
    const frame = this.#core.frame(report.at, state.shift.number);
    const body = shiftCloseBody(frame, report, state, this.warnings(report.at), this.queue());
    const next = { ...state, shift: { ...state.shift, open: false } };
    return ok(this.#core.append({ type: FD_TYPE.shiftClose, frame, body, receiptNumber: 0, receipt: null }, next));
  }

  stateReport(report: DriveReport): Closed {
    const state = this.state;
    if (!this.#inFiscalMode() || !this.#free("stateReport")) return refuse(DRIVE_ERROR.wrongState);
    const refusal = this.#core.documentRefusal(report.at) ?? checkTags(report.tags, REPORT_HOST_TAGS);
    if (refusal !== null) return err(refusal);
    const frame = this.#core.frame(report.at, state.shift.number);
    const body = stateReportBody(frame, report, state, this.queue(), this.unsentCounters());
    return ok(this.#core.append({ type: FD_TYPE.stateReport, frame, body, receiptNumber: 0, receipt: null }, state));
  }

  /** A receipt or a correction receipt (`receipt.correction`); a strict form of it where the registration says so. */
  registerReceipt(receipt: DriveReceipt): Closed {
    const state = this.state;
    const kind = receipt.correction ? "correction" : "receipt";
    if (!this.#inFiscalMode() || !state.shift.open || !this.#free(kind)) return refuse(DRIVE_ERROR.wrongState);
    if (this.shiftExpired(receipt.at)) return refuse(DRIVE_ERROR.shiftExpired);
    const refusal = this.#core.documentRefusal(receipt.at) ?? checkReceipt(receipt, state);
    if (refusal !== null) return err(refusal);
    const frame = this.#core.frame(receipt.at, state.shift.number);
    const receiptNumber = state.shift.receipts + 1;
    const body = receiptBody(frame, receipt, receiptNumber);
    if (body.length > limits.MAX_DOCUMENT_BYTES) return refuse(DRIVE_ERROR.tlvTooLarge);
    const tooLarge = receipt.items.some((item) => itemBody(item, state.registration.ffd).length > limits.MAX_ITEM_BYTES);
    if (tooLarge) return refuse(DRIVE_ERROR.tlvTooLarge, TAG.item);
    const count = (counters: DriveCounters): DriveCounters => addReceipt(counters, receipt);
    const next: DriveState = {
      ...state,
      shift: { ...state.shift, receipts: receiptNumber },
      shiftCounters: count(state.shiftCounters),
      totalCounters: count(state.totalCounters),
      marking: { ...state.marking, table: [], pending: null },
    };
    return ok(this.#core.append({ type: FD_TYPE[this.#formOf(kind)], frame, body, receiptNumber, receipt }, next));
  }

  /** Bytes that a receipt would take: its document, and its notice on marked goods. Checks nothing. */
  sizeOf(receipt: DriveReceipt): { readonly document: number; readonly notice: number } {
    const frame = this.#core.frame(receipt.at, this.state.shift.number);
    const document = receiptBody(frame, receipt, this.state.shift.receipts + 1);
    return { document: document.length + SIGN_BYTES, notice: this.#core.noticeOf(frame, receipt)?.body.length ?? 0 };
  }

  /** What a receipt is called while strict forms are made in its place. */
  #formOf<K extends CurrentDocument>(kind: K): K | "strictForm" | "strictFormCorrection" {
    if (!this.state.registration.strictForms) return kind;
    return kind === "receipt" ? "strictForm" : kind === "correction" ? "strictFormCorrection" : kind;
  }

  #free(kind: CurrentDocument): boolean {
    return this.state.current === "none" || this.state.current === this.#formOf(kind);
  }

  #inFiscalMode(): boolean {
    return this.state.lifePhase === LIFE_PHASE.fiscal;
  }

  #wrongRegistration(registration: DriveRegistration): DriveRefusal | null {
    if (registration.ffd > this.state.ffd) return { code: DRIVE_ERROR.badValue, tag: TAG.ffd };
    return registration.taxSystems === 0 ? { code: DRIVE_ERROR.badValue, tag: TAG.taxSystems } : null;
  }

  // ---- marking

  checkCode(input: desk.CodeCheck): Result<desk.CheckAnswer, DriveRefusal> {
    const { registration, marking } = this.state;
    const context = {
      allowed: desk.worksWithMarking(registration),
      autonomous: registration.autonomous,
      unsentNotices: this.#core.notices.unsentCount(),
      sold: this.#core.notices.isSold(input.code),
    };
    return this.#deskStep(desk.checkCode(marking, input, context));
  }

  decideCheck(decision: "accept" | "reject" | "clear"): Result<number, DriveRefusal> {
    return this.#deskStep(desk.decideCheck(this.state.marking, decision));
  }

  acceptedCheck(code: Uint8Array): Result<desk.CheckedCode, DriveRefusal> {
    return desk.acceptedCheck(this.state.marking, code);
  }

  #deskStep<T>(step: Result<{ readonly state: desk.MarkingState; readonly value: T }, DriveRefusal>): Result<T, DriveRefusal> {
    if (!step.ok) return step;
    this.#core.commit({ ...this.state, marking: step.value.state });
    return ok(step.value.value);
  }

  // ---- the world around the drive (control of the emulator)

  /** Moves the drive's timer forward. */
  advanceTimer(ms: number): void {
    assertInvariant(Number.isSafeInteger(ms) && ms >= 0, `the drive's timer only moves forward, got ${ms}`);
    this.#core.commit({ ...this.state, skewMs: this.state.skewMs + ms });
  }

  setOfd(change: Partial<Pick<OfdState, "online" | "refusing" | "msPerDocument" | "lateMs">>): void {
    this.#core.commit({ ...this.state, ofd: { ...this.state.ofd, ...change, freeAtMs: this.timerMs() } });
  }

  setDocumentsLeft(documentsLeft: number): void {
    this.#core.commit({ ...this.state, documentsLeft });
  }

  setExpiry(expiresAt: LocalSeconds): void {
    this.#core.commit({ ...this.state, expiresAt });
  }

  setMarking(change: desk.MarkingSetup): void {
    this.#core.commit({ ...this.state, marking: { ...this.state.marking, ...change } });
  }

  leaveForeignCodes(count: number): void {
    this.#core.commit({ ...this.state, marking: desk.withForeignCodes(this.state.marking, count) });
  }

  setVerdict(code: Uint8Array, verdict: desk.CodeVerdict): void {
    const { marking } = this.state;
    const verdicts = { ...marking.verdicts, [Buffer.from(code).toString("hex")]: verdict };
    this.#core.commit({ ...this.state, marking: { ...marking, verdicts } });
  }

  /** Lets the emulated OFD take what its pace allows by now. Call before reading the queue. */
  settle(): void {
    drainQueue(this.#core);
  }
}

/** Documents that need an open shift; all others but the state report need a closed one. */
const IN_SHIFT: ReadonlySet<CurrentDocument> = new Set(["receipt", "correction", "strictForm", "strictFormCorrection", "shiftClose"]);
