import { DOCUMENT_TASK } from "./atol-tasks.ts";
import { LineRelay, type SeveredLine } from "./severed-line.ts";

/** Which message of an exchange: the POST of a document's task, or the GET that asks for its result. */
export type Message = "post" | "result";

export type Mishap =
  /** The connection ends (or falls mute) after so many bytes of this message; nothing of it passes any more. */
  | { readonly kind: "cut"; readonly message: Message; readonly direction: "out" | "in"; readonly atByte: number; readonly isMute: boolean }
  /** The document's POST is done and answered with rubbish. */
  | { readonly kind: "garbage"; readonly task: RegExp }
  /** The document's POST does not reach the server; somebody before it says 503. */
  | { readonly kind: "unavailable"; readonly task: RegExp; times: number };

export type ArmedMishap = Mishap & { readonly task: RegExp };

/**
 * A cable between an HTTP client and its server that can be cut at any byte. It passes whole requests and whole answers, one at a
 * time, byte by byte as they are; only where a mishap waits for this very message it passes a part.
 */
export class HttpCutter {
  /** Ids of the requests that make documents, by which their results are known. */
  readonly #documentIds = new Set<string>();
  readonly #last = new Map<string, Buffer>();
  #traffic = { requests: 0, bytes: 0 };
  #mishap: ArmedMishap | null = null;
  #wasCut = false;
  #relay: LineRelay | null = null;

  static async start(target: number): Promise<HttpCutter> {
    const cutter = new HttpCutter();
    cutter.#relay = await LineRelay.start(target, (line) => {
      const cable = new Cable(line, cutter);
      line.client.on("data", (bytes: Buffer) => cable.fromClient(bytes));
      line.server.on("data", (bytes: Buffer) => cable.fromServer(bytes));
    });
    return cutter;
  }

  get port(): number {
    return this.#relay?.port ?? 0;
  }

  arm(mishap: ArmedMishap): void {
    this.#mishap = mishap;
    this.#wasCut = false;
  }

  /** The last mishap was a cut inside its message; if not, it is over all the same. */
  wasCut(): boolean {
    this.#mishap = null;
    return this.#wasCut;
  }

  /** The message met its cut. */
  noteCut(message: Buffer, atByte: number): void {
    this.#wasCut = atByte < message.length;
  }

  /** Bytes of the last such message that passed whole. */
  lengthOf(message: Message, direction: "out" | "in"): number {
    return this.lastOf(message, direction).length;
  }

  lastOf(message: Message, direction: "out" | "in"): Buffer {
    return this.#last.get(`${message} ${direction}`) ?? Buffer.alloc(0);
  }

  /** Requests and bytes of both directions since the last call. */
  takeTraffic(): { readonly requests: number; readonly bytes: number } {
    const taken = this.#traffic;
    this.#traffic = { requests: 0, bytes: 0 };
    return taken;
  }

  async stop(): Promise<void> {
    await this.#relay?.stop();
  }

  /** What this request is to the mishap that waits; learns the ids of documents on the way. */
  meet(request: Buffer): { readonly message: Message | null; readonly mishap: ArmedMishap | null } {
    const text = request.toString("utf8");
    const message = this.#messageOf(text);
    const mishap = this.#mishap;
    if (message === null || mishap === null) return { message, mishap: null };
    if (mishap.kind === "cut") return { message, mishap: mishap.message === message ? this.#take(mishap) : null };
    return { message, mishap: message === "post" ? this.#take(mishap) : null };
  }

  passed(message: Message | null, direction: "out" | "in", bytes: Buffer): void {
    this.#traffic.bytes += bytes.length;
    if (direction === "out") this.#traffic.requests += 1;
    if (message !== null) this.#last.set(`${message} ${direction}`, bytes);
  }

  #take(mishap: ArmedMishap): ArmedMishap {
    if (mishap.kind !== "unavailable" || --mishap.times <= 0) this.#mishap = null;
    return mishap;
  }

  #messageOf(text: string): Message | null {
    const asked = /^GET \S*\/requests\/([0-9a-f-]+)/.exec(text)?.[1];
    if (asked !== undefined) return this.#documentIds.has(asked) ? "result" : null;
    const task = this.#mishap?.task ?? DOCUMENT_TASK;
    const id = /"uuid":"([0-9a-f-]+)"/.exec(text)?.[1];
    if (id === undefined || !text.startsWith("POST ") || !task.test(text)) return null;
    this.#documentIds.add(id);
    return "post";
  }
}

/** One connection through the cutter. */
class Cable {
  readonly #line: SeveredLine;
  readonly #cutter: HttpCutter;
  #request = Buffer.alloc(0);
  #answer = Buffer.alloc(0);
  #message: Message | null = null;
  #mishap: ArmedMishap | null = null;

  constructor(line: SeveredLine, cutter: HttpCutter) {
    this.#line = line;
    this.#cutter = cutter;
  }

  fromClient(bytes: Buffer): void {
    if (this.#line.isDead) return;
    this.#request = Buffer.concat([this.#request, bytes]);
    if (messageLength(this.#request) === null) return;
    const request = this.#request;
    this.#request = Buffer.alloc(0);
    ({ message: this.#message, mishap: this.#mishap } = this.#cutter.meet(request));
    const mishap = this.#mishap;
    if (mishap?.kind === "unavailable") {
      this.#line.client.write("HTTP/1.1 503 Service Unavailable\r\ncontent-length: 0\r\n\r\n");
      return;
    }
    if (mishap?.kind === "cut" && mishap.direction === "out") {
      this.#cutter.noteCut(request, mishap.atByte);
      return this.#line.die(this.#line.server, request.subarray(0, mishap.atByte), mishap.isMute);
    }
    this.#cutter.passed(this.#message, "out", request);
    this.#line.server.write(request);
  }

  fromServer(bytes: Buffer): void {
    if (this.#line.isDead) return;
    this.#answer = Buffer.concat([this.#answer, bytes]);
    if (messageLength(this.#answer) === null) return;
    const answer = this.#answer;
    this.#answer = Buffer.alloc(0);
    const mishap = this.#mishap;
    this.#mishap = null;
    if (mishap?.kind === "cut") {
      this.#cutter.noteCut(answer, mishap.atByte);
      return this.#line.die(this.#line.client, answer.subarray(0, mishap.atByte), mishap.isMute);
    }
    this.#cutter.passed(this.#message, "in", answer);
    this.#line.client.write(mishap?.kind === "garbage" ? "HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\n<html>{]}" : answer);
  }
}

/** Bytes of a whole HTTP message at the start of the buffer; null while some are missing. */
function messageLength(buffer: Buffer): number | null {
  const headEnd = buffer.indexOf("\r\n\r\n");
  if (headEnd < 0) return null;
  const head = buffer.subarray(0, headEnd).toString("latin1").toLowerCase();
  const bodyStart = headEnd + 4;
  if (/\r\ntransfer-encoding: *chunked/.test(head)) {
    const end = buffer.indexOf("0\r\n\r\n", bodyStart);
    return end < 0 ? null : end + 5;
  }
  const length = Number(/\r\ncontent-length: *(\d+)/.exec(head)?.[1] ?? 0);
  return buffer.length >= bodyStart + length ? bodyStart + length : null;
}
