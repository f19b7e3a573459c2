import { EMULATED_KEY_ID, longCheck, shortCheck } from "./emulated-crypto.ts";
import { outcomeOfSerial, type CodeOutcome } from "./outcome.ts";

/** A code as the emulator reads it: an own reading, so that a mistake of the till's parser does not hide. */
export interface ReadCode {
  readonly cis: string;
  readonly gtin: string;
  readonly serial: string;
  readonly form: "pack" | "block" | "long" | "short";
  /** The check part is one that the emulator issues. */
  readonly genuine: boolean;
}

/** What is kept about one code, beside the rule by its serial. */
export interface BookEntry {
  readonly outcome?: CodeOutcome;
  /** Fields of the answer's element that replace the emulator's own, e.g. `{ smp: 12900 }`. */
  readonly fields?: Readonly<Record<string, unknown>>;
  readonly sold?: boolean;
}

/** The register of the emulated GIS MT, in memory. */
export class CodeBook {
  readonly #entries = new Map<string, BookEntry>();
  readonly #acceptStrangers: boolean;

  /** `acceptStrangers`: codes that the emulator did not issue, such as real packs, are "ok" instead of "not-found". */
  constructor(acceptStrangers: boolean) {
    this.#acceptStrangers = acceptStrangers;
  }

  /** Adds to what is known about the code with this identification part (КИ). */
  put(cis: string, entry: BookEntry): void {
    this.#entries.set(cis, { ...this.#entries.get(cis), ...entry });
  }

  markSold(cis: string): void {
    this.put(cis, { sold: true });
  }

  markReturned(cis: string): void {
    this.put(cis, { sold: false });
  }

  clear(): void {
    this.#entries.clear();
  }

  entries(): ReadonlyMap<string, BookEntry> {
    return this.#entries;
  }

  outcomeOf(code: ReadCode): CodeOutcome {
    const entry = this.#entries.get(code.cis);
    if (entry?.sold === true) return "sold";
    if (entry?.outcome !== undefined) return entry.outcome;
    if (entry?.sold === false) return "ok"; // returned: in circulation again, whatever its serial says
    if (!code.genuine && !this.#acceptStrangers) return "not-found";
    return outcomeOfSerial(code.serial);
  }

  /** For who sees the identification part alone: whether it was issued cannot be told from it. */
  outcomeOfCis(code: Pick<ReadCode, "cis" | "serial">): CodeOutcome {
    const entry = this.#entries.get(code.cis);
    if (entry?.sold === true) return "sold";
    return entry?.outcome ?? (entry?.sold === false ? "ok" : outcomeOfSerial(code.serial));
  }

  fieldsOf(cis: string): Readonly<Record<string, unknown>> {
    return this.#entries.get(cis)?.fields ?? {};
  }
}

/** Reads an identification part (КИ) without check part; null when it is none, or when the check part was left on it. */
export function readCis(cis: string): Pick<ReadCode, "cis" | "gtin" | "serial" | "form"> | null {
  const pack = /^(\d{14})(.{7})$/.exec(cis);
  if (pack !== null && !cis.startsWith("01")) return { cis, gtin: pack[1] ?? "", serial: pack[2] ?? "", form: "pack" };
  const unit = /^01(\d{14})21([^\u001d]{1,20})$/.exec(cis);
  return unit === null ? null : { cis, gtin: unit[1] ?? "", serial: unit[2] ?? "", form: "short" };
}

/** Null when the bytes are no marking code: GIS MT answers errorCode 1 then. */
export function readCode(bytes: Uint8Array): ReadCode | null {
  const text = Buffer.from(bytes).toString("latin1");
  if (text.length === 29 && /^\d{14}/.test(text) && !text.includes("\u001d")) {
    const cis = text.slice(0, 21);
    return { cis, gtin: text.slice(0, 14), serial: text.slice(14, 21), form: "pack", genuine: text.slice(25) === shortCheck(cis) };
  }
  const [cis = "", ...parts] = text.split("\u001d");
  if (!/^01\d{14}21./.test(cis) || parts.length === 0) return null;
  const value = (ai: string): string | undefined => parts.find((part) => part.startsWith(ai))?.slice(ai.length);
  const long = value("92");
  const short = value("93");
  if (long === undefined && short === undefined) return null;
  const isLongGenuine = value("91") === EMULATED_KEY_ID && (long === longCheck(cis, 44) || long === longCheck(cis, 88));
  return {
    cis,
    gtin: cis.slice(2, 16),
    serial: cis.slice(18),
    form: value("8005") !== undefined ? "block" : long !== undefined ? "long" : "short",
    genuine: long !== undefined ? isLongGenuine : short === shortCheck(cis),
  };
}
