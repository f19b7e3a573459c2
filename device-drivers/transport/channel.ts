import type { AppError } from "../../config/errors/index.ts";
import type { Result } from "../../config/result.ts";

/**
 * An open byte pipe to a device. A channel is single-use: after it is lost or closed, open a new one.
 * Nothing is queued across connections, so a stale document can never leave after a reconnect.
 */
export interface ByteChannel {
  /** Where it leads, for logs: `serial:/dev/ttyS0@115200`, `tcp:127.0.0.1:7778`. */
  readonly address: string;
  /** Resolves when the operating system has taken (serial: drained) all bytes. Fails with DEV… once the channel is gone. */
  write(bytes: Uint8Array): Promise<Result<void, AppError>>;
  /** The one receiver of incoming bytes. Bytes that arrive before it is set are kept, up to the channel's limit. */
  onData(receive: (bytes: Uint8Array) => void): void;
  /** Resolves once, with the reason (null = closed by us). Never rejects. */
  readonly closed: Promise<AppError | null>;
  close(): Promise<void>;
}

/** Makes one fresh channel; the supervisor calls it again after a loss. */
export type OpenChannel = () => Promise<Result<ByteChannel, AppError>>;
