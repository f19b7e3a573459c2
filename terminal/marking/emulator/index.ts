/** Emulated TS PIoT service and codes for it: for the demo, development and tests; the till itself never imports this. */
export { makeMarkingCode, type CodeForm, type CodeOrder } from "./make-code.ts";
export { CODE_OUTCOMES, type CodeOutcome } from "./outcome.ts";
export { startTsPiotEmulator, TS_PIOT_PORT, type TsPiotEmulator, type TsPiotEmulatorOptions } from "./server.ts";
