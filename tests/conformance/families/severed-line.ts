import { connect, createServer, type AddressInfo, type Server, type Socket } from "node:net";

/** The two ends of one connection through a cutter. */
export class SeveredLine {
  readonly client: Socket;
  readonly server: Socket;
  /** Nothing passes any more. */
  isDead = false;

  constructor(client: Socket, server: Socket) {
    this.client = client;
    this.server = server;
  }

  /** The last bytes leave on one side, then the line is gone on both, or stays up and passes nothing. */
  die(towards: Socket, last: Buffer, isMute: boolean): void {
    this.isDead = true;
    const end = (): void => {
      if (isMute) return;
      this.client.destroy();
      this.server.destroy();
    };
    if (last.length === 0) end();
    else towards.write(last, end);
  }
}

/** Stands before a server; what passes on each connection is for `carry` to pass. */
export class LineRelay {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  #connections = 0;

  private constructor(server: Server) {
    this.#server = server;
  }

  static start(target: number, carry: (line: SeveredLine) => void): Promise<LineRelay> {
    return new Promise((resolve, reject) => {
      const server = createServer({ noDelay: true });
      const relay = new LineRelay(server);
      server.on("connection", (client) => carry(relay.#join(client, target)));
      server.once("error", reject);
      server.listen(0, "127.0.0.1", () => resolve(relay));
    });
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** How often somebody has dialled. */
  get connections(): number {
    return this.#connections;
  }

  async stop(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise<void>((closed) => this.#server.close(() => closed()));
  }

  /** An end that goes takes the other one with it. */
  #join(client: Socket, target: number): SeveredLine {
    this.#connections++;
    const server = connect(target, "127.0.0.1");
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
    return new SeveredLine(client, server);
  }
}
