import { createServer, type AddressInfo, type Socket } from "node:net";
import type { Log } from "../../../../config/log.ts";
import { ok } from "../../../../config/result.ts";
import { DRIVER_CODE, driverError } from "../driver-error.ts";
import type { DriverLink } from "../driver-link.ts";
import { isObject } from "../field-reader.ts";
import type { TaskOutcome } from "../task.ts";

const LENGTH_BYTES = 4;
const MAX_TASK_BYTES = 8 * 1024 * 1024;

export interface DriverCable {
  readonly port: number;
  close(): Promise<void>;
}

export interface DriverCableOptions {
  readonly link: DriverLink;
  readonly log: Log;
  readonly host: string;
}

/**
 * The registrar's end of the line that the driver's library of this folder (`libfptr10.c`) talks on. A request: length of the rest (4
 * bytes, big endian), a JSON task in UTF-8; an empty one asks who is there. The answer: length, the driver's error code (4 bytes), the
 * result as JSON or the error's description. A registrar without power or with its line down answers nothing: the connection ends.
 * `port` 0: any free one; rejects when it is taken.
 */
export function startDriverCable(options: DriverCableOptions, port: number): Promise<DriverCable> {
  const sockets = new Set<Socket>();
  const server = createServer({ noDelay: true }, (socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
    socket.on("error", () => {}); // told by "close"
    new CableEnd(socket, options).listen();
  });
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, options.host, () => {
      server.off("error", reject);
      server.on("error", (error) => options.log.error({ error }, "driver's cable"));
      resolve({
        port: (server.address() as AddressInfo).port,
        close: () =>
          new Promise((closed) => {
            server.close(() => closed());
            for (const socket of sockets) socket.destroy();
          }),
      });
    });
  });
}

class CableEnd {
  readonly #socket: Socket;
  readonly #o: DriverCableOptions;
  #unread = Buffer.alloc(0);
  #work: Promise<void> = Promise.resolve();

  constructor(socket: Socket, options: DriverCableOptions) {
    this.#socket = socket;
    this.#o = options;
  }

  listen(): void {
    this.#socket.on("data", (bytes: Buffer) => this.#read(bytes));
  }

  #read(bytes: Buffer): void {
    this.#unread = Buffer.concat([this.#unread, bytes]);
    while (this.#unread.length >= LENGTH_BYTES) {
      const length = this.#unread.readUInt32BE(0);
      if (length > MAX_TASK_BYTES) return void this.#socket.destroy();
      const end = LENGTH_BYTES + length;
      if (this.#unread.length < end) return;
      const task = this.#unread.subarray(LENGTH_BYTES, end).toString("utf8");
      this.#unread = this.#unread.subarray(end);
      this.#work = this.#work
        .then(() => this.#answer(task))
        .catch((error: unknown) => {
          this.#o.log.error({ error }, "a task of the driver's cable failed");
          this.#socket.destroy();
        });
    }
  }

  async #answer(task: string): Promise<void> {
    const { link } = this.#o;
    // A registrar that is busy answers nobody, not even who it is.
    const outcome = await (task === "" ? link.serial(async () => ok(link.kkt.profile.modelName)) : this.#run(task));
    if (!link.isUp) return void this.#socket.destroy();
    const [code, text] = outcome.ok ? [DRIVER_CODE.ok, JSON.stringify(outcome.value)] : [outcome.error.code, outcome.error.description];
    const head = Buffer.alloc(LENGTH_BYTES + LENGTH_BYTES);
    head.writeUInt32BE(LENGTH_BYTES + Buffer.byteLength(text), 0);
    head.writeUInt32BE(code, LENGTH_BYTES);
    this.#socket.write(Buffer.concat([head, Buffer.from(text)]));
  }

  /** What came whole is done, whether or not somebody still waits for the answer. */
  async #run(text: string): Promise<TaskOutcome> {
    let task: unknown;
    try {
      task = JSON.parse(text);
    } catch {
      task = null;
    }
    return isObject(task) ? this.#o.link.process(task) : { ok: false, error: driverError(DRIVER_CODE.taskMalformed) };
  }
}
