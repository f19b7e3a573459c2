import type { ReceiptView } from "../../config/contract/view.ts";
import type { TextKey } from "../i18n/texts.ts";

const NAMES: Readonly<Record<ReceiptView["kind"], TextKey>> = {
  sale: "receipt.sale",
  refund: "receipt.refund",
  purchase: "receipt.purchase",
  "purchase-refund": "receipt.purchase-refund",
};

/** Text key with the receipt's number in it. */
export function receiptName({ kind }: Pick<ReceiptView, "kind">): TextKey {
  return NAMES[kind];
}

/** Money goes to the customer. */
export function paysOut({ kind }: Pick<ReceiptView, "kind">): boolean {
  return kind === "refund" || kind === "purchase";
}
