import type { EpochMs } from "../../config/clock.ts";

export const SYMBOLOGIES = [
  "ean13",
  "ean8",
  "upca",
  "upce",
  "code128",
  "code39",
  "itf",
  "datamatrix",
  "gs1-datamatrix",
  "qr",
  "pdf417",
  "aztec",
] as const;

export type Symbology = (typeof SYMBOLOGIES)[number];

/** One read of one code, whatever device it came from. */
export interface ScanEvent {
  /** Known only when the scanner sends AIM identifiers (or the device says so); otherwise absent, never guessed. */
  readonly symbology?: Symbology;
  /** The code as read, without AIM prefix and suffix; GS (1Dh) kept. */
  readonly bytes: Uint8Array;
  /** Name of the device in the configuration, e.g. "scanner" or "wedge". */
  readonly source: string;
  readonly at: EpochMs;
}
