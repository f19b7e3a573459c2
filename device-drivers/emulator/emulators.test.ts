import { request } from "node:http";
import { afterEach, expect, test } from "vitest";
import { eventually } from "../testing/eventually.ts";
import { systemClock } from "../../config/clock.ts";
import { openSerialChannel } from "../transport/serial-channel.ts";
import { startControlServer } from "./control-server.ts";
import { startDisplayEmulator } from "./display-emulator.ts";
import { parseTypedCode, startScannerEmulator, type ScannerEmulator } from "./scanner-emulator.ts";

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).toReversed()) await cleanup();
});

async function listen(path: string): Promise<number[]> {
  const channel = await openSerialChannel({ path, baudRate: 9600 }, systemClock);
  if (!channel.ok) throw new Error(channel.error.code);
  cleanups.push(() => channel.value.close());
  const received: number[] = [];
  channel.value.onData((bytes) => received.push(...bytes));
  return received;
}

function post(port: number, path: string, body: string, headers: Record<string, string> = {}): Promise<number> {
  return new Promise((resolve, reject) => {
    const call = request({ host: "127.0.0.1", port, path, method: "POST", headers }, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    });
    call.on("error", reject);
    call.end(body);
  });
}

async function scanner(): Promise<ScannerEmulator> {
  const started = await startScannerEmulator({ suffix: "crlf" });
  if (!started.ok) throw new Error(started.error.code);
  cleanups.push(() => started.value.stop());
  return started.value;
}

test("the scanner sends what the control call says: text with GS, any bytes, raw without suffix", async () => {
  const { path, controlPort } = await scanner();
  const received = await listen(path);
  expect(await post(controlPort, "/scan", JSON.stringify({ code: "01\u001d93" }))).toBe(200);
  expect(await post(controlPort, "/scan", JSON.stringify({ hex: "5d4530ff" }))).toBe(200);
  expect(await post(controlPort, "/scan", JSON.stringify({ code: "cut", raw: true }))).toBe(200);
  expect(await post(controlPort, "/scan", JSON.stringify({ code: "яё" }))).toBe(200);
  await eventually(() => expect(Buffer.from(received).toString("latin1")).toBe("01\x1d93\r\n]E0\xff\r\ncut\xd1\x8f\xd1\x91\r\n"));
  for (const wrong of ["{}", "[]", '{"hex":"5"}', '{"code":""}', "not json"]) expect(await post(controlPort, "/scan", wrong)).toBe(400);
});

test("a web page cannot use a control socket: Origin, foreign Host, long bodies and unknown calls are refused", async () => {
  const { controlPort } = await scanner();
  const body = JSON.stringify({ code: "x" });
  expect(await post(controlPort, "/scan", body, { origin: "http://evil.example" })).toBe(403);
  expect(await post(controlPort, "/scan", body, { host: "evil.example" })).toBe(403);
  expect(await post(controlPort, "/scan", JSON.stringify({ code: "x".repeat(70_000) }))).toBe(413);
  expect(await post(controlPort, "/nothing", body)).toBe(404);
});

test("a control port that is taken is said so", async () => {
  const first = await startControlServer({});
  if (!first.ok) throw new Error(first.error.code);
  cleanups.push(() => first.value.close());
  expect(await startScannerEmulator({ controlPort: first.value.port })).toMatchObject({
    error: { code: "DEV115", details: { port: first.value.port } },
  });
});

test("typed codes may spell the group separator in any way", () => {
  expect(Buffer.from(parseTypedCode("a<GS>b\\x1dc\\u001dd")).toString("latin1")).toBe("a\x1db\x1dc\x1dd");
});

test("the display tells every change of its lines", async () => {
  const seen: (readonly string[])[] = [];
  const linkPath = `/tmp/emulate-display-${process.pid}`;
  const started = await startDisplayEmulator({ kind: "escpos", linkPath, onChange: ({ lines }) => seen.push(lines) });
  if (!started.ok) throw new Error(started.error.code);
  cleanups.push(() => started.value.stop());
  const channel = await openSerialChannel({ path: linkPath, baudRate: 9600 }, systemClock);
  if (!channel.ok) throw new Error(channel.error.code);
  cleanups.push(() => channel.value.close());
  await channel.value.write(Buffer.from("\x0cHELLO"));
  await eventually(() => expect(seen.at(-1)).toEqual(["HELLO".padEnd(20), " ".repeat(20)]));
});
