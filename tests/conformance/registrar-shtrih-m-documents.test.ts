import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { kopecks, quantity } from "../../config/money.ts";
import type { FiscalReceipt } from "../../fiscal/document/fiscal-document.ts";
import { ShtrihBench, asDocument, cashier, line, receipt } from "./shtrih-m-bench.ts";

/** Everything that a receipt can carry, driver against emulator: what was asked for stands in the drive. */
let bench: ShtrihBench;

async function stands(document: FiscalReceipt): Promise<void> {
  const base = await bench.baseline();
  const registered = await bench.registrar.register(asDocument(document), base);
  if (!registered.ok) throw new Error(JSON.stringify(registered.error));
  expect(bench.missingTags(registered.value.fdNumber ?? 0, document)).toEqual([]);
  const resolved = await bench.registrar.resolve(asDocument(document), base);
  expect(resolved).toMatchObject({ outcome: "registered", registered: { fdNumber: registered.value.fdNumber } });
}

const MARKING = { codeBase64: Buffer.from("0104600439931256215JgXJ5.T\u001d93dGVz").toString("base64"), plannedStatus: 2 } as const;
const INDUSTRY = { foivId: "030", date: "21.11.2023", number: "1944", value: "UUID=5f3d&Time=1732440000000" };

describe("a closing of the shift that another program has begun in the drive", () => {
  it("does not block the next receipt", async () => {
    bench = await ShtrihBench.start();
    try {
      await bench.openShift();
      const begun = await bench.registrar.rawCommand(Uint8Array.of(0xff, 0x42, 30, 0, 0, 0));
      expect(begun).toMatchObject({ ok: true, value: Uint8Array.of(0xff, 0x42, 0) });
      await stands(receipt({ ownTag: "AFTER1" }));
    } finally {
      await bench.stop();
    }
  });
});

it("the OFD's ticket is told with its time and sign", async () => {
  bench = await ShtrihBench.start();
  try {
    const { fdNumber } = await bench.openShift();
    const ticket = async (): Promise<unknown> => {
      const facts = await bench.registrar.service.ofdTicket?.(fdNumber ?? 0);
      return facts?.ok === true ? facts.value?.find(({ key }) => key === "at")?.value : null;
    };
    await expect.poll(ticket, { timeout: 15_000 }).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
  } finally {
    await bench.stop();
  }
});

describe("receipts of FFD 1.2", () => {
  beforeAll(async () => {
    bench = await ShtrihBench.start();
    await bench.openShift();
    await bench.must({ kind: "cash-in", amountKop: kopecks(1_000_000), cashier });
  });
  afterAll(async () => bench.stop());

  it.each(["sale", "refund", "purchase", "purchase-refund"] as const)("%s", async (kind) => {
    await stands(receipt({ kind, ownTag: `KIND${kind.length}${kind[0]?.toUpperCase() ?? ""}` }));
  });

  it.each(["sale", "refund", "purchase", "purchase-refund"] as const)("correction of a %s", async (kind) => {
    const correction = { basis: "own", correctedOn: "2026-11-20", correctedFiscalSign: "3522207165" } as const;
    await stands(receipt({ kind, correction, ownTag: `CORR${kind.length}` }));
  });

  it("correction by order", async () => {
    const correction = { basis: "order", correctedOn: "2026-11-20", orderNumber: "15-12/7" } as const;
    await stands(receipt({ correction, ownTag: "ORDER1" }));
  });

  it("prepayment, credit, counter-provision", async () => {
    const payments = { ...receipt().payments, cashKop: kopecks(0) };
    const paid = (part: Partial<typeof payments>, ownTag: string) =>
      receipt({ payments: { ...payments, ...part }, cashGivenKop: kopecks(0), ownTag });
    await stands(paid({ prepaidKop: kopecks(10_000) }, "PAY14"));
    await stands(paid({ creditKop: kopecks(10_000) }, "PAY15"));
    await stands(paid({ counterKop: kopecks(10_000) }, "PAY16"));
  });

  it("agent, buyer, attributes, excise and customs", async () => {
    const agent = {
      kind: "paying-agent",
      supplier: { name: "ООО «Поставщик»", inn: "7707083893", phones: ["+79001234567"] },
      payingAgent: { operation: "приём платежа", phones: ["+79007654321"] },
    } as const;
    const goods = line({ agent, extra: "серия 7", exciseKop: kopecks(5), countryCode: "643", customsDeclaration: "10101/231126/0000001" });
    await stands(
      receipt({
        ownTag: "FULL1",
        lines: [goods],
        buyer: { name: "ООО «Покупатель»", inn: "7707083893" },
        buyerContact: "a@b.ru",
        senderEmail: "shop@example.ru",
        industry: INDUSTRY,
        userAttribute: { name: "Заказ", value: "15" },
      }),
    );
  });

  it("six decimals of a quantity; a total rounded to the rouble; nothing to pay", async () => {
    const weighed = line({ measure: 11, quantity: quantity(1_234_567), priceKop: kopecks(9_999), sumKop: kopecks(12_344) });
    const payments = { ...receipt().payments, cashKop: kopecks(12_300) };
    await stands(receipt({ ownTag: "SIX", lines: [weighed], payments, totalKop: kopecks(12_300), cashGivenKop: kopecks(12_300) }));
    const free = line({ priceKop: kopecks(0), sumKop: kopecks(0) });
    const nothing = { ...payments, cashKop: kopecks(0) };
    await stands(receipt({ ownTag: "FREE", lines: [free], payments: nothing, totalKop: kopecks(0), cashGivenKop: kopecks(0) }));
  });

  it("a part of a marked pack", async () => {
    const part = line({ subject: 33, marking: MARKING, quantity: quantity(250_000), priceKop: kopecks(40_000), sumKop: kopecks(10_000) });
    await stands(receipt({ ownTag: "PART", lines: [part] }));
  });

  it("without paper: the next one is printed again", async () => {
    await stands(receipt({ ownTag: "NOPAPER", paper: "none", buyerContact: "a@b.ru" }));
    await stands(receipt({ ownTag: "PAPER" }));
  });
});

describe("three hundred positions", () => {
  beforeEach(async () => {
    bench = await ShtrihBench.start();
    await bench.openShift();
  });
  afterEach(async () => bench.stop());

  it("stand in one receipt", async () => {
    const lines = Array.from({ length: 300 }, (_, number) => line({ name: `Т${number}` }));
    const totalKop = kopecks(3_000_000);
    await stands(receipt({ lines, totalKop, cashGivenKop: totalKop, payments: { ...receipt().payments, cashKop: totalKop } }));
  }, 60_000);
});
