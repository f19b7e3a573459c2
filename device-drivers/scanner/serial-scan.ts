import { aimAtStart, splitAim } from "./aim.ts";
import type { Symbology } from "./scan.ts";

export type ScanSuffix = "cr" | "lf" | "crlf" | "tab" | "none";

export interface SerialScanOptions {
  /** What the scanner sends after a code. "none": silence of `idleGapMs` ends it. Default "cr". */
  readonly suffix?: ScanSuffix;
  /** AIM identifiers are recognised and split off; false = every byte belongs to the code. Default true. */
  readonly aim?: boolean;
  /** Silence that ends a code without suffix, or one whose suffix may be part of it. */
  readonly idleGapMs?: number;
  /** Longer codes are thrown away, with everything that follows without a pause. */
  readonly maxBytes?: number;
}

/** What a parser made of the bytes. */
export type ScanRead =
  | { readonly kind: "scan"; readonly bytes: Uint8Array; readonly symbology?: Symbology }
  /** Bytes without the suffix, followed by silence: a cut code or a wrong suffix in the configuration. Never used as a code. */
  | { readonly kind: "unterminated"; readonly length: number }
  | { readonly kind: "too-long"; readonly limitBytes: number };

/** A QR code can hold 2,953 bytes; what shops scan stays under 1,500 (and so fits the `scan` command). */
export const MAX_SCAN_BYTES = 1_500;
export const IDLE_GAP_MS = 50;
/** Slow radio scanners pause inside a code; after this much silence the rest will not come. */
const STALE_MS = 1_000;

const CR = 0x0d;
const LF = 0x0a;
const TAB = 0x09;

/**
 * Cuts a serial scanner's byte stream into codes. No timers inside: the caller passes a monotonic time with the bytes
 * and calls `tick` at `deadlineMs()`. How the stream is cut into chunks makes no difference.
 *
 * A 2D code of free content (AIM says so) may hold the suffix itself: it ends only at silence or at the next identifier.
 */
export class SerialScanParser {
  readonly #suffix: ScanSuffix;
  readonly #aim: boolean;
  readonly #idleGapMs: number;
  readonly #maxBytes: number;
  #bytes: number[] = [];
  /** Length of a possible code: a suffix came, but more may follow. -1 = none. */
  #heldEnd = -1;
  /** Where the bytes after that suffix begin. */
  #heldNext = 0;
  #isDiscarding = false;
  #lastByteMs = 0;

  constructor(options: SerialScanOptions = {}) {
    this.#suffix = options.suffix ?? "cr";
    this.#aim = options.aim ?? true;
    this.#idleGapMs = options.idleGapMs ?? IDLE_GAP_MS;
    this.#maxBytes = options.maxBytes ?? MAX_SCAN_BYTES;
  }

  feed(chunk: Uint8Array, atMs: number): ScanRead[] {
    const reads = this.tick(atMs);
    for (const byte of chunk) this.#take(byte, reads);
    if (chunk.length > 0) this.#lastByteMs = atMs;
    return reads;
  }

  /** Time has passed; ends what silence ends. */
  tick(atMs: number): ScanRead[] {
    const deadline = this.deadlineMs();
    if (deadline === null || atMs < deadline) return [];
    const reads: ScanRead[] = [];
    if (this.#isDiscarding) this.#isDiscarding = false;
    else if (this.#isHeldWhole()) this.#emit(this.#heldEnd, reads);
    else if (this.#suffix === "none") this.#emit(this.#bytes.length, reads);
    else reads.push({ kind: "unterminated", length: this.#bytes.length });
    this.#restart([]);
    return reads;
  }

  /** When `tick` has something to do; null = nothing is pending. */
  deadlineMs(): number | null {
    if (this.#bytes.length === 0 && !this.#isDiscarding) return null;
    const isBrief = this.#suffix === "none" || this.#isDiscarding || this.#isHeldWhole();
    return this.#lastByteMs + (isBrief ? this.#idleGapMs : STALE_MS);
  }

  /** Forgets a half code; after a lost connection. */
  reset(): void {
    this.#isDiscarding = false;
    this.#restart([]);
  }

  #isHeldWhole(): boolean {
    return this.#heldEnd >= 0 && this.#heldNext === this.#bytes.length;
  }

  #take(byte: number, reads: ScanRead[]): void {
    if (this.#isDiscarding) return;
    // The second half of a CR LF that was configured as CR.
    if (byte === LF && this.#suffix === "cr" && this.#bytes.length === 0) return;
    this.#bytes.push(byte);
    if (this.#heldEnd >= 0 && this.#continuesHeld(byte, reads)) return;
    if (this.#suffix !== "none" && this.#isSuffixEnd(byte)) this.#endAt(this.#bytes.length - this.#suffixLength(), reads);
    else if (this.#bytes.length > this.#maxBytes) this.#discard(reads);
  }

  /** After a possible end: true while it is still open whether the code ended there. */
  #continuesHeld(byte: number, reads: ScanRead[]): boolean {
    if (byte === LF && this.#suffix === "cr" && this.#heldNext === this.#bytes.length - 1) {
      this.#heldNext += 1;
      return true;
    }
    const next = Uint8Array.from(this.#bytes.slice(this.#heldNext));
    const aim = aimAtStart(next);
    if (aim === "whole") {
      this.#emit(this.#heldEnd, reads);
      this.#restart([...next]);
    } else if (aim === null) {
      // The suffix was part of the code; the newest byte may be a suffix again.
      this.#heldEnd = -1;
    }
    return aim !== null;
  }

  #endAt(length: number, reads: ScanRead[]): void {
    const split = this.#aim ? splitAim(Uint8Array.from(this.#bytes.slice(0, length))) : null;
    if (split?.aim.isFreeform) {
      this.#heldEnd = length;
      this.#heldNext = this.#bytes.length;
      if (this.#bytes.length > this.#maxBytes) this.#discard(reads);
      return;
    }
    this.#emit(length, reads);
    this.#restart([]);
  }

  #emit(length: number, reads: ScanRead[]): void {
    let end = length;
    // A scanner set to CR LF where LF is expected.
    if (this.#suffix === "lf" && this.#bytes[end - 1] === CR) end -= 1;
    const code = Uint8Array.from(this.#bytes.slice(0, end));
    const split = this.#aim ? splitAim(code) : null;
    const bytes = split?.bytes ?? code;
    if (bytes.length === 0) return;
    const symbology = split?.aim.symbology;
    reads.push(symbology === undefined ? { kind: "scan", bytes } : { kind: "scan", bytes, symbology });
  }

  #discard(reads: ScanRead[]): void {
    reads.push({ kind: "too-long", limitBytes: this.#maxBytes });
    this.#restart([]);
    this.#isDiscarding = true;
  }

  #restart(bytes: number[]): void {
    this.#bytes = bytes;
    this.#heldEnd = -1;
    this.#heldNext = 0;
  }

  #isSuffixEnd(byte: number): boolean {
    switch (this.#suffix) {
      case "cr":
        return byte === CR;
      case "lf":
        return byte === LF;
      case "tab":
        return byte === TAB;
      case "crlf":
        return byte === LF && this.#bytes.at(-2) === CR;
      case "none":
        return false;
    }
  }

  #suffixLength(): number {
    return this.#suffix === "crlf" ? 2 : 1;
  }
}
