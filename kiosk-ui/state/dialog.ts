import type { CorrectionDraft, CorrectionWay } from "../../config/contract/commands.ts";
import type { SearchHitView } from "../../config/contract/view.ts";

/** A receipt of this till that is corrected, and how. */
export interface CorrectionStart {
  readonly way: CorrectionWay;
  readonly draft: CorrectionDraft;
  readonly number: number;
  readonly fdNumber: number;
}

/** The dialog in front of the cashier's page; one at a time. Approval and the red panel are the till's and come on top. */
export type Dialog =
  | { readonly kind: "menu" }
  | { readonly kind: "quantity"; readonly line: number | null }
  | { readonly kind: "weight"; readonly hit: SearchHitView }
  | { readonly kind: "discount"; readonly line: number | null }
  | { readonly kind: "customer" }
  | { readonly kind: "contact" }
  | { readonly kind: "photo" }
  | { readonly kind: "held" }
  | { readonly kind: "refund" }
  | { readonly kind: "advance"; readonly what: "advance" | "certificate" }
  | { readonly kind: "deal"; readonly use: "offset" | "hand-over" | "credit-payment" }
  | { readonly kind: "settlement" }
  | { readonly kind: "credit" }
  | { readonly kind: "buyer" }
  | { readonly kind: "purchase-price"; readonly hit: SearchHitView }
  | { readonly kind: "correction"; readonly start?: CorrectionStart }
  | { readonly kind: "correct-receipt" }
  | { readonly kind: "copy" }
  | { readonly kind: "documents" }
  | { readonly kind: "void-receipt" }
  | { readonly kind: "cancel-payment" }
  | { readonly kind: "cancel-document" }
  | { readonly kind: "park-document" }
  | { readonly kind: "cash"; readonly direction: "in" | "out" }
  | { readonly kind: "drawer" }
  | { readonly kind: "close-shift" }
  | { readonly kind: "unresolved" }
  | { readonly kind: "card-return"; readonly receiptId: string }
  | { readonly kind: "parts"; readonly line: number }
  | { readonly kind: "kegs" }
  | { readonly kind: "lights" };
