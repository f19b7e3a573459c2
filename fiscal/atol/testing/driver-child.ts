/** The driver's process for tests: what `till kkt driver` does, without the rest of the till. */
import { createInterface } from "node:readline";
import { loadNativeDriver } from "../driver-process/native-driver.ts";
import { serveDriver } from "../driver-process/serve-driver.ts";
import { claimDevice } from "../driver-process/sole-process.ts";

const write = (line: string): void => void process.stdout.write(`${line}\n`);
await serveDriver(createInterface({ input: process.stdin }), write, loadNativeDriver, claimDevice);
