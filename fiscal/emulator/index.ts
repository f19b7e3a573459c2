export { startKktEmulator, tryStartKktEmulator, type KktEmulator, type KktEmulatorOptions } from "./kkt-emulator.ts";
export { TRAINING_REGISTRATION, trainingFormat } from "./default-drive.ts";
export { FAST_PROFILE, KKT_MODELS, REALISTIC_PROFILE, type KktModel } from "./shtrih-m/profile.ts";
