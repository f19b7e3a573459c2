import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { WebSocket } from "ws";
import { systemClock } from "../../config/clock.ts";
import type { FeedMessage } from "../../config/contract/view.ts";
import { assertInvariant } from "../../config/result.ts";
import { spawnTill, type SpawnedTill } from "../../terminal/demo/spawn-till.ts";
import { createTillClient, type TillClient } from "../../terminal/api/till-client.ts";
import { spawnWorld, type SpawnedWorld } from "../../terminal/embedded/spawn-world.ts";

export const ROOT = resolve(import.meta.dirname, "../..");
const DEMO_CONFIG = join(ROOT, "config", "demo", "till.yaml");
/** More lines than any receipt here has. */
const POSITION_LIMIT = 1_000;

/** Every emulated device and server, in a process of its own. */
export async function startWorld(memoryDir: string): Promise<SpawnedWorld> {
  const spawned = await spawnWorld(ROOT, ["--config", DEMO_CONFIG, "--data", memoryDir]);
  assertInvariant(spawned.ok, "the emulators start");
  return spawned.value;
}

/** Environment of a till at these devices. Without a world its devices are absent, as in a shop before they are switched on. */
export function tillEnvironment(dataDir: string, world: SpawnedWorld | null, scannerPath?: string): NodeJS.ProcessEnv {
  const { kkt, scanner, display, cardTerminal, tsPiot, localModule, iteem, onec } = world?.addresses ?? {};
  const here: Record<string, string | undefined> = {
    TILL__DATADIR: dataDir,
    TILL__RECEIPT__POSITIONLIMIT: String(POSITION_LIMIT),
    TILL__FISCAL__LINK__TCP__PORT: kkt?.port.toString(),
    TILL__SCANNERS__0__PATH: scannerPath ?? scanner?.path,
    TILL__DISPLAY__PATH: display?.path,
    TILL__CARDTERMINAL__PORT: cardTerminal?.port.toString(),
    TILL__MARKING__TSPIOT__URL: tsPiot?.url,
    TILL__MARKING__LOCALMODULE__URL: localModule?.url,
    TILL__UPLOAD__ITEEM__URL: iteem?.url,
    TILL__UPLOAD__ONEC__URL: onec?.url,
    TILL__SELLERS: "[]",
    TILL__EMBEDDED: "{}",
  };
  return { ...process.env, ...Object.fromEntries(Object.entries(here).filter(([, value]) => value !== undefined)) };
}

export interface RealTill extends SpawnedTill {
  readonly client: TillClient;
  readonly pid: number;
  /** As the power switch does it. */
  kill(): Promise<void>;
}

export async function startRealTill(dataDir: string, environment: NodeJS.ProcessEnv): Promise<RealTill> {
  const spawned = await spawnTill(ROOT, ["--config", DEMO_CONFIG], environment);
  const { child } = spawned;
  assertInvariant(child.pid !== undefined, "a started process has a number");
  return {
    ...spawned,
    pid: child.pid,
    client: createTillClient(spawned.url, dataDir, systemClock),
    async kill() {
      child.kill("SIGKILL");
      await spawned.exited;
    },
  };
}

/** A cashier at an open shift. */
export async function beginDay(client: TillClient): Promise<void> {
  const signed = await client.command({ type: "signIn", staffId: "anna", pin: "1111" });
  assertInvariant(signed.ok, "the cashier signs in");
  const { shift } = await client.view();
  // Data that were kept from another day.
  if (shift.status === "open" && shift.endsAt !== null && shift.endsAt < systemClock.now()) {
    await client.command({ type: "closeShift", counted: [] });
    await client.until("the shift is closed", (view) => view.shift.status === "closed" && view.fiscal === null);
  }
  if ((await client.view()).shift.status === "closed") await client.command({ type: "openShift" });
  await client.until("the shift is open", (view) => view.shift.status === "open" && view.fiscal === null);
}

/** Pays in cash and waits for the fiscal document. */
export async function payCash(client: TillClient): Promise<void> {
  const paid = await client.command({ type: "payCash" });
  assertInvariant(paid.ok, `the receipt is paid${paid.ok ? "" : `: ${paid.code} ${paid.text}`}`);
  await client.until("the receipt is completed", (view) => view.completed !== null && view.fiscal === null);
}

export interface FeedClient {
  /** The whole view that a new screen gets. */
  readonly first: { readonly message: FeedMessage; readonly at: number };
  /** The next message that fits, with the moment at which its bytes were here (`performance.now()`). */
  next(fits: (message: FeedMessage) => boolean): Promise<{ readonly message: FeedMessage; readonly at: number }>;
  /** Milliseconds to the till's process and back, with nothing asked of it but the pong. */
  ping(): Promise<number>;
  close(): void;
}

const PATIENCE_MS = 20_000;

/** The cashier's screen as far as the wire is concerned: a WebSocket on the feed. */
export async function openFeed(url: string, dataDir: string): Promise<FeedClient> {
  const { integrator } = JSON.parse(readFileSync(join(dataDir, "api-tokens.json"), "utf8")) as { readonly integrator: string };
  const socket = new WebSocket(`${url.replace(/^http/, "ws")}/api/feed`, { headers: { authorization: `Bearer ${integrator}` } });
  type Waiter = (message: FeedMessage, at: number) => void;
  const waiters = new Set<Waiter>();
  socket.on("message", (data: Buffer) => {
    const at = performance.now();
    const message = JSON.parse(data.toString()) as FeedMessage;
    for (const waiter of waiters) waiter(message, at);
  });
  const first = await new Promise<FeedClient["first"]>((resolve, reject) => {
    waiters.add(function once(message, at) {
      waiters.delete(once);
      resolve({ message, at });
    });
    socket.once("error", reject);
  });
  return {
    first,
    next: (fits) =>
      new Promise((resolve, reject) => {
        const timer = setTimeout(() => {
          waiters.delete(waiter);
          reject(new Error(`no such message on the feed in ${PATIENCE_MS} ms`));
        }, PATIENCE_MS);
        const waiter: Waiter = (message, at) => {
          if (!fits(message)) return;
          clearTimeout(timer);
          waiters.delete(waiter);
          resolve({ message, at });
        };
        waiters.add(waiter);
      }),
    ping: () =>
      new Promise((resolve) => {
        const began = performance.now();
        socket.once("pong", () => resolve(performance.now() - began));
        socket.ping();
      }),
    close: () => socket.terminate(),
  };
}

/** A patch that shows new or changed lines of the receipt. */
export function showsLines(message: FeedMessage): boolean {
  return message.type === "patch" && (message.sections.lines?.changed.length ?? 0) > 0;
}

/** Leaves a journal behind in which a cashier is signed in and the shift is open. */
export async function openShiftIn(dataDir: string): Promise<void> {
  const world = await startWorld(`${dataDir}-world`);
  const till = await startRealTill(dataDir, tillEnvironment(dataDir, world));
  await beginDay(till.client);
  await till.kill();
  await world.stop();
}
