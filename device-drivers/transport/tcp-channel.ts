import { createConnection, type Socket } from "node:net";
import type { Clock } from "../../config/clock.ts";
import { appError, type AppError } from "../../config/errors/index.ts";
import { err, ok, type Result } from "../../config/result.ts";
import type { ByteChannel } from "./channel.ts";
import { Closing } from "./closing.ts";
import { EARLY_BYTES_LIMIT, Inbox } from "./inbox.ts";
import { within } from "./within.ts";

export interface TcpChannelSettings {
  readonly host: string;
  readonly port: number;
  readonly connectTimeoutMs?: number;
  /** A write that the socket has not taken by then ends the channel with DEV106. */
  readonly writeTimeoutMs?: number;
}

const CONNECT_TIMEOUT_MS = 3_000;
const WRITE_TIMEOUT_MS = 5_000;
const CLOSE_TIMEOUT_MS = 2_000;
/** A dead peer on a quiet line is noticed by the system's keep-alive; the first probe goes after this. */
const KEEP_ALIVE_DELAY_MS = 10_000;

/** Connects to a network device. Fails with DEV108 (refused, no route, no such name) or DEV109 (silence). */
export async function openTcpChannel(settings: TcpChannelSettings, clock: Clock): Promise<Result<ByteChannel, AppError>> {
  const { host, port } = settings;
  const timeoutMs = settings.connectTimeoutMs ?? CONNECT_TIMEOUT_MS;
  const socket = createConnection({ host, port, noDelay: true, keepAlive: true, keepAliveInitialDelay: KEEP_ALIVE_DELAY_MS });
  const connected = new Promise<string>((resolve) => {
    socket.once("connect", () => resolve(""));
    socket.once("error", (error) => resolve(error.message));
  });
  const failure = await within(clock, timeoutMs, connected);
  if (failure === "") return ok(new TcpChannel(socket, `tcp:${host}:${port}`, clock, settings.writeTimeoutMs ?? WRITE_TIMEOUT_MS));
  socket.destroy();
  return err(failure === null ? appError("DEV109", { host, port, timeoutMs }) : appError("DEV108", { host, port, reason: failure }));
}

class TcpChannel implements ByteChannel {
  readonly address: string;
  readonly closed: Promise<AppError | null>;
  readonly #socket: Socket;
  readonly #clock: Clock;
  readonly #writeTimeoutMs: number;
  readonly #closing = new Closing();
  readonly #inbox = new Inbox(EARLY_BYTES_LIMIT);
  readonly #gone: Promise<void>;

  constructor(socket: Socket, address: string, clock: Clock, writeTimeoutMs: number) {
    this.#socket = socket;
    this.address = address;
    this.#clock = clock;
    this.#writeTimeoutMs = writeTimeoutMs;
    this.closed = this.#closing.closed;
    socket.setNoDelay(true);
    socket.on("data", (bytes: Buffer) => {
      if (this.#inbox.deliver(Uint8Array.from(bytes))) return;
      this.#closing.settle(appError("DEV110", { address, limitBytes: EARLY_BYTES_LIMIT }));
      socket.destroy();
    });
    socket.on("end", () => this.#closing.settle(appError("DEV113", { address })));
    socket.on("error", (error) => this.#closing.settle(appError("DEV105", { address, reason: error.message })));
    this.#gone = new Promise((resolve) => {
      socket.once("close", () => {
        this.#closing.settle(appError("DEV105", { address, reason: "socket closed" }));
        resolve();
      });
    });
  }

  onData(receive: (bytes: Uint8Array) => void): void {
    this.#inbox.attach(receive);
  }

  async write(bytes: Uint8Array): Promise<Result<void, AppError>> {
    const { address } = this;
    if (this.#closing.isClosed) return err(appError("DEV107", { address }));
    const sent = new Promise<string>((resolve) => {
      // Copied: the socket may hold the bytes after the caller reuses its buffer.
      this.#socket.write(Uint8Array.from(bytes), (error) => resolve(error ? error.message : ""));
    });
    const failure = await within(this.#clock, this.#writeTimeoutMs, sent);
    if (failure === "") return ok(undefined);
    const lost =
      failure === null
        ? appError("DEV106", { address, timeoutMs: this.#writeTimeoutMs })
        : appError("DEV105", { address, reason: failure });
    this.#closing.settle(lost);
    this.#socket.destroy();
    return err(lost);
  }

  async close(): Promise<void> {
    this.#closing.settle(null);
    // `end` lets what was written leave first; `destroy` right after a write can cut the tail of a document.
    this.#socket.end();
    await within(this.#clock, CLOSE_TIMEOUT_MS, this.#gone);
    this.#socket.destroy();
  }
}
