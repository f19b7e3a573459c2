import { gzipSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { systemClock } from "../../config/clock.ts";
import { silentLog } from "../../config/log.ts";
import type { FaultBoard } from "./faults.ts";
import { createFaultBoard, readFault } from "./faults.ts";
import type { Host } from "./host.ts";
import { startHost } from "./host.ts";

const BODY_BYTES_MAX = 1_000;
let faults: FaultBoard;
let host: Host;
let handled: string[];

beforeEach(async () => {
  faults = createFaultBoard();
  handled = [];
  host = await startHost({
    hostname: "127.0.0.1",
    port: 0,
    faults,
    bodyBytesMax: BODY_BYTES_MAX,
    clock: systemClock,
    log: silentLog,
    refusal: (id, named) => ({ status: 400, body: { id, named } }),
    handler: ({ path, body }) => {
      if (path === "/bug") throw new Error("bug");
      handled.push(`${path}:${body.byteLength}`);
      return { status: 200, body: { path } };
    },
  });
});

afterEach(() => host.stop());

const post = (path: string, body: string | Uint8Array, headers: Record<string, string> = {}) =>
  fetch(`${host.url}${path}`, { method: "POST", body, headers });

describe("the host of the reference servers", () => {
  it("unpacks bodies and bounds them, packed and unpacked", async () => {
    expect((await post("/a", gzipSync("x".repeat(900)), { "content-encoding": "gzip" })).status).toBe(200);
    expect((await post("/a", "x".repeat(1_001))).status).toBe(413);
    expect((await post("/a", gzipSync("x".repeat(100_000)), { "content-encoding": "gzip" })).status).toBe(413);
    expect((await post("/a", "no gzip", { "content-encoding": "gzip" })).status).toBe(400);
    expect(handled).toEqual(["/a:900"]);
  });

  it("outlives a bug of its handler", async () => {
    await expect(post("/bug", "")).rejects.toThrow();
    expect((await post("/ok", "")).status).toBe(200);
  });

  it("counts faults down and restricts them by path and document", async () => {
    faults.set({ kind: "status", status: 503, times: 1, path: "/only" });
    faults.set({ kind: "refuse-document", id: "doc-7", times: 1 });
    expect((await post("/other", "doc-1")).status).toBe(200);
    expect((await post("/only", "")).status).toBe(503);
    expect((await post("/only", "")).status).toBe(200);
    expect(await (await post("/x", "a doc-7 b")).json()).toEqual({ id: "doc-7", named: true });
    expect(faults.list()).toEqual([]);
  });

  it("really stops listening when it is down, and comes back at the same address", async () => {
    faults.set({ kind: "down" });
    await expect(post("/a", "")).rejects.toThrow();
    faults.clear();
    let status = 0;
    while (status !== 200)
      status = await post("/a", "")
        .then((answer) => answer.status)
        .catch(() => 0);
    expect(handled).toEqual(["/a:0"]);
  });

  it.each(["lose-answer", "truncate"] as const)("commits before it fails: %s", async (kind) => {
    faults.set({ kind, times: 1 });
    await expect(post("/a", "").then((answer) => answer.text())).rejects.toThrow();
    expect(handled).toEqual(["/a:0"]);
  });

  it("answers rubbish and pages to log in on command", async () => {
    faults.set({ kind: "garbage", times: 1 });
    await expect(post("/a", "").then((answer) => answer.json())).rejects.toThrow();
    expect(handled).toHaveLength(1);
    faults.set({ kind: "login-page", times: 1 });
    expect((await post("/a", "")).headers.get("content-type")).toBe("text/html");
    expect(handled).toHaveLength(1);
  });
});

describe("a fault as JSON", () => {
  it("is read with what it knows, and refused when it is none", () => {
    expect(readFault({ kind: "slow", ms: 5, id: 7, more: 1 })).toEqual({ kind: "slow", ms: 5 });
    for (const nonsense of [null, 5, {}, { kind: "explode" }]) expect(readFault(nonsense)).toBeNull();
  });
});
