import type { ruSellers } from "./ru-sellers.ts";

export const enSellers: Readonly<Record<keyof typeof ruSellers, string>> = {
  "seller.parts": "Receipts of the sellers",
  "seller.receipt": "receipt no. {number}",
  "seller.under-way": "being printed",
  "seller.failed": "not registered",
  "seller.unresolved": "outcome unknown: settle it in the menu",
  "seller.registered": "document {fd}",
  "seller.given-back": "cancelled",
  "seller.cashBack": "Give back to the customer in cash: {sum}",
  "seller.cardBack": "Going back to the card: {sum}",
  "seller.cardRefused": "The bank did not return {sum}: {reason}",
  "seller.repeatReturn": "Repeat the return",
  "seller.giveBack": "Give the money for this part back",
  "seller.giveBackText": "This seller's receipt is not registered. The customer does not get its goods; the other receipts stand.",
  "seller.shifts": "Shifts of the sellers",
  "seller.shiftOpen": "shift {number}",
  "seller.shiftClosed": "closed",
  "seller.openMissing": "Open the shift: {owner}",
  "seller.whose": "Whose money",
};
