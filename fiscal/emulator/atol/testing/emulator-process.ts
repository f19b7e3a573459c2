import { startAtolEmulator } from "../index.ts";

/** `emulator-process.ts DIR`: an emulator to be killed; says its address on one line. */
const [dataDir] = process.argv.slice(2);
const emulator = await startAtolEmulator({ dataDir: dataDir ?? null, retryMs: 20 });
process.stdout.write(`${JSON.stringify({ url: emulator.url })}\n`);
