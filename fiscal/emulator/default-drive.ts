import { FFD, type DriveRegistration, type FfdVersion, type NewDrive } from "./fiscal-drive/index.ts";

/** A shop that cannot exist: the INN has the check digit of a region that was never given out. */
export const TRAINING_REGISTRATION: DriveRegistration = {
  userName: 'ООО "УЧЕБНЫЙ МАГАЗИН"',
  userInn: "9900000000",
  kktSerial: "0000000001012345",
  rnm: "0000000001012345",
  address: "125000, Г. МОСКВА, УЛ. УЧЕБНАЯ, Д. 1",
  place: "МАГАЗИН",
  taxSystems: 1,
  ofdName: "ЭМУЛЯТОР ОФД",
  ofdInn: "9900000000",
  taxSite: "www.nalog.gov.ru",
  senderEmail: "receipt@emulator.invalid",
  ffd: 4,
  marking: true,
  autonomous: false,
  excise: true,
  internet: false,
  services: false,
  strictForms: false,
  automatNumber: "",
  encryption: false,
  agents: 0x7f,
  otherConditions: 0,
};

/** Numbers of debug drives begin with 9999. */
const TRAINING_DRIVE_SERIAL = "9999078902000001";

/** A new drive whose documents have this format (tag 1209); marking exists in 1.2 only. */
export function trainingFormat(ffd: FfdVersion): Partial<NewDrive> {
  return { registration: { ...TRAINING_REGISTRATION, ffd, marking: ffd === FFD.v12 } };
}

export function trainingDrive(keyHex: string, overrides: Partial<NewDrive> = {}): NewDrive {
  return { serial: TRAINING_DRIVE_SERIAL, keyHex, registration: TRAINING_REGISTRATION, ...overrides };
}
