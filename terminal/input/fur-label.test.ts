import { expect, it } from "vitest";
import { simulatedGoods } from "../simulation/goods.ts";
import { openTill } from "../testing/open-till.ts";
import { understandScan } from "./scan-input.ts";

const label = { bytes: Uint8Array.from(Buffer.from("RU-401301-AAA0277031")) };
const { items, lookup } = simulatedGoods(null);

it("a fur label belongs to the fur goods whose code is wanted, and to nothing else", async () => {
  const { process, outside } = await openTill();
  const facts = { goods: lookup, history: process.history, staff: [], settings: outside.settings, barcodes: { weight: [] } };
  const [other] = items;
  if (other === undefined) throw new Error("no goods");
  const fur = { ...other, markingGroup: "furs" };
  expect(understandScan(label, facts, fur)).toMatchObject({
    ok: true,
    value: { command: { type: "addPosition", item: { id: fur.id }, marking: { cis: "RU-401301-AAA0277031", gtin: null } } },
  });
  expect(understandScan(label, facts, other)).toMatchObject({ ok: false, error: { code: "MRK509" } });
  expect(understandScan(label, facts)).toMatchObject({ ok: false, error: { code: "MRK509" } });
});
