import { describe, expect, it } from "vitest";
import { kopecks } from "../../config/money.ts";
import { localDate } from "../../config/local-date.ts";
import { epochMs } from "../../config/clock.ts";
import { sampleLine, sampleReceipt } from "../shtrih-m/testing/sample-receipt.ts";
import { allFindings } from "./all-findings.ts";
import { checkReceipt } from "./check.ts";
import { checkWhole, MARKED_LINES_MAX } from "./check-whole.ts";
import type { FiscalReceipt } from "./fiscal-document.ts";

const codes = (receipt: FiscalReceipt): string[] => checkWhole(receipt).map(({ code }) => code);
const base = sampleReceipt();

describe("the whole receipt", () => {
  it("has nothing to say of a plain sale", () => {
    expect(codes(base)).toEqual([]);
  });

  it("credit goes with goods handed over on credit, and they with it", () => {
    const credit = { ...base.payments, cashKop: kopecks(0), creditKop: base.totalKop };
    const onCredit = base.lines.map((line) => ({ ...line, method: 6 as const }));
    expect(codes({ ...base, payments: credit })).toEqual(["FIS498"]);
    expect(codes({ ...base, lines: onCredit })).toEqual(["FIS499"]);
    expect(codes({ ...base, payments: credit, lines: onCredit })).toEqual([]);
    expect(codes({ ...base, kind: "refund", lines: onCredit })).toEqual([]);
  });

  it("a patent frees from VAT", () => {
    expect(codes({ ...base, taxSystem: "patent", lines: [sampleLine({ vat: "22" })] })).toEqual(["FIS447"]);
    expect(codes({ ...base, taxSystem: "patent", lines: [sampleLine({ vat: "none" })] })).toEqual([]);
  });

  it("no more codes than the drive checks, no department that registrars do not know", () => {
    const marked = (index: number) =>
      sampleLine({ marking: { codeBase64: Buffer.from(`code ${index}`).toString("base64"), plannedStatus: 1 } });
    const many = Array.from({ length: MARKED_LINES_MAX + 1 }, (_, index) => marked(index));
    expect(codes({ ...base, lines: many.slice(1) })).toEqual([]);
    expect(codes({ ...base, lines: many })).toEqual(["FIS446"]);
    expect(codes({ ...base, lines: [sampleLine({ department: 17 })] })).toEqual(["FIS448"]);
  });
});

describe("findings for people", () => {
  const rules = { ffd: "1.2", date: localDate(epochMs(Date.UTC(2026, 10, 24, 9)), 180) } as const;

  it("are one error with all reasons at once", () => {
    const bad = { ...base, ownTag: "маленькие буквы", taxSystem: "patent" as const, buyerContact: "никак" };
    const told = allFindings(checkReceipt(bad, rules));
    expect(told?.code).toBe("FIS449");
    for (const code of ["FIS460", "FIS467", "FIS447"]) expect(String(told?.details["codes"])).toContain(code);
    expect(String(told?.details["reasons"])).toMatch(/^1\) .+ 2\) .+ 3\) /);
  });

  it("are the only one as it is, and nothing when there is none", () => {
    expect(allFindings(checkReceipt({ ...base, ownTag: "x" }, rules))?.code).toBe("FIS460");
    expect(allFindings([])).toBeNull();
  });
});
