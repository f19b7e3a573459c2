import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { epochMs } from "../../config/clock.ts";
import { hashBadge } from "./pin.ts";
import { NO_ATTEMPTS, signInByBadge, signInByPin, type Attempts, type SignInFacts, type StaffMember } from "./sign-in.ts";

const ANNA: StaffMember = {
  id: "anna",
  name: "Анна",
  role: "cashier",
  inn: null,
  pinHash: "hash:1111",
  badgeHash: hashBadge("B-ANNA-77310"),
};
const OLEG: StaffMember = { id: "oleg", name: "Олег", role: "senior", inn: "500100732259", pinHash: "hash:2222", badgeHash: null };
const START = epochMs(1_800_000_000_000);
const MINUTE_MS = 60_000;

function facts(attempts: Attempts, nowMs = 0, verified: string[] = []): SignInFacts {
  return {
    staff: [ANNA, OLEG],
    attemptsOf: () => attempts,
    policy: { lockAfterFailures: 3, lockMs: 5 * MINUTE_MS },
    now: epochMs(START + nowMs),
    verify: async (pinHash, pin) => {
      verified.push(pin);
      return pinHash === `hash:${pin}`;
    },
  };
}

describe("sign-in by PIN", () => {
  it("takes the right PIN, whatever failed before", async () => {
    const result = await signInByPin({ staffId: "oleg", pin: "2222" }, facts({ count: 2, lockedUntil: null }));
    expect(result).toEqual({ kind: "signed-in", operator: { id: "oleg", name: "Олег", role: "senior", inn: "500100732259" }, by: "pin" });
  });

  it("counts wrong PINs down and then closes for a while", async () => {
    const seen: unknown[] = [];
    let attempts: Attempts = NO_ATTEMPTS;
    for (let i = 0; i < 3; i += 1) {
      const result = await signInByPin({ staffId: "anna", pin: "9999" }, facts(attempts));
      if (result.kind !== "refused" || result.failure === null) throw new Error("expected a counted refusal");
      attempts = result.failure;
      seen.push([
        result.error.code,
        result.error.details["left"] ?? result.error.details["minutes"],
        result.failure.count,
        result.failure.lockedUntil,
      ]);
    }
    expect(seen).toEqual([
      ["ACC102", 2, 1, null],
      ["ACC102", 1, 2, null],
      ["ACC103", 5, 3, START + 5 * MINUTE_MS],
    ]);
  });

  it("does not even look at a PIN while closed, and opens at the very end of the time", async () => {
    const locked: Attempts = { count: 3, lockedUntil: epochMs(START + 5 * MINUTE_MS) };
    const verified: string[] = [];
    const early = await signInByPin({ staffId: "anna", pin: "1111" }, facts(locked, 5 * MINUTE_MS - 1, verified));
    expect(early).toMatchObject({ kind: "refused", error: { code: "ACC103", details: { minutes: 1 } }, failure: null });
    expect(verified).toEqual([]);
    expect(await signInByPin({ staffId: "anna", pin: "1111" }, facts(locked, 5 * MINUTE_MS))).toMatchObject({ kind: "signed-in" });
  });

  it("starts counting anew after the lock has run out", async () => {
    const result = await signInByPin({ staffId: "anna", pin: "0000" }, facts({ count: 3, lockedUntil: epochMs(START - 1) }));
    expect(result).toMatchObject({
      error: { code: "ACC102", details: { left: 2 } },
      failure: { staffId: "anna", count: 1, lockedUntil: null },
    });
  });

  it("refuses a person whom the till does not know, without counting", async () => {
    const result = await signInByPin({ staffId: "stranger", pin: "1111" }, facts(NO_ATTEMPTS));
    expect(result).toMatchObject({ kind: "refused", error: { code: "ACC104" }, failure: null });
  });

  it("never tries more PINs than the limit within one lock time, whatever the sequence", async () => {
    const step = fc.record({ pin: fc.constantFrom("0000", "1234", "9999"), waitMs: fc.integer({ min: 0, max: MINUTE_MS }) });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 60 }), async (steps) => {
        let attempts: Attempts = NO_ATTEMPTS;
        let now = 0;
        const triedAt: number[] = [];
        for (const { pin, waitMs } of steps) {
          now += waitMs;
          const verified: string[] = [];
          const result = await signInByPin({ staffId: "anna", pin }, facts(attempts, now, verified));
          if (verified.length > 0) triedAt.push(now);
          if (result.kind === "refused" && result.failure !== null) attempts = result.failure;
        }
        // Between the 3rd and the 4th attempt of any run lies a full lock.
        for (let i = 3; i < triedAt.length; i += 3) expect((triedAt[i] ?? 0) - (triedAt[i - 1] ?? 0)).toBeGreaterThanOrEqual(5 * MINUTE_MS);
      }),
    );
  });
});

describe("sign-in by badge", () => {
  it("knows the owner of the code", () => {
    expect(signInByBadge("B-ANNA-77310", [OLEG, ANNA])).toEqual({
      kind: "signed-in",
      operator: { id: "anna", name: "Анна", role: "cashier", inn: null },
      by: "badge",
    });
  });

  it("refuses any other code", () => {
    expect(signInByBadge("B-ANNA-7731", [OLEG, ANNA])).toMatchObject({ kind: "refused", error: { code: "ACC105" }, failure: null });
    expect(signInByBadge("", [OLEG])).toMatchObject({ error: { code: "ACC105" } });
  });
});
