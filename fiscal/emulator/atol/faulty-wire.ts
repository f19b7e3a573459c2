import type { Socket } from "node:net";
import { Duplex } from "node:stream";
import type { FaultBox } from "./faults.ts";

const MAX_FIRST_LINE = 8192;
const LINE_END = 0x0a;

/** "POST /requests" of a first line; ids in the path fall off. */
export function routeOf(method: string, path: string): string {
  const [first = ""] = path.replace(/^\/api\/v2\//, "").split(/[/?]/);
  return `${method} /${first}`;
}

/**
 * A connection between the network and the HTTP server, which may be cut at any byte of the request or of the answer. The
 * first line of a request is held back until it is whole, because it says which faults wait for it.
 */
export class FaultyWire extends Duplex {
  readonly #socket: Socket;
  readonly #faults: FaultBox;
  #head = Buffer.alloc(0);
  #isReadingHead = true;
  #hasAnswered = false;
  #inLeft = Number.POSITIVE_INFINITY;
  #outLeft = Number.POSITIVE_INFINITY;

  constructor(socket: Socket, faults: FaultBox) {
    super({ allowHalfOpen: true });
    this.#socket = socket;
    this.#faults = faults;
    // Head and body of an answer are written apart: the body would wait for an acknowledgement of the head.
    socket.setNoDelay(true);
    socket.on("data", (chunk: Buffer) => this.#received(chunk));
    socket.on("end", () => this.push(null));
    socket.on("error", () => this.destroy());
    socket.on("close", () => this.destroy());
  }

  #received(chunk: Buffer): void {
    if (this.#hasAnswered) {
      this.#isReadingHead = true;
      this.#hasAnswered = false;
      this.#inLeft = Number.POSITIVE_INFINITY;
      this.#outLeft = Number.POSITIVE_INFINITY;
    }
    if (!this.#isReadingHead) return this.#pass(chunk);
    this.#head = Buffer.concat([this.#head, chunk]);
    if (!this.#head.includes(LINE_END) && this.#head.length < MAX_FIRST_LINE) return;
    const [method = "", path = ""] = this.#head
      .subarray(0, MAX_FIRST_LINE)
      .toString("latin1")
      .split(/[ \r\n]/);
    const route = routeOf(method, path);
    this.#inLeft = this.#faults.strike("cut", route, (fault) => fault.direction === "in")?.atByte ?? Number.POSITIVE_INFINITY;
    this.#outLeft = this.#faults.strike("cut", route, (fault) => fault.direction === "out")?.atByte ?? Number.POSITIVE_INFINITY;
    const whole = this.#head;
    this.#head = Buffer.alloc(0);
    this.#isReadingHead = false;
    this.#pass(whole);
  }

  #pass(chunk: Buffer): void {
    const passed = chunk.subarray(0, Math.min(chunk.length, this.#inLeft));
    this.#inLeft -= passed.length;
    if (passed.length > 0) this.push(passed);
    if (this.#inLeft <= 0) this.#socket.destroy();
  }

  override _read(): void {
    this.#socket.resume();
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    this.#hasAnswered = true;
    const passed = chunk.subarray(0, Math.min(chunk.length, this.#outLeft));
    this.#outLeft -= passed.length;
    if (this.#outLeft > 0) return void this.#socket.write(passed, done);
    this.#socket.write(passed, () => this.#socket.destroy());
    done();
  }

  override _final(done: (error?: Error | null) => void): void {
    this.#socket.end(() => done());
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    this.#socket.destroy();
    done(error);
  }

  /** Node's HTTP server calls these on whatever it is given. */
  readonly setTimeout = (): this => this;
  readonly setNoDelay = (): this => this;
  readonly setKeepAlive = (): this => this;
}
