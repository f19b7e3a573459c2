import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { CHUNK_DOCS, chunkBits, encodeDocs, intersectInto, lowestBits, unionInto } from "./doc-list.ts";

const place = fc.nat(CHUNK_DOCS - 1);
const sparse = fc.uniqueArray(place, { maxLength: 300 });
/** Every `step`-th place: lists around and above the border between the two forms. */
const dense = fc.integer({ min: 1, max: 20 }).map((step) => Array.from({ length: Math.floor(CHUNK_DOCS / step) }, (_, at) => at * step));
const docs = fc.oneof(sparse, dense).map((list) => [...list].sort((a, b) => a - b));

const decode = (list: Uint8Array): number[] => {
  const bits = chunkBits();
  unionInto(bits, list);
  return lowestBits(bits, CHUNK_DOCS);
};

describe("document lists", () => {
  it("come back as they were stored", () => {
    fc.assert(
      fc.property(docs, (list) => {
        expect(decode(encodeDocs(list))).toEqual(list);
      }),
      { numRuns: 40 },
    );
  });

  it.each([4_095, 4_096, 4_097, CHUNK_DOCS])("holds %i documents", (count) => {
    const list = Array.from({ length: count }, (_, at) => at);
    expect(decode(encodeDocs(list))).toEqual(list);
  });

  it("are read from a buffer of any alignment", () => {
    for (const list of [[1, 5, 70], Array.from({ length: 5_000 }, (_, at) => at * 2)]) {
      const stored = encodeDocs(list);
      for (let shift = 0; shift < 4; shift++) {
        const moved = new Uint8Array(stored.length + shift);
        moved.set(stored, shift);
        expect(decode(moved.subarray(shift))).toEqual(list);
      }
    }
  });

  it("unite and intersect as sets do", () => {
    fc.assert(
      fc.property(docs, docs, docs, (a, b, c) => {
        const union = chunkBits();
        unionInto(union, encodeDocs(a));
        unionInto(union, encodeDocs(b));
        const other = chunkBits();
        unionInto(other, encodeDocs(c));
        const inC = new Set(c);
        const expected = [...new Set([...a, ...b])].filter((doc) => inC.has(doc)).sort((x, y) => x - y);
        expect(intersectInto(union, other)).toBe(expected.length > 0);
        expect(lowestBits(union, CHUNK_DOCS)).toEqual(expected);
        expect(lowestBits(union, 3)).toEqual(expected.slice(0, 3));
      }),
      { numRuns: 30 },
    );
  });
});
