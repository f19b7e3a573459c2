import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { systemClock } from "../../config/clock.ts";
import { silentLog } from "../../config/log.ts";
import { sampleLoyalty, sampleReceipt } from "../testing/sample-facts.ts";
import { startIteemServer } from "./iteem/server.ts";

it("the reference ITEEM keeps its data over a restart", async () => {
  const dataDir = mkdtempSync(join(tmpdir(), "iteem-"));
  const start = () => startIteemServer({ dataDir, port: 0, controlPort: 0, token: null, clock: systemClock, log: silentLog });
  const fact = sampleReceipt(1, { loyalty: sampleLoyalty(12) });
  const body = JSON.stringify({ schema: "iteem.facts", v: 1, epoch: "e", sentAt: 1, heldBack: [], facts: [fact] });
  const post = (to: string) => fetch(`${to}/v1/tills/${fact.tillId}/facts`, { method: "POST", body });

  const first = await start();
  expect(await (await post(first.url)).json()).toMatchObject({ accepted: 1, results: [{ status: "accepted" }] });
  await first.stop();
  await expect(fetch(first.url)).rejects.toThrow("fetch failed");

  const again = await start();
  expect(await (await post(again.url)).json()).toMatchObject({ accepted: 1, results: [{ status: "duplicate" }] });
  expect(await (await fetch(`${again.controlUrl}/received`)).json()).toMatchObject({
    facts: 1,
    duplicatesRefused: 1,
    loyalty: { balance: 12 },
  });
  expect(await (await fetch(`${again.url}/v1/loyalty/cards/2000000000015`)).json()).toMatchObject({ balance: 12 });
  await again.stop();
  rmSync(dataDir, { recursive: true });
});
