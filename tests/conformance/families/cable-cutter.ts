import { connect, createServer, type AddressInfo, type Server, type Socket } from "node:net";
import { DOCUMENT_TASK } from "./atol-tasks.ts";

const LENGTH_BYTES = 4;
/** Error code 0, and no JSON. */
const RUBBISH = "<html>{]";

export type CableMishap =
  /** The connection ends (or falls mute) after so many bytes of the task or of its answer; nothing of them passes any more. */
  | { readonly kind: "cut"; readonly task: RegExp; readonly direction: "out" | "in"; readonly atByte: number; readonly isMute: boolean }
  /** The task is done, and rubbish comes in place of its result. */
  | { readonly kind: "garbage"; readonly task: RegExp }
  /** A length that no answer has. */
  | { readonly kind: "absurd"; readonly task: RegExp }
  /** The connection ends before the task, again and again. */
  | { readonly kind: "not-taken"; readonly task: RegExp; times: number };

/** The line between the driver's library and the registrar, which can be cut at any byte of a task or of its answer. */
export class CableCutter {
  readonly #server: Server;
  readonly #target: number;
  readonly #sockets = new Set<Socket>();
  readonly #lengths = { out: 0, in: 0 };
  #mishap: CableMishap | null = null;
  #connections = 0;

  private constructor(server: Server, target: number) {
    this.#server = server;
    this.#target = target;
  }

  static start(target: number): Promise<CableCutter> {
    return new Promise((resolve, reject) => {
      const server = createServer({ noDelay: true });
      const cutter = new CableCutter(server, target);
      server.on("connection", (socket) => cutter.#serve(socket));
      server.once("error", reject);
      server.listen(0, "127.0.0.1", () => resolve(cutter));
    });
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** How often the library has dialled. */
  get connections(): number {
    return this.#connections;
  }

  arm(mishap: CableMishap): void {
    this.#mishap = mishap;
  }

  /** Bytes of the last document's task, or of its answer, that passed whole. */
  lengthOf(direction: "out" | "in"): number {
    return this.#lengths[direction];
  }

  async stop(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise<void>((closed) => this.#server.close(() => closed()));
  }

  /** Takes the mishap that waits for this task. */
  meet(task: string): CableMishap | null {
    const mishap = this.#mishap;
    if (mishap === null || !mishap.task.test(task)) return null;
    if (mishap.kind !== "not-taken" || --mishap.times <= 0) this.#mishap = null;
    return mishap;
  }

  passed(direction: "out" | "in", length: number): void {
    this.#lengths[direction] = length;
  }

  #serve(client: Socket): void {
    this.#connections++;
    const server = connect(this.#target, "127.0.0.1");
    server.setNoDelay(true);
    for (const [one, other] of [
      [client, server],
      [server, client],
    ] as const) {
      this.#sockets.add(one);
      one.on("error", () => other.destroy());
      one.on("close", () => {
        this.#sockets.delete(one);
        other.destroy();
      });
    }
    new Cable(client, server, this).carry();
  }
}

/** One connection through the cutter: whole tasks one way, whole answers the other. */
class Cable {
  readonly #client: Socket;
  readonly #server: Socket;
  readonly #cutter: CableCutter;
  #mishap: CableMishap | null = null;
  #isDocument = false;
  #isDead = false;

  constructor(client: Socket, server: Socket, cutter: CableCutter) {
    this.#client = client;
    this.#server = server;
    this.#cutter = cutter;
  }

  carry(): void {
    this.#client.on(
      "data",
      frames((task) => this.#task(task)),
    );
    this.#server.on(
      "data",
      frames((answer) => this.#answer(answer)),
    );
  }

  #task(frame: Buffer): void {
    if (this.#isDead) return;
    const task = frame.toString("utf8", LENGTH_BYTES);
    this.#isDocument = DOCUMENT_TASK.test(task);
    const mishap = this.#cutter.meet(task);
    if (mishap?.kind === "not-taken") return this.#die(this.#server, Buffer.alloc(0), false);
    if (mishap?.kind === "cut" && mishap.direction === "out")
      return this.#die(this.#server, frame.subarray(0, mishap.atByte), mishap.isMute);
    this.#mishap = mishap;
    if (this.#isDocument) this.#cutter.passed("out", frame.length);
    this.#server.write(frame);
  }

  #answer(frame: Buffer): void {
    if (this.#isDead) return;
    const mishap = this.#mishap;
    this.#mishap = null;
    if (mishap?.kind === "cut") return this.#die(this.#client, frame.subarray(0, mishap.atByte), mishap.isMute);
    if (mishap?.kind === "absurd") return void this.#client.write(Buffer.alloc(LENGTH_BYTES, 0xff));
    if (this.#isDocument) this.#cutter.passed("in", frame.length);
    this.#client.write(mishap?.kind === "garbage" ? answerOf(RUBBISH) : frame);
  }

  /** The last bytes leave on one side, then the line is gone on both, or stays up and passes nothing. */
  #die(towards: Socket, last: Buffer, isMute: boolean): void {
    this.#isDead = true;
    const end = (): void => {
      if (isMute) return;
      this.#client.destroy();
      this.#server.destroy();
    };
    if (last.length === 0) end();
    else towards.write(last, end);
  }
}

function answerOf(text: string): Buffer {
  const head = Buffer.alloc(LENGTH_BYTES + LENGTH_BYTES);
  head.writeUInt32BE(LENGTH_BYTES + text.length, 0);
  return Buffer.concat([head, Buffer.from(text)]);
}

/** Whole messages, each with the length before it. */
function frames(take: (frame: Buffer) => void): (bytes: Buffer) => void {
  let unread = Buffer.alloc(0);
  return (bytes) => {
    unread = Buffer.concat([unread, bytes]);
    while (unread.length >= LENGTH_BYTES && unread.length >= LENGTH_BYTES + unread.readUInt32BE(0)) {
      const end = LENGTH_BYTES + unread.readUInt32BE(0);
      const frame = unread.subarray(0, end);
      unread = unread.subarray(end);
      take(frame);
    }
  };
}
