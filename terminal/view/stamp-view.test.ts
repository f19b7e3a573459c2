import { describe, expect, it } from "vitest";
import { makeNewStamp, makeOldStamp } from "../alcohol/stamp/make-stamp.ts";
import { VODKA } from "../simulation/goods.ts";
import { must, openTill, type OpenTill } from "../testing/open-till.ts";
import { viewOf } from "../testing/view-of.ts";

/** Goal: the cashier sees which stamp is wanted, which was scanned, and that EGAIS took the cheque. */
const scan = (text: string) => ({ type: "scan", code: Buffer.from(text).toString("base64"), source: "test" }) as const;
const NEW_STAMP = makeNewStamp(4_217);
const OLD_STAMP = makeOldStamp(VODKA.alcohol?.alcocode ?? "", 3);

async function tillWithCash(): Promise<OpenTill> {
  const till = await openTill();
  await must(till, { type: "cashIn", amountKop: 500_000, reason: "размен" });
  return till;
}

describe("excise stamps on the screen", () => {
  it("a bottle asks for its stamp, not for a marking code", async () => {
    const till = await tillWithCash();
    await till.send(scan(VODKA.barcode ?? ""));
    expect(viewOf(till).codePrompt).toMatchObject({
      purpose: "stamp",
      text: "Отсканируйте акцизную марку бутылки «Водка 0,5 л».",
    });
  });

  it("a line tells its stamp by the end of the printed number, or of the whole old stamp; other goods have none", async () => {
    const till = await tillWithCash();
    await till.send(scan(VODKA.barcode ?? ""));
    await must(till, scan(NEW_STAMP));
    await must(till, scan(OLD_STAMP));
    await must(till, { type: "addItem", itemId: "item-0" });
    expect(viewOf(till).lines.map(({ stamp }) => stamp)).toEqual([{ mark: "004217" }, { mark: OLD_STAMP.slice(-6) }, undefined]);
  });

  it("the completed receipt has the cheque; one without alcohol has none", async () => {
    const till = await tillWithCash();
    await must(till, scan(OLD_STAMP));
    await till.send({ type: "confirmAge", answer: "by-sight" });
    await must(till, { type: "payCash" });
    const [taken] = till.outside.utm.book.taken();
    expect(viewOf(till).completed?.egais).toEqual({ number: viewOf(till).completed?.fdNumber, url: taken?.url });
    await must(till, { type: "addItem", itemId: "item-0" });
    await must(till, { type: "payCash" });
    expect(viewOf(till).completed).not.toHaveProperty("egais");
  });
});
