import { assertInvariant } from "../../../config/result.ts";
import type { Clock } from "../../../config/clock.ts";
import type { DocumentFrame } from "./document-body.ts";
import { documentTable, type DocumentTable } from "./document-table.ts";
import * as limits from "./drive-state.ts";
import type { DriveState, NewDrive } from "./drive-state.ts";
import {
  DRIVE_ERROR,
  localSeconds,
  type ClosedDocument,
  type DriveReceipt,
  type DriveRefusal,
  type FdType,
  type LocalSeconds,
} from "./drive-types.ts";
import { fiscalSign, signedBody } from "./fiscal-sign.ts";
import { noticeBody, noticeTable, type NoticeTable, type StoredNotice } from "./notice-table.ts";
import type { QueueFacts } from "./report-body.ts";
import type { EmulatorStore } from "./store.ts";

const RECORD_KEY = "drive";
const MS_PER_HOUR = 3_600_000;

/** What a new document is about to be, besides its body. */
export interface NewDocument {
  readonly type: FdType;
  readonly frame: DocumentFrame;
  readonly body: Uint8Array;
  readonly receiptNumber: number;
  readonly receipt: DriveReceipt | null;
}

/** The drive's memory and timer: state, archive, notices. What may be done with them is decided above. */
export class DriveCore {
  readonly store: EmulatorStore;
  readonly documents: DocumentTable;
  readonly notices: NoticeTable;
  readonly isNew: boolean;
  readonly #clock: Clock;
  readonly #utcOffsetMs: number;
  #state: DriveState;

  constructor(store: EmulatorStore, clock: Clock, utcOffsetMinutes: number, config: NewDrive) {
    this.store = store;
    this.#clock = clock;
    this.#utcOffsetMs = utcOffsetMinutes * 60_000;
    this.documents = documentTable(store);
    this.notices = noticeTable(store);
    const stored = this.#stored();
    this.isNew = stored === null;
    this.#state = stored ?? limits.initialDriveState(config, localSeconds((clock.now() + this.#utcOffsetMs) / 1000));
  }

  #stored(): DriveState | null {
    const stored = this.store.readRecord(RECORD_KEY) as DriveState | null;
    return stored === null ? null : limits.withNewerFields(stored);
  }

  /** After a rolled back transaction: forget what memory holds. */
  reload(): void {
    const stored = this.#stored();
    assertInvariant(stored !== null, "the drive's record exists after its first commit");
    this.#state = stored;
  }

  get state(): DriveState {
    return this.#state;
  }

  commit(next: DriveState): void {
    this.store.transact(() => this.store.writeRecord(RECORD_KEY, next));
    this.#state = next;
  }

  /** The drive's own timer, local ms. */
  timerMs(): number {
    return this.#clock.now() + this.#utcOffsetMs + this.#state.skewMs;
  }

  timer(): LocalSeconds {
    return localSeconds(this.timerMs() / 1000);
  }

  queue(): QueueFacts {
    const firstUnsent = this.#state.registration.autonomous ? null : this.documents.firstUnsent();
    return {
      firstUnsent,
      unsentCount: firstUnsent === null ? 0 : this.documents.unsentCount(),
      unsentNotices: this.notices.unsentCount(),
    };
  }

  frame(at: LocalSeconds, shiftNumber: number, registration = this.#state.registration): DocumentFrame {
    const { serial, last } = this.#state;
    return { serial, registration, fdNumber: last.fdNumber + 1, at, shiftNumber };
  }

  /** 07h: before the last document; 17h: more than five minutes off the drive's timer. */
  timeRefusal(at: LocalSeconds): DriveRefusal | null {
    if (at < this.#state.last.at) return { code: DRIVE_ERROR.wrongTime };
    if (Math.abs(at - this.timer()) > limits.CLOCK_TOLERANCE_SECONDS) return { code: DRIVE_ERROR.clockDifference };
    return null;
  }

  /** Time, expiry, memory and the 30 days of the queue. */
  documentRefusal(at: LocalSeconds): DriveRefusal | null {
    const wrongTime = this.timeRefusal(at);
    if (wrongTime !== null) return wrongTime;
    if (at >= this.#state.expiresAt) return { code: DRIVE_ERROR.expired };
    // The last free place is for the shift's closing.
    if (this.#state.documentsLeft <= 1) return { code: DRIVE_ERROR.archiveFull };
    const { firstUnsent } = this.queue();
    if (firstUnsent !== null && at - firstUnsent.at > limits.OFD_WAIT_LIMIT_SECONDS) return { code: DRIVE_ERROR.unsentTooOld };
    return null;
  }

  /** Signs and stores a document together with the state that follows from it. */
  append(document: NewDocument, next: DriveState): ClosedDocument {
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
      this.documents.append({ ...closed, operation: receipt?.operation ?? null, totalKop: receipt?.totalKop ?? null, body, ticket: null });
      const marking = receipt === null ? next.marking : this.#appendNotice(frame, receipt, next.marking);
      this.commit({
        ...next,
        marking,
        current: "none",
        documentsLeft: Math.max(0, next.documentsLeft - 1),
        last: { fdNumber: frame.fdNumber, at: frame.at },
      });
    });
    return closed;
  }

  #appendNotice(frame: DocumentFrame, receipt: DriveReceipt, marking: DriveState["marking"]): DriveState["marking"] {
    const notice = this.noticeOf(frame, receipt);
    if (notice === null) return marking;
    this.notices.append(notice);
    return { ...marking, noticeNumber: notice.number };
  }

  /** Notice on the marked goods of a receipt; null when it has none. */
  noticeOf(frame: DocumentFrame, receipt: DriveReceipt): StoredNotice | null {
    const marked = receipt.items.filter((item) => item.marking !== null);
    if (marked.length === 0) return null;
    const number = this.#state.marking.noticeNumber + 1;
    const body = noticeBody(frame, number, receipt, marked, this.#utcOffsetMs / MS_PER_HOUR);
    return { number, fdNumber: frame.fdNumber, at: frame.at, body, ticket: null };
  }
}
