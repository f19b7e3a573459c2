import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { systemClock } from "../../config/clock.ts";
import { spawnTill, type SpawnedTill } from "../../terminal/demo/spawn-till.ts";
import { createTillClient, type TillClient } from "../../terminal/api/till-client.ts";
import type { WorldAddresses } from "../../terminal/embedded/addresses.ts";
import { seedDemoCatalog } from "../../terminal/embedded/seed-catalog.ts";
import { spawnWorld } from "../../terminal/embedded/spawn-world.ts";

export const ROOT = resolve(import.meta.dirname, "../..");
const DEMO_CONFIG = join(ROOT, "config/demo/till.yaml");

export interface Life {
  readonly till: SpawnedTill;
  readonly client: TillClient;
}

/** Emulated devices and servers in a process of their own, and till processes that live and die beside them. */
export interface RealWorld {
  readonly addresses: WorldAddresses;
  readonly dataDir: string;
  /** Starts a till process; the one before must be dead. `port` 0: any free one. */
  start(port?: number): Promise<Life>;
  /** Ends everything that was started and removes the files. */
  stop(): Promise<void>;
}

export async function startRealWorld(): Promise<RealWorld> {
  const folder = mkdtempSync(join(tmpdir(), "till-world-"));
  const dataDir = join(folder, "data");
  const spawned = await spawnWorld(ROOT, ["--config", DEMO_CONFIG, "--data", join(folder, "world")]);
  if (!spawned.ok) throw new Error(spawned.error.code);
  const world = spawned.value;
  await seedDemoCatalog(dataDir, ROOT, systemClock);
  const env = { ...process.env, ...environment(world.addresses, dataDir) };
  let last: SpawnedTill | null = null;
  return {
    addresses: world.addresses,
    dataDir,
    async start(port = 0) {
      last = await spawnTill(ROOT, ["--config", DEMO_CONFIG, "--port", String(port)], env);
      return { till: last, client: createTillClient(last.url, dataDir, systemClock) };
    },
    async stop() {
      last?.child.kill("SIGKILL");
      await last?.exited;
      await world.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function environment(
  { kkt, sellers, scanner, display, cardTerminal, tsPiot, localModule, utm, iteem, onec }: WorldAddresses,
  dataDir: string,
): Record<string, string> {
  return {
    TILL__DATADIR: dataDir,
    TILL__FISCAL__LINK__TCP__PORT: String(kkt?.port),
    TILL__SELLERS__0__FISCAL__LINK__WEBREQUESTS__URL:
      "url" in (sellers["bakery"] ?? {}) ? String((sellers["bakery"] as { url?: string }).url) : "",
    TILL__SCANNERS__0__PATH: scanner?.path ?? "",
    TILL__DISPLAY__PATH: display?.path ?? "",
    TILL__CARDTERMINAL__PORT: String(cardTerminal?.port),
    TILL__MARKING__TSPIOT__URL: tsPiot?.url ?? "",
    TILL__ALCOHOL__UTM__URL: utm?.url ?? "",
    TILL__MARKING__LOCALMODULE__URL: localModule?.url ?? "",
    TILL__UPLOAD__ITEEM__URL: iteem?.url ?? "",
    TILL__UPLOAD__ONEC__URL: onec?.url ?? "",
    TILL__UPLOAD__ONEC__OTHERRECEIPTS: "skip",
    TILL__EMBEDDED: "{}",
  };
}

export function freePort(): Promise<number> {
  return new Promise((resolvePort, reject) => {
    const probe = createServer();
    probe.once("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const { port } = probe.address() as AddressInfo;
      probe.close(() => resolvePort(port));
    });
  });
}
