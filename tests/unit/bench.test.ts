import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { makeData } from "../bench/bench-data.ts";
import { figure, isMet, percentiles, quiet, round } from "../bench/figures.ts";
import { leastWire } from "../bench/least-wire.ts";
import { parseOptions } from "../bench/options.ts";
import { table } from "../bench/report.ts";
import { line, receipt } from "../conformance/shtrih-m-bench.ts";
import { verifyDataDirectory } from "../../terminal/journal/verify.ts";

/** Goal: the figures of `npm run bench` are what they say. Method: the parts that count and compute, on small inputs. */
describe("figures", () => {
  it("percentiles are values that were measured", () => {
    const hundred = Array.from({ length: 100 }, (_, i) => 100 - i);
    expect(percentiles(hundred)).toEqual({ count: 100, best: 1, p50: 50, p99: 99, worst: 100 });
    expect(percentiles([7])).toEqual({ count: 1, best: 7, p50: 7, p99: 7, worst: 7 });
  });

  it("of several tries of an input the best counts", () => {
    expect(
      quiet([
        [5, 5, 9],
        [1, 7, 30],
      ]),
    ).toEqual({ count: 3, best: 1, p50: 5, p99: 9, worst: 9 });
  });

  it("three digits are kept", () => {
    expect([0, 0.012_345, 1.2345, 12.345, 1_234.5].map(round)).toEqual([0, 0.0123, 1.23, 12.3, 1_235]);
  });

  it("a goal is of the ratio where there is a limit, else of the value", () => {
    const limit = { what: "one commit", value: 2 };
    expect(figure("scan", 5, "ms", { limit, goal: 2 })).toMatchObject({ ratio: 2.5 });
    expect(isMet(figure("scan", 5, "ms", { limit, goal: 2 }))).toBe(false);
    expect(isMet(figure("scan", 5, "ms", { goal: 6 }))).toBe(true);
    expect(isMet(figure("scan", 5, "ms"))).toBeNull();
  });

  it("the table names what was not met", () => {
    const text = table([figure("scan", 5, "ms", { limit: { what: "one commit", value: 2 }, goal: 2 })]);
    expect(text.split("\n").at(-1)).toMatch(/^\| scan +\| 5 ms +\| one commit: 2 ms +\| 2\.5 × +\| ≤ 2 × +\| NOT MET +\|$/);
  });
});

describe("options", () => {
  it("choose benches and sizes", () => {
    const options = parseOptions(["--only", "wire,start", "--quick", "--items", "500", "--json", "out.json"]);
    expect(options).toMatchObject({ names: ["wire", "start"], jsonTo: "out.json", sizes: { items: 500 } });
    expect(parseOptions(["--json"])).toMatchObject({ jsonTo: "-" });
  });

  it.each([["--only", "wires"], ["--items", "many"], ["--items", "0"], ["--fast"]])("%s %s is refused with words", (...words) => {
    expect(() => parseOptions(words)).toThrow(/wires|many|"0"|--fast/);
  });
});

describe("the least that a receipt costs on the wire", () => {
  /** By hand from the protocol: 8D, one FF0C (1021, 1203, 1192), FF46, FF45; see docs/devices/kkt-shtrih-m.md. */
  it("one line of 10 characters", () => {
    const cashier = { name: "Иванова", inn: "500100732259" };
    const one = receipt({ cashier, ownTag: "T01R000001", lines: [line({ name: "Хлеб бел. " })] });
    const requests = 6 + (6 + 4 + 7 + 4 + 12 + 4 + 10) + (32 + 10) + 118;
    const answers = 3 + 3 + 3 + 21;
    expect(leastWire(one)).toEqual({ exchanges: 4, bytes: requests + answers + 4 * (3 + 1 + 3 + 1 + 1) });
  });
});

describe("a made history", () => {
  it("is a journal like any other: it verifies", async () => {
    const folder = mkdtempSync(join(tmpdir(), "till-bench-test-"));
    try {
      await makeData("history", 20, join(folder, "history"));
      const verified = verifyDataDirectory(join(folder, "history"));
      expect(verified).toMatchObject({ ok: true, value: { receipts: 20, violations: [] } });
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
