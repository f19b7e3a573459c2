import { connect, type Socket } from "node:net";
import { frame } from "./host-bytes.ts";
import { unframe } from "./host.ts";

const ACK = 0x06;
const FILLER = 0xff;
const TIMEOUT_MS = 10_000;

/** A till's end of a real TCP connection in tests. */
export class TcpHost {
  readonly #socket: Socket;
  #buffer: number[] = [];
  #wake: () => void = () => {};
  #closed = false;

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.on("data", (bytes: Buffer) => {
      this.#buffer.push(...bytes);
      this.#wake();
    });
    socket.on("error", () => {});
    socket.on("close", () => {
      this.#closed = true;
      this.#wake();
    });
  }

  static connect(port: number): Promise<TcpHost> {
    return new Promise((resolve, reject) => {
      const socket = connect({ host: "127.0.0.1", port, noDelay: true }, () => resolve(new TcpHost(socket)));
      socket.once("error", reject);
    });
  }

  write(...bytes: number[]): void {
    this.#socket.write(Uint8Array.from(bytes));
  }

  /** The next byte; null when the device ended the session. */
  async byte(): Promise<number | null> {
    const deadline = performance.now() + TIMEOUT_MS;
    while (this.#buffer.length === 0) {
      if (this.#closed) return null;
      const left = deadline - performance.now();
      if (left <= 0) throw new Error("nothing came");
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, left);
        this.#wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
    return this.#buffer.shift() ?? null;
  }

  /** A whole exchange; null when the session ended on the way. */
  async send(payload: Uint8Array): Promise<Uint8Array | null> {
    this.write(...frame(payload));
    const first = await this.byte();
    if (first === null) return null;
    if (first !== ACK) throw new Error(`no ACK but ${first}`);
    return this.answer();
  }

  /** Reads a frame, confirms it, takes the extra FFh. */
  async answer(): Promise<Uint8Array | null> {
    const bytes: number[] = [];
    while (bytes.length < 2 || bytes.length < (bytes[1] ?? 0) + 3) {
      const next = await this.byte();
      if (next === null) return null;
      bytes.push(next);
    }
    this.write(ACK);
    const filler = await this.byte();
    if (filler !== null && filler !== FILLER) throw new Error(`no FFh but ${filler}`);
    return unframe(bytes);
  }

  close(): void {
    this.#socket.destroy();
  }
}
