import type { EpochMs } from "../../../config/clock.ts";
import type { Kopecks, Quantity } from "../../../config/money.ts";

/** One bottle in a cheque. */
export interface ChequeBottle {
  /** Whole text of the excise stamp. */
  readonly stamp: string;
  readonly ean: string;
  readonly volumeMl: number;
  /** What was paid for it, after all discounts. */
  readonly priceKop: Kopecks;
}

/** Unstamped alcohol (beer) in a cheque. */
export interface ChequeUnstamped {
  /** Code of the kind of product, three digits. */
  readonly kindCode: string;
  readonly alcocode: string | null;
  readonly name: string;
  readonly ean: string;
  readonly volumeMl: number;
  readonly strengthBasisPoints: number;
  /** Of one piece. */
  readonly priceKop: Kopecks;
  readonly quantity: Quantity;
}

/** One cheque holds either stamped bottles or unstamped goods [seen]. */
export type ChequeGoods =
  | { readonly kind: "stamped"; readonly bottles: readonly ChequeBottle[] }
  | { readonly kind: "unstamped"; readonly lines: readonly ChequeUnstamped[] };

/**
 * What EGAIS knows a cheque by: it takes one of the same register, shift and number [memory]. Fixed before the first byte leaves, and the
 * same in every repeat.
 */
export interface ChequeNumber {
  /** Serial number of the registrar (`kassa`). */
  readonly kassa: string;
  readonly shift: number;
  readonly number: number;
  readonly at: EpochMs;
}

/** The same for messages and facts. */
export function numberDetails({ kassa, shift, number }: ChequeNumber): Omit<ChequeNumber, "at"> {
  return { kassa, shift, number };
}

export type ChequeKind = "sale" | "refund";

/** A cheque (чек ЕГАИС) as the till sends it, whatever the version of its XML. */
export interface Cheque {
  /** UUID; `Identity` of versions 3 and 4. */
  readonly id: string;
  readonly kind: ChequeKind;
  readonly number: ChequeNumber;
  readonly goods: ChequeGoods;
}

export function oppositeKind(kind: ChequeKind): ChequeKind {
  return kind === "sale" ? "refund" : "sale";
}

/** Owner of the till as EGAIS knows it; goes into cheques of version 1, the FSRAR id into the later ones. */
export interface ChequeOwner {
  readonly fsrarId: string;
  readonly inn: string;
  readonly kpp: string;
  readonly name: string;
  readonly address: string;
}

export type ChequeVersion = "v1" | "v3" | "v4";

/** What the UTM gave for a cheque that it took: the address goes on paper as QR, the sign as text. */
export interface ChequeAnswer {
  /** Null: it knew the cheque already and gave no address again. */
  readonly url: string | null;
  readonly sign: string | null;
}
