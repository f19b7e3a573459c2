import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { epochMs } from "../../config/clock.ts";
import { errorText } from "../../config/errors/index.ts";
import { kopecks, QUANTITY_ONE } from "../../config/money.ts";
import { SIMULATED_SALE_RULES } from "../simulation/sale-law.ts";
import { ENERGY_ITEM, VODKA_ITEM } from "../simulation/goods.ts";
import { codeOf, lastFact, must, openTill, PIECE, SENIOR, type OpenTill } from "../testing/open-till.ts";
import { ageView } from "./age-check.ts";
import { itemForSale } from "./item-for-sale.ts";

const HOUR_MS = 3_600_000;
const add = (itemId: string) => ({ type: "addItem", itemId }) as const;
const asked = (till: OpenTill): boolean | undefined => {
  const { receipt } = till.till.state;
  return receipt === null ? undefined : ageView(receipt, till.outside.settings)?.isAsked;
};
/** To 22:50 of the shop: ten minutes before the ban. */
const toLateEvening = async (till: OpenTill): Promise<void> => {
  const minuteOfDay = ((till.clock.now() + 3 * HOUR_MS) % (24 * HOUR_MS)) / 60_000;
  await till.clock.advance((22 * 60 + 50 - minuteOfDay) * 60_000);
};

describe("the question about the buyer's age", () => {
  it("blocks payment, not scanning, until it is answered; the answer is journalled and told with the receipt", async () => {
    const till = await openTill();
    await must(till, add(PIECE));
    expect(asked(till)).toBeUndefined();
    await must(till, add(VODKA_ITEM));
    expect(asked(till)).toBe(true);
    await must(till, add(PIECE));
    await must(till, add(ENERGY_ITEM));
    expect(codeOf(await till.send({ type: "payCash" }))).toBe("ALC880");
    expect(codeOf(await till.send({ type: "payCard" }))).toBe("ALC880");
    await must(till, { type: "confirmAge", answer: "document" });
    expect(codeOf(await till.send({ type: "confirmAge", answer: "by-sight" }))).toBe("ALC885");
    await must(till, add(ENERGY_ITEM));
    expect(asked(till)).toBe(false);
    await must(till, { type: "payCash" });
    expect(lastFact(till).ageCheck).toMatchObject({ answer: "document", by: "cashier" });
  });

  it("refused: the restricted lines are struck out by one decision of the cashier, the rest is sold", async () => {
    const till = await openTill();
    for (const item of [PIECE, VODKA_ITEM, ENERGY_ITEM]) await must(till, add(item));
    await must(till, { type: "confirmAge", answer: "refused" });
    expect(till.till.state.receipt?.positions.map(({ voided }) => voided)).toEqual([false, true, true]);
    await must(till, add(ENERGY_ITEM));
    expect(asked(till)).toBe(true);
    await must(till, { type: "confirmAge", answer: "refused" });
    await must(till, { type: "payCash" });
    expect(lastFact(till).ageCheck).toBeUndefined();
    expect(lastFact(till).lines).toHaveLength(1);
  });

  it("a yes may be taken back before the payment", async () => {
    const till = await openTill();
    await must(till, add(VODKA_ITEM));
    await must(till, { type: "confirmAge", answer: "max-app" });
    await must(till, { type: "confirmAge", answer: "refused" });
    expect(till.till.state.receipt?.positions[0]?.voided).toBe(true);
  });

  it("is not asked of goods that come back, nor where nothing is restricted", async () => {
    const till = await openTill();
    await must(till, add(VODKA_ITEM));
    await must(till, { type: "confirmAge", answer: "by-sight" });
    await must(till, { type: "payCash" });
    await must(till, { type: "openRefund", receiptId: lastFact(till).id, approval: SENIOR });
    expect(codeOf(await till.send({ type: "confirmAge", answer: "by-sight" }))).toBe("ALC885");
    await must(till, { type: "payCash" });
    expect(lastFact(till).kind).toBe("refund");
  });

  it("is asked again when another cashier takes the receipt up, not when the same one does", async () => {
    const till = await openTill();
    await must(till, add(VODKA_ITEM));
    await must(till, { type: "confirmAge", answer: "by-sight" });
    const receiptId = till.till.state.receipt?.id ?? "";
    await must(till, { type: "holdReceipt" });
    await must(till, { type: "recallReceipt", receiptId });
    expect(asked(till)).toBe(false);
    await must(till, { type: "holdReceipt" });
    await must(till, { type: "signOut" });
    await must(till, { type: "signIn", staffId: "senior", pin: "2222" });
    await must(till, { type: "recallReceipt", receiptId });
    expect(asked(till)).toBe(true);
  });
});

describe("hours of alcohol", () => {
  it("at night it is not added, and the text says until when; other goods are", async () => {
    const till = await openTill();
    await toLateEvening(till);
    await till.clock.advance(20 * 60_000);
    const reply = await till.send(add(VODKA_ITEM));
    expect(codeOf(reply)).toBe("ALC881");
    await must(till, add(ENERGY_ITEM));
  });

  it("a receipt that crosses 23:00 does not begin to be paid; a payment that has begun is finished", async () => {
    const till = await openTill();
    await toLateEvening(till);
    await must(till, add(VODKA_ITEM));
    await must(till, { type: "confirmAge", answer: "by-sight" });
    await must(till, { type: "payCash", amountKop: 10_000 });
    await till.clock.advance(20 * 60_000);
    await must(till, { type: "payCash" });
    expect(lastFact(till).totalKop).toBe(44_900);

    const late = await openTill();
    await toLateEvening(late);
    await must(late, add(VODKA_ITEM));
    await must(late, add(PIECE));
    await must(late, { type: "confirmAge", answer: "by-sight" });
    await late.clock.advance(20 * 60_000);
    expect(codeOf(await late.send({ type: "payCash" }))).toBe("ALC882");
    await must(late, { type: "voidLine", line: 1, approval: SENIOR });
    await must(late, { type: "payCash" });
  });

  it("a special day is called by its name", async () => {
    const till = await openTill(1, {
      saleRules: {
        ...SIMULATED_SALE_RULES,
        region: "77",
        law: {
          ...SIMULATED_SALE_RULES.law,
          hours: {
            ...SIMULATED_SALE_RULES.law.hours,
            specialDays: [
              { region: "77", name: "День трезвости", ban: "00:00-24:00", date: "2026-11-24", from: "2026-01-01", source: "test" },
            ],
          },
        },
      },
    });
    expect(codeOf(await till.send(add(VODKA_ITEM)))).toBe("ALC886");
  });
});

describe("minimum price", () => {
  const context = (changes = {}) => ({
    now: epochMs(Date.UTC(2026, 10, 24, 9)),
    settings: { ...baseSettings, saleRules: { ...SIMULATED_SALE_RULES, ...changes } },
  });
  let baseSettings: OpenTill["outside"]["settings"];
  const vodka = async () => {
    const till = await openTill();
    baseSettings = till.outside.settings;
    const found = till.outside.goods.byId(VODKA_ITEM);
    if (!found.ok || found.value === null) throw new Error("no vodka");
    return found.value;
  };

  it("a shelf price below it is refused with both sums; the card's own minimum counts when it is higher", async () => {
    const item = await vodka();
    const cheap = itemForSale({ ...item, priceKop: kopecks(40_899) }, context());
    expect(cheap.ok ? "" : errorText(cheap.error, "en")).toContain("408,99 is below the legal minimum 409,00");
    expect(itemForSale({ ...item, minimumPriceKop: kopecks(44_000) }, context())).toMatchObject({ value: { minimumPriceKop: 44_000 } });
    expect(itemForSale({ ...item, minimumPriceKop: kopecks(1) }, context())).toMatchObject({ value: { minimumPriceKop: 40_900 } });
  });

  it("without the shop's permission alcohol and tobacco keep their price", async () => {
    const item = await vodka();
    const off = context({ allowsAlcoholDiscounts: false, allowsTobaccoDiscounts: false });
    expect(itemForSale(item, off)).toMatchObject({ value: { frozenPrice: true } });
    expect(itemForSale({ ...item, alcohol: null, markingGroup: "tobacco" }, off)).toMatchObject({ value: { frozenPrice: true } });
    expect(itemForSale({ ...item, alcohol: null, ageRestriction: "energy-drink" }, off)).toMatchObject({ value: { frozenPrice: false } });
  });

  it("a minimum that rose while the receipt stood aside stops the payment", async () => {
    const till = await openTill();
    await must(till, add(VODKA_ITEM));
    await must(till, { type: "discountLine", line: 1, discount: { amountKop: 4_000 }, approval: SENIOR });
    await must(till, { type: "confirmAge", answer: "by-sight" });
    const row = SIMULATED_SALE_RULES.law.prices.rows[0];
    if (row === undefined) throw new Error("no row");
    const rows = [row, { ...row, priceKop: 45_000, from: "2026-11-01" }];
    Object.assign(till.outside.settings.saleRules.law, { prices: { rows } });
    try {
      expect(codeOf(await till.send({ type: "payCash" }))).toBe("ALC884");
    } finally {
      Object.assign(till.outside.settings.saleRules.law, { prices: { rows: [row] } });
    }
  });

  it("no mix of discounts and points takes a line below it", async () => {
    const discount = fc.oneof(
      fc.integer({ min: 1, max: 2_000 }).map((percentBasisPoints) => ({ percentBasisPoints })),
      fc.integer({ min: 1, max: 60_000 }).map((amountKop) => ({ amountKop })),
    );
    await fc.assert(
      fc.asyncProperty(discount, discount, fc.integer({ min: 1, max: 4 }), fc.nat(500), async (line, whole, pieces, points) => {
        const till = await openTill();
        await must(till, { ...add(VODKA_ITEM), quantity: pieces * QUANTITY_ONE });
        await must(till, add(PIECE));
        await till.send({ type: "attachCustomer", card: "7770000001" });
        await till.send({ type: "discountLine", line: 1, discount: line, approval: SENIOR });
        await till.send({ type: "discountReceipt", discount: whole, approval: SENIOR });
        await till.send({ type: "redeemPoints", points });
        await must(till, { type: "confirmAge", answer: "by-sight" });
        await must(till, { type: "payCash" });
        expect(lastFact(till).lines[0]?.sumKop).toBeGreaterThanOrEqual(40_900 * pieces);
      }),
      { numRuns: 25 },
    );
  });
});
