/** Emulated services that check marking codes, and codes for them: for the demo, development and tests; the till itself never imports this. */
export { loopbackTls, makeAuthority } from "./certificates.ts";
export { CodeBook } from "./code-book.ts";
export { startLocalModuleEmulator, type LocalModuleEmulator } from "./local-module.ts";
export { makeMarkingCode, type CodeForm, type CodeOrder } from "./make-code.ts";
export { CODE_OUTCOMES, type CodeOutcome } from "./outcome.ts";
export { startTsPiotEmulator, TS_PIOT_PORT, type TsPiotEmulator, type TsPiotEmulatorOptions } from "./server.ts";
export { startTrueApiEmulator, type TrueApiEmulator } from "./true-api.ts";
