import type { EpochMs } from "../../config/clock.ts";
import { STX } from "./frame.ts";

export interface TraceRecord {
  readonly at: EpochMs;
  readonly direction: "out" | "in" | "note";
  /** Payload as hex (without STX, LEN, LRC), control bytes by name, or the text of a note. */
  readonly text: string;
}

/** Commands that carry a marking code: its check part (крипто-хвост) must not get into reports. */
const MARKING_COMMANDS: readonly string[] = ["ff61", "ff67"];
const SHOWN_OF_MARKING_BYTES = 12;
const CONTROL_NAMES: ReadonlyMap<number, string> = new Map([
  [0x05, "ENQ"],
  [0x06, "ACK"],
  [0x15, "NAK"],
]);

/** The last frames of a link, for the technician's report. */
export class FrameTrace {
  readonly #limit: number;
  readonly #records: TraceRecord[] = [];

  constructor(limit: number) {
    this.#limit = limit;
  }

  records(): readonly TraceRecord[] {
    return [...this.#records];
  }

  /** Bytes as they went to the line. */
  out(at: EpochMs, bytes: Uint8Array): void {
    const names = bytes.length === 1 ? CONTROL_NAMES.get(bytes[0] ?? 0) : undefined;
    const payload = bytes[0] === STX ? bytes.subarray(2, bytes.length - 1) : bytes;
    this.#add({ at, direction: "out", text: names ?? shown(payload) });
  }

  in(at: EpochMs, payload: Uint8Array): void {
    this.#add({ at, direction: "in", text: shown(payload) });
  }

  note(at: EpochMs, text: string): void {
    this.#add({ at, direction: "note", text });
  }

  #add(record: TraceRecord): void {
    this.#records.push(record);
    if (this.#records.length > this.#limit) this.#records.shift();
  }
}

function shown(payload: Uint8Array): string {
  const hex = Buffer.from(payload).toString("hex");
  if (!MARKING_COMMANDS.includes(hex.slice(0, 4)) || payload.length <= SHOWN_OF_MARKING_BYTES) return hex;
  return `${hex.slice(0, SHOWN_OF_MARKING_BYTES * 2)}… (${payload.length} bytes)`;
}
