import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import type { RequestListener, Server } from "node:http";
import { createServer } from "node:http";
import { createServer as createSecureServer } from "node:https";
import type { AddressInfo, Server as NetServer } from "node:net";
import { createServer as createNetServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { systemClock } from "../../config/clock.ts";
import type { HttpCall, HttpClient, HttpClientOptions } from "./exchange.ts";
import { createHttpClient, retryAfterMs } from "./exchange.ts";

const never = new AbortController().signal;
const closing: (() => Promise<void> | void)[] = [];

afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

function client(options: Partial<HttpClientOptions> = {}): HttpClient {
  const made = createHttpClient({ clock: systemClock, connectTimeoutMs: 500, keepAlive: true, ...options });
  closing.push(() => made.close());
  return made;
}

async function listen(server: Server | NetServer): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  closing.push(() => {
    if ("closeAllConnections" in server) server.closeAllConnections();
    return new Promise((resolve) => server.close(() => resolve()));
  });
  return (server.address() as AddressInfo).port;
}

async function serve(listener: RequestListener): Promise<URL> {
  return new URL(`http://127.0.0.1:${await listen(createServer(listener))}/x`);
}

function get(url: URL, changes: Partial<HttpCall> = {}): HttpCall {
  return { method: "GET", url, headers: {}, body: null, timeoutMs: 2_000, answerBytesMax: 1_000, ...changes };
}

describe("one HTTP call", () => {
  it("brings status, headers and body, and follows no redirect", async () => {
    const url = await serve((request, response) => {
      request.resume();
      response.writeHead(302, { location: "/elsewhere", "x-a": "b" }).end(`${request.method} ${request.headers["content-length"]}`);
    });
    const answered = await client().call(get(url, { method: "POST", body: Buffer.from("привет") }), never);
    expect(answered).toMatchObject({ ok: true, value: { status: 302, headers: { "x-a": "b" } } });
    if (answered.ok) expect(answered.value.body.toString()).toBe("POST 12");
  });

  it("is unreachable where nobody listens", async () => {
    const server = createNetServer();
    const port = await listen(server);
    await closing.pop()?.();
    expect(await client().call(get(new URL(`http://127.0.0.1:${port}`)), never)).toMatchObject({
      error: { kind: "unreachable", reason: "ECONNREFUSED" },
    });
  });

  it("has an unknown outcome when the answer does not come, stops in the middle, is too large, or the line breaks", async () => {
    const silent = await serve(() => {});
    expect(await client().call(get(silent, { timeoutMs: 50 }), never)).toMatchObject({ error: { kind: "unanswered", reason: "timeout" } });
    const cut = await serve((_request, response) => {
      response.writeHead(200, { "content-length": "100" });
      response.write("half", () => response.destroy());
    });
    expect(await client().call(get(cut), never)).toMatchObject({ error: { kind: "unanswered" } });
    const large = await serve((_request, response) => void response.end("x".repeat(1_001)));
    expect(await client().call(get(large), never)).toMatchObject({ error: { kind: "unanswered", reason: "answer above 1000 bytes" } });
    const broken = await serve((request) => void request.socket.destroy());
    expect(await client().call(get(broken), never)).toMatchObject({ error: { kind: "unanswered" } });
    const slow = await serve((_request, response) => {
      response.writeHead(200);
      response.write("drop");
    });
    expect(await client().call(get(slow, { timeoutMs: 50 }), never)).toMatchObject({ error: { kind: "unanswered", reason: "timeout" } });
  });

  it("ends at once on abort", async () => {
    const url = await serve(() => {});
    const stop = new AbortController();
    const calling = client().call(get(url), stop.signal);
    setImmediate(() => stop.abort());
    expect(await calling).toMatchObject({ error: { kind: "aborted" } });
    expect(await client().call(get(url), stop.signal)).toMatchObject({ error: { kind: "aborted" } });
  });

  it("goes on by itself when a kept connection was closed in the same instant", async () => {
    let requests = 0;
    const server = createServer((_request, response) => {
      requests += 1;
      // The second request meets a connection that the server has just given up.
      if (requests === 2) response.socket?.resetAndDestroy();
      else response.end("ok");
    });
    const url = new URL(`http://127.0.0.1:${await listen(server)}`);
    const http = client();
    expect((await http.call(get(url), never)).ok).toBe(true);
    expect((await http.call(get(url), never)).ok).toBe(true);
    expect(requests).toBe(3);
  });

  it("can take a late second answer for its own only on a kept connection", async () => {
    const answer = (n: number): string => `HTTP/1.1 200 OK\r\ncontent-length: 1\r\n\r\n${n}`;
    const texts = async (keepAlive: boolean): Promise<string[]> => {
      let requests = 0;
      const server = createNetServer((socket) => {
        socket.on("error", () => {});
        socket.on("data", () => {
          requests += 1;
          if (requests === 1) {
            socket.write(answer(1));
            setTimeout(() => socket.write(answer(1)), 20);
          } else setTimeout(() => socket.write(answer(2)), 80);
        });
      });
      const url = new URL(`http://127.0.0.1:${await listen(server)}`);
      const http = client({ keepAlive });
      const answers = [await http.call(get(url), never), await http.call(get(url), never)];
      return answers.map((one) => (one.ok ? one.value.body.toString() : one.error.kind));
    };
    expect(await texts(false)).toEqual(["1", "2"]);
    // This is why ITEEM's answers count only by the ids they name, and why 1C gets a connection for each call.
    expect(await texts(true)).toEqual(["1", "1"]);
  });
});

describe("HTTPS", () => {
  it("believes only the issuer that it was given", async () => {
    const dir = mkdtempSync(join(tmpdir(), "till-tls-"));
    closing.push(() => rmSync(dir, { recursive: true }));
    const [keyFile, certFile] = [join(dir, "key.pem"), join(dir, "cert.pem")];
    const subject = ["-subj", "/CN=iteem", "-addext", "subjectAltName=IP:127.0.0.1"];
    execFileSync(
      "openssl",
      [
        "req",
        "-x509",
        "-newkey",
        "ec",
        "-pkeyopt",
        "ec_paramgen_curve:prime256v1",
        "-nodes",
        "-days",
        "2",
        "-keyout",
        keyFile,
        "-out",
        certFile,
        ...subject,
      ],
      { stdio: "ignore" },
    );
    const [key, cert] = [readFileSync(keyFile, "utf8"), readFileSync(certFile, "utf8")];
    const port = await listen(createSecureServer({ key, cert }, (_request, response) => void response.end("ok")));
    const url = new URL(`https://127.0.0.1:${port}`);
    expect(await client().call(get(url), never)).toMatchObject({ error: { kind: "untrusted", reason: "DEPTH_ZERO_SELF_SIGNED_CERT" } });
    expect(await client({ tls: { ca: cert } }).call(get(url), never)).toMatchObject({ ok: true, value: { status: 200 } });
  });

  it("does not take a server without TLS for an unanswered request", async () => {
    const plain = await serve((_request, response) => void response.end("ok"));
    const answered = await client().call(get(new URL(plain.href.replace("http:", "https:"))), never);
    expect(answered.ok ? "" : answered.error.kind).toMatch(/unreachable|untrusted/);
  });
});

describe("Retry-After", () => {
  it.each([
    ["120", 120_000],
    [" 5 ", 5_000],
    ["Fri, 20 Nov 2026 09:00:10 GMT", 10_000],
    ["Fri, 20 Nov 2026 08:00:00 GMT", 0],
    ["", null],
    ["soon", null],
    ["-5", null],
  ])("%s", (value, wanted) => {
    expect(retryAfterMs({ "retry-after": value }, Date.UTC(2026, 10, 20, 9, 0, 0))).toBe(wanted);
  });

  it("is absent", () => expect(retryAfterMs({}, 0)).toBeNull());
});
