/** Emulated UTM and stamps for it: for the demo, development and tests; the till itself never imports this. */
export { startUtmEmulator, UTM_PORT, type UtmEmulator } from "./server.ts";
