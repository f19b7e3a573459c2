import { appError, type AppError } from "../../config/errors/index.ts";
import { ok } from "../../config/result.ts";
import type { SupervisedDevice, SupervisedDeviceDeps } from "../diagnostics/supervised-device.ts";
import { superviseLink, type SupervisedLink } from "../transport/link-supervisor.ts";
import type { WireTrace } from "../transport/wire-trace.ts";
import { DoubleReadGuard } from "./double-read.ts";
import { HidScanParser, type HidScanRead } from "./hid-scan.ts";
import type { ScanEvent } from "./scan.ts";
import { SerialScanParser, type ScanSuffix } from "./serial-scan.ts";

/** The part of a scanner's configuration that this driver needs; `config/sections/devices.ts` makes it. */
export type ScannerSettings =
  | { readonly kind: "serial"; readonly name: string; readonly suffix?: ScanSuffix; readonly aim?: boolean; readonly idleGapMs?: number }
  | { readonly kind: "hid-pos"; readonly name: string };

/** `openChannel`: serial `openSerialChannel(…)`, HID POS `openHidChannel(…)`. */
export interface ScannerDeps extends SupervisedDeviceDeps {
  /** The same code again at once from this scanner: not a scan, but worth a tone. */
  readonly onDoubleRead?: (scan: ScanEvent) => void;
  /** A read that must not be used: DEV201, DEV202, DEV205. */
  readonly onBadRead?: (error: AppError) => void;
  readonly trace?: WireTrace;
}

export type Scanner = SupervisedDevice;

/** What both parsers are to the driver. */
interface ScanParser {
  feed(bytes: Uint8Array, atMs: number): HidScanRead[];
  tick(atMs: number): HidScanRead[];
  deadlineMs(): number | null;
  reset(): void;
}

/** Keeps a scanner open and reports its scans, each as soon as it is whole. */
export function openScanner(settings: ScannerSettings, deps: ScannerDeps, onScan: (scan: ScanEvent) => void): Scanner {
  const parser: ScanParser = settings.kind === "serial" ? new SerialScanParser(settings) : new HidScanParser();
  const reader = new ScanReader(settings.name, parser, deps, onScan);
  const link = superviseLink({
    ...deps,
    name: settings.name,
    kind: "scanner",
    onUp: (channel) => {
      parser.reset();
      channel.onData((bytes) => reader.receive(bytes));
      return ok(undefined);
    },
    onDown: () => reader.forget(),
  });
  reader.link = link;
  return {
    state: () => link.state(),
    reopen: () => link.reopen(),
    stop: async () => {
      reader.forget();
      await link.stop();
    },
  };
}

class ScanReader {
  link: SupervisedLink | null = null;
  readonly #name: string;
  readonly #parser: ScanParser;
  readonly #deps: ScannerDeps;
  readonly #onScan: (scan: ScanEvent) => void;
  readonly #guard = new DoubleReadGuard();
  #timer: AbortController | null = null;

  constructor(name: string, parser: ScanParser, deps: ScannerDeps, onScan: (scan: ScanEvent) => void) {
    this.#name = name;
    this.#parser = parser;
    this.#deps = deps;
    this.#onScan = onScan;
  }

  receive(bytes: Uint8Array): void {
    const atMs = this.#deps.clock.monotonicMs();
    const reads = this.#parser.feed(bytes, atMs);
    this.#arm(atMs);
    for (const read of reads) this.#report(read, atMs);
  }

  /** The link is gone: a half code of it must not be joined with what comes after. */
  forget(): void {
    this.#timer?.abort();
    this.#parser.reset();
  }

  /** Waits for the silence that ends a code. */
  #arm(nowMs: number): void {
    this.#timer?.abort();
    const deadline = this.#parser.deadlineMs();
    if (deadline === null) return;
    const timer = new AbortController();
    this.#timer = timer;
    void this.#deps.clock.sleep(deadline - nowMs, timer.signal).then(() => {
      if (timer.signal.aborted) return;
      // A timer may fire a little early by the monotonic clock.
      const atMs = Math.max(this.#deps.clock.monotonicMs(), deadline);
      for (const read of this.#parser.tick(atMs)) this.#report(read, atMs);
    });
  }

  #report(read: HidScanRead, atMs: number): void {
    if (read.kind !== "scan") return this.#reportBad(read);
    const scan: ScanEvent = {
      ...(read.symbology === undefined ? {} : { symbology: read.symbology }),
      bytes: read.bytes,
      source: this.#name,
      at: this.#deps.clock.now(),
    };
    if (this.#guard.isDoubleRead(read.bytes, atMs)) {
      this.link?.count("doubleReads");
      this.#deps.onDoubleRead?.(scan);
      return;
    }
    this.link?.count("scans");
    this.#onScan(scan);
  }

  #reportBad(read: Exclude<HidScanRead, { kind: "scan" }>): void {
    const error = badRead(read);
    this.link?.count("badReads");
    this.link?.note(error);
    this.#deps.log.warn({ device: this.#name, error }, "scan not usable");
    this.#deps.onBadRead?.(error);
  }
}

function badRead(read: Exclude<HidScanRead, { kind: "scan" }>): AppError {
  switch (read.kind) {
    case "unterminated":
      return appError("DEV201", { length: read.length });
    case "too-long":
      return appError("DEV202", { limitBytes: read.limitBytes });
    case "bad-report":
      return appError("DEV205", { length: read.length });
  }
}
