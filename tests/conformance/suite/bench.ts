import type { FiscalDocument, FiscalReceipt } from "../../../fiscal/document/fiscal-document.ts";
import type { Ffd } from "../../../fiscal/document/tags.ts";
import type { TlvItem } from "../../../fiscal/document/tlv.ts";
import type { MarkingChange } from "../../../fiscal/emulator/control/drive-changes.ts";
import type { Registrar } from "../../../fiscal/registrar.ts";

/** How fast the emulated mechanism is: at once, or line by line with the paper behind the answer. */
export type Pace = "at-once" | "prints-slowly";

export interface BenchOptions {
  readonly pace?: Pace;
  /** Version the drive is registered with; absent: 1.2. */
  readonly ffd?: Ffd;
  /** One of the cut plan's `variants`. */
  readonly variant?: string;
  /** Registered without an OFD (автономный режим). */
  readonly autonomous?: boolean;
}

export type DocumentKind = FiscalDocument["kind"];

/** Troubles by names that every family understands; `of` names the exchange that makes the document. */
export type Trouble =
  | { readonly kind: "answer-lost"; readonly moment: "before" | "after"; readonly of: DocumentKind }
  | { readonly kind: "cut"; readonly point: CutPoint; readonly atByte: number }
  /** The line falls mute in the middle and stays up. */
  | { readonly kind: "mute"; readonly point: CutPoint; readonly atByte: number }
  /** The device does not take the request, so many times. */
  | { readonly kind: "not-taken"; readonly of: DocumentKind; readonly times: number }
  /** Rubbish in place of an answer, or before it. */
  | { readonly kind: "garbage"; readonly of: DocumentKind }
  | { readonly kind: "power-cut"; readonly moment: "before" | "after"; readonly of: DocumentKind; readonly backAfterMs: number }
  /** The device refuses the document for a reason of its own. */
  | { readonly kind: "refused"; readonly of: DocumentKind }
  | { readonly kind: "paper-out"; readonly afterLines: number }
  | { readonly kind: "paper-load" }
  | { readonly kind: "cover"; readonly open: boolean };

/** A stretch of bytes in the exchange that makes a document. */
export interface CutPoint {
  /** Row of the table: "FF45, the request". */
  readonly name: string;
  readonly of: DocumentKind;
  /** From the till's side: `out` = what the till sends. */
  readonly direction: "out" | "in";
}

export interface CutPlan {
  readonly point: CutPoint;
  /** Ways that lead to the one document: each is met, and no other. */
  readonly paths: readonly string[];
  /** Device behaviours to try one after the other; empty: as the family is. */
  readonly variants: readonly string[];
}

/** A stretch of bytes in the check of a code. */
export interface CheckCut {
  /** "FF61, the command". */
  readonly name: string;
  /** The question for the code, or its acceptance. */
  readonly step: "ask" | "accept";
  readonly direction: "out" | "in";
  /** Length, where the bench can't tell that a cut lay behind the end. */
  readonly bytes?: number;
}

export interface OperationSums {
  readonly count: number;
  readonly sumKop: number;
  readonly corrections: number;
  readonly correctionsKop: number;
}

export interface PrintedPaper {
  readonly kind: string;
  readonly fdNumber: number | null;
  readonly isWhole: boolean;
  readonly text: string;
}

/** What the emulated device and its drive hold, seen from their own side and not through the driver. */
export interface Sight {
  readonly fnSerial: string;
  readonly lastFd: number;
  readonly shift: { readonly isOpen: boolean; readonly number: number };
  /** A document that is begun and neither closed nor cancelled. */
  readonly isDocumentOpen: boolean;
  /** Of the running or last shift, by settlement sign (1054). */
  readonly sums: Readonly<Record<1 | 2 | 3 | 4, OperationSums>>;
  /** Payments of the shift, receipts and corrections: what came in less what went out. */
  readonly paid: FiscalReceipt["payments"];
  readonly drawerKop: number;
}

export interface StoredFiscalDocument {
  readonly type: number;
  readonly fiscalSign: string;
  readonly shiftNumber: number;
  readonly items: readonly TlvItem[];
}

/** One emulated registrar and one driver on it. */
export interface RegistrarBench {
  readonly registrar: Registrar;
  readonly ffd: Ffd;
  see(): Sight;
  document(fdNumber: number): StoredFiscalDocument | null;
  /** The newest papers, oldest first. */
  papers(): readonly PrintedPaper[];
  trouble(of: Trouble): void;
  /** Bytes of that stretch in the last exchange of its kind. */
  lengthOf(point: CutPoint): number;
  /** The marking operator (ОИСМ) and the drive's table of checked codes. */
  setMarking(change: MarkingChange): void;
  /** Codes that the drive was asked about since its beginning, and those that lie in its table. */
  codes(): { readonly asked: number; readonly held: number };
  cutCheck(point: CheckCut, atByte: number): void;
  /** The last `cutCheck` met its message, and lay inside it; otherwise it waits no more. */
  wasCheckCut(): boolean;
  /** A driver of another program at the same device; closed with the bench. */
  another(): Registrar;
  stop(): Promise<void>;
}

/** A registrar family on one transport, as the suite runs it. */
export interface RegistrarFamily {
  /** Column of the table. */
  readonly name: string;
  readonly ffds: readonly Ffd[];
  /** Rows that this family refuses, with the error code: nothing may be registered then. */
  readonly refuses: Readonly<Record<string, string>>;
  /** Troubles that cannot happen on this line, with the reason. */
  readonly cannotHappen: Readonly<Record<string, string>>;
  readonly cuts: readonly CutPlan[];
  readonly checkCuts: readonly CheckCut[];
  /** Without paper it answers no questions about documents: what is in doubt stays so until there is paper. */
  readonly isMuteWithoutPaper: boolean;
  /** Nobody remembers an X report whose answer was lost, and it leaves no trace: it is printed once more. */
  readonly repeatsXReport: boolean;
  start(options?: BenchOptions): Promise<RegistrarBench>;
}
