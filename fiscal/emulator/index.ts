export { startKktEmulator, tryStartKktEmulator, type KktEmulator, type KktEmulatorOptions } from "./kkt-emulator.ts";
export { FAST_PROFILE, REALISTIC_PROFILE } from "./shtrih-m/profile.ts";
export { TRAINING_REGISTRATION } from "./default-drive.ts";
