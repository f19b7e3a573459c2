import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { systemClock } from "../../config/clock.ts";
import { silentLog } from "../../config/log.ts";
import type { Batch } from "../destination.ts";
import type { IteemServer } from "../reference-server/iteem/server.ts";
import { startIteemServer } from "../reference-server/iteem/server.ts";
import { SAMPLE_TILL, sampleLoyalty, sampleReceipt } from "../testing/sample-facts.ts";
import { createIteemDestination } from "./destination.ts";
import type { LoyaltyPull } from "./loyalty.ts";
import { createLoyaltySource } from "./loyalty.ts";
import { LOYALTY_PAGE_ROWS_MAX } from "./protocol.ts";

const CARD = "2000000000015";
const never = new AbortController().signal;
const options = () => ({ name: "iteem", baseUrl: server.url, tillId: SAMPLE_TILL, epoch: "e1", readToken: () => "t", clock: systemClock });

let server: IteemServer;

beforeEach(async () => {
  server = await startIteemServer({ dataDir: ":memory:", port: 0, clock: systemClock, log: silentLog });
});

afterEach(() => server.stop());

async function send(...facts: ReturnType<typeof sampleReceipt>[]): Promise<void> {
  const destination = createIteemDestination(options());
  const batch: Batch = { rows: facts.map((fact) => ({ sequence: fact.sequence, destination: "iteem", fact, attempts: 0 })), heldBack: [] };
  expect((await destination.send(batch, never)).delivered).toHaveLength(facts.length);
  destination.close();
}

async function pull(after: string | null): Promise<LoyaltyPull> {
  const source = createLoyaltySource(options());
  const pulled = await source.pullLoyalty(after, never);
  source.close();
  if (!pulled.ok) throw new Error(pulled.error.code);
  return pulled.value;
}

describe("loyalty accounts", () => {
  it("are the sum of movements by operation id, whatever comes twice", async () => {
    server.registerCard({ cardNumber: CARD, name: "Мария", phone: "+79990000000", points: 500 });
    const sale = sampleReceipt(1, { loyalty: sampleLoyalty(30, 100) });
    await send(sale);
    await send(sale);
    await send(sampleReceipt(2, { kind: "refund", loyalty: sampleLoyalty(-10, -40), originalReceiptId: sale.id }));
    const { accounts } = await pull(null);
    expect(accounts).toEqual([
      {
        cardNumber: CARD,
        name: "Мария",
        phone: "+79990000000",
        balance: 500 + 30 - 100 - 10 + 40,
        blocked: false,
        appliedSequence: 2,
        missing: [],
      },
    ]);
    const sums = { accrued: 20, redeemed: 60, balance: 460 };
    expect(server.received().loyalty).toEqual({ cards: 1, ...sums, byCard: [{ cardNumber: CARD, registered: 500, ...sums }] });
  });

  it("come as changes after a cursor, each with the sequence that it contains", async () => {
    server.registerCard({ cardNumber: CARD, name: "А", phone: null, points: 5 });
    server.registerCard({ cardNumber: "77", name: "Б", phone: null, points: 7 });
    const first = await pull(null);
    expect(first.accounts).toHaveLength(2);
    expect(first.isSnapshot).toBe(true);
    await send(sampleReceipt(1, { loyalty: sampleLoyalty(3, 0, "77") }));
    const second = await pull(first.cursor);
    expect(second.accounts.map(({ cardNumber, balance, appliedSequence }) => [cardNumber, balance, appliedSequence])).toEqual([
      ["77", 10, 1],
    ]);
    expect(second.isSnapshot).toBe(false);
    expect((await pull(second.cursor)).accounts).toEqual([]);
  });

  it("come in pages without loss", async () => {
    const count = LOYALTY_PAGE_ROWS_MAX + 50;
    for (let i = 0; i < count; i += 1) server.registerCard({ cardNumber: `card-${i}`, name: "", phone: null, points: i });
    const { accounts } = await pull(null);
    expect(new Set(accounts.map((account) => account.cardNumber)).size).toBe(count);
  });

  it("say which facts below the sequence they do not contain", async () => {
    const destination = createIteemDestination(options());
    const fact = sampleReceipt(3, { loyalty: sampleLoyalty(3) });
    await destination.send({ rows: [{ sequence: 3, destination: "iteem", fact, attempts: 0 }], heldBack: [{ from: 1, to: 2 }] }, never);
    destination.close();
    expect((await pull(null)).accounts[0]).toMatchObject({ balance: 3, appliedSequence: 3, missing: [{ from: 1, to: 2 }] });
  });

  it("begin again when the server no longer knows the cursor", async () => {
    server.registerCard({ cardNumber: CARD, name: "А", phone: null, points: 5 });
    const pulled = await pull("another-database.17");
    expect(pulled).toMatchObject({ isSnapshot: true, accounts: [{ cardNumber: CARD, balance: 5 }] });
  });

  it("are not given for an epoch whose facts have not come yet", async () => {
    await send(sampleReceipt(1));
    const source = createLoyaltySource({ ...options(), epoch: "e2" });
    expect(await source.pullLoyalty(null, never)).toMatchObject({ ok: false, error: { code: "SYN704" } });
    source.close();
  });

  it("fail as values", async () => {
    const source = createLoyaltySource({ ...options(), answerTimeoutMs: 300 });
    server.faults.set({ kind: "garbage", times: 1 });
    expect(await source.pullLoyalty(null, never)).toMatchObject({ ok: false, error: { code: "SYN712" } });
    server.faults.set({ kind: "status", status: 401, times: 1 });
    expect(await source.pullLoyalty(null, never)).toMatchObject({ ok: false, error: { code: "SYN703" } });
    server.faults.set({ kind: "down" });
    expect(await source.pullLoyalty(null, never)).toMatchObject({ ok: false });
    server.faults.clear();
    source.close();
  });
});
