import { expect, it } from "vitest";
import { systemClock } from "../../config/clock.ts";
import { silentLog } from "../../config/log.ts";
import { startOneCServer } from "../reference-server/onec/server.ts";
import { sampleId, sampleReceipt } from "../testing/sample-facts.ts";
import { createOnecDestination } from "./destination.ts";
import type { OnecOwner } from "./settings.ts";

/** Goal: each legal entity of a till has its documents under its own organisation, cash register and shift. Method: real sockets to the reference 1C. */
const key = (name: string): string => sampleId(`1c/${name}`);
const CREDENTIALS = { user: "Касса", password: "пароль-кассы" };
const MAIN: OnecOwner = {
  organisationKey: key("организация"),
  warehouseKey: key("склад"),
  cashRegisterKey: key("касса"),
  acquiringTerminalKey: null,
};
const BAKERY: OnecOwner = { ...MAIN, organisationKey: key("пекарня"), cashRegisterKey: key("касса пекарни") };

it("files documents of a further seller under its own organisation, and leaves those of an unknown one to a person", async () => {
  const server = await startOneCServer({ dataDir: ":memory:", port: 0, credentials: CREDENTIALS, clock: systemClock, log: silentLog });
  server.add("Catalog_СтавкиНДС", { Ref_Key: key("НДС 22"), Description: "22%" });
  const onec = createOnecDestination({
    name: "1c",
    readCredentials: () => CREDENTIALS,
    clock: systemClock,
    settings: {
      ...MAIN,
      baseUrl: server.url,
      sellers: new Map([["bakery", BAKERY]]),
      currencyKey: null,
      priceTypeKey: null,
      partnerKey: null,
      vatRates: {},
      timeZone: "Europe/Moscow",
      createGoods: true,
      cashMovements: "documents",
      otherReceipts: "set-aside",
      shiftClose: "report",
      markingField: null,
      markingCheckField: null,
    },
  });
  const main = { ...sampleReceipt(1), sellerId: "main", sellerInn: "9900000000" };
  const bakery = { ...sampleReceipt(2), sellerId: "bakery", sellerInn: "500100732259" };
  const unknown = { ...sampleReceipt(3), sellerId: "flowers", sellerInn: "7707083893" };
  const rows = [main, bakery, unknown].map((fact) => ({ destination: "1c", sequence: fact.sequence, attempts: 0, fact }));
  try {
    const sent = await onec.send({ rows, heldBack: [] }, new AbortController().signal);
    expect(sent).toMatchObject({ delivered: [1, 2], refused: [{ sequence: 3, error: { code: "SYN708" } }], stop: null });
    const [own, further] = [main, bakery].map(({ id }) => server.object("Document_ЧекККМ", id));
    expect(own).toMatchObject({ Организация_Key: MAIN.organisationKey, КассаККМ_Key: MAIN.cashRegisterKey });
    expect(further).toMatchObject({ Организация_Key: BAKERY.organisationKey, КассаККМ_Key: BAKERY.cashRegisterKey });
    expect(further?.["КассоваяСмена_Key"], "a shift of its own").not.toBe(own?.["КассоваяСмена_Key"]);
  } finally {
    onec.close?.();
    await server.stop();
  }
});
