/** An emulated registrar in a process of its own: `registrar-process.ts`; prints one JSON line with its port, ends with its input. */
import { startKktEmulator } from "../../fiscal/emulator/index.ts";

const emulator = await startKktEmulator({ dataDir: null });
process.stdout.write(`${JSON.stringify({ port: emulator.tcpPort })}\n`);
process.stdin.resume();
process.stdin.once("end", () => void emulator.stop().then(() => process.exit(0)));
