import { afterEach, expect, it } from "vitest";
import { systemClock } from "../../config/clock.ts";
import { decodeTlv } from "../../fiscal/document/tlv.ts";
import type { Intention } from "../../terminal/api/till-client.ts";
import { makeMarkingCode } from "../../terminal/marking/emulator/make-code.ts";
import { createOutside } from "../../terminal/simulation/calm-till.ts";
import { startProcess, type TillProcess } from "../../terminal/simulation/till-process.ts";
import { readableTags, type ReadableTags } from "../conformance/suite/readable-tags.ts";
import { ShtrihBench } from "../conformance/shtrih-m-bench.ts";

/**
 * Goal: the check in the fiscal drive costs the cashier nothing. Method: the real core and effects, the real Shtrih-M driver, the
 * emulated registrar over TCP with a slow marking operator.
 */
const WAIT = { timeout: 20_000, interval: 5 };
const OPERATOR_MS = 700;

let bench: ShtrihBench;
let process: TillProcess;
let codes: () => Buffer;
let events: { readonly type: string }[];
let count = 0;

async function start(driveCheckMs: number): Promise<void> {
  bench = await ShtrihBench.start();
  const { outside, random, items } = createOutside(1);
  const gtin = items.find(({ id }) => id === "item-6")?.barcode ?? "";
  codes = () => Buffer.from(makeMarkingCode({ gtin, form: "short", seed: (count += 1), outcome: "ok" }));
  events = [];
  const world = {
    ...outside,
    clock: systemClock,
    driveCheckMs,
    markingCheck: {
      check: async () => ({ mode: "emergency" as const, source: "ts-piot" as const, message: null, tookMs: 0, attempts: 1 }),
    },
    fiscal: { ...outside.fiscal, registrar: bench.registrar },
  };
  process = startProcess(world, random, { commitCrash: 0 }, (of) => events.push(...of.map(({ event }) => event)));
  await must({ type: "signIn", staffId: "cashier", pin: "1111" });
  await must({ type: "openShift" });
  await documentsMade();
}

afterEach(async () => {
  process.crash();
  await bench.stop();
});

async function must(intention: Intention): Promise<void> {
  const reply = await process.till.execute({ id: `drive-${(count += 1)}`, ...intention });
  if (!reply.ok) throw new Error(`${intention.type}: ${reply.code} ${reply.text}`);
}

const scan = (code: Buffer): Promise<void> => must({ type: "scan", code: code.toString("base64"), source: "test" });
const states = (): (string | undefined)[] => process.till.state.receipt?.positions.map(({ marking }) => marking?.state) ?? [];
const asked = (): number => bench.emulator.drive.state.marking.requestNumber;
const documentsMade = async (): Promise<void> => {
  await expect.poll(() => process.till.state.jobs.length, WAIT).toBe(0);
};

/** 2106 of the last document's positions. */
function results(): unknown[] {
  const items = decodeTlv(bench.emulator.drive.document(bench.emulator.drive.state.last.fdNumber)?.body ?? new Uint8Array());
  const positions = [readableTags(items.ok ? items.value : [])[1059] ?? []].flat() as ReadableTags[];
  return positions.flatMap((position) => (position[2106] === undefined ? [] : [position[2106]]));
}

it("scanning goes on while the operator thinks; the receipt takes the answers and asks nobody again", async () => {
  await start(10_000);
  bench.emulator.applyFault({ kind: "oism", serviceMs: OPERATOR_MS });
  const since = performance.now();
  await scan(codes());
  await scan(codes());
  await must({ type: "addItem", itemId: "item-0" });
  expect(performance.now() - since).toBeLessThan(OPERATOR_MS);
  expect(states()).toEqual(["checking", "checking", undefined]);
  await expect.poll(states, WAIT).toEqual(["allowed", "allowed", undefined]);
  expect(asked()).toBe(2);
  const paidAt = performance.now();
  await must({ type: "payCash" });
  await documentsMade();
  expect(performance.now() - paidAt).toBeLessThan(OPERATOR_MS);
  expect([asked(), results()]).toEqual([2, [15, 15]]);
  expect(events.filter(({ type }) => type === "markDecided")).toMatchObject([{ answer: { drive: { result: 15 } } }, { answer: {} }]);
});

it("an operator slower than the limit forbids nothing: the line is sold with a remark, its code checked with the receipt", async () => {
  await start(200);
  bench.emulator.applyFault({ kind: "oism", serviceMs: OPERATOR_MS });
  await scan(codes());
  await expect.poll(states, WAIT).toEqual(["allowed"]);
  const decided = events.filter(({ type }) => type === "markDecided");
  expect(decided).toMatchObject([{ answer: { drive: null } }]);
  expect(JSON.stringify(decided)).toContain("MRK560");
  await must({ type: "payCash" });
  await documentsMade();
  expect(results()).toEqual([15]);
});
