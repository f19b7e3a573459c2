import { mkdtempSync, rmSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { startCalmTill } from "../simulation/calm-till.ts";
import { notAsked, startQuietApi } from "../testing/quiet-api.ts";
import { createScreenFeed } from "./screen-feed.ts";
import type { ApiServer } from "./server.ts";
import { loadTokens } from "./tokens.ts";

/**
 * Goal: nothing that arrives at the port ends the process. Method: raw bytes on a real port; an error that nobody hears, which
 * would end a till, is caught here and fails the test.
 */
const folder = mkdtempSync(join(tmpdir(), "till-strangers-"));
const world = startCalmTill();
const unheard: unknown[] = [];
const hear = (error: unknown): void => void unheard.push(error);
let api: ApiServer;

beforeAll(async () => {
  api = await startQuietApi({
    till: world.till,
    feed: createScreenFeed(notAsked),
    tokens: loadTokens(folder),
    screenDir: folder,
  });
});
beforeEach(() => {
  unheard.length = 0;
  process.on("uncaughtException", hear);
});
afterEach(() => process.off("uncaughtException", hear));
afterAll(async () => {
  await api.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** Sends bytes, gives what came until the other side closed (at the latest when the answer's head is there). */
function answerTo(bytes: string | Uint8Array): Promise<string> {
  return new Promise((resolve) => {
    let text = "";
    const socket = connect(api.port, "127.0.0.1", () => socket.write(bytes));
    socket.on("data", (chunk) => {
      text += chunk.toString("latin1");
      if (text.includes("\r\n\r\n")) socket.destroy();
    });
    socket.on("error", () => {});
    socket.on("close", () => resolve(text));
  });
}

const upgrade = (target: string): string =>
  `GET ${target} HTTP/1.1\r\nHost: 127.0.0.1:${api.port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n`;
const stillAnswers = async (): Promise<boolean> =>
  (await answerTo(`GET /api/view HTTP/1.1\r\nHost: 127.0.0.1:${api.port}\r\n\r\n`)).startsWith("HTTP/1.1 401");

describe("an upgrade", () => {
  it.each(["//", "//[", "/\\\\:99999", "http://[/", "*", "/api/feed?screen=%zz", "/%"])("to %s is refused", async (target) => {
    expect(await answerTo(upgrade(target))).toMatch(/^HTTP\/1\.1 4/);
    expect(unheard).toEqual([]);
  });

  it("whose sender resets the connection is forgotten", async () => {
    for (let times = 0; times < 20; times += 1) {
      await new Promise<void>((resolve) => {
        const socket = connect(api.port, "127.0.0.1", () => socket.write(upgrade("/api/feed"), () => socket.resetAndDestroy()));
        socket.on("error", () => {});
        socket.on("close", () => resolve());
      });
    }
    expect(await stillAnswers()).toBe(true);
    expect(unheard).toEqual([]);
  });
});

it("bytes that are no request at all are answered or cut off, and the till goes on", async () => {
  const garbage = [
    "\0\0\0\0",
    "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", // a TLS hello
    "GET\r\n\r\n",
    "GET /%zz HTTP/1.1\r\nHost: x\r\n\r\n",
    "CONNECT till:1 HTTP/1.1\r\nHost: x\r\n\r\n",
    `POST /api/commands HTTP/1.1\r\nHost: 127.0.0.1:${api.port}\r\nContent-Length: -1\r\n\r\n`,
    `GET / HTTP/1.1\r\nX: ${"y".repeat(100_000)}\r\n\r\n`,
    upgrade("/api/feed").replace("websocket", "h2c"),
  ];
  for (const bytes of garbage) {
    await answerTo(Buffer.from(bytes, "latin1"));
    expect(await stillAnswers(), JSON.stringify(bytes.slice(0, 40))).toBe(true);
  }
  expect(unheard).toEqual([]);
});
