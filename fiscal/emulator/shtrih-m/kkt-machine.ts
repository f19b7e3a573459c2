import type { Clock } from "../../../config/clock.ts";
import type { Log } from "../../../config/log.ts";
import { changeDrive } from "../control/drive-changes.ts";
import { isArmed, newFaultBox, type Fault, type WorldChange } from "../control/faults.ts";
import type { FiscalDrive } from "../fiscal-drive/index.ts";
import { KKT_ERROR } from "./error-code.ts";
import { foreignPayloads, type ForeignAction } from "./foreign-program.ts";
import { FrameLink, type LinkDevice, type LinkOutput } from "./link/frame-link.ts";
import type { KktProfile } from "./profile.ts";
import { ShtrihKkt } from "./shtrih-kkt.ts";

const DEFAULT_FOREIGN_SUM_KOP = 10_000;
const DRIVE_LINK = { well: null, silent: KKT_ERROR.driveSilent, failed: KKT_ERROR.driveFailed } as const;

/** The device's end of one line, driven by bytes; no sockets, no timers. */
export interface KktPeer {
  /** Bytes from the host; gives what the device sends at once. */
  feed(bytes: Uint8Array): LinkOutput;
  /** Gives what has become due by now (delayed answers, time-outs). */
  poll(): LinkOutput;
  /** Monotonic ms of the next thing to poll for; null = nothing. */
  nextDueMs(): number | null;
  /** The host's session ended. */
  disconnected(): void;
}

export interface MachineOptions {
  readonly drive: FiscalDrive;
  readonly clock: Clock;
  readonly profile: KktProfile;
  readonly log: Log;
}

/** A registrar with its plugs, its power button and the faults of the world around it. */
export class KktMachine {
  readonly kkt: ShtrihKkt;
  readonly faults = newFaultBox();
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #links = new Set<FrameLink>();
  readonly #onLineLost = new Set<() => void>();
  #powerBackAtMs: number | null = null;

  constructor(options: MachineOptions) {
    this.kkt = new ShtrihKkt(options);
    this.#clock = options.clock;
    this.#log = options.log;
  }

  /** A new plug: every line has its own framing state, all lead to the one device. */
  attach(medium: "tcp" | "serial"): KktPeer {
    const { kkt } = this;
    const device: LinkDevice = {
      execute: (payload) => kkt.execute(payload),
      foreign: (fault) => this.#foreign(fault.action, fault.sumKop),
      reboot: () => this.#powerCycle(),
      cutPower: (backAfterMs) => {
        this.#powerBackAtMs = backAfterMs === null ? null : this.#clock.monotonicMs() + backAfterMs;
        this.#powerOff();
      },
      get powered(): boolean {
        return kkt.powered;
      },
    };
    const link = new FrameLink({ device, clock: this.#clock, faults: this.faults, profile: kkt.profile, medium });
    this.#links.add(link);
    return {
      feed: (bytes) => {
        this.wake();
        return link.feed(bytes);
      },
      poll: () => {
        this.wake();
        return link.poll();
      },
      nextDueMs: () => earliest(link.nextDueMs(), this.#powerBackAtMs),
      disconnected: () => link.disconnected(),
    };
  }

  /** Told when the lines go dead from the device's side (power off, "close connection"). */
  onLineLost(callback: () => void): void {
    this.#onLineLost.add(callback);
  }

  /** Lets what is due by now happen: power back, printing, OFD. */
  wake(): void {
    if (this.#powerBackAtMs !== null && this.#clock.monotonicMs() >= this.#powerBackAtMs) {
      this.#powerBackAtMs = null;
      this.kkt.powerOn();
    }
    this.kkt.settle();
  }

  /** Arms a fault (gives its number) or changes the world at once (gives null). */
  apply(fault: Fault): number | null {
    this.wake();
    this.#log.info({ fault }, "fault");
    if (isArmed(fault)) return this.faults.arm(fault);
    this.#change(fault);
    return null;
  }

  #change(change: WorldChange): void {
    const { kkt } = this;
    const { drive, printer } = kkt;
    switch (change.kind) {
      case "paper-out":
        return kkt.change(() => printer.paperOut(kkt.state, change.afterLines ?? 0));
      case "paper-load":
        return kkt.change(() => printer.loadPaper(kkt.state));
      case "cover":
        return kkt.change(() => printer.setCover(kkt.state, change.open));
      case "drawer":
        return kkt.change(() => void (kkt.state.drawerOpen = change.open));
      case "power":
        this.#powerBackAtMs = null;
        return change.on ? kkt.powerOn() : this.#powerOff();
      case "print-speed":
        printer.msPerLine = change.msPerLine;
        return;
      case "advance-clock":
        drive.advanceTimer(change.ms);
        return kkt.settle();
      case "clock-shift":
        return kkt.change(() => void (kkt.state.clockOffsetSeconds += change.seconds));
      case "foreign":
        return this.#foreign(change.action, change.sumKop);
      case "drive-link":
        kkt.driveError = DRIVE_LINK[change.state];
        return;
      case "close-connection":
        return this.#loseLines();
      default:
        return changeDrive(drive, change);
    }
  }

  /** Another program does its work at once: what was printing is over by then. A refusal stops it, as it would stop a program. */
  #foreign(action: ForeignAction, sumKop = DEFAULT_FOREIGN_SUM_KOP): void {
    const { kkt } = this;
    for (const payload of foreignPayloads(action, sumKop)) {
      kkt.change(() => kkt.printer.finish(kkt.state));
      const { code, answer } = kkt.execute(payload);
      const error = answer[code > 0xff ? 2 : 1] ?? 0;
      if (error !== 0) return this.#log.warn({ action, command: code, error }, "the foreign program was refused");
    }
  }

  #powerCycle(): void {
    this.#powerOff();
    this.kkt.powerOn();
  }

  #powerOff(): void {
    this.kkt.powerOff();
    for (const link of this.#links) link.powerLost();
    this.#loseLines();
  }

  #loseLines(): void {
    for (const callback of this.#onLineLost) callback();
  }
}

function earliest(a: number | null, b: number | null): number | null {
  if (a === null) return b;
  return b === null ? a : Math.min(a, b);
}
