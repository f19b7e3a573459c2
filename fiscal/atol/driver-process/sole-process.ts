import { createHash } from "node:crypto";
import { createServer } from "node:net";

/**
 * One process of the driver for each device. A till that is killed leaves a process behind that ends its task first; while that one
 * lives, the next till must not judge what became of it. The mark is a name that a process listens on: the system gives it up with
 * the process, however that ends.
 */
export type ClaimDevice = (address: string) => Promise<boolean>;

/** False: another process has the device. Held until this process ends; a system without such names always grants it. */
export async function claimDevice(address: string): Promise<boolean> {
  const path = nameOf(address);
  if (path === null) return true;
  const server = createServer((socket) => socket.destroy());
  return new Promise((resolve) => {
    server.once("error", () => resolve(false));
    server.listen({ path }, () => {
      server.unref();
      resolve(true);
    });
  });
}

/** Linux: a socket of the abstract namespace, without a file; Windows: a named pipe. */
function nameOf(address: string): string | null {
  const name = `iteem-till-atol-${createHash("sha256").update(address).digest("hex").slice(0, 32)}`;
  if (process.platform === "linux") return `\0${name}`;
  return process.platform === "win32" ? `\\\\.\\pipe\\${name}` : null;
}
