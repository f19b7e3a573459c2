import type { Operation, VatCode } from "../fiscal-drive/index.ts";

/** An item of the open receipt; plain data, kept over power loss. */
export interface OpenItem {
  name: string;
  priceKop: number;
  quantity: number;
  sumKop: number;
  vatCode: VatCode | null;
  vatKop: number;
  method: number;
  subject: number;
  department: number;
  /** TLV of FF4D, hex. */
  tagsHex: string;
  marking: { codeHex: string; plannedStatus: number; kind: number; result: number } | null;
}

export interface OpenReceipt {
  operation: Operation;
  correction: boolean;
  /** Password index of the operator who opened it. */
  operator: number;
  items: OpenItem[];
  /** Lines that the host printed into it, and behind how many items. */
  lines: { afterItems: number; text: string }[];
}

/** What one settlement sign gathered in the shift. Payment kinds 1..16 at index 0..15; VAT by code 1..12 at 0..11. */
export interface OperationRegisters {
  receipts: number;
  payments: number[];
  vat: number[];
  turnover: number[];
  departments: number[];
}

export type ByOperation<T> = Record<Operation, T>;

/** A document on its way to paper. Times are monotonic ms of this process. */
export interface PrintJob {
  paperId: number;
  startedAtMs: number;
  msPerLine: number;
  tailMs: number;
  /** Line times of the whole document, and after how many the paper ends (null: it does not). */
  lineTimes: number;
  /** Line times of it that an earlier job printed (a slip grows). */
  doneBefore: number;
  breakAt: number | null;
  /** Mode that 10h shows until the last line: a closed receipt still looks open. */
  shownMode: number | null;
  /** Lines printed by line commands: more of them may come while it runs. */
  slip: boolean;
}

/** The registrar's own memory; one JSON record beside the drive's. */
export interface KktState {
  /** Registrar's clock minus the drive's timer, seconds. */
  clockOffsetSeconds: number;
  documentNumber: number;
  drawerKop: number;
  cashIn: { sumKop: number; count: number; number: number };
  cashOut: { sumKop: number; count: number; number: number };
  xNumber: number;
  cancelledReceipts: number;
  cancelledKop: ByOperation<number>;
  receiptNumbers: ByOperation<number>;
  shift: ByOperation<OperationRegisters>;
  /** Payments and VAT of the open or last receipt, for the registers of the receipt. */
  lastReceipt: {
    operation: Operation;
    itemCount: number;
    payments: number[];
    vat: number[];
    turnover: number[];
    departments: number[];
  } | null;
  /** Line times until the roll ends; null = endless. */
  paperLeft: number | null;
  coverOpen: boolean;
  drawerOpen: boolean;
  job: PrintJob | null;
  /** The document that a paper break or a power loss stopped. */
  interrupted: { paperId: number; shownMode: number | null } | null;
  /** Submode 2 or 3 after a break; 0 otherwise. */
  breakLatch: 0 | 2 | 3;
  /** Paper document that line commands extend, until a cut or another document. */
  slipId: number | null;
  receipt: OpenReceipt | null;
  /** TLV of FF0C for the next or open document, hex. */
  headerTagsHex: string;
  /** For models that take tags and codes before the item. */
  nextItemTagsHex: string;
  nextItemMarking: OpenItem["marking"];
  /** Date set by 22h that waits for 23h. */
  dateToConfirm: { day: number; month: number; year: number } | null;
  mode: number;
  previousMode: number;
  /** Test run (19h) until 2Bh. */
  testRun: boolean;
  /** Loaded lines of dots by number, hex: of C0h and C4h, and of 4Eh with up to 512 dots. */
  graphics: { lines: Record<number, string>; lines512: Record<number, string> };
  /** What 14h has set, by port. */
  ports: Record<number, { baud: number; timeout: number }>;
  lastReceiptPaperId: number | null;
  lastPrintBroken: boolean;
  /** Values that differ from the defaults, by "table/row/field". */
  tables: Record<string, number | string>;
}

const PAYMENT_KINDS = 16;
const VAT_KINDS = 12;
const DEPARTMENTS = 16;

function zeros(count: number): number[] {
  return new Array<number>(count).fill(0);
}

export function emptyRegisters(): OperationRegisters {
  return {
    receipts: 0,
    payments: zeros(PAYMENT_KINDS),
    vat: zeros(VAT_KINDS),
    turnover: zeros(VAT_KINDS),
    departments: zeros(DEPARTMENTS),
  };
}

export function byOperation<T>(make: () => T): ByOperation<T> {
  return { 1: make(), 2: make(), 3: make(), 4: make() };
}

export function initialKktState(): KktState {
  return {
    clockOffsetSeconds: 0,
    // The registration report was the first printed document.
    documentNumber: 1,
    drawerKop: 0,
    cashIn: { sumKop: 0, count: 0, number: 0 },
    cashOut: { sumKop: 0, count: 0, number: 0 },
    xNumber: 0,
    cancelledReceipts: 0,
    cancelledKop: byOperation(() => 0),
    receiptNumbers: byOperation(() => 0),
    shift: byOperation(emptyRegisters),
    lastReceipt: null,
    paperLeft: null,
    coverOpen: false,
    drawerOpen: false,
    job: null,
    interrupted: null,
    breakLatch: 0,
    slipId: null,
    receipt: null,
    headerTagsHex: "",
    nextItemTagsHex: "",
    nextItemMarking: null,
    dateToConfirm: null,
    mode: 4,
    previousMode: 4,
    testRun: false,
    graphics: { lines: {}, lines512: {} },
    ports: {},
    lastReceiptPaperId: null,
    lastPrintBroken: false,
    tables: {},
  };
}
