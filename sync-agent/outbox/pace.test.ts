import { describe, expect, it } from "vitest";
import { appError } from "../../config/errors/index.ts";
import type { Batch, SendOutcome, Stop } from "../destination.ts";
import { failedBatch } from "../destination.ts";
import { REFUSALS_IN_ROW_MAX, SUSPECT_BATCH_FAILURES, SUSPECT_LONE_FAILURES } from "../limits.ts";
import type { OutboxRow } from "../outbox-port.ts";
import { sampleReceipt } from "../testing/sample-facts.ts";
import type { Pace } from "./pace.ts";
import { FIRST_PACE, nextBatch, react, rowsWanted } from "./pace.ts";

function rows(...sequences: number[]): OutboxRow[] {
  return sequences.map((sequence) => ({ sequence, destination: "x", fact: sampleReceipt(sequence), attempts: 0 }));
}

function batch(...sequences: number[]): Batch {
  return { rows: rows(...sequences), heldBack: [] };
}

const crash: Stop = { kind: "failed", error: appError("SYN705", { destination: "x" }), retryAfterMs: null, suspect: true };
const unreachable = appError("SYN701", { destination: "x" });
const refused = appError("SYN708", { destination: "x", reason: "no" });

function outcome(changes: Partial<SendOutcome>): SendOutcome {
  return { delivered: [], refused: [], failed: [], stop: null, ...changes };
}

function crashes(pace: Pace, times: number, of: Batch): Pace {
  let now = pace;
  for (let i = 0; i < times; i += 1)
    now = react(now, of, { ...failedBatch(of, crash.kind === "failed" ? crash.error : unreachable), stop: crash }, "x").pace;
  return now;
}

describe("pace", () => {
  it("counts only rows of the batch", () => {
    const step = react(FIRST_PACE, batch(1, 2), outcome({ delivered: [1, 99], refused: [{ sequence: 98, error: refused }] }), "x");
    expect(step.delivered).toEqual([1]);
    expect(step.setAside).toEqual([]);
  });

  it("takes silence about every document for an unknown outcome, not for success", () => {
    const step = react(FIRST_PACE, batch(1), outcome({}), "x");
    expect(step.error?.code).toBe("SYN712");
    expect(step.wait.kind).toBe("backoff");
  });

  it("waits by the retry class of the error", () => {
    const wait = (code: "SYN701" | "SYN703" | "SYN709"): string =>
      react(FIRST_PACE, batch(1, 2), failedBatch(batch(1, 2), appError(code, {})), "x").wait.kind;
    expect([wait("SYN701"), wait("SYN703"), wait("SYN709")]).toEqual(["backoff", "slow", "none"]);
  });

  it("takes a batch apart at once when it was refused without naming a document, and follows it only so often", () => {
    const unnamed = failedBatch(batch(1, 2, 3), appError("SYN709", {}), { suspect: true });
    let step = react(FIRST_PACE, batch(1, 2, 3), unnamed, "x");
    expect(rowsWanted(step.pace, 200)).toBe(1);
    for (let i = 0; i < 3; i += 1) step = react(step.pace, batch(1, 2, 3), unnamed, "x");
    expect(step.wait.kind).toBe("backoff");
  });

  it("takes a batch apart after repeated failures without a reason, but not in an outage", () => {
    expect(rowsWanted(crashes(FIRST_PACE, SUSPECT_BATCH_FAILURES - 1, batch(1, 2)), 200)).toBe(200);
    expect(rowsWanted(crashes(FIRST_PACE, SUSPECT_BATCH_FAILURES, batch(1, 2)), 200)).toBe(1);
    let pace = FIRST_PACE;
    for (let i = 0; i < 50; i += 1) pace = react(pace, batch(1, 2), failedBatch(batch(1, 2), unreachable), "x").pace;
    expect(rowsWanted(pace, 200)).toBe(200);
    expect(pace.suspect).toBeNull();
  });

  it("sends whole batches again once the suspects have passed one by one", () => {
    let pace = crashes(FIRST_PACE, SUSPECT_BATCH_FAILURES, batch(1, 2));
    pace = react(pace, batch(1), outcome({ delivered: [1] }), "x").pace;
    expect(rowsWanted(pace, 200)).toBe(1);
    pace = react(pace, batch(2), outcome({ delivered: [2] }), "x").pace;
    expect(rowsWanted(pace, 200)).toBe(200);
  });

  it("sets a crashing document aside only after its neighbour has passed", () => {
    const pace = crashes(FIRST_PACE, SUSPECT_LONE_FAILURES, batch(1));
    expect(rowsWanted(pace, 200)).toBe(2);
    const neighbour = nextBatch({ ...pace, expected: 1 }, rows(1, 2));
    expect(neighbour?.rows.map((row) => row.sequence)).toEqual([2]);
    expect(neighbour?.heldBack).toEqual([{ from: 1, to: 1 }]);
    const passed = react(pace, batch(2), outcome({ delivered: [2] }), "x");
    expect(passed.setAside.map(({ sequence, error }) => [sequence, error.code])).toEqual([[1, "SYN714"]]);
    const failed = react(pace, batch(2), { ...failedBatch(batch(2), unreachable), stop: crash }, "x");
    expect(failed.setAside).toEqual([]);
    expect(failed.pace.tryNeighbour).toBe(false);
    expect(failed.wait.kind).toBe("backoff");
  });

  it("compares head and neighbour back to back, and suspects the neighbour only after as many failures", () => {
    const fails = (pace: Pace, sequence: number) =>
      react(pace, batch(sequence), { ...failedBatch(batch(sequence), unreachable), stop: crash }, "x");
    let step = fails(crashes(FIRST_PACE, SUSPECT_LONE_FAILURES - 1, batch(1)), 1);
    for (let comparison = 1; comparison <= SUSPECT_LONE_FAILURES; comparison += 1) {
      expect(step.wait.kind).toBe("none");
      expect(nextBatch(step.pace, rows(1, 2))?.rows.map((row) => row.sequence)).toEqual([2]);
      step = fails(step.pace, 2);
      expect(step.wait.kind).toBe("backoff");
      step = fails(step.pace, 1);
    }
    expect(rowsWanted(step.pace, 200)).toBe(3);
    expect(nextBatch(step.pace, rows(1, 2, 3))?.rows.map((row) => row.sequence)).toEqual([3]);
    const passed = react(step.pace, batch(3), outcome({ delivered: [3] }), "x");
    expect(passed.setAside.map((refusal) => refusal.sequence)).toEqual([1, 2]);
  });

  it("does not hurry when the suspect has no neighbour", () => {
    let pace = FIRST_PACE;
    let hurried = 0;
    for (let i = 0; i < 40; i += 1) {
      const step = react(pace, batch(1), { ...failedBatch(batch(1), unreachable), stop: crash }, "x");
      if (step.wait.kind === "none") hurried += 1;
      pace = step.pace;
    }
    expect(hurried).toBeLessThanOrEqual(20);
  });

  it("never sets aside the only document there is", () => {
    const pace = crashes(FIRST_PACE, SUSPECT_LONE_FAILURES, batch(1));
    const again = nextBatch(pace, rows(1));
    expect(again?.rows.map((row) => row.sequence)).toEqual([1]);
    const passed = react(pace, batch(1), outcome({ delivered: [1] }), "x");
    expect(passed.setAside).toEqual([]);
    expect(passed.delivered).toEqual([1]);
  });

  it("slows down when everything is refused, and never empties the queue into the set-aside list", () => {
    const all = batch(...Array.from({ length: 100 }, (_, i) => i + 1));
    const step = react(FIRST_PACE, all, outcome({ refused: all.rows.map(({ sequence }) => ({ sequence, error: refused })) }), "x");
    expect(step.setAside).toHaveLength(REFUSALS_IN_ROW_MAX);
    expect(step.wait.kind).toBe("slow");
    expect(step.error?.code).toBe("SYN716");
    expect(rowsWanted(step.pace, 200)).toBe(1);
    const next = react(step.pace, batch(21), outcome({ refused: [{ sequence: 21, error: refused }] }), "x");
    expect(next.setAside).toHaveLength(1);
    expect(next.wait.kind).toBe("slow");
    const good = react(next.pace, batch(22), outcome({ delivered: [22] }), "x");
    expect(good.error).toBeNull();
    expect(rowsWanted(good.pace, 200)).toBe(200);
  });

  it("rewinds to a gap once, then declares it, then asks for a person", () => {
    const gap = outcome({ failed: [8, 9], stop: { kind: "gap", expected: 5 } });
    const first = react(FIRST_PACE, batch(8, 9), gap, "x");
    expect(first.rewindTo).toBe(5);
    expect(first.wait.kind).toBe("none");
    expect(nextBatch(first.pace, rows(8, 9))?.heldBack).toEqual([{ from: 5, to: 7 }]);
    expect(nextBatch(first.pace, rows(5, 6, 8))?.heldBack).toEqual([{ from: 7, to: 7 }]);
    const second = react(first.pace, batch(8, 9), gap, "x");
    expect(second.rewindTo).toBeNull();
    expect(second.error?.code).toBe("SYN710");
    expect(second.wait.kind).toBe("slow");
  });

  it("acts on a gap also in the middle of other failures, but not endlessly on ever new ones", () => {
    let pace: Pace = { ...FIRST_PACE, failuresInRow: 50 };
    const waits: string[] = [];
    for (const expected of [5, 6, 5, 6, 5]) {
      const step = react(pace, batch(8, 9), outcome({ failed: [8, 9], stop: { kind: "gap", expected } }), "x");
      expect(step.pace.expected).toBe(expected);
      waits.push(step.wait.kind);
      pace = step.pace;
    }
    expect(waits).toEqual(["none", "none", "none", "slow", "slow"]);
  });

  it("does not believe a gap behind the batch", () => {
    for (const expected of [0, -1, 10, 1.5, Number.NaN]) {
      const step = react(FIRST_PACE, batch(8, 9), outcome({ stop: { kind: "gap", expected } }), "x");
      expect(step.rewindTo).toBeNull();
      expect(step.error?.code).toBe("SYN712");
    }
  });

  it("declares what was set aside between two batches, and nothing about a corrected latecomer", () => {
    const pace = react(FIRST_PACE, batch(1, 2, 3), outcome({ delivered: [1, 2], refused: [{ sequence: 3, error: refused }] }), "x").pace;
    expect(nextBatch(pace, rows(4, 5))?.heldBack).toEqual([{ from: 3, to: 3 }]);
    expect(nextBatch(pace, rows(6))?.heldBack).toEqual([{ from: 3, to: 5 }]);
    expect(nextBatch(pace, rows(3, 4))?.heldBack).toEqual([]);
    const later = react(pace, batch(4, 5), outcome({ delivered: [4, 5] }), "x").pace;
    expect(nextBatch(later, rows(6))?.heldBack).toEqual([]);
    expect(nextBatch(later, rows(3, 6))?.heldBack).toEqual([]);
  });

  it("keeps the wish of the destination to wait after part of a batch", () => {
    const stop: Stop = { kind: "failed", error: appError("SYN704", { destination: "x" }), retryAfterMs: 7_000, suspect: false };
    const step = react(FIRST_PACE, batch(1, 2), outcome({ delivered: [1], failed: [2], stop }), "x");
    expect(step.wait).toEqual({ kind: "backoff", retryAfterMs: 7_000 });
    expect(step.pace.failuresInRow).toBe(0);
    expect(step.error?.code).toBe("SYN704");
  });
});
