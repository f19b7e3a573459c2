import { createServer, type AddressInfo, type Server, type Socket } from "node:net";
import { afterEach, expect, test } from "vitest";
import { eventually } from "../testing/eventually.ts";
import { systemClock } from "../../config/clock.ts";
import { openTcpChannel } from "./tcp-channel.ts";

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).toReversed()) await cleanup();
});

async function device(accept: (socket: Socket) => void): Promise<number> {
  const server: Server = createServer(accept);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  cleanups.push(() => server.close());
  return (server.address() as AddressInfo).port;
}

test("bytes pass both ways; closing lets the tail of a large write arrive", async () => {
  let taken = 0;
  let hasEnded = false;
  const port = await device((socket) => {
    socket.on("data", (bytes) => (taken += bytes.length));
    socket.on("end", () => (hasEnded = true));
    socket.write("hello");
  });
  const opened = await openTcpChannel({ host: "127.0.0.1", port }, systemClock);
  if (!opened.ok) throw new Error(opened.error.code);
  const received: number[] = [];
  opened.value.onData((bytes) => received.push(...bytes));
  await eventually(() => expect(Buffer.from(received).toString()).toBe("hello"));
  void opened.value.write(new Uint8Array(2_000_000));
  await opened.value.close();
  await eventually(() => expect(hasEnded).toBe(true));
  expect(taken).toBe(2_000_000);
  expect(await opened.value.closed).toBeNull();
  expect(await opened.value.write(Uint8Array.of(1))).toMatchObject({ error: { code: "DEV107" } });
});

test("the peer's orderly end is DEV113, its reset is DEV105", async () => {
  const port = await device((socket) => {
    socket.once("data", (bytes) => (bytes[0] === 0 ? socket.end() : socket.resetAndDestroy()));
    socket.on("error", () => {});
  });
  for (const [command, code] of [
    [0, "DEV113"],
    [1, "DEV105"],
  ] as const) {
    const opened = await openTcpChannel({ host: "127.0.0.1", port }, systemClock);
    if (!opened.ok) throw new Error(opened.error.code);
    cleanups.push(() => opened.value.close());
    await opened.value.write(Uint8Array.of(command));
    expect(await opened.value.closed).toMatchObject({ code });
  }
});

test("nobody listening is DEV108, silence is DEV109", async () => {
  const port = await device(() => {});
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const dead = (server.address() as AddressInfo).port;
  await new Promise((resolve) => server.close(resolve));
  expect(await openTcpChannel({ host: "127.0.0.1", port: dead }, systemClock)).toMatchObject({ error: { code: "DEV108" } });
  // A clock whose sleep is over at once stands for a network that drops every packet.
  const impatient = { ...systemClock, sleep: async () => {} };
  expect(await openTcpChannel({ host: "127.0.0.1", port }, impatient)).toMatchObject({ error: { code: "DEV109" } });
});

test("a peer that stops reading ends the channel with DEV106", async () => {
  const port = await device((socket) => {
    socket.pause();
    cleanups.push(() => socket.destroy());
  });
  const opened = await openTcpChannel({ host: "127.0.0.1", port, writeTimeoutMs: 100 }, systemClock);
  if (!opened.ok) throw new Error(opened.error.code);
  expect(await opened.value.write(new Uint8Array(30_000_000))).toMatchObject({ error: { code: "DEV106" } });
  expect(await opened.value.closed).toMatchObject({ code: "DEV106" });
});
