/**
 * The commands that the driver uses, as data (protocol 1.17; facts, sections 3 and 4). Timeouts are those to the answer, after
 * the ACK: the longest of the vendor's Java and Delphi drivers (facts, section 1.3).
 */
type CommandClass =
  /** Reading; may be repeated. */
  | "query"
  | "setting"
  /** Prints, but leaves nothing in the fiscal drive and in the counters of money. */
  | "printing"
  /** Changes a fiscal document, a receipt, the shift or the cash counters. Sent at most once. */
  | "fiscal";

export interface CommandSpec {
  readonly code: readonly [number] | readonly [number, number];
  readonly name: string;
  readonly class: CommandClass;
  readonly timeoutMs: number;
  readonly password: "operator" | "admin" | "none";
  /** Data bytes after the error code that a good answer has at least. */
  readonly minReply: number;
}

type Level = CommandSpec["password"];
type Code = CommandSpec["code"];

function spec(kind: CommandClass, code: Code, name: string, password: Level, minReply: number, timeoutMs: number): CommandSpec {
  return { code, name, class: kind, timeoutMs, password, minReply };
}

const SHORT_MS = 3_000;
const USUAL_MS = 30_000;
const MARKING_MS = 40_000;
const Z_REPORT_MS = 65_000;
const OPEN_SHIFT_MS = 120_000;

export const COMMANDS = {
  shortStatus: spec("query", [0x10], "10 short status", "operator", 14, SHORT_MS),
  fullStatus: spec("query", [0x11], "11 full status", "operator", 46, SHORT_MS),
  cashRegister: spec("query", [0x1a], "1A cash register", "operator", 7, USUAL_MS),
  operationRegister: spec("query", [0x1b], "1B operation register", "operator", 3, USUAL_MS),
  readTable: spec("query", [0x1f], "1F read table", "admin", 1, USUAL_MS),
  deviceType: spec("query", [0xfc], "FC device type", "none", 6, SHORT_MS),
  modelParameters: spec("query", [0xf7], "F7 model parameters", "none", 8, USUAL_MS),
  subtotal: spec("query", [0x89], "89 subtotal", "operator", 6, USUAL_MS),
  fnStatus: spec("query", [0xff, 0x01], "FF01 FN status", "admin", 30, USUAL_MS),
  fnExpiry: spec("query", [0xff, 0x03], "FF03 FN expiry", "admin", 3, USUAL_MS),
  findDocument: spec("query", [0xff, 0x0a], "FF0A find document", "admin", 2, USUAL_MS),
  ofdStatus: spec("query", [0xff, 0x39], "FF39 OFD status", "admin", 13, USUAL_MS),
  documentStart: spec("query", [0xff, 0x3a], "FF3A document as TLV", "admin", 4, USUAL_MS),
  tableInfo: spec("query", [0x2d], "2D table structure", "admin", 43, USUAL_MS),
  fieldInfo: spec("query", [0x2e], "2E field structure", "admin", 42, USUAL_MS),
  fnSerial: spec("query", [0xff, 0x02], "FF02 FN number", "admin", 16, USUAL_MS),
  fnVersion: spec("query", [0xff, 0x04], "FF04 FN version", "admin", 17, USUAL_MS),
  registration: spec("query", [0xff, 0x09], "FF09 registration totals", "admin", 47, USUAL_MS),
  ofdTicket: spec("query", [0xff, 0x3c], "FF3C OFD ticket", "admin", 0, USUAL_MS),
  unsentCount: spec("query", [0xff, 0x3f], "FF3F documents without ticket", "admin", 2, USUAL_MS),
  currentShift: spec("query", [0xff, 0x40], "FF40 current shift", "admin", 5, USUAL_MS),
  fnSpace: spec("query", [0xff, 0x63], "FF63 FN free space", "admin", 8, USUAL_MS),
  noticeStatus: spec("query", [0xff, 0x68], "FF68 notification status", "operator", 3, USUAL_MS),
  markingStatus: spec("query", [0xff, 0x70], "FF70 marking status", "operator", 6, USUAL_MS),
  /** The next item: not repeatable, each answer moves on. */
  documentNext: spec("setting", [0xff, 0x3b], "FF3B next TLV", "admin", 0, USUAL_MS),

  stopDump: spec("setting", [0x03], "03 stop data dump", "operator", 0, USUAL_MS),
  writeTable: spec("setting", [0x1e], "1E write table", "admin", 0, USUAL_MS),
  setTime: spec("setting", [0x21], "21 set time", "admin", 0, USUAL_MS),
  setDate: spec("setting", [0x22], "22 set date", "admin", 0, USUAL_MS),
  confirmDate: spec("setting", [0x23], "23 confirm date", "admin", 0, USUAL_MS),
  stopTestRun: spec("setting", [0x2b], "2B stop test run", "operator", 0, USUAL_MS),
  openDrawer: spec("setting", [0x28], "28 open drawer", "operator", 0, USUAL_MS),

  standardLine: spec("printing", [0x17], "17 print line", "operator", 0, USUAL_MS),
  barcode2d: spec("printing", [0xde], "DE 2D code", "operator", 0, USUAL_MS),
  cut: spec("printing", [0x25], "25 cut", "operator", 0, USUAL_MS),
  feed: spec("printing", [0x29], "29 feed", "operator", 0, USUAL_MS),
  copy: spec("printing", [0x8c], "8C copy of receipt", "operator", 0, USUAL_MS),
  continuePrint: spec("printing", [0xb0], "B0 continue printing", "operator", 0, USUAL_MS),

  xReport: spec("fiscal", [0x40], "40 X report", "admin", 0, USUAL_MS),
  zReport: spec("fiscal", [0x41], "41 Z report", "admin", 0, Z_REPORT_MS),
  cashIn: spec("fiscal", [0x50], "50 cash in", "operator", 0, USUAL_MS),
  cashOut: spec("fiscal", [0x51], "51 cash out", "operator", 0, USUAL_MS),
  cancelReceipt: spec("fiscal", [0x88], "88 cancel receipt", "operator", 0, USUAL_MS),
  /** Fills a buffer of the device; nothing of a document. */
  loadBlock: spec("setting", [0xdd], "DD load block", "operator", 0, USUAL_MS),
  tagsFromBuffer: spec("fiscal", [0xff, 0x64], "FF64 tags from buffer", "admin", 0, USUAL_MS),
  beginCorrection: spec("fiscal", [0xff, 0x35], "FF35 begin correction", "admin", 0, USUAL_MS),
  correction: spec("fiscal", [0xff, 0x4a], "FF4A correction", "admin", 10, USUAL_MS),
  openReceipt: spec("fiscal", [0x8d], "8D open receipt", "operator", 0, USUAL_MS),
  openShift: spec("fiscal", [0xe0], "E0 open shift", "admin", 0, OPEN_SHIFT_MS),
  cancelFnDocument: spec("fiscal", [0xff, 0x08], "FF08 cancel FN document", "admin", 0, USUAL_MS),
  documentTags: spec("fiscal", [0xff, 0x0c], "FF0C document tags", "admin", 0, USUAL_MS),
  beginOpenShift: spec("fiscal", [0xff, 0x41], "FF41 begin opening", "admin", 0, USUAL_MS),
  beginCloseShift: spec("fiscal", [0xff, 0x42], "FF42 begin closing", "admin", 0, USUAL_MS),
  beginStateReport: spec("fiscal", [0xff, 0x37], "FF37 begin state report", "admin", 0, USUAL_MS),
  stateReport: spec("fiscal", [0xff, 0x38], "FF38 state report", "admin", 12, USUAL_MS),
  closeReceipt: spec("fiscal", [0xff, 0x45], "FF45 close receipt", "operator", 13, USUAL_MS),
  item: spec("fiscal", [0xff, 0x46], "FF46 item", "operator", 0, USUAL_MS),
  itemTags: spec("fiscal", [0xff, 0x4d], "FF4D item tags", "admin", 0, USUAL_MS),
  checkMarking: spec("fiscal", [0xff, 0x61], "FF61 check marking code", "operator", 4, MARKING_MS),
  bindMarking: spec("fiscal", [0xff, 0x67], "FF67 bind marking code", "operator", 0, MARKING_MS),
  acceptMarking: spec("fiscal", [0xff, 0x69], "FF69 accept marking code", "operator", 0, USUAL_MS),
} as const satisfies Record<string, CommandSpec>;

/** Bytes that an answer of the command starts with; service commands FE xx are answered with FE alone. */
export function replyPrefix(code: readonly number[]): Uint8Array {
  return Uint8Array.from(code[0] === 0xff ? code.slice(0, 2) : code.slice(0, 1));
}

/** Command bytes, the password of its level (4 bytes), parameters. */
export function encodeCommand(command: CommandSpec, password: number, parameters: Uint8Array): Uint8Array {
  const head = command.password === "none" ? command.code : [...command.code, ...u32(password)];
  return Uint8Array.from([...head, ...parameters]);
}

function u32(value: number): number[] {
  return [value & 0xff, (value >>> 8) & 0xff, (value >>> 16) & 0xff, (value >>> 24) & 0xff];
}

/** For commands given as raw bytes by a technician; null when the driver does not know them. */
export function findCommand(payload: Uint8Array): CommandSpec | null {
  const all: readonly CommandSpec[] = Object.values(COMMANDS);
  return all.find((command) => command.code.every((byte, i) => payload[i] === byte)) ?? null;
}
