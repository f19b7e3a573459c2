import type { EpochMs } from "../clock.ts";
import type { CountersView } from "./counters.ts";
import type { CardReturnView, FormatVersion, PurchaseView, RegistrarShiftView } from "./sellers-view.ts";
import type { Kopecks, Points, Quantity } from "../money.ts";
import type { TaxSystem } from "./vat.ts";
import type { ReceiptMarkingView } from "./receipt-marking-view.ts";
import type { FactDeal, FactReceiptKind, FactSettlement } from "./facts.ts";

/**
 * What the screens draw: computed by the terminal, sent over the WebSocket feed (`/api/feed`), first whole, then as
 * changed sections. A screen holds no rules of its own. Texts come in the configured language.
 */
export type Role = "cashier" | "senior" | "manager" | "technician";

export interface OperatorView {
  readonly id: string;
  readonly name: string;
  readonly role: Role;
}

export interface ShiftView {
  readonly status: "closed" | "opening" | "open" | "closing";
  /** Goods may be scanned while it is closed: the first ones open it. */
  readonly opensWithSale: boolean;
  readonly number: number;
  readonly openedAt: EpochMs | null;
  /** When the 24 hours of the law end. */
  readonly endsAt: EpochMs | null;
  readonly drawerKop: Kopecks;
  readonly salesKop: Kopecks;
  readonly salesCount: number;
  readonly refundsKop: Kopecks;
  readonly refundsCount: number;
  readonly purchasesKop: Kopecks;
  readonly purchasesCount: number;
  readonly purchaseRefundsKop: Kopecks;
  readonly purchaseRefundsCount: number;
  /** Of each registrar on a till with several; otherwise empty. The sums above are of all of them. */
  readonly registrars: readonly RegistrarShiftView[];
  /** Registrars that count otherwise than the till, or did in this shift. */
  readonly counters: readonly CountersView[];
}

export interface LineView {
  readonly line: number;
  readonly name: string;
  readonly article: string;
  readonly unit: string;
  readonly quantity: Quantity;
  readonly weighed: boolean;
  readonly priceKop: Kopecks;
  readonly discountKop: Kopecks;
  readonly sumKop: Kopecks;
  /** On a till with several sellers. */
  readonly seller?: string;
  readonly voided: boolean;
  /** Null for goods without marking. */
  readonly marking: {
    readonly state: "checking" | "allowed" | "refused" | "ask-senior";
    /** What the state rests on; `unchecked`: nobody was asked (returns, codes taken as they were sold). Null while checking. */
    readonly source: "online" | "offline" | "emergency" | "unchecked" | null;
    readonly text: string;
  } | null;
  /** Marked goods that are sold in parts: how many of how many the line takes; absent: whole pieces only. */
  readonly parts?: { readonly taken: number; readonly of: number };
  /** A marked item whose code must still be scanned: handed over after a prepayment, or coming back. */
  readonly needsCode: boolean;
  /** A bottle of stamped alcohol: what tells its excise stamp (акцизная марка) from others; null: not scanned. Absent: other goods. */
  readonly stamp?: { readonly mark: string | null };
  /** "Why this price" in words; empty when it is the shelf price. */
  readonly explanation: readonly string[];
}

export interface TenderView {
  readonly id: string;
  /** `prepaid`: an offset of money received before; `credit`: to be paid later. `text` is the deal's reference then. */
  readonly kind: "cash" | "card" | "prepaid" | "credit";
  readonly amountKop: Kopecks;
  readonly state: "accepted" | "waiting" | "declined" | "unknown" | "reversing" | "reversed";
  readonly text: string;
}

export interface CustomerView {
  readonly maskedCard: string;
  readonly name: string;
  readonly balance: Points;
  readonly redeemLimit: Points;
  readonly redeemed: Points;
  readonly willAccrue: Points;
}

export interface ReceiptView {
  readonly id: string;
  readonly number: number;
  readonly kind: FactReceiptKind;
  readonly settlement: FactSettlement;
  /** Deal that the receipt opens, pays off, hands over or takes back. */
  readonly deal: FactDeal | null;
  readonly phase: "open" | "paying" | "fiscalising";
  readonly lineCount: number;
  readonly grossKop: Kopecks;
  readonly discountKop: Kopecks;
  readonly totalKop: Kopecks;
  /** Prepaid in part: what the goods cost in all. Otherwise the total. */
  readonly goodsKop: Kopecks;
  readonly paidKop: Kopecks;
  readonly dueKop: Kopecks;
  /** What is due when all of it is paid in cash: rounded where the shop rounds. */
  readonly cashDueKop: Kopecks;
  readonly customer: CustomerView | null;
  readonly buyerContact: string | null;
  readonly buyer: { readonly name: string; readonly inn: string | null } | null;
  readonly paper: "print" | "none";
  /** Most that can be offset without a reference (goods handed over, refund of what was offset); null: nothing. */
  readonly prepaidKop: Kopecks | null;
  /** A refund of goods that were given on credit: what is still owed is taken off it (payCredit). */
  readonly isOnCredit: boolean;
  readonly tenders: readonly TenderView[];
  /** Banknote sums worth offering as buttons, ascending; the first is the exact sum. */
  readonly suggestedCashKop: readonly Kopecks[];
  /** Lines whose marking is still being checked: payment waits for them. */
  readonly checkingLines: number;
  /** Goods that are not sold to minors; null: there are none. */
  readonly age: AgeView | null;
  /** Line to highlight: the last one touched. */
  readonly activeLine: number | null;
}

/** The question about the buyer's age. */
export interface AgeView {
  /** Payment waits for the answer (`confirmAge`); goods may be scanned. */
  readonly isAsked: boolean;
  /** Lines that are not sold to minors. */
  readonly lines: readonly number[];
  readonly answer: "by-sight" | "document" | "max-app" | null;
}

/** A fiscal document on its way to the registrar. */
export interface FiscalView {
  readonly purpose: "receipt" | "correction" | "open-shift" | "close-shift" | "x-report" | "cash-in" | "cash-out";
  readonly state: "waiting" | "printing" | "checking-outcome" | "failed";
  /** Present when the registrar refuses or is silent: what happened and what to do. */
  readonly error: { readonly code: string; readonly text: string } | null;
  readonly canRetry: boolean;
  readonly canCancel: boolean;
  /** It was sent and the registrar is silent: a senior may put it aside until the registrar answers (`parkFiscal`). */
  readonly canPark: boolean;
  /** Seller whose registrar makes it, on a till with several. */
  readonly owner?: string;
  /** Cancelling gives back this seller's part of a purchase; the other parts stand. */
  readonly isPart?: boolean;
}

export interface CompletedView {
  readonly receiptId: string;
  readonly number: number;
  readonly kind: FactReceiptKind;
  /** Deal that the receipt opened or settled: its reference is what the customer shows next time. */
  readonly deal: FactDeal | null;
  readonly totalKop: Kopecks;
  readonly changeKop: Kopecks;
  readonly fdNumber: number;
  readonly accrued: Points;
  /** Cheque that EGAIS took before the receipt; `url` is null where it told no address. Absent: none was sent. */
  readonly egais?: { readonly number: number; readonly url: string | null };
}

export interface HeldView {
  readonly receiptId: string;
  readonly number: number;
  readonly at: EpochMs;
  readonly lineCount: number;
  readonly totalKop: Kopecks;
}

export interface UnresolvedView {
  readonly jobId: string;
  /** `main`, or the seller's id. */
  readonly registrarId: string;
  /** Whose registrar, on a till with several sellers. */
  readonly owner: string | null;
  readonly purpose: FiscalView["purpose"];
  readonly receiptNumber: number | null;
  readonly totalKop: Kopecks | null;
  /** What the registrar showed. */
  readonly seen: string;
  readonly at: EpochMs;
  /** Put aside while the registrar was silent: settled by itself when it answers. */
  readonly isParked: boolean;
}

/** The red panel: stays until a person dismisses it by touch or by a key that no scanner sends. */
export interface AlertView {
  /** Tells it from the next one: `dismissAlert` with this number closes no other. */
  readonly number: number;
  readonly code: string;
  readonly text: string;
  readonly hint: string;
  /** Scans that came while it stood and were not added. */
  readonly notAdded: number;
  /** How many others wait behind it. */
  readonly waiting: number;
}

/**
 * A command waits for a second person. The screen offers "staff + PIN" (it sends the same command again, with `approval`);
 * a badge scanned meanwhile approves by itself. `dismissApproval` gives it up.
 */
export interface ApprovalView {
  /** What is to be approved, in words. */
  readonly text: string;
  readonly roles: readonly Role[];
  readonly commandType: string;
}

/** "Scan the marking code": stands until the code comes or `dismissCodePrompt`; other scans are counted and not added. */
export interface CodePromptView {
  /** `stamp`: the excise stamp of a bottle is wanted, not a marking code. */
  readonly purpose: "add" | "void" | "tap" | "keg" | "stamp";
  readonly text: string;
  /** Codes that are still wanted. */
  readonly left: number;
  readonly notAdded: number;
  /** Why the last scan did not do; null: nothing wrong was scanned. */
  readonly fault: string | null;
  /** Line that is to be struck out; null: a new one comes. */
  readonly line: number | null;
  /** Open kegs, one of which is to be chosen (`chooseKeg`); empty where a code is wanted. */
  readonly kegs: readonly string[];
}

/** A keg on tap. */
export interface KegView {
  readonly id: string;
  readonly name: string;
  /** Last characters of its serial, to tell it from another of the same beer. */
  readonly mark: string;
  readonly volumeMl: number;
  readonly leftMl: number;
  readonly tappedAt: EpochMs;
  /** Not poured from any more after that. */
  readonly endsAt: EpochMs;
}

export interface LightView {
  readonly name: "registrar" | "scanner" | "display" | "card-terminal" | "marking" | "utm" | "upload" | "storage";
  readonly state: "ok" | "warn" | "error" | "off";
  readonly text: string;
  /** Seller whose registrar it is, on a till with several. */
  readonly owner?: string;
}

export interface TillInfoView {
  readonly tillId: string;
  readonly shopName: string;
  readonly language: "ru" | "en";
  readonly theme: "light" | "dark";
  readonly version: string;
  readonly training: boolean;
  /** Tax systems of the registration; the first is that of goods that name none. */
  readonly taxSystems: readonly TaxSystem[];
  /** Format version of the till's own registrar. */
  readonly ffd: FormatVersion;
  readonly denominationsKop: readonly Kopecks[];
}

export interface UploadView {
  readonly waiting: number;
  readonly oldestAt: EpochMs | null;
  readonly setAside: number;
}

/** Everything the cashier's screen shows. `null` sections are not on the screen. */
export interface TillView {
  readonly info: TillInfoView;
  readonly staff: readonly OperatorView[];
  readonly operator: OperatorView | null;
  readonly shift: ShiftView;
  readonly receipt: ReceiptView | null;
  readonly lines: readonly LineView[];
  readonly nextQuantity: Quantity | null;
  readonly fiscal: FiscalView | null;
  readonly completed: CompletedView | null;
  readonly purchase: PurchaseView | null;
  readonly cardReturns: readonly CardReturnView[];
  readonly held: readonly HeldView[];
  readonly unresolved: readonly UnresolvedView[];
  /** A document that is registered and not on paper: printed by itself when the paper is back. */
  readonly printOwed: { readonly fdNumber: number | null; readonly receiptNumber: number | null } | null;
  readonly alert: AlertView | null;
  readonly approval: ApprovalView | null;
  readonly codePrompt: CodePromptView | null;
  readonly kegs: readonly KegView[];
  readonly lights: readonly LightView[];
  readonly upload: UploadView;
}

/** What the customer may see: no personal data but the masked card. */
export interface CustomerScreenView {
  readonly info: Pick<TillInfoView, "shopName" | "language" | "theme">;
  readonly lines: readonly Pick<
    LineView,
    "line" | "name" | "quantity" | "unit" | "weighed" | "priceKop" | "discountKop" | "sumKop" | "voided"
  >[];
  readonly totalKop: Kopecks;
  readonly discountKop: Kopecks;
  readonly dueKop: Kopecks;
  readonly state: "idle" | "sale" | "payment" | "completed" | "closed";
  readonly changeKop: Kopecks | null;
  readonly customer: Pick<CustomerView, "maskedCard" | "balance" | "redeemed" | "willAccrue"> | null;
}

/**
 * Messages of the feed, server → screen. `patch` carries only sections that changed; `lines` in a patch may be
 * `{ count, changed }`: replace those indices, then cut or extend to `count`.
 */
export type FeedMessage =
  | { readonly type: "view"; readonly revision: number; readonly view: TillView }
  | { readonly type: "patch"; readonly revision: number; readonly sections: ViewPatch }
  | { readonly type: "customer"; readonly revision: number; readonly view: CustomerScreenView }
  | { readonly type: "sound"; readonly sound: "good" | "bad" | "ask" };

export type ViewPatch = Partial<Omit<TillView, "lines">> & {
  readonly lines?: { readonly count: number; readonly changed: readonly { readonly index: number; readonly line: LineView }[] };
};

/** `GET /api/search?q=…` */
export interface SearchHitView {
  readonly itemId: string;
  readonly name: string;
  readonly article: string;
  readonly code: string;
  readonly priceKop: Kopecks;
  readonly unit: string;
  readonly weighed: boolean;
  /** Poured from a keg: its quantity is litres, asked for before it comes into a sale. */
  readonly onTap?: true;
  readonly marked: boolean;
  readonly stock: Quantity | null;
  /** [start, end) pairs in `name` to highlight. */
  readonly ranges: readonly (readonly [number, number])[];
}

/** `GET /api/receipts?q=…`: receipts that can be refunded or looked at. */
export interface ReceiptSummaryView {
  readonly receiptId: string;
  readonly number: number;
  readonly kind: FactReceiptKind;
  readonly settlement: FactSettlement;
  readonly deal: FactDeal | null;
  readonly at: EpochMs;
  readonly totalKop: Kopecks;
  readonly fdNumber: number;
  readonly fiscalSign: string;
  /** Text of the QR code on the receipt (tag 1196). */
  readonly qr: string | null;
  readonly lines: readonly {
    readonly name: string;
    readonly quantity: Quantity;
    readonly sumKop: Kopecks;
    readonly refundable: Quantity;
    /** Null: the line has no marking code. */
    readonly marking: ReceiptMarkingView | null;
  }[];
}

/** `GET /api/deals?q=…`: advances, certificates, prepayments and credits of this till with something left. */
export interface DealView {
  readonly reference: string;
  readonly kind: FactDeal["kind"];
  readonly receiptId: string;
  readonly at: EpochMs;
  /** Who got the goods on credit; null otherwise. */
  readonly holder: string | null;
  /** Received (credit: given). */
  readonly openedKop: Kopecks;
  /** Used (credit: paid). */
  readonly settledKop: Kopecks;
  /** May be offset or paid now: receipts that are under way hold theirs. */
  readonly leftKop: Kopecks;
}
