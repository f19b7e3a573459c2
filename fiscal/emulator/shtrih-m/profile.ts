/**
 * What differs between models and firmwares of the family, and between the documents that describe them (where those
 * contradict each other the emulator can play either side). Protocol 1.17, section numbers of our protocol notes.
 */
export interface KktProfile {
  /** FCh. */
  readonly name: string;
  readonly modelCode: number;
  readonly protocolVersion: number;
  readonly protocolSubversion: number;
  /** 11h: two characters, build, date. */
  readonly firmwareVersion: string;
  readonly firmwareBuild: number;
  readonly firmwareDate: { readonly day: number; readonly month: number; readonly year: number };
  /** Desktop registrar (ФР) or cash core (КЯ): numbers of the settings tables, form of 11h, bit 23 of F7h. */
  readonly family: KktFamily;
  /** 25h and bit 13 of F7h. */
  readonly cutter: boolean;
  /** 28h works for all; only some tell by bit 11 whether the drawer is open (bit 15 of F7h). */
  readonly drawerSensor: boolean;
  /** An open receipt is cancelled by the next 8Dh, and by power on (bit 53 of F7h). */
  readonly autoCancel: boolean;
  /** A second TCP session takes the place of the first, or is let go at once. */
  readonly secondSession: "replaces" | "refused";
  /** Characters in a line of font 1. */
  readonly paperWidth: number;
  readonly maxItems: number;
  /** Tags and the marking code of an item come before its FF46 (cash core models), not after it. */
  readonly operationTagsFirst: boolean;
  /** After a power loss during printing: print the document again at once, or wait for B0h. */
  readonly resumeAfterPower: "auto" | "continue-command";
  /** An unconfirmed answer is still there when TCP is connected again. Not documented, so both can be played. */
  readonly heldAnswerSurvivesReconnect: boolean;
  /** The extra FFh after the host's ACK on TCP. */
  readonly ffAfterAck: boolean;
  /** Byte of VAT 7/107 in FF46: 88h in the vendor's code, 90h in its table. */
  readonly vat7of107Byte: 0x88 | 0x90;
  /** 22 % as 90h and A0h (Нано) instead of CBh and CCh. */
  readonly nanoVatBytes: boolean;
  /** Marking errors by the protocol document (A4h, A5h) or by the drive's numbering (AAh, ACh). */
  readonly markingErrors: "document" | "drive";
  /** A code bound without a check: the device checks it itself, or refuses. */
  readonly uncheckedCode: "device-checks" | "refuse";
  /** Feature bit 34: a 17th byte in the answer to 10h. */
  readonly lastPrintResult: boolean;
  readonly byteTimeoutMs: number;
  readonly ackTimeoutMs: number;
  readonly msPerLine: number;
  /** Feed and cut after the last line: the mode is already the new one, the submode still "printing". */
  readonly printTailMs: number;
  /** Time from the frame to its answer, by command code; others answer at once. */
  readonly answerDelayMs: Readonly<Record<number, number>>;
  /** What the marking service is given before FF61 answers by itself. */
  readonly oismTimeoutMs: number;
}

/** ШТРИХ-ФР-01Ф as in the recorded exchange of 2019, with the features of an FFD 1.2 firmware; answers at once. */
export const FAST_PROFILE: KktProfile = {
  name: "ШТРИХ-ФР-01Ф (ЭМУЛЯТОР)",
  modelCode: 4,
  protocolVersion: 1,
  protocolSubversion: 14,
  firmwareVersion: "C1",
  firmwareBuild: 35617,
  firmwareDate: { day: 24, month: 6, year: 21 },
  family: "desktop",
  cutter: true,
  drawerSensor: true,
  autoCancel: false,
  secondSession: "replaces",
  paperWidth: 48,
  maxItems: 500,
  operationTagsFirst: false,
  resumeAfterPower: "auto",
  heldAnswerSurvivesReconnect: true,
  ffAfterAck: true,
  vat7of107Byte: 0x88,
  nanoVatBytes: false,
  markingErrors: "drive",
  uncheckedCode: "device-checks",
  lastPrintResult: false,
  byteTimeoutMs: 1000,
  ackTimeoutMs: 3000,
  msPerLine: 0,
  printTailMs: 0,
  answerDelayMs: {},
  oismTimeoutMs: 0,
};

/** The pace of the recorded ШТРИХ-ФР-01Ф: FF45 answers after 0.26 s, the paper follows for about 3 s. */
export const REALISTIC_PROFILE: KktProfile = {
  ...FAST_PROFILE,
  byteTimeoutMs: 100,
  msPerLine: 70,
  printTailMs: 200,
  answerDelayMs: { 0xff45: 260, 0xff0b: 1100, 0xff43: 1460, 0x40: 50, 0x41: 1460, 0xe0: 1100, 0x8d: 25, 0xff61: 300 },
  oismTimeoutMs: 5000,
};

/**
 * Models that differ in what a driver can see. Codes by the protocol document (МИНИ-01Ф 50, МОБАЙЛ-Ф 19); that of НАНО-Ф was not
 * found and is ours. 32 characters for 57 mm paper: [memory].
 */
export const KKT_MODELS: Readonly<Record<KktModel, Partial<KktProfile>>> = {
  "fr-01f": {},
  "mini-01f": { name: "ШТРИХ-МИНИ-01Ф (ЭМУЛЯТОР)", modelCode: 50, paperWidth: 32, cutter: false, drawerSensor: false },
  "mobile-f": {
    name: "ШТРИХ-МОБАЙЛ-Ф (ЭМУЛЯТОР)",
    modelCode: 19,
    protocolVersion: 2,
    protocolSubversion: 0,
    family: "cash-core",
    paperWidth: 32,
    cutter: false,
    drawerSensor: false,
    operationTagsFirst: true,
    resumeAfterPower: "continue-command",
    autoCancel: true,
  },
  "nano-f": { name: "ШТРИХ-НАНО-Ф (ЭМУЛЯТОР)", modelCode: 36, paperWidth: 32, cutter: false, drawerSensor: false, nanoVatBytes: true },
};

export type KktFamily = "desktop" | "cash-core";

export type KktModel = "fr-01f" | "mini-01f" | "mobile-f" | "nano-f";
