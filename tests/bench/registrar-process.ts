/** An emulated registrar in a process of its own: `registrar-process.ts FAMILY`; prints one JSON line with its port, ends with its input. */
import { startAtolEmulator } from "../../fiscal/emulator/atol/index.ts";
import { startKktEmulator } from "../../fiscal/emulator/index.ts";

const { port, stop } = await start(process.argv[2] ?? "");
process.stdout.write(`${JSON.stringify({ port })}\n`);
process.stdin.resume();
process.stdin.once("end", () => void stop().then(() => process.exit(0)));

async function start(family: string): Promise<{ readonly port: number; readonly stop: () => Promise<void> }> {
  if (family === "atol") {
    const emulator = await startAtolEmulator({ dataDir: null });
    return { port: emulator.httpPort, stop: () => emulator.stop() };
  }
  const emulator = await startKktEmulator({ dataDir: null });
  return { port: emulator.tcpPort, stop: () => emulator.stop() };
}
