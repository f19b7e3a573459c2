import { afterEach, describe, expect, it } from "vitest";
import { epochMs, systemClock, type Clock } from "../../config/clock.ts";
import { appError } from "../../config/errors/index.ts";
import { err } from "../../config/result.ts";
import { FAST_ATOL_PROFILE, startAtolEmulator } from "../../fiscal/emulator/atol/index.ts";
import type { FiscalDrive } from "../../fiscal/emulator/fiscal-drive/index.ts";
import type { Registrar } from "../../fiscal/registrar.ts";
import { evolve } from "../../terminal/core/evolve.ts";
import { createInvariantChecker } from "../../terminal/core/invariants.ts";
import { EMPTY_STATE } from "../../terminal/core/state.ts";
import { bookOf, MAIN_REGISTRAR } from "../../terminal/shift/book.ts";
import { createOutside } from "../../terminal/simulation/calm-till.ts";
import { startProcess } from "../../terminal/simulation/till-process.ts";
import type { Intention } from "../../terminal/api/till-client.ts";
import { atolOverHttp } from "../conformance/families/atol-over-http.ts";
import { ShtrihBench } from "../conformance/shtrih-m-bench.ts";
import { asRegistrar } from "./as-registrar.ts";

/**
 * Goal: a paid receipt whose shift ended at the registrar is registered all the same, once, in a new shift. Method: the real core and
 * drivers, the emulated registrars of both families; the drive says what was made.
 */
const WAIT_MS = 60_000;
const DAY_MS = 24 * 60 * 60 * 1_000;
const PIECE = "item-0";
/** Types of fiscal documents in the drive (tag 1040's document codes). */
const KINDS: Readonly<Record<number, string>> = { 2: "open-shift", 3: "sale", 5: "close-shift" };

const closing: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) await close();
});

type Family = "shtrih-m" | "atol";

interface Device {
  readonly registrar: Registrar;
  readonly drive: FiscalDrive;
}

async function startDevice(family: Family, clock: Clock): Promise<Device> {
  if (family === "shtrih-m") {
    const bench = await ShtrihBench.start({ clock }, () => ({ clock }));
    closing.push(() => bench.stop());
    return { registrar: bench.registrar, drive: bench.emulator.drive };
  }
  const emulator = await startAtolEmulator({ dataDir: null, profile: FAST_ATOL_PROFILE, clock });
  closing.push(() => emulator.stop());
  const registrar = atolOverHttp(emulator.httpPort, undefined, clock);
  closing.push(() => registrar.close());
  return { registrar, drive: emulator.drive };
}

/** A till on an emulated registrar, its shift open; both on one clock that can leap. */
async function openShop(family: Family) {
  let leapMs = 0;
  const clock: Clock = { ...systemClock, now: () => epochMs(systemClock.now() + leapMs) };
  const device = await startDevice(family, clock);
  const plug = { isOut: false };
  const working = asRegistrar(device.registrar);
  const baseline: Registrar["baseline"] = async () => (plug.isOut ? err(appError("FIS301", { address: "unplugged" })) : working.baseline());
  const { outside, random } = createOutside(1);
  const checker = createInvariantChecker();
  let state = EMPTY_STATE;
  const world = { ...outside, clock, fiscal: { ...outside.fiscal, registrar: { ...working, baseline } } };
  const process = startProcess(world, random, { commitCrash: 0 }, (events) => {
    for (const event of events) {
      const after = evolve(state, event);
      checker.step(event, state, after);
      state = after;
    }
  });
  closing.push(() => process.crash());
  let count = 0;
  const send = async (intention: Intention): Promise<void> => {
    const reply = await process.till.execute({ id: `renewed-${(count += 1)}`, ...intention });
    if (!reply.ok) throw new Error(`${intention.type}: ${reply.code} ${reply.text}`);
  };
  const waiting = () => process.till.state.jobs.map((job) => job.error?.code ?? job.state);
  const settle = async (jobs: readonly string[] = []): Promise<void> => {
    await expect.poll(waiting, { timeout: WAIT_MS, interval: 5 }).toEqual(jobs);
  };
  await send({ type: "signIn", staffId: "cashier", pin: "1111" });
  await send({ type: "openShift" });
  await settle();
  return {
    ...device,
    plug,
    send,
    settle,
    leap: (byMs: number) => void (leapMs += byMs),
    state: () => process.till.state,
    violations: () => checker.finish(state),
    events: () =>
      world.db
        .prepare<[], { type: string }>("SELECT type FROM event ORDER BY sequence")
        .all()
        .map(({ type }) => type),
  };
}

type Shop = Awaited<ReturnType<typeof openShop>>;

/** What the drive holds of the shifts, registration aside. */
function made({ drive }: Shop): readonly string[] {
  const { last } = drive.state;
  return Array.from({ length: last.fdNumber }, (_, index) => drive.document(index + 1)?.type ?? 0).flatMap((type) => KINDS[type] ?? []);
}

async function soldOnce(shop: Shop): Promise<void> {
  await shop.settle();
  const { shift, drawerKop } = bookOf(shop.state(), MAIN_REGISTRAR);
  expect(shift).toMatchObject({ status: "open", number: 2, totals: { salesKop: 1_999, salesCount: 1 } });
  expect(shop.state().completed?.fact).toMatchObject({ shiftNumber: 2, totalKop: 1_999 });
  const counters = await shop.registrar.counters();
  expect(counters).toMatchObject({ ok: true, value: { shiftNumber: 2, salesKop: 1_999, salesCount: 1, cashInDrawerKop: drawerKop } });
  expect(shop.state().unresolved).toEqual([]);
  expect(shop.violations()).toEqual([]);
}

describe.each(["shtrih-m", "atol"] as const)("a paid receipt on %s", (family: Family) => {
  it("waits for the registrar until 24 hours have passed: closing, opening, the receipt once", { timeout: 120_000 }, async () => {
    const shop = await openShop(family);
    shop.plug.isOut = true;
    await shop.send({ type: "addItem", itemId: PIECE });
    await shop.send({ type: "payCash" });
    await shop.settle(["FIS301"]);
    shop.leap(DAY_MS + 60_000);
    shop.plug.isOut = false;
    await soldOnce(shop);
    expect(made(shop)).toEqual(["open-shift", "close-shift", "open-shift", "sale"]);
  });

  it("meets a shift that was closed at the registrar: opening, the receipt once", { timeout: 120_000 }, async () => {
    const shop = await openShop(family);
    const before = await shop.registrar.baseline();
    if (!before.ok) throw new Error(before.error.code);
    const closed = await shop.registrar.register({ kind: "close-shift", cashier: { name: "Техник" } }, before.value);
    expect(closed.ok).toBe(true);
    await shop.send({ type: "addItem", itemId: PIECE });
    await shop.send({ type: "payCash" });
    await soldOnce(shop);
    expect(made(shop)).toEqual(["open-shift", "close-shift", "open-shift", "sale"]);
    expect(shop.events().filter((type) => type === "shiftClosed")).toHaveLength(1);
    expect(shop.events(), "the shift is seen to be closed before the receipt is sent").not.toContain("fiscalNotRegistered");
  });
});
