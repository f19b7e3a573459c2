import { Agent as HttpAgent, request as httpRequest } from "node:http";
import type { IncomingMessage, RequestOptions } from "node:http";
import { Agent as HttpsAgent, request as httpsRequest } from "node:https";
import type { Clock } from "../../config/clock.ts";
import { err, ok } from "../../config/result.ts";
import type { Result } from "../../config/result.ts";
import type { Secret } from "../../config/secret.ts";

export interface HttpLinkOptions {
  /** http://127.0.0.1:16732 */
  readonly url: URL;
  readonly user?: string;
  readonly password?: Secret;
  readonly clock: Clock;
  readonly answerTimeoutMs?: number;
}

export interface HttpAnswer {
  readonly status: number;
  readonly body: string;
}

export interface HttpFailure {
  /** False: the request surely did not reach the server. */
  readonly isSent: boolean;
  readonly reason: string;
}

/** A stored fiscal document with raw data is below 100 KB; the list of a big request's results below a megabyte. */
const MAX_BODY_BYTES = 4 * 1024 * 1024;
/** The server answers at once; it never waits for the registrar. */
const ANSWER_TIMEOUT_MS = 15_000;

type Method = "GET" | "POST" | "DELETE";

/** One connection that is kept open, one request at a time. */
export class HttpLink {
  readonly #options: HttpLinkOptions;
  readonly #agent: HttpAgent | HttpsAgent;
  readonly #timeoutMs: number;

  constructor(options: HttpLinkOptions) {
    this.#options = options;
    this.#timeoutMs = options.answerTimeoutMs ?? ANSWER_TIMEOUT_MS;
    const settings = { keepAlive: true, maxSockets: 1 };
    this.#agent = options.url.protocol === "https:" ? new HttpsAgent(settings) : new HttpAgent(settings);
  }

  ask(method: Method, path: string, body?: string): Promise<Result<HttpAnswer, HttpFailure>> {
    return new Promise((resolve) => {
      let isConnected = false;
      const fail = (reason: string): void => resolve(err({ isSent: isConnected, reason }));
      const send = this.#options.url.protocol === "https:" ? httpsRequest : httpRequest;
      const request = send(new URL(path, this.#options.url), this.#settings(method, body), (answer) => {
        readBody(answer, (text) => resolve(ok({ status: answer.statusCode ?? 0, body: text })), fail);
      });
      const deadline = new AbortController();
      void this.#options.clock.sleep(this.#timeoutMs, deadline.signal).then(() => {
        if (!deadline.signal.aborted) request.destroy(new Error(`no answer in ${this.#timeoutMs} ms`));
      });
      request.on("socket", (socket) => {
        const ready = socket.connecting ? (this.#options.url.protocol === "https:" ? "secureConnect" : "connect") : null;
        if (ready === null) isConnected = true;
        else socket.once(ready, () => (isConnected = true));
      });
      request.on("error", (error: NodeJS.ErrnoException) => fail(error.code ?? error.message));
      request.on("close", () => deadline.abort());
      request.end(body);
    });
  }

  close(): void {
    this.#agent.destroy();
  }

  #settings(method: Method, body: string | undefined): RequestOptions {
    const { user, password } = this.#options;
    return {
      method,
      agent: this.#agent,
      headers: {
        accept: "application/json",
        ...(body === undefined
          ? {}
          : { "content-type": "application/json; charset=utf-8", "content-length": String(Buffer.byteLength(body)) }),
        ...(user === undefined
          ? {}
          : { authorization: `Basic ${Buffer.from(`${user}:${password?.reveal() ?? ""}`, "utf8").toString("base64")}` }),
      },
    };
  }
}

function readBody(answer: IncomingMessage, done: (text: string) => void, fail: (reason: string) => void): void {
  const chunks: Buffer[] = [];
  let bytes = 0;
  answer.on("data", (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes > MAX_BODY_BYTES) answer.destroy(new Error("answer too long"));
    else chunks.push(chunk);
  });
  answer.on("end", () => done(Buffer.concat(chunks).toString("utf8")));
  answer.on("error", (error) => fail(error.message));
  answer.on("aborted", () => fail("answer cut short"));
}
