import type { Kopecks, Quantity } from "../../../config/money.ts";
import type { TlvItem } from "../../document/tlv.ts";

/**
 * Local wall clock in whole seconds as if it were UTC: the time of fiscal documents (unixtime of the format), which
 * knows no zones.
 */
export type LocalSeconds = number & { readonly __brand: "LocalSeconds" };

export function localSeconds(value: number): LocalSeconds {
  return Math.floor(value) as LocalSeconds;
}

/** Types of stored documents (FF0A, tag numbering of the fiscal drive documents). */
export const FD_TYPE = {
  registration: 1,
  shiftOpen: 2,
  receipt: 3,
  /** Strict form (БСО): what a registrar with tag 1110 makes in place of a receipt. */
  strictForm: 4,
  shiftClose: 5,
  driveClose: 6,
  reRegistration: 11,
  stateReport: 21,
  correction: 31,
  strictFormCorrection: 41,
} as const;
export type FdType = (typeof FD_TYPE)[keyof typeof FD_TYPE];

/** What is begun and not yet closed inside the drive (FF01 «текущий документ»). */
export const CURRENT_DOCUMENT = {
  none: 0x00,
  registration: 0x01,
  shiftOpen: 0x02,
  receipt: 0x04,
  shiftClose: 0x08,
  driveClose: 0x10,
  strictForm: 0x11,
  driveChange: 0x12,
  reRegistration: 0x13,
  correction: 0x14,
  strictFormCorrection: 0x15,
  stateReport: 0x17,
} as const;
export type CurrentDocument = keyof typeof CURRENT_DOCUMENT;

/** Settlement sign (признак расчёта, tag 1054). */
export type Operation = 1 | 2 | 3 | 4;
export const OPERATIONS: readonly Operation[] = [1, 2, 3, 4];

export function isOperation(value: number): value is Operation {
  return value === 1 || value === 2 || value === 3 || value === 4;
}

/** Format of fiscal documents, value of tags 1209, 1189 and 1190: 1.05, 1.1, 1.2. */
export type FfdVersion = 2 | 3 | 4;
export const FFD = { v105: 2, v11: 3, v12: 4 } as const;

/** Life phases (FF01): each step sets one more bit. */
export const LIFE_PHASE = { configured: 0x01, fiscal: 0x03, closed: 0x07, archiveSent: 0x0f } as const;

/** Tag 1199. */
export type VatCode = 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9 | 10 | 11 | 12;

/** Codes that the drive (ФН) answers; a printer passes 01h–20h through and maps 32h and above. */
export const DRIVE_ERROR = {
  badParameters: 0x01,
  wrongState: 0x02,
  expired: 0x05,
  archiveFull: 0x06,
  wrongTime: 0x07,
  noData: 0x08,
  badValue: 0x09,
  notAllowedTag: 0x0b,
  duplicateTag: 0x0c,
  dataMissing: 0x0d,
  tooManyPositions: 0x0e,
  tlvTooLarge: 0x10,
  ofdQueueFull: 0x14,
  unsentTooOld: 0x15,
  shiftExpired: 0x16,
  clockDifference: 0x17,
  badFormat: 0x18,
  exciseForbidden: 0x19,
  itemRequisiteMissing: 0x1a,
  markingForbidden: 0x32,
  markingOrder: 0x33,
  markingBlocked: 0x34,
  markingTableFull: 0x35,
  requisiteMissing: 0x3c,
  codeNotChecked: 0x3e,
} as const;

/** A refusal changes nothing in the drive. */
export interface DriveRefusal {
  readonly code: (typeof DRIVE_ERROR)[keyof typeof DRIVE_ERROR];
  /** The tag at fault, when one is. */
  readonly tag?: number;
}

/** What was told to the tax office about this registrar. */
export interface DriveRegistration {
  readonly userName: string;
  readonly userInn: string;
  readonly kktSerial: string;
  /** Registration number (РНМ), 16 digits. */
  readonly rnm: string;
  readonly address: string;
  readonly place: string;
  /** Bits of tag 1062: 1 ОСН, 2 УСН доход, 4 УСН доход−расход, 16 ЕСХН, 32 ПСН. */
  readonly taxSystems: number;
  readonly ofdName: string;
  readonly ofdInn: string;
  readonly taxSite: string;
  readonly senderEmail: string;
  /** Format of the documents (tag 1209); not above that of the drive. */
  readonly ffd: FfdVersion;
  /** Sale of marked goods (tag 1290 bit 0x100). */
  readonly marking: boolean;
  /** Works without transfer to the OFD (tag 1002). */
  readonly autonomous: boolean;
  /** Sale of excise goods (1207; 1290 bit 0x40). */
  readonly excise: boolean;
  /** Only for settlements on the internet (1108; 0x20). */
  readonly internet: boolean;
  /** Only services (1109; 0x200). */
  readonly services: boolean;
  /** Strict forms in place of receipts (АС БСО, 1110; 0x4). */
  readonly strictForms: boolean;
  /** Inside an automatic device (1001), which has this number (1036); empty = no device. */
  readonly automatNumber: string;
  /** Data to the OFD are encrypted (1056). */
  readonly encryption: boolean;
  /** Kinds of agent that the user may be (bits of tag 1057). */
  readonly agents: number;
  /** Other bits of 1290, as they are: 0x400 gambling, 0x800 lottery, 0x1000 pawnshop, 0x2000 insurance, 0x4000 vending… */
  readonly otherConditions: number;
}

export interface ItemMarking {
  /** The code as scanned. */
  readonly code: Uint8Array;
  readonly plannedStatus: number;
  /** Tag 2100. */
  readonly kind: number;
  /** Tag 2106. */
  readonly result: number;
}

export interface DriveItem {
  readonly name: string;
  readonly priceKop: Kopecks;
  readonly quantity: Quantity;
  readonly sumKop: Kopecks;
  /** Null: the host named no rate, tags 1199 and 1200 stay out. */
  readonly vatCode: VatCode | null;
  readonly vatKop: Kopecks;
  /** Tags 1214, 1212, 2108; zero method or subject = not given (before 1.2). 2108 is written in 1.2 only. */
  readonly method: number;
  readonly subject: number;
  readonly measure: number;
  readonly tags: readonly TlvItem[];
  readonly marking: ItemMarking | null;
}

export interface DrivePayments {
  readonly cashKop: Kopecks;
  readonly electronicKop: Kopecks;
  readonly prepaidKop: Kopecks;
  readonly creditKop: Kopecks;
  readonly counterKop: Kopecks;
}

/** VAT of a receipt by rate; for codes 5 and 6 the turnover. Rates absent from the receipt are absent here. */
export type VatSums = Partial<Record<VatCode, Kopecks>>;

export interface DriveReceipt {
  readonly at: LocalSeconds;
  /** A correction of FFD 1.05 has no items; its total and VAT are the host's. */
  readonly correction: boolean;
  readonly operation: Operation;
  readonly items: readonly DriveItem[];
  readonly totalKop: Kopecks;
  readonly payments: DrivePayments;
  readonly vat: VatSums;
  readonly taxSystem: number;
  readonly tags: readonly TlvItem[];
}

export interface DriveReport {
  readonly at: LocalSeconds;
  readonly tags: readonly TlvItem[];
}

export interface ReRegistration extends DriveReport {
  readonly registration: DriveRegistration;
  /** Tag 1205: why; at least one bit. */
  readonly reasons: number;
}

/** What the drive answers when a document is closed. */
export interface ClosedDocument {
  readonly type: FdType;
  readonly fdNumber: number;
  /** Fiscal sign (ФП), u32. */
  readonly fiscalSign: number;
  readonly at: LocalSeconds;
  readonly shiftNumber: number;
  /** Number in the shift; 0 for reports. */
  readonly receiptNumber: number;
}

export interface StoredFd extends ClosedDocument {
  readonly operation: Operation | null;
  readonly totalKop: Kopecks | null;
  /** Top-level TLV of the document. */
  readonly body: Uint8Array;
  /** OFD confirmation (квитанция); null while it waits in the queue. */
  readonly ticket: Uint8Array | null;
}
