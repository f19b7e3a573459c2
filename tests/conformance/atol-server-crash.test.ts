import { afterEach, beforeEach, expect, it } from "vitest";
import { startAtolEmulator, FAST_ATOL_PROFILE, type AtolEmulator } from "../../fiscal/emulator/atol/index.ts";
import type { Registrar, Resolution } from "../../fiscal/registrar.ts";
import { systemClock } from "../../config/clock.ts";
import { atolOverHttp } from "./families/atol-over-http.ts";
import { OPEN_SHIFT, asDocument, receipt } from "./suite/sample-documents.ts";
import { baselineOf, insist, must } from "./suite/till-loop.ts";

/** The vendor's server dies at a sale; what it remembers afterwards differs by its version. */
const BACK_MS = 200;
const TRIES = 100;

let emulator: AtolEmulator;
let registrar: Registrar;

beforeEach(async () => {
  emulator = await startAtolEmulator({ dataDir: null, profile: FAST_ATOL_PROFILE, retryMs: 50 });
  registrar = atolOverHttp(emulator.httpPort);
  await must(registrar, OPEN_SHIFT);
});
afterEach(async () => {
  await registrar.close();
  await emulator.stop();
});

async function decided(ask: () => Promise<Resolution>): Promise<Resolution> {
  for (let tries = 0; ; tries++) {
    const resolution = await ask();
    if (resolution.outcome !== "unreachable" || tries > TRIES) return resolution;
    await systemClock.sleep(BACK_MS);
  }
}

it.each([
  ["before", "kept"],
  ["before", "lost"],
  ["after", "kept"],
  ["after", "lost"],
] as const)("server dies %s the document, its requests are %s: one document", { timeout: 60_000 }, async (moment, requests) => {
  const before = emulator.drive.state.last.fdNumber;
  emulator.applyFault({ kind: "server-crash", moment, requests, on: "sell", backAfterMs: BACK_MS });
  const { registered } = await insist(registrar, asDocument(receipt({ ownTag: "CRASH1" })), { waitsForPerson: true });
  expect([registered.fdNumber, emulator.drive.state.last.fdNumber]).toEqual([before + 1, before + 1]);
});

it(
  "and another program's receipt without a tag, of the same kind and sum, stands in its place: a person decides",
  { timeout: 60_000 },
  async () => {
    const own = receipt({ ownTag: "CRASH2" });
    const baseline = await baselineOf(registrar);
    emulator.applyFault({ kind: "server-crash", moment: "before", requests: "lost", on: "sell", backAfterMs: BACK_MS });
    expect(await registrar.register(asDocument(own), baseline)).toMatchObject({ ok: false, error: { effect: "unknown" } });
    emulator.applyFault({ kind: "foreign-sale", totalKop: own.totalKop });
    expect(await decided(() => registrar.resolve(asDocument(own), baseline))).toMatchObject({ outcome: "undecided" });
  },
);
