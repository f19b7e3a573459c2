/** `POST /api/photo`: what a code in a picture is, as far as the picture and the goods list tell. */
export type PhotoCodeKind = "marking" | "doubtful" | "receipt-qr" | "barcode" | "other";

/** One code of a photo. Given to the till as `{ type: "scan", code, symbology, source: "photo" }` it counts as a scan. */
export interface PhotoCode {
  readonly kind: PhotoCodeKind;
  /** Base64 of the bytes read. */
  readonly code: string;
  readonly symbology: string;
  /** For people: the identification code, the digits, the beginning of a text. */
  readonly text: string;
  /** Of the good with this code; null when the goods list has none. */
  readonly name: string | null;
}

/** Where scans come from that were chosen in a photo. */
export const PHOTO_SOURCE = "photo";

/** `POST /api/customer/scan`: what became of a code that the customer's page read. */
export type CustomerScanOutcome =
  | "attached"
  /** Nothing for the customer's side: goods, marking codes, badges are scanned by the cashier. */
  | "not-a-card"
  /** A card of this shop that is unknown or blocked. */
  | "unknown-card"
  /** No receipt that takes a card now. */
  | "not-now";
