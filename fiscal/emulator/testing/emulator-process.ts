/** A process of its own for tests that kill it: `emulator-process.ts DATA_DIR`; prints one JSON line with its addresses. */
import { silentLog } from "../../../config/log.ts";
import { runEmulateKkt } from "../run-emulate-kkt.ts";

const dataDir = process.argv[2];
if (dataDir === undefined) throw new Error("usage: emulator-process.ts DATA_DIR");
const end = new AbortController();
process.once("SIGTERM", () => end.abort());
const result = await runEmulateKkt({
  dataDir,
  tcpPort: 0,
  controlPort: 0,
  pty: false,
  json: true,
  realistic: false,
  log: silentLog,
  print: (line) => void process.stdout.write(`${line}\n`),
  signal: end.signal,
});
if (!result.ok) {
  process.stdout.write(`${JSON.stringify(result.error)}\n`);
  process.exitCode = 1;
}
