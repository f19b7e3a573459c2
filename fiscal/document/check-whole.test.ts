import { describe, expect, it } from "vitest";
import { kopecks } from "../../config/money.ts";
import { VAT_RATES, type TaxSystem } from "../../config/contract/vat.ts";
import { localDate } from "../../config/local-date.ts";
import { epochMs } from "../../config/clock.ts";
import { sampleLine, sampleReceipt } from "../shtrih-m/testing/sample-receipt.ts";
import { allFindings } from "./all-findings.ts";
import { checkReceipt } from "./check.ts";
import { checkWhole, MARKED_LINES_MAX } from "./check-whole.ts";
import type { FiscalLine, FiscalReceipt } from "./fiscal-document.ts";
import type { Ffd } from "./tags.ts";

const codes = (receipt: FiscalReceipt, ffd: Ffd = "1.2"): string[] => checkWhole(receipt, ffd).map(({ code }) => code);
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

  describe("credit in part and in full", () => {
    const paying = (creditKop: number, lines: readonly Partial<FiscalLine>[], changes: Partial<FiscalReceipt> = {}): FiscalReceipt => {
      const own = lines.map((change) => sampleLine(change));
      const total = own.reduce((sum, { sumKop }) => sum + sumKop, 0);
      const payments = { ...base.payments, creditKop: kopecks(creditKop), cashKop: kopecks(total - creditKop) };
      return { ...base, lines: own, totalKop: kopecks(total), payments, ...changes };
    };
    const each = sampleLine().sumKop;
    const correction = { basis: "own", correctedOn: "2026-11-20" } as const;

    it.each<[string, FiscalReceipt, string[]]>([
      ["6 with nothing paid", paying(2 * each, [{ method: 6 }, { method: 6 }]), []],
      ["6 with a part paid", paying(each, [{ method: 6 }, { method: 6 }]), ["FIS442"]],
      ["6 beside goods that are paid for", paying(each, [{ method: 6 }, { method: 4 }]), []],
      ["5 with a part paid", paying(each, [{ method: 5 }, { method: 5 }]), []],
      ["5 with nothing paid", paying(2 * each, [{ method: 5 }, { method: 5 }]), ["FIS441"]],
      ["5 with nothing paid of it, beside goods that are", paying(each, [{ method: 5 }, { method: 4 }]), ["FIS441"]],
      ["5 and 6, each as it is", paying(each + 1, [{ method: 5 }, { method: 6 }]), []],
      ["a total rounded down", paying(each - 50, [{ method: 6 }], { totalKop: kopecks(each - 50) }), []],
      ["a return of what was paid off in part since", paying(each, [{ method: 6 }, { method: 6 }], { kind: "refund" }), []],
      ["a correction that takes such a return back", paying(each, [{ method: 6 }, { method: 6 }], { correction }), []],
      ["a correction that takes back a return of all that was paid", paying(0, [{ method: 5 }], { correction }), []],
      ["a return to the debt alone", paying(2 * each, [{ method: 5 }, { method: 5 }], { kind: "refund" }), []],
    ])("%s", (_what, receipt, expected) => {
      expect(codes(receipt)).toEqual(expected);
    });
  });

  it("an advance is not paid by an offset; goods beside it are", () => {
    const advance = sampleLine({ method: 3, subject: 10, vat: "22/122" });
    const offset = { ...base.payments, cashKop: kopecks(0), prepaidKop: base.totalKop };
    expect(codes({ ...base, lines: [advance], payments: offset })).toEqual(["FIS440"]);
    expect(codes({ ...base, lines: [advance] })).toEqual([]);
    expect(codes({ ...base, lines: [advance, sampleLine()], payments: offset })).toEqual([]);
    expect(codes({ ...base, kind: "refund", lines: [advance], payments: offset })).toEqual([]);
  });

  it("of a correction whose lines are not written nothing is asked of them", () => {
    const correction = { basis: "own", correctedOn: "2026-11-20" } as const;
    const onCredit = { ...base, correction, payments: { ...base.payments, cashKop: kopecks(0), creditKop: base.totalKop } };
    expect(codes(onCredit, "1.05")).toEqual([]);
    expect(codes(onCredit, "1.1")).toEqual(["FIS498"]);
    expect(codes({ ...base, correction, lines: [sampleLine({ department: 17 })] }, "1.05")).toEqual([]);
  });

  it("a patent frees from VAT", () => {
    const patent = (change: Partial<FiscalLine>): FiscalReceipt => ({ ...base, taxSystem: "patent", lines: [sampleLine(change)] });
    for (const vat of VAT_RATES) expect(codes(patent({ vat })), vat).toEqual(vat === "none" ? [] : ["FIS447"]);
    expect(codes({ ...patent({ vat: "22" }), kind: "refund" })).toEqual([]);
    expect(codes(patent({ vat: "22", agent: { kind: "commission-agent", supplier: { inn: "7707083893" } } }))).toEqual([]);
  });

  it("5 and 7 % are rates of УСН", () => {
    const sold = (taxSystem: TaxSystem, change: Partial<FiscalLine>): FiscalReceipt => ({
      ...base,
      taxSystem,
      lines: [sampleLine(change)],
    });
    for (const vat of ["5", "7"] as const) {
      for (const system of ["osn", "esn"] as const) expect(codes(sold(system, { vat })), system).toEqual(["FIS445"]);
      for (const system of ["usn-income", "usn-income-outcome"] as const) expect(codes(sold(system, { vat })), system).toEqual([]);
    }
    expect(codes(sold("osn", { vat: "5/105", method: 3, subject: 10 }))).toEqual(["FIS445"]);
    // What was sold on УСН is returned, corrected and paid off as it was; an agent names the rate of the supplier.
    expect(codes({ ...sold("osn", { vat: "5" }), kind: "refund" })).toEqual([]);
    expect(codes({ ...sold("osn", { vat: "5" }), correction: { basis: "own", correctedOn: "2025-11-20" } })).toEqual([]);
    expect(codes(sold("osn", { vat: "5/105", method: 7, subject: 10 }))).toEqual([]);
    expect(codes(sold("osn", { vat: "5", agent: { kind: "commission-agent", supplier: { inn: "7707083893" } } }))).toEqual([]);
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
