export { startAtolEmulator, tryStartAtolEmulator, type AtolEmulator, type AtolEmulatorOptions } from "./atol-emulator.ts";
export { FAST_ATOL_PROFILE, REALISTIC_ATOL_PROFILE } from "./profile.ts";
