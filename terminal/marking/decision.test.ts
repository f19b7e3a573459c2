import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { epochMs, type EpochMs } from "../../config/clock.ts";
import { appError, errorText } from "../../config/errors/index.ts";
import { kopecks } from "../../config/money.ts";
import type { CheckAnswer, CodeStatus } from "./check/marking-check.ts";
import { noMarkingCheck } from "./check/no-marking-check.ts";
import { classifyScan } from "./code/classify-scan.ts";
import { decideMarkedSale, industryAttribute, isPermissiveCheckInForce, type MarkedSale, type MarkingDecision } from "./decision.ts";
import { DEFAULT_MARKING_SETTINGS, markingSettings, type MarkingSettings } from "./rules.ts";
import { madeCode, offlineAnswer, onlineAnswer } from "./test-support.ts";

const at = (text: string): EpochMs => epochMs(Date.parse(text));
const NOW = at("2026-11-24T12:00:00+03:00");
const SALE: MarkedSale = { code: madeCode(), group: "water", priceKop: kopecks(9_900), at: NOW };
const EMERGENCY: CheckAnswer = { source: "ts-piot", mode: "emergency", message: null, tookMs: 5, attempts: 1 };
const SILENCE: CheckAnswer = {
  source: "ts-piot",
  mode: "unavailable",
  error: appError("MRK530", { limitMs: 1500 }),
  tookMs: 1500,
  attempts: 2,
};

const decide = (answer: CheckAnswer, sale: Partial<MarkedSale> = {}, settings: Partial<MarkingSettings> = {}): MarkingDecision =>
  decideMarkedSale({ ...SALE, ...sale }, answer, { ...DEFAULT_MARKING_SETTINGS, ...settings });
const brief = (decision: MarkingDecision): string => `${decision.verdict} ${decision.reason?.code ?? "-"} ${decision.basis}`;

describe("online answer", () => {
  it("allows a code with all flags right", () => {
    expect(decide(onlineAnswer())).toEqual({
      verdict: "allow",
      reason: null,
      reasons: [],
      basis: "online",
      facts: {
        kind: "sale",
        group: "water",
        date: "2026-11-24",
        inForce: true,
        priceKop: 9_900,
        maximumPriceKop: null,
        driveResult: null,
      },
    });
  });

  it.each<[Partial<CodeStatus>, string]>([
    [{ found: false }, "MRK510"],
    [{ errorCode: 10 }, "MRK510"],
    [{ errorCode: 11 }, "MRK510"],
    [{ valid: false }, "MRK511"],
    [{ errorCode: 5 }, "MRK511"],
    [{ verified: false }, "MRK512"],
    [{ errorCode: 7 }, "MRK512"],
    [{ errorCode: 8 }, "MRK521"],
    [{ errorCode: 99, message: "Иная причина" }, "MRK521"],
    [{ errorCode: 99, message: "ВСД аннулирован" }, "MRK525"],
    [{ isBlocked: true, ogvs: ["RPN"] }, "MRK513"],
    [{ sold: true, realizable: false }, "MRK514"],
    [{ utilised: false }, "MRK515"],
    [{ realizable: false }, "MRK516"],
    [{ realizable: false, grayZone: true }, "MRK516"],
    [{ expireDate: at("2026-11-24T12:00:00+03:00") }, "MRK517"],
    [{ mrpKop: kopecks(9_899) }, "MRK518"],
  ])("refuses %j", (status, code) => {
    const decision = decide(onlineAnswer(status));
    expect(brief(decision)).toBe(`refuse ${code} online`);
    expect(decision.reason && errorText(decision.reason, "ru")).not.toMatch(/[{}]/);
  });

  it("shows the first reason and keeps all", () => {
    const decision = decide(onlineAnswer({ isBlocked: true, ogvs: ["RPN", "XYZ"], sold: true, realizable: false, utilised: false }));
    expect(decision.reasons.map(({ code }) => code)).toEqual(["MRK513", "MRK514", "MRK515"]);
    expect(decision.reason && errorText(decision.reason, "ru")).toContain("Роспотребнадзор, XYZ");
  });

  it.each(["found", "verified", "utilised", "realizable"] as const)("takes an answer without %s for no answer", (flag) => {
    const decision = decide(onlineAnswer({ [flag]: null }));
    expect(brief(decision)).toBe("refuse MRK540 no-answer");
    expect(decision.reasons.at(-1)).toEqual(appError("MRK533", { reason: `no ${flag}` }));
  });

  it("still refuses by what an incomplete answer says", () => {
    expect(brief(decide(onlineAnswer({ utilised: null, isBlocked: true })))).toBe("refuse MRK513 online");
  });

  it("lifts only the test of circulation in the grey zone, and only for tobacco", () => {
    const tobacco = { group: "tobacco" };
    expect(brief(decide(onlineAnswer({ realizable: false, grayZone: true }), tobacco))).toBe("allow - online");
    expect(brief(decide(onlineAnswer({ realizable: false, grayZone: true, utilised: false }), tobacco))).toBe("refuse MRK515 online");
    expect(brief(decide(onlineAnswer({ realizable: false, grayZone: false }), tobacco))).toBe("refuse MRK516 online");
  });

  it("asks a senior about another owner, save in exempt groups and codes not tracked by piece", () => {
    expect(brief(decide(onlineAnswer({ isOwner: false })))).toBe("ask-senior MRK520 online");
    expect(brief(decide(onlineAnswer({ isOwner: false, isTracking: false })))).toBe("allow - online");
    expect(brief(decide(onlineAnswer({ isOwner: false }), { group: "milk" }))).toBe("allow - online");
    expect(brief(decide(onlineAnswer({ isOwner: false }), {}, { otherOwner: "refuse" }))).toBe("refuse MRK520 online");
    expect(brief(decide(onlineAnswer({ isOwner: false }), {}, { otherOwner: "allow" }))).toBe("allow - online");
    expect(brief(decide(onlineAnswer({ isOwner: false, sold: true })))).toBe("refuse MRK514 online");
  });

  it("lets a failed signature pass only in the groups of the setting", () => {
    const settings = { unverifiedAllowed: ["water"] };
    expect(brief(decide(onlineAnswer({ verified: false, errorCode: 6 }), {}, settings))).toBe("allow - online");
    expect(brief(decide(onlineAnswer({ verified: false }), { group: "milk" }, settings))).toBe("refuse MRK512 online");
  });

  it("takes the group of the answer when the goods card has none", () => {
    expect(decide(onlineAnswer({ groupIds: [13] }), { group: null }).facts).toMatchObject({ group: "water", inForce: true });
    expect(decide(onlineAnswer({ groupIds: [999] }), { group: null }).facts).toMatchObject({ group: null, inForce: false });
  });
});

describe("dates", () => {
  it("knows from which local day a group is in the permissive mode", () => {
    const inForce = (group: string, text: string): boolean => isPermissiveCheckInForce(group, at(text), DEFAULT_MARKING_SETTINGS);
    expect(inForce("milk", "2024-08-31T23:59:59+03:00")).toBe(false);
    expect(inForce("milk", "2024-09-01T00:00:00+03:00")).toBe(true);
    expect(inForce("toys", "2026-11-24T00:00:00+03:00")).toBe(false);
    expect(inForce("constructor", "2026-11-24T00:00:00+03:00")).toBe(false);
  });

  it("refuses only blocked and sold codes while the group is not in the permissive mode", () => {
    expect(brief(decide(onlineAnswer({ utilised: false, found: false }), { group: "toys" }))).toBe("allow - not-in-force");
    expect(brief(decide(onlineAnswer({ isBlocked: true }), { group: "toys" }))).toBe("refuse MRK513 not-in-force");
    expect(brief(decide(onlineAnswer({ sold: true, utilised: false }), { group: "toys" }))).toBe("refuse MRK514 not-in-force");
    expect(brief(decide(SILENCE, { group: "toys" }))).toBe("allow MRK530 not-in-force");
    const { law } = DEFAULT_MARKING_SETTINGS;
    const groups = law.groups.map((each) => (each.pg === "toys" ? { ...each, permissiveFrom: "2026-10-01" } : each));
    expect(brief(decide(onlineAnswer({ utilised: false }), { group: "toys" }, { law: { ...law, groups } }))).toBe("refuse MRK515 online");
  });

  it("decides silence by the setting of the day", () => {
    expect(brief(decide(SILENCE, { at: at("2025-02-28T23:59:00+03:00") }))).toBe("allow MRK542 no-answer");
    expect(brief(decide(SILENCE, { at: at("2025-03-01T00:00:00+03:00") }))).toBe("ask-senior MRK541 no-answer");
    expect(brief(decide(SILENCE, { at: at("2025-12-27T23:59:00+03:00") }))).toBe("ask-senior MRK541 no-answer");
    expect(brief(decide(SILENCE, { at: at("2025-12-28T00:00:00+03:00") }))).toBe("refuse MRK540 no-answer");
    expect(brief(decideMarkedSale(SALE, SILENCE, markingSettings("ask-senior")))).toBe("ask-senior MRK541 no-answer");
    expect(markingSettings("refuse")).toEqual(DEFAULT_MARKING_SETTINGS);
    expect(decide(SILENCE).reasons.map(({ code }) => code)).toEqual(["MRK540", "MRK530"]);
  });
});

describe("without GIS MT", () => {
  it("believes the local module's blocked and sold flags only", () => {
    expect(brief(decide(offlineAnswer()))).toBe("allow - offline");
    expect(brief(decide(offlineAnswer({ isBlocked: true })))).toBe("refuse MRK513 offline");
    expect(brief(decide(offlineAnswer({ sold: true })))).toBe("refuse MRK514 offline");
    expect(brief(decide(offlineAnswer({ errorCode: 10 })))).toBe("refuse MRK521 offline");
    expect(brief(decide(offlineAnswer({}, 5)))).toBe("refuse MRK521 offline");
  });

  it("applies the module's minimum price to tobacco and nicotine only", () => {
    const smpKop = kopecks(13_000);
    expect(brief(decide(offlineAnswer({ smpKop })))).toBe("allow - offline");
    expect(brief(decide(offlineAnswer({ smpKop }), { group: "tobacco" }))).toBe("refuse MRK519 offline");
    expect(brief(decide(offlineAnswer({ smpKop }), { group: "ncp" }))).toBe("refuse MRK519 offline");
  });

  it("treats a till without a check service as silence", async () => {
    expect(decide(await noMarkingCheck.check(SALE.code)).reasons.map(({ code }) => code)).toEqual(["MRK540", "MRK535"]);
  });

  it("sells in emergency mode", () => {
    expect(brief(decide(EMERGENCY))).toBe("allow - emergency");
  });

  it.each([
    ["17261123", "2026-11-24T00:00:00+03:00", "refuse MRK517"],
    ["17261123", "2026-11-23T23:59:59+03:00", "allow -"],
    ["17261100", "2026-11-30T23:59:59+03:00", "allow -"],
    ["17261100", "2026-12-01T00:00:00+03:00", "refuse MRK517"],
    ["17261332", "2027-01-01T00:00:00+03:00", "allow -"],
    ["70032611241159", "2026-11-24T11:59:01+03:00", "refuse MRK517"],
    ["70032611241159", "2026-11-24T11:59:00+03:00", "allow -"],
  ])("reads the expiry %s from the code itself at %s", (element, when, expected) => {
    const separator = element.startsWith("7003") ? "\u001d" : "";
    const text = `010460123456789321abcdefghijklm\u001d${element}${separator}93dGVz`;
    const scanned = classifyScan({ bytes: Buffer.from(text) });
    if (scanned.kind !== "marking") throw new Error(text);
    for (const answer of [EMERGENCY, offlineAnswer()])
      expect(brief(decide(answer, { code: scanned.code, at: at(when) }))).toContain(expected);
  });
});

describe("prices of tobacco and nicotine", () => {
  const pack = (roubles: number): Partial<MarkedSale> => ({
    code: madeCode({ form: "tobacco-pack", maximumPriceKop: kopecks(roubles * 100) }),
    group: "tobacco",
    priceKop: kopecks(14_500),
  });
  const block = (roubles: number): Partial<MarkedSale> => ({
    code: madeCode({ form: "tobacco-block", maximumPriceKop: kopecks(roubles * 100) }),
    group: "tobacco",
    priceKop: kopecks(145_000),
  });

  it("holds a pack between the minimum and its printed price", () => {
    expect(brief(decide(onlineAnswer({ smpKop: kopecks(12_900) }), pack(145)))).toBe("allow - online");
    expect(brief(decide(onlineAnswer(), pack(144)))).toBe("refuse MRK518 online");
    expect(brief(decide(EMERGENCY, pack(144)))).toBe("refuse MRK518 emergency");
    expect(brief(decide(onlineAnswer({ smpKop: kopecks(14_600) }), pack(145)))).toBe("refuse MRK519 online");
    expect(brief(decide(onlineAnswer({ smpKop: kopecks(14_600) }), { ...pack(150), priceKop: kopecks(14_500) }))).toBe(
      "refuse MRK519 online",
    );
    expect(brief(decide(onlineAnswer({ mrpKop: kopecks(14_400) }), pack(145)))).toBe("refuse MRK518 online");
    expect(brief(decide(onlineAnswer(), { ...pack(144), group: null }))).toBe("refuse MRK518 not-in-force");
  });

  it("holds a block to the minimum of all its packs", () => {
    const group = { packageType: "GROUP", smpKop: kopecks(12_900), mrpKop: kopecks(14_500) };
    expect(brief(decide(onlineAnswer(group), block(1450)))).toBe("allow - online");
    expect(brief(decide(onlineAnswer({ ...group, smpKop: kopecks(14_501) }), block(1450)))).toBe("refuse MRK519 online");
    expect(brief(decide(onlineAnswer({ ...group, smpKop: kopecks(14_501), packageQuantity: 5 }), block(1450)))).toBe("allow - online");
    expect(brief(decide(onlineAnswer(group), block(1449)))).toBe("refuse MRK518 online");
  });

  it("reads mrp of nicotine products as a minimum", () => {
    const sale = { group: "ncp", priceKop: kopecks(20_000) };
    expect(brief(decide(onlineAnswer({ mrpKop: kopecks(20_001) }), sale))).toBe("refuse MRK519 online");
    expect(brief(decide(onlineAnswer({ mrpKop: kopecks(19_000) }), sale))).toBe("allow - online");
    expect(brief(decide(onlineAnswer({ mrpKop: kopecks(20_001) }), { ...sale, priceKop: kopecks(0) }))).toBe("allow - online");
  });
});

describe("industry attribute", () => {
  it("carries the answer's id and time, and the local module when it answered", () => {
    expect(industryAttribute(onlineAnswer())).toEqual({
      foivId: "030",
      date: "21.11.2023",
      number: "1944",
      value: "UUID=2f6f0a55-6a3b-4d0e-9c38-0d6f4a1c2b7e&Time=1795000000000",
    });
    expect(industryAttribute(offlineAnswer())?.value).toMatch(/&Time=1795000000000&Inst=5b4c2c5e&Ver=2\.6\.1$/);
  });

  it("is left out in emergency and silence", () => {
    expect(industryAttribute(EMERGENCY)).toBeNull();
    expect(industryAttribute(SILENCE)).toBeNull();
  });
});

it("never allows online a code of a group in force unless all six flags are right", () => {
  const flag = fc.constantFrom(true, false, null);
  const flags = fc.record({
    found: flag,
    verified: flag,
    utilised: flag,
    realizable: flag,
    sold: flag,
    isBlocked: flag,
    grayZone: flag,
    valid: flag,
  });
  fc.assert(
    fc.property(flags, (status) => {
      const { found, verified, utilised, realizable, sold, isBlocked, valid } = status;
      const isRight =
        [found, verified, utilised, realizable].every((value) => value === true) && ![sold, isBlocked].includes(true) && valid !== false;
      expect(decide(onlineAnswer(status)).verdict === "allow").toBe(isRight);
    }),
  );
});

it("a piece that another till of the shop has sold is refused whatever GIS MT knows yet; a keg is not", () => {
  expect(brief(decide({ ...onlineAnswer(), soldInShop: true }))).toBe("refuse MRK600 online");
  expect(brief(decide({ ...EMERGENCY, soldInShop: true }))).toBe("refuse MRK600 emergency");
  expect(brief(decide({ ...onlineAnswer(), soldInShop: true }, { isPart: true }))).toBe("allow - online");
});
