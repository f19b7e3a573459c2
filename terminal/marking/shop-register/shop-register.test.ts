import { afterEach, expect, it } from "vitest";
import { systemClock } from "../../../config/clock.ts";
import type { ReceiptFact } from "../../../config/contract/facts.ts";
import { silentLog } from "../../../config/log.ts";
import { sampleLine, sampleReceipt } from "../../../sync-agent/testing/sample-facts.ts";
import { createServiceExchange } from "../check/http-exchange.ts";
import { createLocalModule, type LocalModule } from "../check/local-module/local-module-client.ts";
import { markingCodeBase64 } from "../code/marking-code.ts";
import { startLocalModuleEmulator, type LocalModuleEmulator } from "../emulator/index.ts";
import { madeCode } from "../test-support.ts";
import { createModuleDestination } from "./module-destination.ts";
import { soldInShop } from "./sold-in-shop.ts";

/** Goal: what one till sold, the others of the shop know. Method: the emulated local module over HTTP, two clients. */
const running: LocalModuleEmulator[] = [];
afterEach(async () => {
  await Promise.all(running.splice(0).map((emulator) => emulator.close()));
});
const never = new AbortController().signal;
const CODE = madeCode({ seed: 1 });
const KEG = madeCode({ seed: 2 });

async function shop(versions: readonly (1 | 2)[] = [2]) {
  const emulator = await startLocalModuleEmulator({
    port: 0,
    user: "till",
    password: "p",
    token: "key-1",
    versions,
    clock: systemClock,
    log: silentLog,
  });
  running.push(emulator);
  const till = async (password = "p"): Promise<LocalModule> => {
    const module = createLocalModule({
      baseUrl: emulator.url,
      user: "till",
      password,
      clientId: () => null,
      groupOf: () => null,
      timeoutMs: 1_500,
      clock: systemClock,
      log: silentLog,
      exchange: createServiceExchange({ clock: systemClock }),
    });
    await module.poll();
    return module;
  };
  return { emulator, till };
}

function receipt(sequence: number, kind: "sale" | "refund"): ReceiptFact {
  const piece = { ...sampleLine(1, 8_990, 1), markingCode: markingCodeBase64(CODE) };
  const poured = { ...sampleLine(2, 20_000, 1), measure: 41, markingCode: markingCodeBase64(KEG) };
  return sampleReceipt(sequence, { kind, lines: [piece, poured, sampleLine(3, 100, 2)] });
}

const rows = (...facts: ReceiptFact[]) => ({
  rows: facts.map((fact) => ({ sequence: fact.sequence, destination: "local-module", fact, attempts: 0 })),
  heldBack: [],
});
const ask = (module: LocalModule, isTold = () => true) =>
  soldInShop({ module, isTold, limitMs: 1_500, clock: systemClock }, CODE.cis, undefined);

it("a whole piece sold at one till is known at the other until it is returned; a keg is nobody's business", async () => {
  const { emulator, till } = await shop();
  const [one, other] = [await till(), await till()];
  expect(await ask(other)).toBe(false);
  expect(await createModuleDestination(one).send(rows(receipt(1, "sale")), never)).toMatchObject({ delivered: [1], stop: null });
  expect(emulator.sold()).toEqual([CODE.cis]);
  expect(await ask(other)).toBe(true);
  expect(await createModuleDestination(one).send(rows(receipt(1, "sale"), receipt(2, "refund")), never)).toMatchObject({
    delivered: [1, 2],
  });
  expect(await ask(other)).toBe(false);
});

it("a till that has not told everything yet does not believe the module about its own past", async () => {
  const { till } = await shop();
  const module = await till();
  await module.sell([CODE.cis]);
  expect(await ask(module, () => false)).toBe(false);
  expect(await ask(module)).toBe(true);
});

it("a receipt that the module does not take waits, and those behind it", async () => {
  const { till } = await shop();
  const sent = await createModuleDestination(await till("wrong")).send(rows(receipt(1, "sale"), receipt(2, "refund")), never);
  expect(sent).toMatchObject({ delivered: [], failed: [1], stop: { kind: "failed", error: { code: "MRK551" } } });
});

it("a module of version 1 takes no reports and is not asked", async () => {
  const { emulator, till } = await shop([1]);
  const module = await till();
  expect(await createModuleDestination(module).send(rows(receipt(1, "sale")), never)).toMatchObject({ delivered: [1], stop: null });
  expect(emulator.sold()).toEqual([]);
  expect(await ask(module)).toBe(false);
});

it("a silent module keeps nobody waiting beyond the limit", async () => {
  const { emulator, till } = await shop();
  const module = await till();
  await emulator.close();
  running.length = 0;
  expect(await ask(module)).toBe(false);
});
