import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { backoff } from "./backoff.ts";

const POLICY = { baseMs: 1_000, maxMs: 300_000, factor: 2 };

function take(count: number, random: () => number): number[] {
  const delays = backoff(POLICY, random);
  return Array.from({ length: count }, () => delays.next().value);
}

describe("backoff", () => {
  it("doubles its ceiling up to the maximum and stays there", () => {
    expect(take(11, () => 0.999_999_9)).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 64_000, 128_000, 256_000, 300_000, 300_000]);
  });

  it("never busy-loops and never exceeds the ceiling, whatever the random source gives", () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), { minLength: 1, maxLength: 30 }), (randoms) => {
        let i = 0;
        const delays = take(randoms.length, () => randoms[i++ % randoms.length] ?? 0);
        for (const [step, delay] of delays.entries()) {
          expect(delay).toBeGreaterThanOrEqual(500);
          expect(delay).toBeLessThanOrEqual(Math.min(300_000, 1_000 * 2 ** step));
        }
      }),
    );
  });

  it("spreads tills that failed together", () => {
    const [a, b] = [take(6, () => 0.1)[5], take(6, () => 0.9)[5]];
    expect(Number(b) - Number(a)).toBeGreaterThan(20_000);
  });
});
