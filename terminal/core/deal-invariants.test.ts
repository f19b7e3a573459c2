import { describe, expect, it } from "vitest";
import type { ReceiptFact } from "../../config/contract/facts.ts";
import { kopecks } from "../../config/money.ts";
import { lastFact, must, openTill, PIECE } from "../testing/open-till.ts";
import { createDealChecker } from "./deal-invariants.ts";

type Told = Pick<ReceiptFact, "kind" | "tenders"> & Partial<Pick<ReceiptFact, "settlement" | "deal" | "originalReceiptId">>;

const TOTAL = kopecks(1_999);
const by = (kind: "cash" | "prepaid" | "credit", reference?: string): ReceiptFact["tenders"] => [
  { kind, amountKop: TOTAL, rrn: null, maskedPan: null, ...(reference === undefined ? {} : { reference }) },
];

/** What is told of receipts of 19,99 that no till of ours would make; they are numbered from 0, which is their id too. */
async function brokenBy(receipts: readonly Told[]): Promise<readonly number[]> {
  const till = await openTill();
  await must(till, { type: "addItem", itemId: PIECE });
  await must(till, { type: "payCash" });
  const base = lastFact(till);
  const checker = createDealChecker();
  const broken: number[] = [];
  receipts.forEach((told, number) => {
    const fact: ReceiptFact = { ...base, totalKop: TOTAL, id: String(number), number, originalReceiptId: null, ...told };
    checker.completed(fact, (promise) => {
      expect(promise).toBe(9);
      broken.push(number);
    });
  });
  return broken;
}

const certificate = { settlement: "advance", deal: { reference: "GIFT-1", kind: "certificate" } } as const;
const credit = { settlement: "credit-payment", deal: { reference: "till-1", kind: "credit" } } as const;
const creditSale = { kind: "sale", tenders: by("credit", "till-1") } as const;
const payment = { ...credit, kind: "sale", tenders: by("cash") } as const;

describe("money of deals", () => {
  it("of a certificate's next owner does not go out by the receipt of the first", async () => {
    const sold = { ...certificate, kind: "sale", tenders: by("cash") } as const;
    const used = { kind: "sale", tenders: by("prepaid", "GIFT-1") } as const;
    const back = { ...certificate, kind: "refund", tenders: by("cash") } as const;
    expect(await brokenBy([sold, used, sold, { ...back, originalReceiptId: "0" }])).toEqual([3]);
    expect(await brokenBy([sold, used, sold, { ...back, originalReceiptId: "2" }])).toEqual([]);
  });

  it("does not go out for goods on credit that were not paid for", async () => {
    expect(await brokenBy([creditSale, { kind: "refund", tenders: by("cash"), originalReceiptId: "0" }])).toEqual([1]);
    expect(await brokenBy([creditSale, { kind: "refund", tenders: by("credit", "till-1"), originalReceiptId: "0" }])).toEqual([]);
  });

  it("does not go out twice: with the goods and with the payment of their credit", async () => {
    const goods = { kind: "refund", tenders: by("cash"), originalReceiptId: "0" } as const;
    const paid = { ...credit, kind: "refund", tenders: by("cash"), originalReceiptId: "1" } as const;
    expect(await brokenBy([creditSale, payment, goods, paid])).toEqual([3]);
    expect(await brokenBy([creditSale, payment, paid])).toEqual([]);
  });
});
