import { describe, expect, it } from "vitest";
import { epochMs } from "../../config/clock.ts";
import { kopecks } from "../../config/money.ts";
import type { Baseline } from "../registrar.ts";
import type { FoundDocument, ShortStatus } from "./replies.ts";
import { sampleReceipt } from "./testing/sample-receipt.ts";
import { judgeCount, judgeOpenReceipt, judgeStored, judgeXReport, readOwnTag } from "./verdict.ts";

const STATUS: ShortStatus = { flags: 0, mode: 8, modeStatus: 0, submode: 0, operations: 1 };
const FOUND: FoundDocument = {
  type: 3,
  at: 0,
  fdNumber: 1,
  fiscalSign: "1",
  shiftNumber: null,
  operation: 1,
  totalKop: kopecks(10_000),
};
const BASELINE: Baseline = {
  fnSerial: "9999078902012392",
  lastFdNumber: 10,
  documentNumber: 65_534,
  shiftOpen: true,
  shiftNumber: 5,
  cashInCount: 3,
  cashOutCount: 1,
  requestId: "",
  readAt: epochMs(0),
};

describe("a stored document", () => {
  const OURS = "T01R000001";
  it.each([
    ["our tag, same kind and total", {}, OURS, "sale", "ours"],
    ["our tag, a return as wanted", { operation: 2 }, OURS, "refund", "ours"],
    ["our tag, another operation", { operation: 2 }, OURS, "sale", "undecided"],
    ["our tag, another type", { type: 31 }, OURS, "sale", "undecided"],
    ["our tag, another total", { totalKop: kopecks(9_999) }, OURS, "sale", "undecided"],
    ["no tag, same kind and total", {}, null, "sale", "undecided"],
    ["no tag, another total", { totalKop: kopecks(9_999) }, null, "sale", "foreign"],
    ["another tag, same kind and total", {}, "T01R000002", "sale", "foreign"],
  ] as const)("%s", (_what, change, ownTag, kind, verdict) => {
    expect(judgeStored({ ...FOUND, ...change }, sampleReceipt({ kind }), ownTag)).toBe(verdict);
  });

  it("whose user attribute makes no sense has told no tag, whatever its 1192 says", () => {
    const foreign = { tag: 1192, value: new Uint8Array(Buffer.from("2718281828")) };
    expect(readOwnTag([foreign])).toBe("2718281828");
    expect(readOwnTag([foreign, { tag: 1084, value: Uint8Array.of(0x3d, 0x04, 9, 0, 1) }])).toBeNull();
  });
});

describe("an open receipt", () => {
  const judge = (change: Partial<ShortStatus>, deviceKop: number | null, kind: "sale" | "refund" = "sale"): string =>
    judgeOpenReceipt({ ...STATUS, ...change }, sampleReceipt({ kind }), deviceKop === null ? null : kopecks(deviceKop), kopecks(10_000));

  it.each([
    ["none in mode 2", { mode: 2 }, 0, "sale", "none"],
    ["ours, complete", {}, 10_000, "sale", "ours"],
    ["ours, empty", {}, null, "sale", "ours"],
    ["ours, a return", { modeStatus: 2 }, 5_000, "refund", "ours"],
    ["more in it than we sent", {}, 10_001, "sale", "foreign"],
    ["a return while we sold", { modeStatus: 2 }, 5_000, "sale", "foreign"],
    ["a purchase", { modeStatus: 1 }, 0, "sale", "foreign"],
    ["not fiscal", { modeStatus: 4 }, 0, "sale", "foreign"],
    ["printing", { submode: 5 }, 10_000, "sale", "busy"],
    ["printing a report", { submode: 4 }, 10_000, "sale", "busy"],
  ] as const)("%s", (_what, change, deviceKop, kind, verdict) => {
    expect(judge(change, deviceKop, kind)).toBe(verdict);
  });
});

it("a count that grew by one is the document, also past 65535", () => {
  expect(judgeCount(7, 7)).toBe("not-registered");
  expect(judgeCount(7, 8)).toBe("registered");
  expect(judgeCount(65_535, 0)).toBe("registered");
  expect(judgeCount(7, 9)).toBe("undecided");
  expect(judgeCount(7, 0)).toBe("undecided");
});

it("an X report is what fiscal documents and cash movements do not explain", () => {
  const now = { documentNumber: 65_534, lastFdNumber: 10, cashInCount: 3, cashOutCount: 1 };
  expect(judgeXReport(BASELINE, now)).toBe("not-registered");
  expect(judgeXReport(BASELINE, { ...now, documentNumber: 65_535 })).toBe("registered");
  expect(judgeXReport(BASELINE, { ...now, documentNumber: 0, lastFdNumber: 11 })).toBe("registered");
  expect(judgeXReport(BASELINE, { ...now, documentNumber: 0, lastFdNumber: 11, cashOutCount: 2 })).toBe("not-registered");
  expect(judgeXReport(BASELINE, { ...now, lastFdNumber: 11 })).toBe("undecided");
});
