import type { Clock } from "../../config/clock.ts";
import { errorMessage } from "../../config/error-message.ts";
import { appError, type AppError } from "../../config/errors/index.ts";
import { err, ok, type Result } from "../../config/result.ts";
import type { ByteChannel } from "./channel.ts";
import { Closing } from "./closing.ts";
import { EARLY_BYTES_LIMIT, Inbox } from "./inbox.ts";
import { openSerialHandle, type SerialHandle, type SerialLineSettings } from "./serial-binding.ts";
import { within } from "./within.ts";

export interface SerialChannelSettings {
  readonly path: string;
  readonly baudRate: number;
  /** Absent: 8 data bits, no parity, 1 stop bit, no flow control. */
  readonly dataBits?: 7 | 8;
  readonly stopBits?: 1 | 2;
  readonly parity?: "none" | "even" | "odd";
  readonly flowControl?: "none" | "rts-cts" | "xon-xoff";
  /** A write that the line has not taken by then ends the channel with DEV106. */
  readonly writeTimeoutMs?: number;
}

const WRITE_TIMEOUT_MS = 5_000;
const OPEN_TIMEOUT_MS = 10_000;
const CLOSE_TIMEOUT_MS = 2_000;
const READ_CHUNK_BYTES = 16 * 1024;

/**
 * Opens a serial port (RS-232, USB-COM) for one connection, with an exclusive lock.
 * Fails with DEV101 (no such port), DEV102 (taken), DEV103 (no rights), DEV104 (anything else).
 */
export async function openSerialChannel(settings: SerialChannelSettings, clock: Clock): Promise<Result<ByteChannel, AppError>> {
  const line: SerialLineSettings = {
    path: settings.path,
    baudRate: settings.baudRate,
    dataBits: settings.dataBits ?? 8,
    stopBits: settings.stopBits ?? 1,
    parity: settings.parity ?? "none",
    flowControl: settings.flowControl ?? "none",
  };
  const opening = openSerialHandle(line);
  try {
    const handle = await within(clock, OPEN_TIMEOUT_MS, opening);
    if (handle === null) {
      // The system may still hand the port over later; do not keep its lock then.
      opening.then((late) => late.close()).catch(() => {});
      return err(appError("DEV104", { port: line.path, reason: `not opened in ${OPEN_TIMEOUT_MS} ms` }));
    }
    return ok(new SerialChannel(handle, line, clock, settings.writeTimeoutMs ?? WRITE_TIMEOUT_MS));
  } catch (error) {
    return err(openFailure(line.path, errorMessage(error)));
  }
}

/** The binding gives no codes, only the system's words ("Error: Permission denied, cannot open /dev/ttyS0"). */
export function openFailure(port: string, message: string): AppError {
  if (/No such file|No such device|File not found/i.test(message)) return appError("DEV101", { port });
  if (/lock port|temporarily unavailable|resource busy|Access denied/i.test(message)) return appError("DEV102", { port });
  if (/Permission denied|Operation not permitted/i.test(message)) return appError("DEV103", { port });
  return appError("DEV104", { port, reason: message });
}

class SerialChannel implements ByteChannel {
  readonly address: string;
  readonly closed: Promise<AppError | null>;
  readonly #handle: SerialHandle;
  readonly #clock: Clock;
  readonly #writeTimeoutMs: number;
  readonly #closing = new Closing();
  readonly #inbox = new Inbox(EARLY_BYTES_LIMIT);
  #lastWrite: Promise<unknown> = Promise.resolve();
  #released: Promise<void> | null = null;

  constructor(handle: SerialHandle, line: SerialLineSettings, clock: Clock, writeTimeoutMs: number) {
    this.#handle = handle;
    this.#clock = clock;
    this.#writeTimeoutMs = writeTimeoutMs;
    this.address = `serial:${line.path}@${line.baudRate}`;
    this.closed = this.#closing.closed;
    void this.#receive();
  }

  onData(receive: (bytes: Uint8Array) => void): void {
    this.#inbox.attach(receive);
  }

  write(bytes: Uint8Array): Promise<Result<void, AppError>> {
    const result = this.#lastWrite.then(() => this.#writeNow(bytes));
    this.#lastWrite = result;
    return result;
  }

  async close(): Promise<void> {
    this.#closing.settle(null);
    await this.#release();
  }

  async #writeNow(bytes: Uint8Array): Promise<Result<void, AppError>> {
    const { address } = this;
    if (this.#closing.isClosed) return err(appError("DEV107", { address }));
    try {
      const sent = this.#handle.write(bytes).then(() => this.#handle.drain());
      if (
        (await within(
          this.#clock,
          this.#writeTimeoutMs,
          sent.then(() => true),
        )) === true
      )
        return ok(undefined);
      const stuck = appError("DEV106", { address, timeoutMs: this.#writeTimeoutMs });
      this.#closing.settle(stuck);
      // Without this the system keeps the port, and a later opening, waiting for the stuck bytes.
      await this.#handle.discard().catch(() => {});
      await this.#release();
      return err(stuck);
    } catch (error) {
      return err(this.#lose(errorMessage(error)));
    }
  }

  async #receive(): Promise<void> {
    const buffer = Buffer.alloc(READ_CHUNK_BYTES);
    while (!this.#closing.isClosed) {
      let count: number;
      try {
        count = await this.#handle.read(buffer);
      } catch (error) {
        if (!this.#closing.isClosed) this.#lose(errorMessage(error));
        return;
      }
      if (this.#inbox.deliver(Uint8Array.from(buffer.subarray(0, count)))) continue;
      this.#closing.settle(appError("DEV110", { address: this.address, limitBytes: EARLY_BYTES_LIMIT }));
      await this.#release();
    }
  }

  #lose(reason: string): AppError {
    const lost = appError("DEV105", { address: this.address, reason });
    this.#closing.settle(lost);
    void this.#release();
    return lost;
  }

  /** Gives the port back to the system. A port that is gone fails here, which is no news. */
  #release(): Promise<void> {
    this.#released ??= within(this.#clock, CLOSE_TIMEOUT_MS, this.#handle.close()).then(
      () => {},
      () => {},
    );
    return this.#released;
  }
}
