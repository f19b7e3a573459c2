import { createServer, type AddressInfo, type Socket } from "node:net";
import type { Clock } from "../../../../config/clock.ts";
import type { Log } from "../../../../config/log.ts";
import type { KktMachine } from "../kkt-machine.ts";
import { Pump } from "./pump.ts";

export interface TcpPort {
  readonly port: number;
  close(): Promise<void>;
}

/**
 * The registrar's TCP server: one session at a time; a new one takes the place of the old, as a host that lost its
 * connection expects, or is let go at once, as the profile says. Nobody is let in while the power is off.
 */
export function openTcpPort(machine: KktMachine, host: string, port: number, clock: Clock, log: Log): Promise<TcpPort> {
  const peer = machine.attach("tcp");
  let current: { readonly socket: Socket; readonly pump: Pump } | null = null;

  const leave = (session: typeof current): void => {
    if (session === null || current !== session) return;
    current = null;
    session.pump.stop();
    session.socket.destroy();
    peer.disconnected();
  };

  const server = createServer({ noDelay: true }, (socket) => {
    if (current !== null && machine.kkt.profile.secondSession === "refused") {
      socket.on("error", () => {});
      socket.destroy();
      return;
    }
    leave(current);
    socket.on("error", (error) => log.debug({ error }, "tcp session"));
    // Nobody else may be there to notice that the power is back.
    machine.wake();
    if (!machine.kkt.powered) {
      socket.destroy();
      return;
    }
    const pump = new Pump(peer, clock, {
      write: (bytes) => void socket.write(bytes),
      end: () => socket.end(() => leave(session)),
    });
    const session = { socket, pump };
    current = session;
    socket.on("data", (bytes: Buffer) => pump.receive(bytes));
    socket.on("close", () => leave(session));
  });
  machine.onLineLost(() => {
    if (current?.pump.serving !== true) leave(current);
  });

  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, () => {
      server.off("error", reject);
      server.on("error", (error) => log.error({ error }, "tcp port"));
      resolve({
        port: (server.address() as AddressInfo).port,
        close: () =>
          new Promise((closed) => {
            leave(current);
            server.close(() => closed());
          }),
      });
    });
  });
}
