import { splitAim } from "./aim.ts";
import { MAX_SCAN_BYTES, type ScanRead } from "./serial-scan.ts";

/**
 * Input reports of HID POS scanners (USB HID Usage Tables, page 8Ch): symbology identifier (usages FBh–FDh), decoded
 * data (FEh, 56 bytes), "decode data continued" (FFh). Two shapes are seen in scanner firmware and drivers:
 * the page's own, 61 bytes, and the one of Honeywell and most others, 64 bytes, with a length byte before the identifier
 * and two bytes of the maker's own code before the flag. Datalogic puts one more byte between length and identifier.
 */
interface ReportShape {
  /** null = no length byte: unused data bytes are zero. */
  readonly lengthAt: number | null;
  readonly aimAt: number;
  readonly flagAt: number;
}

const SCANNED_DATA_REPORT_ID = 2;
const DATA_BYTES = 56;
const AIM_FIELD_BYTES = 3;
const BRACKET = 0x5d;
const CONTINUED_BIT = 1;

const PLAIN: ReportShape = { lengthAt: null, aimAt: 1, flagAt: 60 };
const COUNTED: ReportShape = { lengthAt: 1, aimAt: 2, flagAt: 63 };
const COUNTED_SHIFTED: ReportShape = { lengthAt: 1, aimAt: 3, flagAt: 63 };
const PLAIN_REPORT_BYTES = 61;

/** Some firmware marks an exactly full last report as continued and sends no more; silence then ends the code. */
const CONTINUATION_GAP_MS = 100;

const CR = 0x0d;
const LF = 0x0a;

export type HidScanRead = ScanRead | { readonly kind: "bad-report"; readonly length: number };

/** Joins the reports of one code. `report` begins with the report id, as node-hid delivers it. */
export class HidScanParser {
  readonly #maxBytes: number;
  #aim = new Uint8Array();
  #data: number[] = [];
  #lastReportMs = 0;
  #isDiscarding = false;

  constructor(maxBytes: number = MAX_SCAN_BYTES) {
    this.#maxBytes = maxBytes;
  }

  feed(report: Uint8Array, atMs: number): HidScanRead[] {
    const reads: HidScanRead[] = this.tick(atMs);
    // Status, battery and answers to commands come under other ids.
    if (report[0] !== SCANNED_DATA_REPORT_ID) return reads;
    const shape = shapeOf(report);
    const length = shape.lengthAt === null ? unpaddedLength(report, shape) : (report[shape.lengthAt] ?? 0);
    const dataAt = shape.aimAt + AIM_FIELD_BYTES;
    if (length > DATA_BYTES || report.length < dataAt + length) {
      this.reset();
      return [...reads, { kind: "bad-report", length: report.length }];
    }
    if (this.#data.length === 0) this.#aim = report.slice(shape.aimAt, dataAt);
    if (!this.#isDiscarding) this.#data.push(...report.subarray(dataAt, dataAt + length));
    this.#lastReportMs = atMs;
    if (this.#data.length > this.#maxBytes) {
      this.reset();
      this.#isDiscarding = true;
      reads.push({ kind: "too-long", limitBytes: this.#maxBytes });
    }
    if (((report[shape.flagAt] ?? 0) & CONTINUED_BIT) === 0) this.#end(reads);
    return reads;
  }

  tick(atMs: number): ScanRead[] {
    const deadline = this.deadlineMs();
    const reads: ScanRead[] = [];
    if (deadline !== null && atMs >= deadline) this.#end(reads);
    return reads;
  }

  deadlineMs(): number | null {
    return this.#data.length > 0 || this.#isDiscarding ? this.#lastReportMs + CONTINUATION_GAP_MS : null;
  }

  reset(): void {
    this.#data = [];
    this.#isDiscarding = false;
  }

  #end(reads: HidScanRead[]): void {
    // Scanners append their suffix in this mode too.
    if (this.#data.at(-1) === LF) this.#data.pop();
    if (this.#data.at(-1) === CR) this.#data.pop();
    const code = Uint8Array.from(this.#data);
    this.reset();
    if (code.length === 0) return;
    const field = splitAim(Uint8Array.from([...this.#aim, ...code]));
    const inData = splitAim(code);
    // A scanner told to send the identifier sends it in the data as well; another one there is part of the code.
    const isRepeated = inData !== null && (field === null || this.#aim.every((byte, index) => byte === code[index]));
    const { aim, bytes } = isRepeated ? inData : { aim: field?.aim, bytes: code };
    if (bytes.length === 0) return;
    reads.push(aim?.symbology === undefined ? { kind: "scan", bytes } : { kind: "scan", bytes, symbology: aim.symbology });
  }
}

function shapeOf(report: Uint8Array): ReportShape {
  for (const shape of [PLAIN, COUNTED, COUNTED_SHIFTED]) if (report[shape.aimAt] === BRACKET) return shape;
  return report.length === PLAIN_REPORT_BYTES ? PLAIN : COUNTED;
}

function unpaddedLength(report: Uint8Array, shape: ReportShape): number {
  const dataAt = shape.aimAt + AIM_FIELD_BYTES;
  let end = Math.min(dataAt + DATA_BYTES, report.length);
  while (end > dataAt && report[end - 1] === 0) end -= 1;
  return end - dataAt;
}
