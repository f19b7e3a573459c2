import { describe, expect, test } from "vitest";
import { TAX_SYSTEMS } from "../../config/contract/vat.ts";
import { unmappableCharacters } from "../../config/cp866.ts";
import type { SettlementMethod } from "./fiscal-document.ts";
import { measureByCode, measureByUnit, MEASURES } from "./measure.ts";
import { isMarkingSubject, isPermittedPair, needsMarkingCode, settlementSign, SETTLEMENT_SUBJECTS } from "./settlement.ts";
import { taxSystemBit, taxSystemMask, taxSystemOfBit, taxSystemsOfMask } from "./tax-system.ts";

describe("measures", () => {
  test("every spelling of every measure finds it", () => {
    for (const measure of MEASURES) {
      for (const name of [measure.unit, measure.name, ...measure.aliases]) expect(measureByUnit(name)?.code).toBe(measure.code);
      expect(measureByCode(measure.code)).toBe(measure);
      expect(measure.unit.length).toBeLessThanOrEqual(16);
      expect(unmappableCharacters(measure.unit)).toEqual([]);
    }
  });

  test.each([
    ["Шт.", 0],
    ["КГ", 11],
    ["м²", 32],
    ["кв.м", 32],
    ["кВт*ч", 50],
    ["пог. м", 22],
    [" л ", 41],
  ])("%s is %i", (unit, code) => {
    expect(measureByUnit(unit)?.code).toBe(code);
  });

  test("what is not known is not guessed", () => {
    expect(measureByUnit("рулон")).toBeNull();
    expect(measureByUnit("")).toBeNull();
    expect(measureByCode(13)).toBeUndefined();
  });
});

describe("settlement", () => {
  test("sale and return of sale", () => {
    expect([settlementSign("sale"), settlementSign("refund")]).toEqual([1, 2]);
  });

  test.each<[SettlementMethod, number, boolean]>([
    [4, 1, true],
    [4, 33, true],
    [4, 10, false],
    [3, 10, true],
    [3, 1, false],
    [7, 10, true],
    [7, 4, false],
    [1, 1, true],
    [1, 32, true],
    [1, 33, false],
    [2, 31, false],
    [2, 10, true],
    [6, 33, true],
    [4, 28, false],
    [4, 0, false],
  ])("method %i with kind %i: %s", (method, subject, permitted) => {
    expect(isPermittedPair(method, subject)).toBe(permitted);
  });

  test("every kind has at least one method", () => {
    for (const subject of SETTLEMENT_SUBJECTS.keys()) {
      expect(([1, 2, 3, 4, 5, 6, 7] as const).some((method) => isPermittedPair(method, subject))).toBe(true);
    }
  });

  test("kinds of marked goods", () => {
    expect([...SETTLEMENT_SUBJECTS.keys()].filter(isMarkingSubject)).toEqual([30, 31, 32, 33]);
    expect([...SETTLEMENT_SUBJECTS.keys()].filter(needsMarkingCode)).toEqual([31, 33]);
  });
});

describe("tax systems", () => {
  test("bits and masks come back", () => {
    expect(TAX_SYSTEMS.map(taxSystemBit)).toEqual([1, 2, 4, 16, 32]);
    for (const system of TAX_SYSTEMS) expect(taxSystemOfBit(taxSystemBit(system))).toBe(system);
    expect(taxSystemMask(["osn", "patent"])).toBe(33);
    expect(taxSystemsOfMask(33)).toEqual(["osn", "patent"]);
  });

  test("ЕНВД and masks are no system of a receipt", () => {
    expect([8, 3, 0].map(taxSystemOfBit)).toEqual([null, null, null]);
    expect(taxSystemsOfMask(8 | 2)).toEqual(["usn-income"]);
  });
});
