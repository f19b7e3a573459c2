/** Emulated TS PIoT service and codes for it: for the demo, development and tests; the till itself never imports this. */
export { makeMarkingCode, type CodeForm, type CodeOrder } from "./make-code.ts";
export { CODE_OUTCOMES, type CodeOutcome } from "./outcome.ts";
export { runEmulateTsPiot, TS_PIOT_PORT, type RunEmulatorOptions } from "./run.ts";
export { startTsPiotEmulator, type TsPiotEmulator, type TsPiotEmulatorOptions } from "./server.ts";
