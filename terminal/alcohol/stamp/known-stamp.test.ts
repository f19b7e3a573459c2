import { afterEach, beforeEach, describe, expect, it } from "vitest";
import Database from "better-sqlite3";
import { generationPath } from "../../catalog/catalog-files.ts";
import type { Catalog } from "../../catalog/catalog.ts";
import { open, publish, scratch, type SmallItem } from "../../catalog/testing/small-catalog.ts";
import { VODKA } from "../../simulation/goods.ts";
import { must, openTill, type OpenTill } from "../../testing/open-till.ts";
import { makeOldStamp } from "./make-stamp.ts";

/** Goal: an old stamp alone sells its bottle. Method: a till whose goods come from a catalogue file, a UTM that reads the cheque. */
const ALCOCODE = "0350397000001380565";
const EAN = "4600000000015";
const bottle = (more: Partial<SmallItem> = {}): SmallItem => ({
  name: "Водка",
  price: 45_000,
  alcohol: { ...VODKA.alcohol!, alcocode: ALCOCODE },
  barcodes: [EAN],
  ...more,
});
const stamp = { type: "scan", code: Buffer.from(makeOldStamp(ALCOCODE, 3)).toString("base64"), source: "test" } as const;

let dir: ReturnType<typeof scratch>;
let catalog: Catalog | null = null;
beforeEach(() => (dir = scratch()));
afterEach(() => {
  catalog?.close();
  catalog = null;
  dir.clean();
});

async function tillWith(items: readonly SmallItem[]): Promise<OpenTill> {
  await publish(dir.dir, items);
  const opened = open(dir.dir);
  catalog = opened;
  const till = await openTill();
  Object.assign(till.outside.goods, { byAlcocode: (alcocode: string) => opened.byAlcocode(alcocode) });
  await must(till, { type: "cashIn", amountKop: 500_000, reason: "размен" });
  return till;
}

describe("an old stamp alone, with the goods of a catalogue", () => {
  it("sells its bottle; the cheque names the maker's EAN, not a code of the shop's or of the box", async () => {
    const till = await tillWith([
      bottle({ barcodes: ["2000000000015", "14600000000012", EAN] }),
      bottle({ name: "Старая карточка", active: false }),
    ]);
    await must(till, stamp);
    await till.send({ type: "confirmAge", answer: "by-sight" });
    await must(till, { type: "payCash" });
    expect(till.outside.utm.book.taken().map(({ cheque }) => cheque.bottles.map(({ ean }) => ean))).toEqual([[EAN]]);
  });

  it.each([
    ["no barcode is on the card", [bottle({ barcodes: [] })]],
    ["only a code of the shop's own is", [bottle({ barcodes: ["2000000000015"] })]],
    ["two goods have its alcocode", [bottle(), bottle({ name: "Водка в подарочной коробке", barcodes: ["4600000000022"] })]],
  ])("asks for the barcode first where %s", async (_what, items) => {
    const till = await tillWith(items);
    expect(await till.send(stamp)).toMatchObject({ ok: false, code: "ALC854" });
  });

  it("barcodes of an item have an index only where alcocodes ask for them", async () => {
    const indexed = async (items: readonly SmallItem[]): Promise<boolean> => {
      const db = new Database(generationPath(dir.dir, await publish(dir.dir, items)));
      const found = db.prepare("SELECT 1 FROM sqlite_master WHERE name = 'barcodes_by_item'").get() !== undefined;
      db.close();
      return found;
    };
    expect(await indexed([bottle()])).toBe(true);
    expect(await indexed([bottle({ alcohol: null })])).toBe(false);
  });
});
