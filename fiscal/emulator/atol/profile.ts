/** How this registrar and the server before it behave. */
export interface AtolProfile {
  readonly modelName: string;
  /** `Model` of the driver's settings. */
  readonly model: number;
  readonly firmwareVersion: string;
  readonly driverVersion: string;
  readonly serverVersion: string;
  /** Characters in a line. */
  readonly paperWidth: number;
  readonly msPerLine: number;
  /** What a task takes before anything of it happens, ms. */
  readonly taskMs: number;
  /** What the marking service takes to answer a check, ms. */
  readonly serviceMs: number;
  /** A receipt into a closed shift opens it (`shiftAutoOpened`), or is refused with 73. */
  readonly opensShiftItself: boolean;
}

/** Answers and prints at once. */
export const FAST_ATOL_PROFILE: AtolProfile = {
  modelName: "АТОЛ 30Ф (ЭМУЛЯТОР)",
  model: 61,
  firmwareVersion: "3.0.8080",
  driverVersion: "10.10.8.0",
  serverVersion: "1.0.4.0",
  paperWidth: 42,
  msPerLine: 0,
  taskMs: 0,
  serviceMs: 0,
  opensShiftItself: true,
};

/** A desktop printer of about 75 mm/s; a task has its own overhead in the driver. [memory: order of size] */
export const REALISTIC_ATOL_PROFILE: AtolProfile = { ...FAST_ATOL_PROFILE, msPerLine: 50, taskMs: 150, serviceMs: 800 };
