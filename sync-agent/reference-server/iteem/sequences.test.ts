import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Database } from "better-sqlite3";
import { openDatabase } from "../database.ts";
import { ITEEM_SCHEMA_SQL } from "./schema.ts";
import type { SequenceBook } from "./sequences.ts";
import { createSequenceBook } from "./sequences.ts";

let db: Database;
let book: SequenceBook;

beforeEach(() => {
  db = openDatabase(":memory:", "x.db", ITEEM_SCHEMA_SQL);
  book = createSequenceBook(db);
});

afterEach(() => db.close());

describe("sequence book", () => {
  it("finds the first gap before and inside a batch", () => {
    expect(book.firstGap("t", "e", [1, 2, 3], [])).toBeNull();
    expect(book.firstGap("t", "e", [2, 3], [])).toBe(1);
    expect(book.firstGap("t", "e", [1, 3], [])).toBe(2);
    expect(book.firstGap("t", "e", [1, 5], [{ from: 2, to: 4 }])).toBeNull();
    expect(book.firstGap("t", "e", [1, 6], [{ from: 2, to: 4 }])).toBe(5);
  });

  it("moves on over a million declared sequences in one step", () => {
    book.declareMissing("t", "e", { from: 1, to: 1_000_000 });
    book.place("t", "e", 1_000_001, "f");
    const started = performance.now();
    expect(book.advance("t", "e", 0)).toBe(1_000_001);
    expect(performance.now() - started).toBeLessThan(100);
  });

  it("splits a hole when a latecomer fills part of it", () => {
    book.declareMissing("t", "e", { from: 1, to: 9 });
    book.place("t", "e", 5, "f");
    expect(book.missing("t", "e")).toEqual([
      { from: 1, to: 4 },
      { from: 6, to: 9 },
    ]);
  });

  it("agrees with a plain set, whatever is placed and declared in whatever order", () => {
    const step = fc.oneof(
      fc.record({ place: fc.integer({ min: 1, max: 30 }) }),
      fc.record({ from: fc.integer({ min: 1, max: 30 }), length: fc.integer({ min: 0, max: 8 }) }),
    );
    let round = 0;
    fc.assert(
      fc.property(fc.array(step, { maxLength: 25 }), (steps) => {
        const till = `t${(round += 1)}`;
        const here = new Set<number>();
        const missing = new Set<number>();
        for (const one of steps) {
          if ("place" in one) {
            book.place(till, "e", one.place, `f${one.place}`);
            here.add(one.place);
            missing.delete(one.place);
          } else {
            book.declareMissing(till, "e", { from: one.from, to: one.from + one.length });
            for (let s = one.from; s <= one.from + one.length; s += 1) if (!here.has(s)) missing.add(s);
          }
        }
        const listed = book.missing(till, "e").flatMap(({ from, to }) => Array.from({ length: to - from + 1 }, (_, i) => from + i));
        expect(listed).toEqual([...missing].toSorted((a, b) => a - b));
        let expected = 0;
        while (here.has(expected + 1) || missing.has(expected + 1)) expected += 1;
        expect(book.advance(till, "e", 0)).toBe(expected);
      }),
      { numRuns: 150 },
    );
  });
});
