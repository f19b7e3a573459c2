import { describe, expect, it } from "vitest";
import { approvalOf } from "../../terminal/simulation/bank-world.ts";
import { simulate, type Tamper } from "../../terminal/simulation/simulate.ts";

/**
 * Goal: no crash, lost message or double command breaks a promise of the till. Method: the real core runs in a simulated
 * world; every promise is checked after each step. Longer runs: `npm run test:soak`, `till simulate --runs`.
 */
const SEEDS = Number(process.env["SIMULATION_SEEDS"] ?? 40);
const STEPS = Number(process.env["SIMULATION_STEPS"] ?? 600);

/** What forty runs make for sure; rarer still are refunds of these. */
const EVERY_KIND = [
  "sale full",
  "sale advance",
  "sale prepayment",
  "sale part-prepayment",
  "sale hand-over",
  "sale credit-payment",
  "sale by prepaid",
  "sale by credit",
  "refund full",
  "purchase full",
  "correction",
  "correction of a receipt: sale",
  "correction of a receipt: refund",
  "rounded",
  "sold to an adult",
  "refused to a minor",
  "given back in cash",
  "document put aside",
  "a shift renewed",
  "unverified: registered",
  "unverified, then confirmed",
];

describe("the core in a simulated world", () => {
  it(`keeps every promise over ${SEEDS} runs of ${STEPS} steps`, { timeout: 600_000 }, async () => {
    let crashes = 0;
    let receipts = 0;
    const kinds = new Set<string>();
    for (let seed = 1; seed <= SEEDS; seed += 1) {
      const report = await simulate(seed, STEPS);
      expect(report.violations, `till simulate --seed ${seed} --steps ${STEPS}`).toEqual([]);
      crashes += report.crashes;
      receipts += report.receipts;
      for (const kind of report.kinds) kinds.add(kind);
    }
    expect(crashes, "the runs did crash").toBeGreaterThan(SEEDS * 5);
    expect(receipts, "the runs did sell").toBeGreaterThan(SEEDS * 8);
    if (SEEDS >= 40) expect([...kinds]).toEqual(expect.arrayContaining(EVERY_KIND));
  });

  it("gives the same run for the same seed", async () => {
    expect(await simulate(77, 400)).toEqual(await simulate(77, 400));
  });
});

/** Each of these worlds breaks one promise; the checks must see it. */
const SABOTAGE: Readonly<Record<string, { readonly promise: number; readonly tamper: Tamper }>> = {
  "a registrar driver that takes every lost answer for a document that was not made": {
    promise: 1,
    tamper: (outside) => {
      const { registrar } = outside.fiscal;
      const lying = { ...registrar, resolve: async () => ({ outcome: "not-registered" as const }) };
      return { ...outside, fiscal: { ...outside.fiscal, registrar: lying } };
    },
  },
  "a registrar driver that takes every lost answer for a document that was made": {
    promise: 1,
    tamper: (outside) => {
      const { registrar } = outside.fiscal;
      const lying: typeof registrar = {
        ...registrar,
        resolve: async (document, baseline) => {
          const truth = await registrar.resolve(document, baseline);
          if (truth.outcome !== "not-registered") return truth;
          const { fnSerial, lastFdNumber, shiftNumber, readAt } = baseline;
          return {
            outcome: "registered",
            registered: { fdNumber: lastFdNumber + 1, fiscalSign: "1", fnSerial, at: readAt, shiftNumber, qr: null, isPrintOwed: false },
          };
        },
      };
      return { ...outside, fiscal: { ...outside.fiscal, registrar: lying } };
    },
  },
  "a card terminal that denies operations it has captured": {
    promise: 7,
    tamper: (outside) => ({ ...outside, bank: { ...outside.bank, terminal: { ...outside.bank.terminal, lookUp: async () => null } } }),
  },
  "a card terminal that reports refunds which it has not made": {
    promise: 7,
    tamper: (outside) => ({
      ...outside,
      bank: {
        ...outside.bank,
        terminal: { ...outside.bank.terminal, refund: async (id) => ({ kind: "approved" as const, approval: approvalOf(id) }) },
      },
    }),
  },
  "a register of advances and credits that forgets what was used": {
    promise: 9,
    tamper: (outside) => {
      outside.db.exec(`CREATE TRIGGER forget AFTER UPDATE OF settled_kop ON deal WHEN new.settled_kop > 0 BEGIN
        UPDATE deal SET settled_kop = 0 WHERE reference = new.reference; END`);
      return outside;
    },
  },
  "a server link that reports undelivered facts as delivered": {
    promise: 5,
    tamper: (outside) => {
      const iteem = outside.servers["iteem"];
      if (iteem === undefined) return outside;
      const destination: typeof iteem.destination = {
        ...iteem.destination,
        send: async (batch, signal) => {
          const sent = await iteem.destination.send(batch, signal);
          return { ...sent, delivered: batch.rows.map((row) => row.sequence), failed: [], stop: null };
        },
      };
      return { ...outside, servers: { ...outside.servers, iteem: { ...iteem, destination } } };
    },
  },
};

describe("the checks of the simulation", () => {
  for (const [name, { promise, tamper }] of Object.entries(SABOTAGE)) {
    it(`see ${name}`, { timeout: 120_000 }, async () => {
      for (let seed = 1; seed <= 30; seed += 1) {
        const report = await simulate(seed, 800, tamper);
        if (report.violations.some((violation) => violation.promise === promise)) return;
      }
      expect.fail("thirty runs saw nothing");
    });
  }
});
