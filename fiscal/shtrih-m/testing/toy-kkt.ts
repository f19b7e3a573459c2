import { ScriptedDevice } from "./scripted-device.ts";
import type { Reaction } from "./scripted-device.ts";

export interface ToyDocument {
  readonly type: number;
  readonly operation: number;
  readonly sum: number;
  readonly shift: number;
  readonly tags: Map<number, Uint8Array>;
}

interface ToyReceipt {
  readonly kind: number;
  sum: number;
  items: number;
  readonly tags: Map<number, Uint8Array>;
}

/** What happens to the n-th command of a run: its answer, or it, is lost with the cable. */
export interface Fault {
  readonly at: number;
  readonly how: "before" | "after";
}

const u = (value: number, width: number): number[] => Array.from({ length: width }, (_, i) => Math.floor(value / 256 ** i) % 256);
const number = (bytes: Uint8Array, from: number, width: number): number => {
  let value = 0;
  for (let i = width - 1; i >= 0; i--) value = value * 256 + (bytes[from + i] ?? 0);
  return value;
};
/** 24.11.2026 12:30. */
const FN_TIME = [26, 11, 24, 12, 30];
const CLOCK = [24, 11, 26, 12, 30, 15];
/** Tag 1054 by the type of 8Dh. */
const OPERATIONS = [1, 3, 2, 4];
const NO_DATA = 0x08;
const WRONG_MODE = 0x73;
const WRONG_STATE = 0x02;
const NOT_SUPPORTED = 0x37;

/** As much of a registrar as the flows of the driver need: one state, answers by section 3 and 4 of the facts. */
export class ToyKkt {
  readonly device: ScriptedDevice;
  readonly documents: ToyDocument[] = [];
  isShiftOpen = true;
  shiftNumber = 5;
  documentNumber = 100;
  cashIn = 0;
  cashOut = 0;
  receipt: ToyReceipt | null = null;
  fnDocument = 0;
  submode = 0;
  /** Answers to 10h after a document: how often "still printing" is said. */
  printingPolls = 0;
  pollsLeft = 0;
  ffd = 4;
  features = 0n;
  extendedReplies = 0;
  /** Table 17 field 7: 0 print, 1 not the next document. */
  paperSetting = 0;
  /** Documents that went without paper. */
  readonly unprinted: number[] = [];
  /** Does not know FF63 and FF68. */
  isOldFirmware = false;
  /** Answers of this command are cut to their first bytes. */
  cutAnswerOf: string | null = null;
  /** 1174 as a structure is answered with 33h. */
  refusesNested = false;
  lossKop = 0;
  /** The change in the answer of FF45 is less by this. */
  changeLossKop = 0;
  /** Tag 2106 in the answer of FF69. */
  markingResult = 15;
  fault: Fault | null = null;
  /** The next frame of this command is refused with NAK, once. */
  nakNext: string | null = null;
  /** Error byte instead of the answer, once, by command ("ff46"). */
  readonly refuse = new Map<string, number>();
  /** The same for every time. */
  readonly refuseAlways = new Map<string, number>();
  /** Instead of what FF3B gives of a document. */
  dumpParts: ((items: Uint8Array[]) => Uint8Array[]) | null = null;
  /** Called after every answer, with its command. */
  onAnswer: ((code: string) => void) | null = null;
  #dump: Uint8Array[] = [];
  #tags = new Map<number, Uint8Array>();
  #count = 0;

  constructor() {
    this.device = new ScriptedDevice((payload) => this.#react(payload));
  }

  /** Starts counting commands for `fault`. */
  arm(fault: Fault | null): void {
    this.fault = fault;
    this.#count = 0;
  }

  get lastFd(): number {
    return 10 + this.documents.length;
  }

  #react(payload: Uint8Array): Reaction {
    if (this.nakNext !== null && Buffer.from(payload).toString("hex").startsWith(this.nakNext)) {
      this.nakNext = null;
      return "nak";
    }
    const index = this.#count++;
    if (this.fault?.at === index) {
      const { how } = this.fault;
      this.fault = null;
      if (how === "before") return "cut-unexecuted";
      this.#answer(payload);
      return "cut-executed";
    }
    return this.#answer(payload);
  }

  #answer(payload: Uint8Array): Uint8Array {
    const isLong = payload[0] === 0xff;
    const code = Buffer.from(payload.subarray(0, isLong ? 2 : 1)).toString("hex");
    const refusal = this.refuse.get(code) ?? this.refuseAlways.get(code);
    this.refuse.delete(code);
    const body = refusal ?? this.#execute(code, payload.subarray(isLong ? 6 : 5), payload);
    this.onAnswer?.(code);
    const data = typeof body === "number" ? [body] : [0, ...body];
    if (this.cutAnswerOf === code) return Uint8Array.from([...payload.subarray(0, isLong ? 2 : 1), ...data.slice(0, 1)]);
    return Uint8Array.from([...payload.subarray(0, isLong ? 2 : 1), ...data]);
  }

  #execute(code: string, p: Uint8Array, payload: Uint8Array): number[] | number {
    switch (code) {
      case "10":
        return this.#shortStatus();
      case "11":
        return this.#fullStatus();
      case "fc":
        return [0, 0, 1, 14, 4, 0, 0xd8, 0xd2, 0xd0, 0xc8, 0xd5];
      case "f7":
        return [...u(Number(this.features), 8), 32];
      case "1f":
        return this.#readTable(number(p, 0, 1), number(p, 3, 1));
      case "1e":
        if (this.receipt !== null) return WRONG_MODE;
        if (p[3] === 7) this.paperSetting = p[4] ?? 0;
        else this.extendedReplies = p[4] ?? 0;
        return [];
      case "1b":
        return [1, ...u(p[0] === 153 ? this.cashIn : p[0] === 154 ? this.cashOut : this.documents.length, 2)];
      case "1a":
        return [1, ...u(number(p, 0, p.length), 6)];
      case "ff01":
        return [3, this.fnDocument, 0, Number(this.isShiftOpen), 0, ...FN_TIME, ...Buffer.from("9999078902012392"), ...u(this.lastFd, 4)];
      case "ff03":
        return [27, 5, 31];
      case "ff09":
        // Registered by document 1, which this drive does not give any more.
        return this.isOldFirmware ? NOT_SUPPORTED : [...FN_TIME, ...Buffer.from("7707083893".padEnd(32)), 1, 0, ...u(1, 4), ...u(1, 4)];
      case "ff63":
        return this.isOldFirmware ? NOT_SUPPORTED : [...u(1_000, 4), ...u(500, 4), 0];
      case "ff68":
        return this.isOldFirmware ? NOT_SUPPORTED : [0, ...u(3, 2), ...u(0, 4), 0, 0, 0, 0, 0, 0];
      case "ff39":
        return [0, 0, 0, 0, ...u(0, 4), 0, 0, 0, 0, 0];
      case "ff0a":
        return this.#find(number(p, 0, 4));
      case "ff3a":
        return this.#startDump(number(p, 0, 4));
      case "ff3b": {
        const next = this.#dump.shift();
        return next === undefined ? NO_DATA : [...next];
      }
      case "89":
        return this.receipt === null ? WRONG_MODE : [1, ...u(this.receipt.sum, 5)];
      default:
        return this.#change(code, p, payload);
    }
  }

  #change(code: string, p: Uint8Array, payload: Uint8Array): number[] | number {
    switch (code) {
      case "8d":
        if (this.receipt !== null || !this.isShiftOpen) return WRONG_MODE;
        // As the drive does while another document is begun.
        if (this.fnDocument !== 0) return WRONG_STATE;
        this.receipt = { kind: p[0] ?? 0, sum: 0, items: 0, tags: new Map(this.#tags) };
        this.#tags = new Map();
        return [1];
      case "88":
        if (this.receipt === null) return WRONG_MODE;
        this.receipt = null;
        return [1];
      case "ff35":
        if (this.receipt !== null || !this.isShiftOpen) return WRONG_MODE;
        this.fnDocument = 0x14;
        this.#tags = new Map();
        return [];
      case "ff4a":
        return this.#closeCorrection(p);
      case "ff0c":
        if (this.refusesNested && [...tlv(p)].some(([tag]) => tag === 1174)) return 0x33;
        for (const [tag, value] of tlv(p)) (this.receipt?.tags ?? this.#tags).set(tag, value);
        return [];
      case "ff46":
        if (this.receipt === null) return WRONG_MODE;
        this.receipt.sum += number(p, 12, 5) - this.lossKop;
        this.receipt.items++;
        return [];
      case "ff45":
        return this.#close(p);
      case "ff41":
      case "ff42":
        this.fnDocument = code === "ff41" ? 2 : 8;
        return [];
      case "ff37":
        this.fnDocument = 0x17;
        return [];
      case "ff08":
        this.fnDocument = 0;
        return [];
      case "e0":
      case "41":
        return this.#shift(code === "e0");
      case "40":
        this.documentNumber++;
        return [1];
      case "50":
      case "51":
        if (code === "50") this.cashIn++;
        else this.cashOut++;
        this.documentNumber++;
        return [1, ...u(this.documentNumber, 2)];
      case "ff61":
        return [3, 0, 1, 2, 0, 15];
      case "ff69":
        return [this.markingResult];
      case "dd":
      case "ff64":
      case "ff4d":
      case "ff67":
      case "17":
      case "25":
      case "28":
      case "29":
      case "8c":
      case "03":
      case "21":
      case "22":
      case "23":
        return [1];
      case "b0":
        this.submode = 0;
        return [1];
      default:
        throw new Error(`the toy does not know ${Buffer.from(payload).toString("hex")}`);
    }
  }

  #close(p: Uint8Array): number[] | number {
    if (this.receipt === null) return WRONG_MODE;
    let paid = 0;
    for (let i = 0; i < 16; i++) paid += number(p, i * 5, 5);
    const { kind, sum, tags } = this.receipt;
    const total = sum - (p[80] ?? 0);
    if (paid < total) return 0x45;
    this.receipt = null;
    const isCorrection = kind >= 0x80;
    this.#store({ type: isCorrection ? 31 : 3, operation: OPERATIONS[kind % 0x80] ?? 0, sum: total, shift: this.shiftNumber, tags });
    const base = [...u(paid - total - this.changeLossKop, 5), ...u(this.lastFd, 4), ...u(this.lastFd * 1000, 4)];
    return this.extendedReplies === 1 ? [...base, ...FN_TIME] : base;
  }

  /** FF4A: sums alone. */
  #closeCorrection(p: Uint8Array): number[] | number {
    if (this.fnDocument !== 0x14) return WRONG_MODE;
    this.fnDocument = 0;
    this.#store({ type: 31, operation: p[1] ?? 0, sum: number(p, 2, 5), shift: this.shiftNumber, tags: this.#tags });
    this.#tags = new Map();
    return [...u(1, 2), ...u(this.lastFd, 4), ...u(this.lastFd * 1000, 4)];
  }

  #shift(isOpening: boolean): number[] | number {
    if (this.isShiftOpen === isOpening) return WRONG_MODE;
    if (isOpening) this.shiftNumber++;
    this.isShiftOpen = isOpening;
    this.fnDocument = 0;
    this.#store({ type: isOpening ? 2 : 5, operation: 0, sum: 0, shift: this.shiftNumber, tags: this.#tags });
    this.#tags = new Map();
    return [1];
  }

  #store(document: ToyDocument): void {
    this.documents.push(document);
    if (this.paperSetting === 1) this.unprinted.push(this.lastFd);
    this.paperSetting = 0;
    this.documentNumber++;
    this.pollsLeft = this.printingPolls;
  }

  #modeByte(): number {
    if (this.receipt !== null) return 0x08 + (this.receipt.kind % 0x80) * 16;
    return this.isShiftOpen ? 2 : 4;
  }

  #shortStatus(): number[] {
    const isPrinting = this.pollsLeft-- > 0;
    // After FF45 the device still says "document open" while it prints.
    const mode = isPrinting ? 0x08 : this.#modeByte();
    return [1, 0x92, 0x02, mode, isPrinting ? 5 : this.submode, this.receipt?.items ?? 0, 0, 0, 0x20, 0xcc, 0, 0, 2, 0];
  }

  #fullStatus(): number[] {
    const closed = this.isShiftOpen ? this.shiftNumber - 1 : this.shiftNumber;
    const head = [1, 0x43, 0x31, 0, 0, 1, 1, 20, 1, ...u(this.documentNumber, 2), 0x92, 0x02, this.#modeByte(), this.submode, 0];
    return [...head, 0, 0, 0, 0, 1, 1, 16, ...CLOCK, 0, ...u(77, 4), ...u(closed, 2), 0, 0, 0, 0, ...u(7707083893, 6)];
  }

  #readTable(table: number, field: number): number[] | number {
    if (table === 17 && field === 17) return [this.ffd];
    if (table === 17 && field === 36) return [this.extendedReplies];
    if (table === 17 && field === 7) return [this.paperSetting];
    if (table === 18 && field === 1) return [...Buffer.from("0000000000000077"), 0, 0];
    return 0x5d;
  }

  #find(fd: number): number[] | number {
    const document = this.documents[fd - 11];
    if (document === undefined) return NO_DATA;
    const head = [document.type, 0, ...FN_TIME, ...u(fd, 4), ...u(fd * 1000, 4)];
    return document.type === 3 || document.type === 31
      ? [...head, document.operation, ...u(document.sum, 5)]
      : [...head, ...u(document.shift, 2)];
  }

  #startDump(fd: number): number[] | number {
    const document = this.documents[fd - 11];
    if (document === undefined) return NO_DATA;
    const items = [...document.tags].map(([tag, value]) => Uint8Array.from([...u(tag, 2), ...u(value.length, 2), ...value]));
    const length = items.reduce((sum, item) => sum + item.length, 0);
    this.#dump = this.dumpParts?.(items) ?? items;
    return [...u(document.type, 2), ...u(length, 2)];
  }
}

function* tlv(bytes: Uint8Array): Generator<[number, Uint8Array]> {
  for (let at = 0; at + 4 <= bytes.length;) {
    const length = number(bytes, at + 2, 2);
    yield [number(bytes, at, 2), bytes.slice(at + 4, at + 4 + length)];
    at += 4 + length;
  }
}
