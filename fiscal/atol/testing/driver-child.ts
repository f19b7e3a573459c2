/** The driver's process for tests: what `till kkt driver` does, without the rest of the till. */
import { loadNativeDriver } from "../driver-process/native-driver.ts";
import { serveDriver } from "../driver-process/serve-driver.ts";

await serveDriver(process.stdin, process.stdout, loadNativeDriver);
