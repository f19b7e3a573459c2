import type { LocalDate } from "../../config/local-date.ts";
import type { MarkingGroup } from "../catalog/catalog-item.ts";

/**
 * The marking law as data: what changes by date or is known without a source sits here and in the settings, not in the code of the
 * decision. Source unless said otherwise: Government decree № 1944 of 21.11.2023 and the clients named in docs/marking.md.
 */

export interface DatedVerdict {
  readonly from: LocalDate;
  readonly verdict: "allow" | "ask-senior" | "refuse";
}

export interface MarkingSettings {
  /** From this day a code of the group needs a positive answer. Groups not named are not in the permissive mode yet. */
  readonly permissiveFrom: Readonly<Record<MarkingGroup, LocalDate>>;
  /** What to do without an answer: the last row whose day has come. "allow" leaves its mark in the decision (MRK542). */
  readonly unavailable: readonly DatedVerdict[];
  /** What to do with a code that another taxpayer owns (isOwner = false). */
  readonly otherOwner: "allow" | "ask-senior" | "refuse";
  readonly otherOwnerExempt: readonly MarkingGroup[];
  /** Groups in which a failed signature check does not refuse. */
  readonly unverifiedAllowed: readonly MarkingGroup[];
  /** Groups in which an expiry date does not refuse the sale. */
  readonly expiryUnchecked: readonly MarkingGroup[];
  /** Tag 2106 negative: refuse, let a senior decide, or sell with a remark. */
  readonly driveNegative: "refuse" | "ask-senior" | "warn";
  readonly returns: {
    /** The code does not count as sold yet. "allow" leaves a remark. */
    readonly lateState: "allow" | "ask-senior";
    /** The shop's register knows no sale of the code. */
    readonly notSoldHere: "allow" | "ask-senior" | "refuse";
  };
  /** Zone of the shop: days and the expiry printed in codes are local. */
  readonly utcOffsetMinutes: number;
}

/** Start of the permissive mode by group [seen: pages of the operator and OFDs]. */
const PERMISSIVE_FROM: Readonly<Record<MarkingGroup, LocalDate>> = {
  tobacco: "2024-04-01",
  otp: "2024-04-01",
  ncp: "2024-04-01",
  milk: "2024-09-01",
  water: "2024-09-01",
  antiseptic: "2024-11-01",
  bio: "2024-11-01",
  shoes: "2024-11-01",
  electronics: "2024-11-01",
  lp: "2024-11-01",
  tires: "2024-11-01",
  beer: "2024-11-01",
  perfumery: "2024-11-01",
  softdrinks: "2025-04-01", // pages differ: 05.02.2025 or 01.04.2025
  bicycle: "2025-09-01",
  vetpharma: "2025-09-01",
  seafood: "2025-10-01",
  nabeer: "2025-10-01",
  petfood: "2026-03-01", // [seen on one page]
  conserve: "2026-04-01", // [seen on one page]
};

export const DEFAULT_MARKING_SETTINGS: MarkingSettings = {
  permissiveFrom: PERMISSIVE_FROM,
  // Duty to check through TS PIoT: 28.12.2025, 07.01.2026 or 01.03.2026 by different pages; the earliest is the default.
  // That a sale before it is allowed without an answer is [memory].
  unavailable: [
    { from: "2024-04-01", verdict: "allow" },
    { from: "2025-12-28", verdict: "refuse" },
  ],
  otherOwner: "ask-senior",
  otherOwnerExempt: ["tobacco", "milk", "beer", "softdrinks"], // [seen: one client]
  unverifiedAllowed: [],
  expiryUnchecked: [],
  driveNegative: "ask-senior",
  returns: { lateState: "allow", notSoldHere: "ask-senior" },
  utcOffsetMinutes: 180,
};

/** Default rules with the configuration's choice for silence (`marking.whenUnavailable`) from the start of the duty on. */
export function markingSettings(whenUnavailable: "refuse" | "ask-senior"): MarkingSettings {
  const unavailable = DEFAULT_MARKING_SETTINGS.unavailable.map((row) =>
    row.verdict === "refuse" ? { ...row, verdict: whenUnavailable } : row,
  );
  return { ...DEFAULT_MARKING_SETTINGS, unavailable };
}

/** Error codes of `codes[].errorCode` [seen: clients and emulators]; those not named here refuse with the service's own text. */
export const ANSWER_FORMAT_ERRORS: readonly number[] = [1, 2, 3, 4, 5, 9];
export const ANSWER_SIGNATURE_ERRORS: readonly number[] = [6, 7];
/** 10: not in GIS MT; 11: not in the cross-border system. */
export const ANSWER_NOT_FOUND_ERRORS: readonly number[] = [10, 11];

/** `grayZone` lifts the test of `realizable`, and only in this group [contradiction in the sources: the narrow reading]. */
export const GRAY_ZONE_GROUP: MarkingGroup = "tobacco";
/** Price of the code (МРЦ) is a ceiling of the sale price [memory]. */
export const CODE_PRICE_GROUPS: readonly MarkingGroup[] = ["tobacco", "otp"];
/** Groups in which `smp` means something: newer local modules return it for everything [seen]. */
export const MINIMUM_PRICE_GROUPS: readonly MarkingGroup[] = ["tobacco", "ncp"];
/** In this group `mrp` is a floor, elsewhere a ceiling [seen]. */
export const MRP_IS_MINIMUM_GROUP: MarkingGroup = "ncp";
/** Packs in a block when `packageQuantity` is absent [seen]. */
export const PACKS_IN_BLOCK_DEFAULT = 10;
/** `packageType` of a block or shrink wrap. */
export const GROUP_PACKAGE_TYPES: readonly string[] = ["GROUP", "LEVEL1"];

/** `packageType` of what is not sold at retail [memory]. */
export const BOX_PACKAGE_TYPES: readonly string[] = ["LEVEL2", "LEVEL3", "LEVEL4", "LEVEL5", "ATK"];

/** Words by which a text of the answer tells that a document of the goods is void; the flag that carries it is not known [memory]. */
export const VETERINARY_WORDS = /(?:^|[^а-яё])всд(?:$|[^а-яё])|ветеринар|меркури/i;
export const CONFORMITY_WORDS = /деклараци|сертификат|соответстви|разрешительн\S+ документ/i;
export const VOID_WORDS = /аннулир|недейств|не действ|прекращ|приостанов|отмен[её]н|погашен|ист[её]к/i;

/**
 * Values of tag 2106, with the letters on paper (ФФД 1.2). `unproven`: sold with a remark; what `negative` does is a setting
 * [values seen; the policy memory].
 */
export const DRIVE_RESULTS: readonly {
  readonly result: number;
  readonly mark: string;
  readonly outcome: "positive" | "unproven" | "negative";
}[] = [
  { result: 0, mark: "[М]", outcome: "unproven" },
  { result: 1, mark: "[М-]", outcome: "negative" },
  { result: 3, mark: "[М]", outcome: "unproven" },
  { result: 5, mark: "[М-]", outcome: "negative" },
  { result: 7, mark: "[М-]", outcome: "negative" },
  { result: 15, mark: "[М+]", outcome: "positive" },
  { result: 16, mark: "[М]", outcome: "unproven" },
  { result: 17, mark: "[М-]", outcome: "negative" },
  { result: 19, mark: "[М]", outcome: "unproven" },
];

/** Names of `ogvs` [seen: one client] for people. */
export const AUTHORITY_NAMES: Readonly<Record<string, string>> = {
  RAR: "Росалкогольтабакконтроль",
  FTS: "ФТС",
  FNS: "ФНС",
  RSHN: "Россельхознадзор",
  RPN: "Роспотребнадзор",
  MVD: "МВД",
  RZN: "Росздравнадзор",
  VETRF: "Ветис",
};

/** Tags 1262, 1263 and 1264 of the permissive check's attribute. */
export const INDUSTRY_ACT = { foivId: "030", date: "21.11.2023", number: "1944" } as const;
