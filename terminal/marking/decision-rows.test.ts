import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { epochMs } from "../../config/clock.ts";
import { appError, errorText } from "../../config/errors/index.ts";
import { kopecks } from "../../config/money.ts";
import type { DriveCodeCheck } from "../../fiscal/registrar.ts";
import type { CheckAnswer, CodeStatus } from "./check/marking-check.ts";
import { decideMarkedReturn, decideMarkedSale, type MarkedReturn, type MarkedSale, type MarkingDecision } from "./decision.ts";
import { VERDICT_RANKS } from "./finding.ts";
import { DEFAULT_MARKING_SETTINGS, type MarkingSettings } from "./rules.ts";
import { madeCode, offlineAnswer, onlineAnswer } from "./test-support.ts";

const NOW = epochMs(Date.parse("2026-11-24T12:00:00+03:00"));
const DAY_MS = 86_400_000;
const CODE = madeCode();
const SALE: MarkedSale = { code: CODE, group: "water", priceKop: kopecks(9_900), at: NOW };
const RETURN: MarkedReturn = { code: CODE, group: "water", at: NOW, soldHere: true };
const EMERGENCY: CheckAnswer = { source: "ts-piot", mode: "emergency", message: null, tookMs: 5, attempts: 1 };
const SILENCE: CheckAnswer = { source: "ts-piot", mode: "unavailable", error: appError("MRK530"), tookMs: 1500, attempts: 2 };

const settingsOf = (settings: Partial<MarkingSettings>): MarkingSettings => ({ ...DEFAULT_MARKING_SETTINGS, ...settings });
const sell = (answer: CheckAnswer, sale: Partial<MarkedSale> = {}, settings: Partial<MarkingSettings> = {}): MarkingDecision =>
  decideMarkedSale({ ...SALE, ...sale }, answer, settingsOf(settings));
const takeBack = (answer: CheckAnswer, returned: Partial<MarkedReturn> = {}, settings: Partial<MarkingSettings> = {}): MarkingDecision =>
  decideMarkedReturn({ ...RETURN, ...returned }, answer, settingsOf(settings));
const brief = ({ verdict, reason }: MarkingDecision): string => `${verdict} ${reason?.code ?? "-"}`;
const drive = (result: number): DriveCodeCheck => ({
  result,
  localCheck: null,
  localReason: null,
  codeKind: null,
  operatorCode: null,
  operatorStatus: null,
});

describe("packs, sets and boxes", () => {
  it.each<[string, Partial<CodeStatus>, Partial<MarkedSale>, string]>([
    ["a whole group pack", { packageType: "GROUP", innerUnitCount: 6, soldUnitCount: 0 }, {}, "allow -"],
    ["a group pack with a unit sold", { packageType: "GROUP", innerUnitCount: 6, soldUnitCount: 1 }, {}, "refuse MRK522"],
    ["a block with a unit sold, contents not told", { packageType: "LEVEL1", soldUnitCount: 1 }, {}, "refuse MRK522"],
    ["a group pack sold as a whole", { packageType: "GROUP", innerUnitCount: 6, soldUnitCount: 6, sold: true }, {}, "refuse MRK514"],
    ["a set", { packageType: "SET" }, {}, "allow -"],
    ["a kit", { packageType: "BUNDLE" }, {}, "allow -"],
    ["a unit of a set", { parent: "0104601234567893215abc" }, {}, "allow -"],
    ["a unit of a set that was sold", { parent: "0104601234567893215abc" }, { isSetSold: true }, "refuse MRK549"],
    ["a box", { packageType: "LEVEL2" }, {}, "refuse MRK523"],
    ["a pallet", { packageType: "LEVEL5" }, {}, "refuse MRK523"],
    ["ATK", { packageType: "ATK" }, {}, "refuse MRK523"],
    ["ATK in Cyrillic letters", { packageType: "АТК" }, {}, "refuse MRK523"],
    ["a keg begun", { sold: true, realizable: false, innerUnitCount: 50_000, soldUnitCount: 500 }, { isPart: true }, "allow -"],
    ["a keg begun, sold whole", { sold: true, innerUnitCount: 50_000, soldUnitCount: 500 }, {}, "refuse MRK514"],
    ["an empty keg", { sold: true, innerUnitCount: 50_000, soldUnitCount: 50_000 }, { isPart: true }, "refuse MRK514"],
    ["an empty keg, flag late", { innerUnitCount: 10, soldUnitCount: 10 }, { isPart: true }, "refuse MRK514"],
    ["a keg without counters", { sold: true }, { isPart: true }, "refuse MRK514"],
    ["a reason of withdrawal alone", { eliminationState: 1 }, {}, "allow -"],
    ["a reason of withdrawal beside sold", { eliminationState: 1, sold: true }, {}, "refuse MRK514"],
  ])("%s", (_, status, sale, expected) => {
    expect(brief(sell(onlineAnswer(status), sale))).toBe(expected);
  });

  it("are stopped offline and before the group's day too", () => {
    expect(brief(sell(offlineAnswer({ packageType: "LEVEL3" })))).toBe("refuse MRK523");
    expect(brief(sell(onlineAnswer({ packageType: "LEVEL3" }), { group: "toys" }))).toBe("refuse MRK523");
    expect(brief(sell(EMERGENCY, { isSetSold: true }))).toBe("refuse MRK549");
  });
});

describe("expiry and documents", () => {
  const past = epochMs(NOW - DAY_MS);
  const ahead = epochMs(NOW + DAY_MS);

  it("asks a senior when the expiry has come under some conditions of storage, refuses when under all", () => {
    expect(brief(sell(onlineAnswer({ variableExpirations: [ahead, ahead] })))).toBe("allow -");
    expect(brief(sell(onlineAnswer({ variableExpirations: [ahead, past] })))).toBe("ask-senior MRK524");
    expect(brief(sell(onlineAnswer({ variableExpirations: [past] })))).toBe("refuse MRK517");
  });

  it("leaves expiry alone in groups whose row says so", () => {
    const { law } = DEFAULT_MARKING_SETTINGS;
    const groups = law.groups.map((each) => (each.pg === "water" ? { ...each, expiry: false } : each));
    expect(brief(sell(onlineAnswer({ expireDate: past })))).toBe("refuse MRK517");
    expect(brief(sell(onlineAnswer({ expireDate: past, variableExpirations: [past] }), {}, { law: { ...law, groups } }))).toBe("allow -");
  });

  it.each<[Partial<CodeStatus>, string]>([
    [{ errorCode: 14, message: "ВСД аннулирован" }, "refuse MRK525"],
    [{ message: "Ветеринарный сертификат погашен" }, "refuse MRK525"],
    [{ message: "Декларация о соответствии недействительна" }, "refuse MRK526"],
    [{ message: "Сертификат прекращён" }, "refuse MRK526"],
    [{ message: "Сертификат действует" }, "allow -"],
    [{ message: "ok" }, "allow -"],
    [{ errorCode: 14, message: "Прочее" }, "refuse MRK521"],
  ])("%j", (status, expected) => {
    expect(brief(sell(onlineAnswer(status)))).toBe(expected);
    expect(brief(sell(offlineAnswer(status)))).toBe(expected);
  });
});

describe("the drive's check (tag 2106)", () => {
  it.each([
    [15, "allow -", "allow -", "allow -"],
    [0, "allow MRK528", "allow MRK528", "allow MRK528"],
    [3, "allow MRK528", "allow MRK528", "allow MRK528"],
    [16, "allow MRK528", "allow MRK528", "allow MRK528"],
    [19, "allow MRK528", "allow MRK528", "allow MRK528"],
    [1, "ask-senior MRK529", "refuse MRK529", "allow MRK529"],
    [5, "ask-senior MRK529", "refuse MRK529", "allow MRK529"],
    [7, "ask-senior MRK529", "refuse MRK529", "allow MRK529"],
    [17, "ask-senior MRK529", "refuse MRK529", "allow MRK529"],
    [31, "ask-senior MRK543", "refuse MRK543", "ask-senior MRK543"],
    [2, "ask-senior MRK543", "refuse MRK543", "ask-senior MRK543"],
  ])("%i", (result, asking, refusing, warning) => {
    for (const answer of [onlineAnswer(), offlineAnswer(), EMERGENCY]) {
      const by = (driveNegative: MarkingSettings["driveNegative"]) => brief(sell(answer, { drive: drive(result) }, { driveNegative }));
      expect([by("ask-senior"), by("refuse"), by("warn")]).toEqual([asking, refusing, warning]);
    }
    expect(brief(takeBack(EMERGENCY, { drive: drive(result) }))).toBe(asking);
  });

  it("does not hide a graver reason, and is kept among the facts", () => {
    const decision = sell(onlineAnswer({ sold: true }), { drive: drive(5) });
    expect(brief(decision)).toBe("refuse MRK514");
    expect(decision.reasons.map(({ code }) => code)).toEqual(["MRK514", "MRK529"]);
    expect(decision.facts.driveResult).toBe(5);
    expect(decision.reasons.map((error) => errorText(error, "ru")).join()).not.toMatch(/[{}]/);
  });
});

describe("returns", () => {
  const sold = { sold: true, realizable: false } as const;
  it.each<[string, CheckAnswer, Partial<MarkedReturn>, string]>([
    ["sold", onlineAnswer(sold), {}, "allow -"],
    ["never sold", onlineAnswer(), { soldHere: null }, "refuse MRK527"],
    ["never sold, unknown to the shop", onlineAnswer(), { soldHere: false }, "refuse MRK527"],
    ["sold here, the state is late", onlineAnswer({ sold: false }), {}, "allow MRK544"],
    ["not in circulation and not sold: late", onlineAnswer({ sold: false, realizable: false }), { soldHere: null }, "allow MRK544"],
    ["never sold in the grey zone", onlineAnswer({ grayZone: true }), { soldHere: null }, "allow -"],
    ["part of a keg", onlineAnswer({ soldUnitCount: 2, innerUnitCount: 50 }), { soldHere: null }, "allow -"],
    ["blocked", onlineAnswer({ ...sold, isBlocked: true }), {}, "allow -"],
    ["expired", onlineAnswer({ ...sold, expireDate: epochMs(NOW - DAY_MS) }), {}, "allow -"],
    ["not found", onlineAnswer({ found: false, realizable: false, sold: false }), {}, "ask-senior MRK545"],
    ["not genuine", onlineAnswer({ ...sold, verified: false }), {}, "ask-senior MRK545"],
    ["wrong form", onlineAnswer({ ...sold, valid: false }), {}, "ask-senior MRK545"],
    ["another error", onlineAnswer({ ...sold, errorCode: 8 }), {}, "ask-senior MRK545"],
    ["sold elsewhere", onlineAnswer(sold), { soldHere: false }, "ask-senior MRK546"],
    ["offline", offlineAnswer({ isBlocked: true }), {}, "allow -"],
    ["emergency", EMERGENCY, {}, "allow -"],
    ["silence", SILENCE, {}, "allow MRK530"],
    ["flags absent", onlineAnswer({ found: null, realizable: null, sold: null, verified: null }), {}, "allow -"],
  ])("%s", (_, answer, returned, expected) => {
    const decision = takeBack(answer, returned);
    expect(brief(decision)).toBe(expected);
    expect(decision.facts).toMatchObject({ kind: "refund", priceKop: null });
  });

  it("follow the settings", () => {
    const strict = { returns: { lateState: "ask-senior", notSoldHere: "refuse" } } as const;
    expect(brief(takeBack(onlineAnswer({ sold: false }), {}, strict))).toBe("ask-senior MRK544");
    expect(brief(takeBack(onlineAnswer(sold), { soldHere: false }, strict))).toBe("refuse MRK546");
    const mild = { returns: { lateState: "allow", notSoldHere: "allow" } } as const;
    expect(brief(takeBack(onlineAnswer(sold), { soldHere: false }, mild))).toBe("allow MRK546");
  });

  it("are never refused without an answer of GIS MT itself, whatever came", () => {
    fc.assert(
      fc.property(anyStatus, fc.constantFrom(true, null), (status, soldHere) => {
        for (const answer of [offlineAnswer(status), EMERGENCY, SILENCE]) expect(takeBack(answer, { soldHere }).verdict).toBe("allow");
      }),
    );
  });
});

const flag = fc.constantFrom(true, false, null);
const count = fc.option(fc.oneof(fc.integer({ min: -5, max: 60 }), fc.maxSafeInteger()), { nil: null });
const price = fc.option(fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }).map(kopecks), { nil: null });
const anyStatus: fc.Arbitrary<Partial<CodeStatus>> = fc.record({
  valid: flag,
  found: flag,
  verified: flag,
  utilised: flag,
  realizable: flag,
  sold: flag,
  isBlocked: flag,
  isOwner: flag,
  isTracking: flag,
  grayZone: flag,
  errorCode: fc.option(fc.integer({ min: -1, max: 20 }), { nil: null }),
  message: fc.option(fc.constantFrom("ok", "ВСД аннулирован", ""), { nil: null }),
  groupIds: fc.array(fc.integer({ min: 0, max: 60 }), { maxLength: 2 }),
  packageType: fc.option(fc.constantFrom("UNIT", "GROUP", "LEVEL1", "LEVEL4", "SET", "АТК", "?"), { nil: null }),
  packageQuantity: count,
  innerUnitCount: count,
  soldUnitCount: count,
  mrpKop: price,
  smpKop: price,
  expireDate: fc.option(fc.integer({ min: 0, max: 4e12 }).map(epochMs), { nil: null }),
  variableExpirations: fc.array(fc.integer({ min: 0, max: 4e12 }).map(epochMs), { maxLength: 3 }),
});
const anySale = fc.record({
  group: fc.constantFrom("water", "tobacco", "ncp", "milk", "toys", "?", null),
  priceKop: fc.integer({ min: 0, max: 1_000_000 }).map(kopecks),
  at: fc.integer({ min: Date.parse("2024-01-01"), max: Date.parse("2027-01-01") }).map(epochMs),
  isPart: fc.boolean(),
  isSetSold: fc.boolean(),
  drive: fc.option(fc.integer({ min: -1, max: 40 }).map(drive), { nil: null }),
});

describe("whatever is answered", () => {
  it("there is a decision, always the same, with a reason for every no", () => {
    fc.assert(
      fc.property(anySale, anyStatus, fc.integer({ min: 0, max: 3 }), (sale, status, requestCode) => {
        for (const answer of [onlineAnswer(status), offlineAnswer(status, requestCode), EMERGENCY, SILENCE]) {
          const decision = sell(answer, sale);
          expect(sell(answer, sale)).toEqual(decision);
          if (decision.verdict !== "allow") expect(decision.reasons).toContain(decision.reason);
          const returned = takeBack(answer, { group: sale.group, at: sale.at, drive: sale.drive });
          expect(Object.hasOwn(VERDICT_RANKS, returned.verdict)).toBe(true);
        }
      }),
    );
  });

  it("one more refusing flag never makes the verdict milder", () => {
    const refusing: readonly Partial<CodeStatus>[] = [
      { found: false },
      { valid: false },
      { verified: false },
      { utilised: false },
      { isBlocked: true },
      { isOwner: false },
      { packageType: "LEVEL2" },
      { expireDate: epochMs(0) },
      { errorCode: 10 },
    ];
    fc.assert(
      fc.property(anySale, anyStatus, fc.constantFrom(...refusing), fc.boolean(), (sale, status, more, isOnline) => {
        // an expiry or an owner that was told before is not made worse by another
        const base = { ...status, isTracking: null, packageType: "packageType" in more ? null : (status.packageType ?? null) };
        const decide = (told: Partial<CodeStatus>) => sell(isOnline ? onlineAnswer(told) : offlineAnswer(told), sale).verdict;
        expect(VERDICT_RANKS[decide({ ...base, ...more })]).toBeGreaterThanOrEqual(VERDICT_RANKS[decide(base)]);
      }),
    );
  });

  it("sold never makes the verdict milder where the whole piece is sold", () => {
    fc.assert(
      fc.property(anySale, anyStatus, fc.boolean(), (sale, status, isOnline) => {
        const decide = (told: Partial<CodeStatus>) =>
          sell(isOnline ? onlineAnswer(told) : offlineAnswer(told), { ...sale, isPart: false }).verdict;
        expect(VERDICT_RANKS[decide({ ...status, sold: true })]).toBeGreaterThanOrEqual(VERDICT_RANKS[decide(status)]);
        expect(decide({ ...status, sold: true })).toBe("refuse");
      }),
    );
  });

  it("an absent flag never allows silently online in a group in force", () => {
    const names = ["found", "verified", "utilised", "realizable"] as const;
    fc.assert(
      fc.property(anyStatus, fc.constantFrom(...names), (status, name) => {
        expect(sell(onlineAnswer({ ...status, [name]: null })).verdict).toBe("refuse");
      }),
    );
  });

  it("offline does not look at flags that the local module cannot know", () => {
    fc.assert(
      fc.property(anySale, anyStatus, anyStatus, (sale, status, other) => {
        const { valid, found, verified, utilised, realizable, isOwner, isTracking, grayZone, expireDate, variableExpirations } = other;
        const meaningless = {
          valid,
          found,
          verified,
          utilised,
          realizable,
          isOwner,
          isTracking,
          grayZone,
          expireDate,
          variableExpirations,
        };
        const filled = Object.fromEntries(Object.entries(meaningless).filter(([, value]) => value !== undefined));
        expect(sell(offlineAnswer({ ...status, ...filled }), sale)).toEqual(sell(offlineAnswer(status), sale));
      }),
    );
  });
});
