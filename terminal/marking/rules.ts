import type { MarkingRulesConfig } from "../../config/sections/marking-rules.ts";
import { shippedMarkingLaw, type MarkingLaw } from "../../config/marking-law.ts";
import type { MarkingGroup } from "../catalog/catalog-item.ts";

/**
 * What the decision on a code rests on beside the answer. Groups, dates and price limits are rows of config/law/marking.yaml; here are the
 * shop's choices and what is no matter of dates. Source unless said otherwise: Government decree № 1944 of 21.11.2023 and the clients named
 * in docs/marking.md.
 */
export interface MarkingSettings {
  readonly law: MarkingLaw;
  /** Softens the rows of the law that refuse a code without an answer. */
  readonly whenUnavailable: "refuse" | "ask-senior";
  /** What to do with a code that another taxpayer owns (isOwner = false). */
  readonly otherOwner: "allow" | "ask-senior" | "refuse";
  /** Groups in which a failed signature check does not refuse. */
  readonly unverifiedAllowed: readonly MarkingGroup[];
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

export const DEFAULT_MARKING_SETTINGS: MarkingSettings = {
  get law() {
    return shippedMarkingLaw();
  },
  whenUnavailable: "refuse",
  otherOwner: "ask-senior",
  unverifiedAllowed: [],
  driveNegative: "ask-senior",
  returns: { lateState: "allow", notSoldHere: "ask-senior" },
  utcOffsetMinutes: 180,
};

/** The shop's choices over the rows of a law; without choices, and without a law of its own, the shipped ones. */
export function markingSettings(
  whenUnavailable: MarkingSettings["whenUnavailable"],
  rules: Partial<MarkingRulesConfig> = {},
  law: MarkingLaw = shippedMarkingLaw(),
): MarkingSettings {
  const { otherOwner, unverifiedAllowed, driveNegative, returns } = { ...DEFAULT_MARKING_SETTINGS, ...rules };
  return { ...DEFAULT_MARKING_SETTINGS, law, whenUnavailable, otherOwner, unverifiedAllowed, driveNegative, returns };
}

/** Error codes of `codes[].errorCode` [seen: clients and emulators]; those not named here refuse with the service's own text. */
export const ANSWER_FORMAT_ERRORS: readonly number[] = [1, 2, 3, 4, 5, 9];
export const ANSWER_SIGNATURE_ERRORS: readonly number[] = [6, 7];
/** 10: not in GIS MT; 11: not in the cross-border system. */
export const ANSWER_NOT_FOUND_ERRORS: readonly number[] = [10, 11];

/** Packs in a block when `packageQuantity` is absent [seen]. */
export const PACKS_IN_BLOCK_DEFAULT = 10;
export const PACKS_IN_BLOCK_MAX = 1_000;
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
