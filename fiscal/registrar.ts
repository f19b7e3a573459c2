import type { EpochMs } from "../config/clock.ts";
import type { AppError } from "../config/errors/index.ts";
import type { Kopecks, Quantity } from "../config/money.ts";
import type { Result } from "../config/result.ts";
import type { TaxSystem } from "../config/contract/vat.ts";
import type { AgentKind, FiscalDocument, FiscalMarking, ReceiptKind, Registered, PieceFraction } from "./document/fiscal-document.ts";
import type { TlvItem } from "./document/tlv.ts";
import type { RegistrarService } from "./registrar-service.ts";

/**
 * What is read from the registrar right before a document, and stored in that document's journal row:
 * the yardstick by which a lost answer is decided.
 */
export interface Baseline {
  readonly fnSerial: string;
  /** Last closed fiscal document number in the drive. */
  readonly lastFdNumber: number;
  /** The registrar's running document number (сквозной номер), counts non-fiscal documents too. */
  readonly documentNumber: number;
  readonly shiftOpen: boolean;
  readonly shiftNumber: number;
  readonly cashInCount: number;
  readonly cashOutCount: number;
  /** Made anew for each baseline: the id under which a family with idempotent requests (ATOL Web Requests) is given the document. */
  readonly requestId: string;
  readonly readAt: EpochMs;
}

/** `none`: surely nothing was registered, repeat at will. `unknown`: ask `resolve` before anything else. */
export interface RegistrarFailure {
  readonly effect: "none" | "unknown";
  readonly error: AppError;
}

export type Resolution =
  | { readonly outcome: "registered"; readonly registered: Registered }
  /** Nothing was registered, and anything half-open on the device has been cancelled. */
  | { readonly outcome: "not-registered" }
  /** The device shows something that is neither: a person must look. */
  | { readonly outcome: "undecided"; readonly seen: string }
  | { readonly outcome: "unreachable"; readonly error: AppError };

/**
 * Sums of the shift by kind of payment (tags 1031, 1081, 1215, 1216, 1217) over all settlement signs: what came in less what went out.
 * Null: the registrar tells none of its own for this kind.
 */
export interface RegistrarPayments {
  readonly cashKop: Kopecks | null;
  readonly electronicKop: Kopecks | null;
  readonly prepaidKop: Kopecks | null;
  readonly creditKop: Kopecks | null;
  readonly counterKop: Kopecks | null;
}

export interface RegistrarCounters {
  /** Sums of the running (or last) shift, from the device's own registers. */
  readonly shiftNumber: number;
  readonly salesKop: Kopecks;
  readonly refundsKop: Kopecks;
  readonly salesCount: number;
  readonly refundsCount: number;
  readonly purchasesKop: Kopecks;
  readonly purchasesCount: number;
  readonly purchaseRefundsKop: Kopecks;
  readonly purchaseRefundsCount: number;
  readonly cashInDrawerKop: Kopecks;
  /** Absent in older journals. */
  readonly payments?: RegistrarPayments;
}

/**
 * Warning bits of the fiscal drive: its resource ends in 3 or 30 days, 90 % of its memory is used, the OFD has not confirmed for too long,
 * a fault of the drive itself.
 */
export type FnWarning = "resource-3-days" | "resource-30-days" | "memory-90-percent" | "ofd-ticket-overdue" | "critical-fault";

export interface RegistrarStatus {
  readonly model: string;
  readonly serial: string;
  readonly fnSerial: string;
  readonly ffd: "1.05" | "1.1" | "1.2";
  readonly shift: "closed" | "open" | "expired";
  readonly shiftNumber: number;
  readonly lastFdNumber: number;
  readonly paper: "ok" | "out";
  readonly coverOpen: boolean;
  readonly clock: EpochMs;
  readonly ofdQueue: number;
  readonly ofdOldest: EpochMs | null;
  readonly fnExpires: string | null;
  readonly fnWarnings: readonly FnWarning[];
  /** A registered document whose paper is not out: paper ended, cover open, continue-print awaited. */
  readonly isPrintOwed: boolean;
  /** Tag 1213: days that the drive's keys last; null when the device does not tell. */
  readonly keyDaysLeft: number | null;
  /** Documents that still fit into the drive; null when the device does not tell. */
  readonly documentsLeft: number | null;
  /** Notices of marked goods (уведомления о реализации) not yet confirmed; null when the device does not tell. */
  readonly noticeQueue: number | null;
}

/** What the tax office knows of the registrar (отчёт о регистрации), read from the drive. */
export interface Registration {
  readonly organisation: string;
  readonly inn: string;
  /** Registration number (РНМ, tag 1037). */
  readonly registrationNumber: string;
  readonly serial: string;
  readonly fnSerial: string;
  readonly address: string;
  readonly place: string;
  /** Tag 1062. */
  readonly taxSystems: readonly TaxSystem[];
  readonly ofdName: string;
  readonly ofdInn: string;
  readonly ffd: "1.05" | "1.1" | "1.2";
  readonly isAutonomous: boolean;
  readonly sellsMarkedGoods: boolean;
  readonly sellsExcise: boolean;
  /** Tag 1057: whose agent the owner is, empty when nobody's; null when the device does not tell. */
  readonly agents: readonly AgentKind[] | null;
  readonly senderEmail: string;
  readonly registeredAt: EpochMs | null;
}

/** A marking code for the check in the fiscal drive (проверка КМ в ФН). */
export interface DriveCodeQuestion {
  /** Full code as scanned, GS kept; base64. */
  readonly codeBase64: string;
  /** Tag 2003. */
  readonly plannedStatus: FiscalMarking["plannedStatus"];
  /** Tags 1023 and 2108: needed where goods are measured, or a part of a piece is sold. */
  readonly quantity: Quantity;
  readonly measure: number;
  /** Tag 1291: part of a piece; absent: whole. */
  readonly fraction?: PieceFraction;
}

/** What the drive, and through it the marking operator (ОИСМ), said of a code. */
export interface DriveCodeCheck {
  /** Tag 2106, 0–31: bit 0 checked, 1 positive, 2 status known, 3 planned status right, 4 registrar is autonomous. */
  readonly result: number;
  /** Tag 2004 (0 not checked, 1 negative, 3 positive) and why the drive did not check by itself; null: not told. */
  readonly localCheck: number | null;
  readonly localReason: number | null;
  /** Tag 2100: what kind of code the drive has recognised; null: not told. */
  readonly codeKind: number | null;
  /** Tags 2105 and 2109 of the operator's answer; null: there was none, or it is not told. */
  readonly operatorCode: number | null;
  readonly operatorStatus: number | null;
}

/** A line of CP866 text, or a QR code of ASCII text; a registrar that can't print QR leaves it out. */
export type SlipLine = string | { readonly qr: string };

export type PrintState = "printed" | "printing" | "waits-for-paper";

/** A stored fiscal document as the drive tells it (for reprints, comparison and the demo's report). */
export interface StoredDocument {
  readonly fdNumber: number;
  readonly fiscalSign: string;
  readonly kind: ReceiptKind | "open-shift" | "close-shift" | "other";
  /** Code of the document's form by the format: 1 registration, 11 its change, 6 closing of the drive, 21 state of settlements… */
  readonly formCode?: number;
  readonly isCorrection: boolean;
  readonly totalKop: Kopecks | null;
  readonly at: EpochMs;
  /** Our own tag (`document/own-tag.ts`) when the document has one. */
  readonly ownTag: string | null;
}

/**
 * A fiscal registrar (ККТ) as the terminal sees it, whatever the family. One call at a time: the implementation
 * queues. No method repeats a non-repeatable request by itself.
 */
export interface Registrar {
  status(): Promise<Result<RegistrarStatus, AppError>>;
  baseline(): Promise<Result<Baseline, AppError>>;
  register(document: FiscalDocument, baseline: Baseline): Promise<Result<Registered, RegistrarFailure>>;
  /** What became of `document`, begun after `baseline`? Safe to call any number of times. */
  resolve(document: FiscalDocument, baseline: Baseline): Promise<Resolution>;
  counters(): Promise<Result<RegistrarCounters, AppError>>;
  registration(): Promise<Result<Registration, AppError>>;
  storedDocument(fdNumber: number): Promise<Result<StoredDocument | null, AppError>>;
  /** All tags of a stored document; null when there is none of that number. */
  storedTags(fdNumber: number): Promise<Result<readonly TlvItem[] | null, AppError>>;
  /** Prints what is registered and not yet on paper; nothing to print counts as printed. Never registers anything. */
  finishPrinting(): Promise<Result<PrintState, AppError>>;
  /** Prints a stored document by its number, from the drive or the electronic journal; not a fiscal document. */
  printDocument(fdNumber: number): Promise<Result<void, AppError>>;
  /** Prints the last receipt again, marked as a copy; not a fiscal document. */
  printCopy(): Promise<Result<void, AppError>>;
  openDrawer(): Promise<Result<void, AppError>>;
  /** Non-fiscal slip, cut at the end. */
  printSlip(lines: readonly SlipLine[]): Promise<Result<void, AppError>>;
  /**
   * Checks a marking code in the fiscal drive before its receipt (ФФД 1.2; error FIS620 before it) and leaves it in the drive's buffer:
   * the receipt then takes the result and asks nobody again. A document goes before checks that wait, and calls off one that runs where
   * the family can. Registers nothing. Errors: FIS621 (`signal` was aborted), the device's own.
   */
  checkCode(question: DriveCodeQuestion, signal?: AbortSignal): Promise<Result<DriveCodeCheck, AppError>>;
  /** For technicians; absent where a family offers nothing of it. */
  readonly service?: RegistrarService;
  close(): Promise<void>;
}
