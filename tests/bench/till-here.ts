import { randomUUID } from "node:crypto";
import { join } from "node:path";
import { systemClock } from "../../config/clock.ts";
import { loadConfig } from "../../config/load.ts";
import { silentLog } from "../../config/log.ts";
import { readFileFromDisk } from "../../config/read-file.ts";
import { assertInvariant } from "../../config/result.ts";
import { startTill, type RunningTill } from "../../terminal/main.ts";
import { ROOT, tillEnvironment } from "./real-till.ts";

/** The whole till in this process, its devices absent. */
export async function startTillHere(dataDir: string): Promise<RunningTill> {
  const file = join(ROOT, "config", "demo", "till.yaml");
  const loaded = loadConfig({ file, env: tillEnvironment(dataDir, null), readFile: readFileFromDisk });
  assertInvariant(loaded.ok, "the demonstration's settings are right");
  const started = await startTill({
    config: loaded.value,
    clock: systemClock,
    log: silentLog,
    version: "bench",
    screenDir: join(ROOT, "build", "kiosk-ui"),
    isTraining: true,
    port: 0,
  });
  assertInvariant(started.ok, "the till starts");
  return started.value;
}

export async function voidReceipt({ till }: RunningTill): Promise<void> {
  const approval = { staffId: "oleg", pin: "2222" };
  const done = await till.execute({ id: randomUUID(), type: "voidReceipt", reason: "bench", approval });
  assertInvariant(done.ok, "the receipt is voided");
}
