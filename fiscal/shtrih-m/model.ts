import type { VatRate } from "../../config/contract/vat.ts";
import type { Ffd } from "../document/tags.ts";
import { DEFAULT_EXCHANGE_LIMITS } from "./exchange.ts";
import type { ExchangeLimits } from "./exchange.ts";

/** Times of the lower level. The facts give 50–100 ms between bytes, 1–3 s to the ACK in living drivers. */
export interface LinkTimings {
  readonly ackTimeoutMs: number;
  /**
   * Silence after which ENQ asks whether the answer is still being prepared: the device answers ACK while it executes
   * (appendix 2), so a lost answer is noticed long before the command's own timeout.
   */
  readonly answerPollMs: number;
  readonly gapMs: number;
  /** ENQ before every command; the protocol makes it optional after a clean exchange (appendix 2). */
  readonly enquireAlways: boolean;
  readonly limits: ExchangeLimits;
}

/** Desktop registrar (ФР) or cash core (кассовое ядро, КЯ: МОБАЙЛ-Ф, СМАРТПОС, МПЕЙ). */
export type ShtrihFamily = "fr" | "cc";

/** What differs between models and what the documents contradict each other about (facts, section 8). All of it is data. */
export interface ShtrihProfile {
  readonly name: string;
  /** `ask`: bit 23 of F7h decides. */
  readonly family: ShtrihFamily | "ask";
  /** Tax rate byte of FF46. */
  readonly vatBytes: Readonly<Record<VatRate, number>>;
  /** Several tags in one FF0C or FF4D. The vendor's driver sends one a time; a refusal switches to that for the connection. */
  readonly packTags: boolean;
  /** Correction receipts: 1178 and 1179 inside 1174 (fr_drv_ng issue 216), or flat (javapos). A refusal switches for the connection. */
  readonly nestCorrectionBasis: boolean;
  /** FFD version; `ask`: read from the device's settings once per connection. */
  readonly ffd: Ffd | "ask";
  /**
   * Send tag 2108 = 0 (piece) as well. Left out, firmware of FFD 1.2 writes 0 itself: the vendor's Java driver never sends it,
   * and fr_drv_ng issue 220 shows the 0 in a document without it. It saves a round trip per position.
   */
  readonly sendPieceMeasure: boolean;
  /** FF69 02 before the codes of a receipt: a left-over of an aborted receipt blocks the next one. */
  readonly clearMarkingFirst: boolean;
  /** Numbers of the 16 payments of FF45. */
  readonly payments: PaymentNumbers;
  /** Ask the device once per connection for date-time in the answer of FF45 (table 17 field 36), when bit 50 of F7h has it. */
  readonly extendedReplies: boolean;
  readonly timings: LinkTimings;
}

export interface PaymentNumbers {
  readonly cash: number;
  readonly electronic: number;
  readonly prepaid: number;
  readonly credit: number;
  readonly counter: number;
}

const PAYMENTS: PaymentNumbers = { cash: 1, electronic: 2, prepaid: 14, credit: 15, counter: 16 };

/** Facts, section 4.7: vendor's Java driver of 18.02.2026. 7/107 is 88h in its code and 90h in its document. */
const VAT_BYTES: Readonly<Record<VatRate, number>> = {
  "20": 0x01,
  "10": 0x02,
  "0": 0x04,
  none: 0x08,
  "20/120": 0x10,
  "10/110": 0x20,
  "5": 0x81,
  "7": 0x82,
  "5/105": 0x84,
  "7/107": 0x88,
  "22": 0xcb,
  "22/122": 0xcc,
};

const TIMINGS: LinkTimings = {
  ackTimeoutMs: 1_000,
  answerPollMs: 5_000,
  gapMs: 100,
  enquireAlways: false,
  limits: DEFAULT_EXCHANGE_LIMITS,
};

const STANDARD: ShtrihProfile = {
  name: "shtrih-m",
  family: "ask",
  vatBytes: VAT_BYTES,
  packTags: true,
  nestCorrectionBasis: true,
  ffd: "ask",
  sendPieceMeasure: false,
  clearMarkingFirst: true,
  payments: PAYMENTS,
  extendedReplies: true,
  timings: TIMINGS,
};

/** Ready-made profiles by name. */
export const SHTRIH_PROFILES = {
  "shtrih-m": STANDARD,
  /** Firmware that follows VatTable.txt. */
  "shtrih-m-vat-90": { ...STANDARD, name: "shtrih-m-vat-90", vatBytes: { ...VAT_BYTES, "7/107": 0x90 } },
  /** ШТРИХ-НАНО-Ф: other bytes for 22 % and 22/122; 7/107 keeps 88h. */
  "shtrih-nano": { ...STANDARD, name: "shtrih-nano", vatBytes: { ...VAT_BYTES, "22": 0x90, "22/122": 0xa0 } },
  /** ENQ before every command, one tag a command (both as the vendor's Java driver), every tag sent, settings untouched. */
  "shtrih-m-careful": {
    ...STANDARD,
    name: "shtrih-m-careful",
    packTags: false,
    sendPieceMeasure: true,
    extendedReplies: false,
    timings: { ...TIMINGS, enquireAlways: true, ackTimeoutMs: 3_000 },
  },
} as const satisfies Record<string, ShtrihProfile>;

export type ShtrihProfileName = keyof typeof SHTRIH_PROFILES;

/** By the configuration's word: a ready-made profile, or the standard one for a family; `auto` asks the device for its family. */
export function shtrihProfile(choice: "auto" | ShtrihFamily | ShtrihProfileName): ShtrihProfile {
  if (choice === "auto") return STANDARD;
  return choice === "fr" || choice === "cc" ? { ...STANDARD, family: choice } : SHTRIH_PROFILES[choice];
}

/** Bits of the F7h feature word (P117; 39 and up from the vendor's Java driver). */
export const FEATURE = {
  receiptSensor: 3,
  coverSensor: 4,
  receiptLever: 6,
  cutter: 13,
  cashCore: 23,
  lastPrintResult: 34,
  fiscalDrive: 43,
  correctionAsReceipt: 48,
  extendedReplies: 50,
} as const;

/** What F7h tells. Fields that older firmware does not send are null. */
export interface ModelParameters {
  readonly features: bigint;
  /** Characters of font 1; 0 = not told. */
  readonly printWidth: number;
  readonly fnTable: number | null;
  readonly ofdTable: number | null;
  readonly ffdTable: number | null;
  readonly ffdField: number | null;
}

export function hasFeature(features: bigint, bit: number): boolean {
  return ((features >> BigInt(bit)) & 1n) === 1n;
}

/** Where a family keeps its settings (facts, section 4.11). */
export interface SettingsPlaces {
  readonly fnTable: number;
  readonly serialField: number;
  readonly ffdTable: number;
  readonly ffdField: number;
  /** Table 17 field 36 on FR; unknown on CC. */
  readonly extendedReplies: { readonly table: number; readonly field: number } | null;
  /** Whether documents are printed: 0 yes, 1 not the next one (CC: no receipt at all). */
  readonly paper: { readonly table: number; readonly field: number };
  readonly ofdTable: number;
}

const PLACES: Readonly<Record<ShtrihFamily, SettingsPlaces>> = {
  fr: {
    fnTable: 18,
    serialField: 1,
    ffdTable: 17,
    ffdField: 17,
    extendedReplies: { table: 17, field: 36 },
    paper: { table: 17, field: 7 },
    ofdTable: 19,
  },
  cc: { fnTable: 13, serialField: 1, ffdTable: 10, ffdField: 29, extendedReplies: null, paper: { table: 1, field: 48 }, ofdTable: 14 },
};

export function settingsPlaces(family: ShtrihFamily, model: ModelParameters): SettingsPlaces {
  const places = PLACES[family];
  // Bytes 33..37 of F7h know better; the FFD place they name is that of the cash core only.
  const told = { fnTable: given(model.fnTable) ?? places.fnTable, ofdTable: given(model.ofdTable) ?? places.ofdTable };
  if (family === "fr" || model.ffdTable === null || model.ffdField === null || model.ffdTable === 0) return { ...places, ...told };
  return { ...places, ...told, ffdTable: model.ffdTable, ffdField: model.ffdField };
}

function given(table: number | null): number | null {
  return table !== null && table > 0 ? table : null;
}

/** Value of the FFD setting (0 1.0 beta, 1 1.0, 2 1.05, 4 1.2; on the cash core 0 is 1.05). 3 = 1.1 [memory]. */
export function ffdOfSetting(value: number): Ffd {
  return value === 4 ? "1.2" : value === 3 ? "1.1" : "1.05";
}

export function familyOf(profile: ShtrihProfile, model: ModelParameters): ShtrihFamily {
  if (profile.family !== "ask") return profile.family;
  return hasFeature(model.features, FEATURE.cashCore) ? "cc" : "fr";
}
