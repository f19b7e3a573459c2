import { read as fsRead, write as fsWrite } from "node:fs";
import { promisify } from "node:util";

/*
 * The only file that touches the serialport package, and only its operating-system binding (bindings-cpp 13.0.1).
 * Its stream class is left aside: it queues writes of a closed port and sends them after the next opening.
 *
 * On POSIX systems reading and writing go past the binding too, straight to the open file, for two faults seen there:
 * - a port that hung up answers `read` with 0 bytes; the binding reads again at once, for ever, at full processor
 *   load, and never reports the loss (about one unplug in five on a pseudo-terminal);
 * - its poller arms only the event asked for last, so a writer that waits for room sleeps for ever as soon as the
 *   reader begins to wait for data.
 */

export interface SerialLineSettings {
  /** `/dev/ttyUSB0`, `/dev/serial/by-id/…`, `COM3`. */
  readonly path: string;
  readonly baudRate: number;
  readonly dataBits: 7 | 8;
  readonly stopBits: 1 | 2;
  readonly parity: "none" | "even" | "odd";
  readonly flowControl: "none" | "rts-cts" | "xon-xoff";
}

/** An open, exclusively locked port. Every method rejects with the binding's or the system's Error. */
export interface SerialHandle {
  /** At least one byte; rejects when the port hung up or was closed. */
  read(into: Buffer): Promise<number>;
  /** One call at a time. Resolves when the driver's queue took all bytes. */
  write(bytes: Uint8Array): Promise<void>;
  /** Resolves when the bytes have left for the wire. Pending for ever when the peer holds the line. */
  drain(): Promise<void>;
  /** Throws away what was not sent and not read. */
  discard(): Promise<void>;
  close(): Promise<void>;
}

/** What the binding tells of one port; fields the system does not know are absent. */
export interface BoundPortInfo {
  readonly path: string;
  readonly manufacturer?: string;
  readonly serialNumber?: string;
  readonly vendorId?: string;
  readonly productId?: string;
}

/* The package's own types need a file its exports hide, and become `any`; these are the members used here. */
interface BindingPort {
  read(into: Buffer, offset: number, length: number): Promise<{ bytesRead: number }>;
  write(bytes: Buffer): Promise<void>;
  drain(): Promise<void>;
  flush(): Promise<void>;
  close(): Promise<void>;
}
interface PosixPort extends BindingPort {
  /** null once closed. */
  readonly fd: number | null;
  readonly poller: { once(event: PollEvent, ready: (error: Error | null) => void): unknown; poll(flags: number): void };
}
interface SystemBinding {
  open(options: object): Promise<BindingPort>;
  list(): Promise<readonly { path: string; manufacturer?: string; serialNumber?: string; vendorId?: string; productId?: string }[]>;
}

/** libuv's poll flags, as the binding's poller takes them. */
const POLL_FLAGS = { readable: 1, writable: 2 } as const;
type PollEvent = keyof typeof POLL_FLAGS;

/** Loaded with the first port and without the package's parsers and mock: the whole takes a tenth of a till's start. */
async function systemBinding(): Promise<SystemBinding> {
  const { SerialPort } = await import("serialport/dist/serialport.js");
  return SerialPort.binding;
}

export async function openSerialHandle(settings: SerialLineSettings): Promise<SerialHandle> {
  const binding = await systemBinding();
  const port = await binding.open({
    path: settings.path,
    baudRate: settings.baudRate,
    dataBits: settings.dataBits,
    stopBits: settings.stopBits,
    parity: settings.parity,
    rtscts: settings.flowControl === "rts-cts",
    xon: settings.flowControl === "xon-xoff",
    xoff: settings.flowControl === "xon-xoff",
    xany: false,
    lock: true,
    // Dropping DTR at close resets some KKT and scanners.
    hupcl: false,
  });
  const io = isPosix(port) ? posixIo(port) : bindingIo(port);
  return { ...io, drain: () => port.drain(), discard: () => port.flush(), close: () => port.close() };
}

export async function listBoundPorts(): Promise<BoundPortInfo[]> {
  const binding = await systemBinding();
  const ports = await binding.list();
  return ports.map((port) => ({
    path: port.path,
    ...(port.manufacturer === undefined ? {} : { manufacturer: port.manufacturer }),
    ...(port.serialNumber === undefined ? {} : { serialNumber: port.serialNumber }),
    ...(port.vendorId === undefined ? {} : { vendorId: port.vendorId }),
    ...(port.productId === undefined ? {} : { productId: port.productId }),
  }));
}

function isPosix(port: BindingPort): port is PosixPort {
  return "poller" in port && process.platform !== "win32";
}

function bindingIo(port: BindingPort): Pick<SerialHandle, "read" | "write"> {
  return {
    read: async (into) => (await port.read(into, 0, into.length)).bytesRead,
    write: (bytes) => port.write(asBuffer(bytes)),
  };
}

const readFile = promisify(fsRead);
const writeFile = promisify(fsWrite);

function posixIo(port: PosixPort): Pick<SerialHandle, "read" | "write"> {
  const waiting = new Set<PollEvent>();
  const ready = (event: PollEvent): Promise<void> =>
    new Promise((resolve, reject) => {
      if (port.fd === null) return reject(new Error("port closed"));
      waiting.add(event);
      port.poller.once(event, (error) => {
        waiting.delete(event);
        if (error) reject(error);
        else resolve();
      });
      // `once` armed this event alone; arm whatever the other direction waits for as well.
      port.poller.poll([...waiting].reduce((flags, name) => flags | POLL_FLAGS[name], 0));
    });
  const openFile = (): number => {
    if (port.fd === null) throw new Error("port closed");
    return port.fd;
  };
  return {
    read: async (into) => {
      for (;;) {
        const count = await attempt(() => readFile(openFile(), into, 0, into.length, null));
        if (count === null) await ready("readable");
        else if (count.bytesRead === 0) throw new Error("hang-up");
        else return count.bytesRead;
      }
    },
    write: async (bytes) => {
      let sent = 0;
      while (sent < bytes.length) {
        const count = await attempt(() => writeFile(openFile(), bytes, sent, bytes.length - sent));
        if (count === null) await ready("writable");
        else sent += count.bytesWritten;
      }
    },
  };
}

/** null when the call would have had to wait. */
async function attempt<T>(call: () => Promise<T>): Promise<T | null> {
  try {
    return await call();
  } catch (error) {
    if (error instanceof Error && "code" in error && (error.code === "EAGAIN" || error.code === "EINTR")) return null;
    throw error;
  }
}

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
