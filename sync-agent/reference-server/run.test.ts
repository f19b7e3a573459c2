import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { systemClock } from "../../config/clock.ts";
import { silentLog } from "../../config/log.ts";
import { eventually } from "../testing/fast-clock.ts";
import { sampleLoyalty, sampleReceipt } from "../testing/sample-facts.ts";
import { runEmulateIteem, runEmulateOneC } from "./run.ts";

/** Starts an emulator as the command line does; `url` once it is printed. */
function start(
  run: (options: Parameters<typeof runEmulateIteem>[0] & Parameters<typeof runEmulateOneC>[0]) => Promise<void>,
  dataDir: string | null,
) {
  const stop = new AbortController();
  const lines: string[] = [];
  const common = { dataDir, port: 0, controlPort: 0, clock: systemClock, log: silentLog, signal: stop.signal };
  const done = run({ ...common, token: null, credentials: null, print: (line) => lines.push(line) });
  const urls = async (): Promise<{ url: string; control: string }> => {
    await eventually(() => lines.length > 0);
    const [, url = "", control = ""] = /: (\S+)  control: (\S+)/.exec(lines[0] ?? "") ?? [];
    return { url, control };
  };
  const end = async (): Promise<void> => {
    stop.abort();
    await done;
  };
  return { urls, end };
}

describe("emulators of the command line", () => {
  it("ITEEM answers, is controlled, and keeps its data over a restart", async () => {
    const dataDir = mkdtempSync(join(tmpdir(), "iteem-"));
    const first = start(runEmulateIteem, dataDir);
    const fact = sampleReceipt(1, { loyalty: sampleLoyalty(12) });
    const body = JSON.stringify({ schema: "iteem.facts", v: 1, epoch: "e", sentAt: 1, heldBack: [], facts: [fact] });
    const { url } = await first.urls();
    const post = (to: string) => fetch(`${to}/v1/tills/${fact.tillId}/facts`, { method: "POST", body });
    expect(await (await post(url)).json()).toMatchObject({ accepted: 1, results: [{ status: "accepted" }] });
    await first.end();
    await expect(fetch(url)).rejects.toThrow();

    const second = start(runEmulateIteem, dataDir);
    const again = await second.urls();
    expect(await (await post(again.url)).json()).toMatchObject({ accepted: 1, results: [{ status: "duplicate" }] });
    expect(await (await fetch(`${again.control}/received`)).json()).toMatchObject({
      facts: 1,
      duplicatesRefused: 1,
      loyalty: { balance: 12 },
    });
    expect(await (await fetch(`${again.url}/v1/loyalty/cards/2000000000015`)).json()).toMatchObject({ balance: 12 });
    await second.end();
    rmSync(dataDir, { recursive: true });
  });

  it("1C answers and ends", async () => {
    const emulator = start(runEmulateOneC, null);
    const { url, control } = await emulator.urls();
    expect((await fetch(`${url}/odata/standard.odata/$metadata`)).status).toBe(200);
    expect(await (await fetch(`${control}/received`)).json()).toMatchObject({ documents: {} });
    await emulator.end();
  });
});
