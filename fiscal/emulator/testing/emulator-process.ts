/** A process of its own for tests that kill it: `emulator-process.ts DATA_DIR`; prints one JSON line with its addresses. */
import { tryStartKktEmulator } from "../kkt-emulator.ts";

const dataDir = process.argv[2];
if (dataDir === undefined) throw new Error("usage: emulator-process.ts DATA_DIR");
const started = await tryStartKktEmulator({ dataDir });
const line = started.ok ? { tcp: `127.0.0.1:${started.value.tcpPort}` } : started.error;
process.stdout.write(`${JSON.stringify(line)}\n`);
