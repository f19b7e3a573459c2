import { expect, test } from "vitest";
import { eventually } from "../testing/eventually.ts";
import { systemClock } from "../../config/clock.ts";
import { appError, type AppError, type ErrorCode } from "../../config/errors/index.ts";
import { silentLog, type Log } from "../../config/log.ts";
import { err, ok, type Result } from "../../config/result.ts";
import type { DeviceState } from "../diagnostics/device-state.ts";
import { openPtyPort } from "../emulator/pty-port.ts";
import type { ByteChannel } from "./channel.ts";
import { superviseLink, type LinkOptions, type SupervisedLink } from "./link-supervisor.ts";
import { ManualClock, settle } from "./manual-clock.ts";
import { createMemoryPair, type MemoryPair } from "./memory-channel.ts";
import { openSerialChannel } from "./serial-channel.ts";
import { formatWireChunk, WireTrace } from "./wire-trace.ts";

interface Bench {
  readonly clock: ManualClock;
  readonly link: SupervisedLink;
  readonly pairs: MemoryPair[];
  readonly warnings: ErrorCode[];
  readonly states: DeviceState["state"][];
  /** null = the device is plugged in. */
  failure: AppError | null;
}

function bench(options: Partial<LinkOptions> = {}, failure: AppError | null = null): Bench {
  const clock = new ManualClock();
  const pairs: MemoryPair[] = [];
  const warnings: ErrorCode[] = [];
  const states: DeviceState["state"][] = [];
  const log: Log = { ...silentLog, warn: (fields) => warnings.push((fields as { error: AppError }).error.code) };
  const made: Bench = {
    clock,
    pairs,
    warnings,
    states,
    failure,
    link: superviseLink({
      name: "scanner",
      kind: "scanner",
      address: "memory",
      clock,
      random: () => 0.5,
      log,
      onUp: () => ok(undefined),
      onState: (state) => states.push(state.state),
      openChannel: async (): Promise<Result<ByteChannel, AppError>> => {
        if (made.failure) return err(made.failure);
        pairs.push(createMemoryPair());
        return ok(pairs.at(-1)!.host);
      },
      ...options,
    }),
  };
  return made;
}

test("a lost link is reopened by itself, with the loss counted and its reason kept", async () => {
  const { clock, link, pairs, states } = bench();
  await settle();
  expect(link.state()).toMatchObject({ state: "connected", lastError: null, address: "memory:host", counters: { openings: 1, losses: 0 } });
  await clock.advance(60_000);
  pairs[0]!.cut();
  await settle();
  expect(link.state()).toMatchObject({ state: "lost", since: clock.now(), lastError: { code: "DEV105" } });
  expect(await link.write(Uint8Array.of(1))).toMatchObject({ error: { code: "DEV114" } });
  await clock.advance(199);
  expect(pairs.length).toBe(1);
  await clock.advance(1);
  expect(link.state()).toMatchObject({ state: "connected", lastError: { code: "DEV105" }, counters: { openings: 2, losses: 1 } });
  expect(states).toEqual(["connected", "lost", "connected"]);
  await link.stop();
});

test("the delay grows to its limit; the first failure is loud, its repeats are quiet, another one is loud again", async () => {
  const made = bench({}, appError("DEV101", { port: "/dev/ttyACM0" }));
  await made.clock.advance(120_000);
  expect(made.clock.slept.slice(0, 4)).toEqual([200, 300, 450, 675]);
  expect(Math.max(...made.clock.slept)).toBe(10_000);
  expect(made.warnings).toEqual(["DEV101"]);
  expect(made.link.state().state).toBe("error");
  made.failure = appError("DEV102", { port: "/dev/ttyACM0" });
  await made.clock.advance(10_000);
  expect(made.warnings).toEqual(["DEV101", "DEV102"]);
  made.failure = null;
  await made.clock.advance(10_000);
  expect(made.link.state().state).toBe("connected");
  await made.link.stop();
});

test("a link that flaps does not hammer: the delay starts anew only after a stable time", async () => {
  const { clock, link, pairs } = bench();
  for (let flap = 0; flap < 6; flap += 1) {
    await settle();
    pairs.at(-1)!.cut();
    await clock.advance(clock.slept.at(-1) ?? 0);
    await clock.advance(3_000);
  }
  expect(clock.slept.slice(0, 5)).toEqual([200, 300, 450, 675, 1012.5]);
  await clock.advance(5_000);
  pairs.at(-1)!.cut();
  await settle();
  expect(clock.slept.at(-1)).toBe(200);
  await link.stop();
});

test("jitter spreads the delay over ±25 %", async () => {
  for (const [random, first] of [
    [0, 150],
    [0.999, 249.9],
  ] as const) {
    const { clock, link } = bench({ random: () => random }, appError("DEV101", { port: "x" }));
    await settle();
    expect(clock.slept[0]).toBeCloseTo(first, 5);
    await link.stop();
  }
});

test("a device that does not answer the greeting counts as not opened and its channel is closed", async () => {
  const { clock, link, pairs } = bench({ onUp: async () => err(appError("DEV106", { address: "memory", timeoutMs: 1 })) });
  await settle();
  expect(link.state()).toMatchObject({ state: "error", lastError: { code: "DEV106" }, counters: { openings: 0, failedOpenings: 1 } });
  expect(await pairs[0]!.host.closed).toBeNull();
  await clock.advance(200);
  expect(pairs.length).toBe(2);
  await link.stop();
});

test("a taken port needs a person: state error also after it once worked", async () => {
  const made = bench();
  await settle();
  made.failure = appError("DEV102", { port: "COM3" });
  made.pairs[0]!.cut();
  await made.clock.advance(200);
  expect(made.link.state()).toMatchObject({ state: "error", lastError: { code: "DEV102" } });
  await made.link.stop();
});

test("stop while a channel is being taken into use closes it and ends", async () => {
  let taken: (result: Result<void, AppError>) => void = () => {};
  const { link, pairs } = bench({ onUp: () => new Promise((resolve) => (taken = resolve)) });
  await settle();
  const stopped = link.stop();
  taken(ok(undefined));
  await stopped;
  expect(await pairs[0]!.host.closed, "closed on purpose").toBeNull();
});

test("reopen does not wait for the delay; stop ends everything and is silent", async () => {
  const made = bench({}, appError("DEV101", { port: "x" }));
  await made.clock.advance(30_000);
  made.failure = null;
  made.link.reopen();
  await settle();
  expect(made.link.state().state).toBe("connected");
  made.link.reopen();
  await settle();
  expect(made.pairs.length).toBe(2);
  const told = made.states.length;
  await made.link.stop();
  expect(await made.pairs[1]!.host.closed).toBeNull();
  await made.clock.advance(60_000);
  expect(made.pairs.length).toBe(2);
  expect(made.states.length).toBe(told);
});

test("the trace keeps the last chunks of all connections with their direction", async () => {
  const trace = new WireTrace(3);
  const { clock, link, pairs } = bench({ trace, onUp: (channel) => (channel.onData(() => {}), ok(undefined)) });
  await settle();
  for (const value of [1, 2, 3]) await link.write(Uint8Array.of(value));
  pairs[0]!.cut();
  await clock.advance(1_000);
  await pairs[1]!.device.write(new Uint8Array(600).fill(0xab));
  const lines = trace.chunks().map(formatWireChunk);
  expect(lines).toEqual(["00:16:40.000 → 02", "00:16:40.000 → 03", `00:16:41.000 ← ${Array(512).fill("ab").join(" ")} …(+88)`]);
  await link.stop();
});

test("over a real port: unplugged and plugged in again, the link is back by itself", async () => {
  const linkPath = `/tmp/link-supervisor-${process.pid}`;
  const plug = async () => {
    const port = await openPtyPort({ linkPath });
    if (!port.ok) throw new Error(port.error.code);
    return port.value;
  };
  const received: number[] = [];
  let device = await plug();
  const link = superviseLink({
    name: "scanner",
    kind: "scanner",
    address: linkPath,
    clock: systemClock,
    random: Math.random,
    log: silentLog,
    openChannel: () => openSerialChannel({ path: linkPath, baudRate: 9600 }, systemClock),
    onUp: (channel) => (channel.onData((bytes) => received.push(...bytes)), ok(undefined)),
  });
  try {
    for (const value of [1, 2, 3]) {
      await eventually(() => expect(link.state().state).toBe("connected"));
      await device.channel.write(Uint8Array.of(value));
      await eventually(() => expect(received.at(-1)).toBe(value));
      await device.close();
      await eventually(() =>
        expect(link.state()).toMatchObject({ state: "lost", lastError: { code: expect.stringMatching(/^DEV10[15]$/) } }),
      );
      device = await plug();
    }
    expect(link.state().counters["losses"]).toBe(3);
  } finally {
    await link.stop();
    await device.close();
  }
});
