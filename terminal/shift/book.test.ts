import { expect, it } from "vitest";
import { epochMs } from "../../config/clock.ts";
import { appError } from "../../config/errors/index.ts";
import type { FiscalJob } from "../receipt/receipt.ts";
import { pressingJob } from "./book.ts";

const SILENT = appError("FIS310");

function job(registrarId: string, state: FiscalJob["state"], error: FiscalJob["error"] = null): FiscalJob {
  return {
    id: `${registrarId}-${state}`,
    registrarId,
    purpose: { kind: "x-report" },
    document: { kind: "x-report" },
    state,
    error,
    baseline: null,
    earlierBaseline: null,
    operator: { id: "a", name: "А", role: "cashier", inn: null },
    requestedAt: epochMs(0),
    attempts: 1,
  };
}

it.each([
  ["a refused one before all", [job("a", "sent", SILENT), job("b", "waiting", SILENT), job("c", "failed", SILENT)], "c-failed"],
  [
    "one that can be given up before one that its registrar is silent about",
    [job("a", "sent", SILENT), job("b", "waiting", SILENT)],
    "b-waiting",
  ],
  ["one in trouble before one that is being printed", [job("a", "sent"), job("b", "sent", SILENT)], "b-sent"],
  ["the oldest of equals", [job("a", "sent"), job("b", "waiting")], "a-sent"],
  ["what its registrar works on, not what waits behind it", [job("a", "sent"), job("a", "failed", SILENT)], "a-sent"],
])("the document that wants a person most: %s", (_what, jobs, expected) => {
  expect(pressingJob({ jobs })?.id).toBe(expected);
});

it("none when none is under way", () => {
  expect(pressingJob({ jobs: [] })).toBeNull();
});
