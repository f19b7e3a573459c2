import { spawn } from "node:child_process";
import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type AddressInfo, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { eventually } from "../testing/eventually.ts";
import { systemClock, type Clock } from "../../config/clock.ts";
import { isUnknownOutcome } from "../../config/errors/index.ts";
import { silentLog } from "../../config/log.ts";
import { kopecks } from "../../config/money.ts";
import { ManualClock } from "../transport/manual-clock.ts";
import { openTcpChannel } from "../transport/tcp-channel.ts";
import type { CardOutcome } from "./card-terminal.ts";
import { startCardTerminalEmulator, type CardTerminalEmulator } from "./emulator/run.ts";
import type { TerminalFault } from "./emulator/terminal-server.ts";
import { openJsonTerminal, type JsonTerminal, type JsonTerminalSettings } from "./json-terminal.ts";

const cleanups: (() => unknown)[] = [];
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "card-terminal-"));
});
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).toReversed()) await cleanup();
  rmSync(folder, { recursive: true });
});

const SUM = kopecks(123_45);

async function bank(port = 0, clock: Clock = systemClock): Promise<CardTerminalEmulator> {
  const started = await startCardTerminalEmulator({ file: join(folder, "operations.jsonl"), port, clock });
  if (!started.ok) throw new Error(JSON.stringify(started.error));
  cleanups.push(() => started.value.stop());
  return started.value;
}

function till(port: number, settings: JsonTerminalSettings = {}): JsonTerminal {
  const terminal = openJsonTerminal(
    { answerTimeoutMs: 15_000, connectWaitMs: 15_000, ...settings },
    {
      openChannel: () => openTcpChannel({ host: "127.0.0.1", port, connectTimeoutMs: 10_000 }, systemClock),
      address: `tcp:127.0.0.1:${port}`,
      clock: systemClock,
      random: () => 0.5,
      log: silentLog,
    },
  );
  cleanups.push(() => terminal.stop());
  return terminal;
}

const code = (outcome: CardOutcome | null): string => {
  if (outcome === null) return "never taken";
  if (outcome.kind === "approved" || outcome.kind === "declined") return outcome.kind;
  expect(isUnknownOutcome(outcome.error)).toBe(outcome.kind === "unknown");
  return `${outcome.kind} ${outcome.error.code}`;
};

test("charge, refund and reversal: approved with slip, the same id never twice, money adds up", async () => {
  const emulator = await bank();
  const terminal = till(emulator.port);
  const first = await terminal.charge("op-1", SUM);
  expect(first).toMatchObject({ kind: "approved", approval: { rrn: "000000000001", maskedPan: "************0001" } });
  expect(first.kind === "approved" && first.approval.slip.join("\n")).toContain("ОПЛАТА 123,45 руб.");
  expect(await terminal.charge("op-1", SUM)).toEqual(first);
  expect(emulator.balanceKop()).toBe(123_45);
  expect(code(await terminal.refund("op-2", kopecks(23_45), "000000000001"))).toBe("approved");
  expect(emulator.balanceKop()).toBe(100_00);
  expect(await terminal.refund("op-3", kopecks(100_01), "000000000001")).toMatchObject({ kind: "declined" });
  expect(code(await terminal.reverse("op-4", "op-2", kopecks(23_45)))).toBe("approved");
  expect(emulator.balanceKop()).toBe(123_45);
  expect(code(await terminal.reverse("op-5", "op-1", SUM))).toBe("approved");
  expect(code(await terminal.reverse("op-5", "op-1", SUM))).toBe("approved");
  expect(code(await terminal.reverse("op-6", "op-1", SUM))).toBe("approved");
  expect(emulator.balanceKop()).toBe(0);
  expect(await terminal.lookUp("op-1")).toEqual({ kind: "declined", reason: "операция отменена" });
  expect(terminal.state()).toMatchObject({ kind: "card-terminal", state: "connected", counters: { approved: 7, declined: 1 } });
});

test("a declined card, and what the terminal refuses unasked", async () => {
  const emulator = await bank();
  const terminal = till(emulator.port);
  emulator.orderFault({ fault: "decline", reason: "истёк срок карты" });
  expect(await terminal.charge("op-1", SUM)).toEqual({ kind: "declined", reason: "истёк срок карты" });
  expect(await terminal.lookUp("op-1")).toEqual({ kind: "declined", reason: "истёк срок карты" });
  expect(await terminal.charge("op-1", kopecks(1))).toMatchObject({
    kind: "failed",
    error: { code: "DEV224", vendorCode: "ID_REUSED" },
  });
  expect(await terminal.charge("op-2", kopecks(0))).toMatchObject({ kind: "failed", error: { vendorCode: "BAD_AMOUNT" } });
  expect(await terminal.reverse("op-3", "op-9", SUM)).toMatchObject({ kind: "approved" });
  expect(await terminal.charge("op-9", SUM)).toMatchObject({ kind: "failed", error: { vendorCode: "CANCELLED" } });
  expect(emulator.balanceKop()).toBe(0);
});

test.each<[TerminalFault, string, string]>([
  ["lose-after", "unknown DEV223", "approved"],
  ["lose-before", "unknown DEV223", "never taken"],
  ["silent-after", "unknown DEV222", "approved"],
  ["silent-before", "unknown DEV222", "never taken"],
  ["garbage-after", "unknown DEV225", "approved"],
])("%s: the result is unknown, lookUp tells it, and the repeat with the same id charges once", async (fault, result, found) => {
  const emulator = await bank();
  const terminal = till(emulator.port, fault.startsWith("silent") ? { answerTimeoutMs: 200 } : {});
  emulator.orderFault({ fault });
  expect(code(await terminal.charge("op-1", SUM))).toBe(result);
  expect(code(await terminal.lookUp("op-1"))).toBe(found);
  expect(code(await till(emulator.port).charge("op-1", SUM))).toBe("approved");
  expect(emulator.balanceKop()).toBe(123_45);
});

test("a lost answer of a reversal is settled the same way", async () => {
  const emulator = await bank();
  const terminal = till(emulator.port);
  await terminal.charge("op-1", SUM);
  emulator.orderFault({ fault: "lose-after" });
  expect(code(await terminal.reverse("op-2", "op-1", SUM))).toBe("unknown DEV223");
  expect(code(await terminal.lookUp("op-2"))).toBe("approved");
  expect(emulator.balanceKop()).toBe(0);
});

test("a slow customer: other operations are told busy, lookUp says it is under way, the late answer confuses nothing", async () => {
  const customer = new ManualClock();
  const emulator = await bank(0, customer);
  const terminal = till(emulator.port, { answerTimeoutMs: 150 });
  emulator.orderFault({ fault: "slow", delayMs: 60_000 });
  expect(code(await terminal.charge("op-1", SUM))).toBe("unknown DEV222");
  expect(code(await terminal.lookUp("op-1"))).toBe("unknown DEV226");
  expect(code(await till(emulator.port).charge("op-2", SUM))).toBe("failed DEV221");
  await customer.advance(60_000);
  await eventually(async () => expect(code(await terminal.lookUp("op-1"))).toBe("approved"));
  expect(terminal.state().counters["lateAnswers"]).toBe(1);
  expect(emulator.operations().map((record) => record.id)).toEqual(["op-1"]);
});

test("operations asked for at once are carried out one after the other", async () => {
  const emulator = await bank();
  const terminal = till(emulator.port);
  const outcomes = await Promise.all(Array.from({ length: 10 }, (_, index) => terminal.charge(`op-${index}`, kopecks(100))));
  expect(outcomes.map(code)).toEqual(Array(10).fill("approved"));
  expect(emulator.balanceKop()).toBe(1_000);
});

test("switched off: nothing was sent, so it failed; lookUp cannot tell; switched on it works without a restart", async () => {
  const emulator = await bank();
  const terminal = till(emulator.port, { connectWaitMs: 200 });
  await eventually(() => expect(terminal.state().state).toBe("connected"));
  const control = (path: string) => fetch(`http://127.0.0.1:${emulator.controlPort}${path}`, { method: "POST" });
  await control("/close");
  await eventually(() => expect(terminal.state().state).toBe("lost"));
  expect(code(await terminal.charge("op-1", SUM))).toBe("failed DEV114");
  expect(await terminal.lookUp("op-1")).toMatchObject({ kind: "unknown", error: { code: "DEV114" } });
  await control("/open");
  await eventually(async () => expect(code(await terminal.charge("op-1", SUM))).toBe("approved"));
});

test("faults are ordered over the control socket, wrong orders are refused", async () => {
  const emulator = await bank();
  const terminal = till(emulator.port);
  const order = (body: unknown) => fetch(`http://127.0.0.1:${emulator.controlPort}/faults`, { method: "POST", body: JSON.stringify(body) });
  expect((await order({ fault: "decline", count: 2 })).status).toBe(200);
  for (const wrong of [null, {}, { fault: "explode" }, { fault: "slow", delayMs: -1 }, { fault: "decline", count: 0 }]) {
    expect((await order(wrong)).status).toBe(400);
  }
  expect(code(await terminal.charge("op-1", SUM))).toBe("declined");
  await fetch(`http://127.0.0.1:${emulator.controlPort}/faults/clear`, { method: "POST" });
  expect(code(await terminal.charge("op-2", SUM))).toBe("approved");
  const state = (await (await fetch(`http://127.0.0.1:${emulator.controlPort}/operations`)).json()) as {
    balanceKop: number;
    operations: unknown[];
  };
  expect(state).toMatchObject({ balanceKop: 123_45, operations: [{ id: "op-1" }, { id: "op-2" }] });
});

test("any cut of the request and of the answer: never approved without the bank, and lookUp agrees with the bank", async () => {
  const emulator = await bank();
  const request = Buffer.from(`${JSON.stringify({ seq: 1, op: "charge", id: "op-1", amountKop: 123_45 })}\n`);
  for (let cut = 0; cut < request.length; cut += 1) {
    const { port, stop } = await cuttingProxy(emulator.port, cut);
    const id = `op-${cut}`;
    const terminal = till(port);
    const outcome = await terminal.charge(id, SUM);
    expect(outcome.kind).toBe("unknown");
    await stop();
    expect(code(await till(emulator.port).lookUp(id))).toBe("never taken");
  }
  expect(emulator.balanceKop()).toBe(0);
});

/** Passes that many bytes towards the bank and breaks the connection. */
async function cuttingProxy(bankPort: number, cutAfterBytes: number): Promise<{ port: number; stop: () => Promise<void> }> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => {});
    void openTcpChannel({ host: "127.0.0.1", port: bankPort }, systemClock).then((opened) => {
      if (!opened.ok) return;
      const cut = async (bytes: Buffer): Promise<void> => {
        await opened.value.write(bytes.subarray(0, cutAfterBytes));
        await opened.value.close();
        socket.destroy();
      };
      socket.once("data", (bytes: Buffer) => void cut(bytes));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const stop = (): Promise<void> => {
    for (const socket of sockets) socket.destroy();
    return new Promise((resolve) => server.close(() => resolve()));
  };
  return { port: (server.address() as AddressInfo).port, stop };
}

test("an answer cut at any byte is no approval", async () => {
  const answer = Buffer.from(`${JSON.stringify({ seq: 1, status: "approved", rrn: "1", authCode: "2", maskedPan: "3", slip: [] })}\n`);
  for (let cut = 0; cut <= answer.length; cut += 1) {
    const server = createServer((socket) => {
      socket.on("error", () => {});
      socket.once("data", () => socket.end(answer.subarray(0, cut)));
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const terminal = till((server.address() as AddressInfo).port);
    const outcome = await terminal.charge("op-1", SUM);
    expect(outcome.kind).toBe(cut === answer.length ? "approved" : "unknown");
    await terminal.stop();
    await new Promise((resolve) => server.close(resolve));
  }
});

test("the operations file survives a kill -9 right after approval and a torn last line", async () => {
  const file = join(folder, "operations.jsonl");
  const script = `
    import { startCardTerminalEmulator } from ${JSON.stringify(new URL("./emulator/run.ts", import.meta.url).href)};
    import { systemClock, type Clock } from ${JSON.stringify(new URL("../../config/clock.ts", import.meta.url).href)};
    const started = await startCardTerminalEmulator({ file: ${JSON.stringify(file)}, clock: systemClock });
    started.value.orderFault({ fault: "silent-after" });
    console.log(started.value.port);`;
  writeFileSync(join(folder, "bank.mts"), script);
  const child = spawn(process.execPath, ["--import", "tsx", join(folder, "bank.mts")], { stdio: ["ignore", "pipe", "inherit"] });
  cleanups.push(() => child.kill("SIGKILL"));
  const port = await new Promise<number>((resolve) => child.stdout.once("data", (line: Buffer) => resolve(Number(line.toString()))));
  const terminal = till(port, { answerTimeoutMs: 30_000 });
  const charging = terminal.charge("op-1", SUM);
  await eventually(() => expect(readFileSync(file, "utf8")).toContain('"op-1"'));
  child.kill("SIGKILL");
  expect(code(await charging)).toBe("unknown DEV223");
  appendFileSync(file, '{"id":"op-2","op":"char');
  const again = await bank(port);
  expect(code(await terminal.lookUp("op-1"))).toBe("approved");
  expect(code(await terminal.lookUp("op-2"))).toBe("never taken");
  expect(code(await terminal.charge("op-2", SUM))).toBe("approved");
  await again.stop();
  expect((await bank()).operations().map((record) => record.id)).toEqual(["op-1", "op-2"]);
});

test("a file that is not the terminal's is refused", async () => {
  const file = join(folder, "other.txt");
  writeFileSync(file, "hello\n");
  expect(await startCardTerminalEmulator({ file, clock: systemClock })).toMatchObject({ error: { code: "DEV227" } });
  expect(await startCardTerminalEmulator({ file: join(folder, "no/where"), clock: systemClock })).toMatchObject({
    error: { code: "DEV227" },
  });
});

test("a taken port is said so", async () => {
  const started = await startCardTerminalEmulator({ file: join(folder, "o.jsonl"), clock: systemClock });
  if (!started.ok) throw new Error(started.error.code);
  cleanups.push(() => started.value.stop());
  const { port } = started.value;
  expect(await startCardTerminalEmulator({ file: join(folder, "p.jsonl"), clock: systemClock, port })).toMatchObject({
    error: { code: "DEV115" },
  });
});
