import type { VatRate } from "../../config/contract/vat.ts";

/** Whose documents they are in 1C. */
export interface OnecOwner {
  /** Справочник.Организации. */
  readonly organisationKey: string;
  /** Справочник.Склады. */
  readonly warehouseKey: string;
  /** Справочник.КассыККМ. */
  readonly cashRegisterKey: string;
  /** Справочник.ЭквайринговыеТерминалы. */
  readonly acquiringTerminalKey: string | null;
}

/**
 * What a till is in 1C (order of calls, step 1: map once). Keys are the `Ref_Key` GUIDs of the objects there; null leaves
 * the field empty.
 */
export interface OnecSettings extends OnecOwner {
  /** Публикация базы: `http://host/base`; the OData path is added. */
  readonly baseUrl: string;
  /** Further legal entities at the till, by the seller that their facts name: each is an owner of its own. */
  readonly sellers: ReadonlyMap<string, OnecOwner>;
  /** Справочник.Валюты. */
  readonly currencyKey: string | null;
  /** Справочник.ВидыЦен. */
  readonly priceTypeKey: string | null;
  /** Справочник.Партнеры: the retail customer. */
  readonly partnerKey: string | null;
  /** Справочник.СтавкиНДС by rate; a rate not named here is looked for by its description. */
  readonly vatRates: Readonly<Partial<Record<VatRate, string>>>;
  /** IANA name of the time zone that the 1C base thinks in. */
  readonly timeZone: string;
  /** Create a Номенклатура that was not found; otherwise the document is set aside. */
  readonly createGoods: boolean;
  /** Cash in and out as documents of their own, or not sent (1C's own loader of offline tills drops them). */
  readonly cashMovements: "documents" | "skip";
  /**
   * Receipts that UT has no document for here (advances, prepayments, offsets, credit, purchases, corrections): set aside for a person,
   * or not sent.
   */
  readonly otherReceipts: "set-aside" | "skip";
  /**
   * At the close of a shift: `report`: the till makes ОтчетОРозничныхПродажах out of the receipts and takes back the
   * receipts' own movements; `onec`: the till only closes КассоваяСмена, the report is 1C's business.
   */
  readonly shiftClose: "report" | "onec";
  /**
   * Column of Товары, added by an extension of the configuration, that takes the full marking code; null: not sent. UT 11.5
   * has no column for ordinary codes, and unknown properties are ignored by 1C without a word.
   */
  readonly markingField: string | null;
  /** The same for how the code was checked: decision, service, its answer's UUID, reason; null: not sent. */
  readonly markingCheckField: string | null;
}
