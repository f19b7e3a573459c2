/** Emulated UTM and stamps for it: for the demo, development and tests; the till itself never imports this. */
export { DEMO_FSRAR_ID, startUtmEmulator, UTM_PORT, type UtmEmulator } from "./server.ts";
