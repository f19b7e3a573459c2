import { afterEach, expect, it } from "vitest";
import { ok } from "../../config/result.ts";
import type { AgentKind } from "../../fiscal/document/fiscal-document.ts";
import { startAtolEmulator } from "../../fiscal/emulator/atol/index.ts";
import { TRAINING_REGISTRATION } from "../../fiscal/emulator/index.ts";
import type { Registrar, Registration } from "../../fiscal/registrar.ts";
import type { Intention } from "../../terminal/api/till-client.ts";
import { createOutside } from "../../terminal/simulation/calm-till.ts";
import { startProcess } from "../../terminal/simulation/till-process.ts";
import { atolOverHttp } from "../conformance/families/atol-over-http.ts";
import { ShtrihBench } from "../conformance/shtrih-m-bench.ts";

/**
 * Goal: an agent's goods are refused before money is taken where the registration (1057) knows no such agent. Method: the emulated
 * registrars of both families, read by their drivers; the core on what they tell.
 */
const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) await close();
});

const COMMISSION = 32;
const PAYING = 4;

type Family = "shtrih-m" | "atol";

async function registeredWith(family: Family, agents: number): Promise<Registration> {
  const registrar = await opened(family, agents);
  const read = await registrar.registration();
  if (!read.ok) throw new Error(read.error.code);
  return read.value;
}

async function opened(family: Family, agents: number): Promise<Registrar> {
  const drive = { registration: { ...TRAINING_REGISTRATION, agents } };
  if (family === "shtrih-m") {
    const bench = await ShtrihBench.start({ drive });
    closing.push(() => bench.stop());
    return bench.registrar;
  }
  const emulator = await startAtolEmulator({ dataDir: null, drive });
  closing.push(() => emulator.stop());
  const registrar = atolOverHttp(emulator.httpPort);
  closing.push(() => registrar.close());
  return registrar;
}

it.each([
  ["shtrih-m", 0, []],
  ["atol", 0, []],
  ["shtrih-m", COMMISSION + PAYING, ["paying-agent", "commission-agent"]],
  ["atol", COMMISSION + PAYING, ["paying-agent", "commission-agent"]],
] as const)("%s tells mask %i", async (family: Family, mask: number, kinds: readonly AgentKind[]) => {
  expect((await registeredWith(family, mask)).agents).toEqual(kinds);
});

it.each([
  ["shtrih-m", 0, "FIS480"],
  ["atol", 0, "FIS480"],
  ["shtrih-m", PAYING, "FIS480"],
  ["atol", COMMISSION, null],
] as const)("%s registered with mask %i: a commission good paid by card", async (family: Family, mask: number, refusal: string | null) => {
  const registration = await registeredWith(family, mask);
  const { outside, random, clock, items } = createOutside(1);
  const [good] = items;
  if (good === undefined) throw new Error("no goods");
  const agent = { kind: "commission-agent", supplier: { inn: "7707083893" } } as const;
  const goods = { ...outside.goods, byId: () => ok({ ...good, agent }) };
  const { till } = startProcess({ ...outside, goods, registrationOf: () => registration }, random, { commitCrash: 0 }, () => {});
  let count = 0;
  const send = (intention: Intention) => till.execute({ id: `agents-${(count += 1)}`, ...intention });
  await send({ type: "signIn", staffId: "cashier", pin: "1111" });
  await send({ type: "openShift" });
  await clock.advance(60_000);
  await send({ type: "addItem", itemId: good.id });
  const paid = await send({ type: "payCard" });
  await clock.advance(60_000);
  expect(paid.ok ? null : paid.code).toBe(refusal);
  expect(outside.bank.operations.size).toBe(refusal === null ? 1 : 0);
});
