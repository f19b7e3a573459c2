import { SerialPort } from "serialport";

const TIMEOUT_MS = 10_000;

export interface SerialHost {
  /** Writes, then waits for so many bytes. */
  exchange(bytes: readonly number[], expected: number): Promise<number[]>;
  close(): Promise<void>;
}

/** A till's end of a serial line in tests, on the same library as production. */
export function openSerialPort(path: string): Promise<SerialHost> {
  return new Promise((resolve, reject) => {
    const port = new SerialPort({ path, baudRate: 115_200, autoOpen: false });
    let buffer: number[] = [];
    let wake = (): void => {};
    port.on("data", (chunk: Buffer) => {
      buffer.push(...chunk);
      wake();
    });
    port.open((error) => {
      if (error) return reject(error);
      resolve({
        exchange: async (bytes, expected) => {
          const deadline = performance.now() + TIMEOUT_MS;
          port.write(Buffer.from(bytes));
          while (buffer.length < expected) {
            if (performance.now() > deadline) throw new Error(`only ${buffer.length} of ${expected} bytes came`);
            await new Promise<void>((next) => {
              const timer = setTimeout(next, deadline - performance.now());
              wake = () => {
                clearTimeout(timer);
                next();
              };
            });
          }
          const taken = buffer.slice(0, expected);
          buffer = buffer.slice(expected);
          return taken;
        },
        close: () => new Promise((closed) => port.close(() => closed())),
      });
    });
  });
}
