import type { Clock } from "../../../../config/clock.ts";
import type { ArmedFault, FaultBox } from "../../control/faults.ts";
import { commandCode, type Execution } from "../shtrih-kkt.ts";
import type { KktProfile } from "../profile.ts";

const STX = 0x02;
const ENQ = 0x05;
const ACK = 0x06;
const NAK = 0x15;
const FILLER = 0xff;
/** STX, LEN, LRC. */
const FRAME_OVERHEAD = 3;

/** The registrar as the line sees it. */
export interface LinkDevice {
  readonly powered: boolean;
  execute(payload: Uint8Array): Execution;
  /** Fault: power goes now; `backAfterMs` null = stays off. */
  cutPower(backAfterMs: number | null): void;
  reboot(): void;
  /** Fault: another program does something. */
  foreign(fault: Extract<ArmedFault, { kind: "foreign-action" }>): void;
}

export interface LinkOptions {
  readonly device: LinkDevice;
  readonly clock: Clock;
  readonly faults: FaultBox;
  readonly profile: KktProfile;
  /** TCP has sessions to cut and the extra FFh; a serial line has neither. */
  readonly medium: "tcp" | "serial";
}

/** What the line does in answer: bytes for the host, then perhaps the end of the session. */
export interface LinkOutput {
  readonly bytes: Uint8Array;
  readonly close: boolean;
}

type Phase = "idle" | "receiving" | "executing" | "waiting-ack" | "held";

/**
 * The device's side of frame v1 (стандартный нижний уровень), notes 1.6: ENQ, ACK, NAK, one frame at a time, the answer
 * held until the host confirms it. No timers inside: `feed` and `poll` take the time from the clock, `nextDueMs` says
 * when something will happen by itself.
 */
export class FrameLink {
  readonly #options: LinkOptions;
  #phase: Phase = "idle";
  #frame: number[] = [];
  #lastByteAtMs = 0;
  #answer: { readonly frame: Uint8Array; readonly dueAtMs: number; readonly garbage: Uint8Array; readonly reboot: boolean } | null = null;
  #ackDeadlineMs = 0;
  #output: number[] = [];
  #serving = false;
  #close = false;
  /** Bytes that may still go out before the cut. */
  #cutOut: { left: number; readonly silent: boolean } | null = null;
  /** The line is dead in both directions until the session ends. */
  #mute = false;
  /** Serial line: what goes out is lost until the answer is over, what comes in until the host pauses. */
  #outputLost = false;
  #inputLost = false;

  constructor(options: LinkOptions) {
    this.#options = options;
  }

  feed(bytes: Uint8Array): LinkOutput {
    this.#serving = true;
    this.#advance();
    if (this.#now() - this.#lastByteAtMs > this.#options.profile.byteTimeoutMs) this.#inputLost = false;
    for (const byte of bytes) {
      if (this.#mute || this.#close || !this.#options.device.powered) break;
      if (!this.#inputLost) this.#takeByte(byte);
      this.#lastByteAtMs = this.#now();
    }
    return this.#flush();
  }

  /** Lets time-outs and delayed answers happen. */
  poll(): LinkOutput {
    this.#serving = true;
    this.#advance();
    return this.#flush();
  }

  /** Monotonic ms; null when only the host can make something happen. */
  nextDueMs(): number | null {
    if (this.#phase === "executing" && this.#answer !== null) return this.#answer.dueAtMs;
    if (this.#phase === "receiving") return this.#lastByteAtMs + this.#options.profile.byteTimeoutMs;
    return this.#phase === "waiting-ack" ? this.#ackDeadlineMs : null;
  }

  /** The session ended. An unconfirmed answer stays for the next one, or not: the profile decides. */
  disconnected(): void {
    this.#mute = false;
    this.#cutOut = null;
    this.#close = false;
    this.#output = [];
    if (this.#phase === "receiving" || this.#answer === null || !this.#options.profile.heldAnswerSurvivesReconnect) this.#reset();
    else if (this.#phase === "waiting-ack") this.#phase = "held";
  }

  /** Power was off: a device that comes up returns no earlier answer. */
  powerLost(): void {
    this.#reset();
    this.#cutOut = null;
    this.#mute = false;
    // Power went while this line was being served: its session ends with what has gone out so far.
    this.#close = this.#serving && this.#options.medium === "tcp";
  }

  #reset(): void {
    this.#phase = "idle";
    this.#frame = [];
    this.#answer = null;
  }

  #now(): number {
    return this.#options.clock.monotonicMs();
  }

  #advance(): void {
    const now = this.#now();
    const { profile, device } = this.#options;
    if (!device.powered) return;
    if (this.#phase === "receiving" && now - this.#lastByteAtMs > profile.byteTimeoutMs) {
      this.#phase = "idle";
      this.#frame = [];
      this.#emit([NAK]);
    }
    if (this.#phase === "executing" && this.#answer !== null && now >= this.#answer.dueAtMs) this.#sendAnswer();
    if (this.#phase === "waiting-ack" && now >= this.#ackDeadlineMs) this.#phase = "held";
  }

  #takeByte(byte: number): void {
    switch (this.#phase) {
      case "idle":
        if (byte === STX) this.#startFrame();
        else this.#emit([NAK]);
        return;
      case "receiving":
        this.#frame.push(byte);
        this.#frameByte();
        return;
      case "executing":
        if (byte === ENQ) this.#emit([ACK]);
        return;
      case "waiting-ack":
      case "held":
        this.#unconfirmedByte(byte);
        return;
    }
  }

  /** ACK confirms, ENQ asks for the answer again, a new frame drops it, anything else leaves it held. */
  #unconfirmedByte(byte: number): void {
    if (byte === ACK) {
      const { profile, medium } = this.#options;
      if (medium === "tcp" && profile.ffAfterAck) this.#emit([FILLER]);
      this.#reset();
    } else if (byte === ENQ) {
      this.#emit([ACK]);
      this.#sendAnswer();
    } else if (byte === STX) {
      this.#reset();
      this.#startFrame();
    } else {
      if (this.#phase === "held") this.#emit([NAK]);
      this.#phase = "held";
    }
  }

  #startFrame(): void {
    this.#phase = "receiving";
    this.#frame = [STX];
  }

  #frameByte(): void {
    const length = this.#frame[1];
    if (length === undefined) return;
    if (length === 0) return this.#rejectFrame();
    const payload = this.#frame.slice(2, 2 + length);
    const code = this.#knownCode(payload, length);
    if (code !== null && this.#cutIncoming(code)) return;
    if (this.#frame.length < length + FRAME_OVERHEAD) return;
    const lrc = payload.reduce((sum, byte) => sum ^ byte, length);
    if (lrc !== this.#frame[length + 2]) return this.#rejectFrame();
    this.#phase = "idle";
    this.#frame = [];
    this.#accept(Uint8Array.from(payload));
  }

  /** The command as soon as it can be told; a two-byte code needs its second byte. */
  #knownCode(payload: readonly number[], length: number): number | null {
    const needed = (payload[0] ?? 0) >= 0xfe && length > 1 ? 2 : 1;
    return payload.length < needed ? null : commandCode(Uint8Array.from(payload));
  }

  #cutIncoming(code: number): boolean {
    const received = this.#frame.length;
    const fault = this.#options.faults.strike("cut", code, (cut) => cut.direction === "in" && received >= cut.atByte);
    if (fault === null) return false;
    if (this.#options.medium === "serial") {
      // The device is left with half a frame and says NAK when the byte time is over.
      this.#inputLost = true;
      return true;
    }
    this.#phase = "idle";
    this.#frame = [];
    this.#breakLine(fault.silent === true);
    return true;
  }

  #rejectFrame(): void {
    this.#phase = "idle";
    this.#frame = [];
    this.#emit([NAK]);
  }

  /** A whole frame with the right checksum. */
  #accept(payload: Uint8Array): void {
    const { faults, device } = this.#options;
    const code = commandCode(payload) ?? 0;
    if (faults.strike("nak", code) !== null) {
      this.#emit([NAK]);
      return;
    }
    const cut = faults.strike("cut", code, (fault) => fault.direction === "out");
    this.#cutOut = cut === null ? null : { left: cut.atByte, silent: cut.silent === true };
    this.#outputLost = false;
    this.#emit([ACK]);
    const early = faults.strike("power-cut", code, (fault) => fault.moment === "before");
    if (early !== null) return device.cutPower(early.backAfterMs ?? null);
    if (faults.strike("answer-lost", code, (fault) => fault.moment === "before") !== null) return;
    this.#foreign(code, "before");
    const forced = faults.strike("error", code);
    const execution = forced === null ? device.execute(payload) : refused(payload, code, forced.code);
    this.#foreign(code, "after");
    const late = faults.strike("power-cut", code, (fault) => fault.moment === "after");
    if (late !== null) return device.cutPower(late.backAfterMs ?? null);
    this.#holdAnswer(execution, code);
  }

  #foreign(code: number, moment: "before" | "after"): void {
    const fault = this.#options.faults.strike("foreign-action", code, (armed) => armed.moment === moment);
    if (fault !== null) this.#options.device.foreign(fault);
  }

  #holdAnswer(execution: Execution, code: number): void {
    const { faults } = this.#options;
    const delay = faults.strike("delay", code)?.ms ?? 0;
    const garbage = Uint8Array.from(Buffer.from(faults.strike("garbage", code)?.hex ?? "", "hex"));
    const lost = faults.strike("answer-lost", code, (fault) => fault.moment === "after");
    if (lost?.forget === true) return;
    const dueAtMs = this.#now() + execution.delayMs + delay;
    this.#answer = { frame: buildFrame(execution.answer), dueAtMs, garbage, reboot: execution.reboot };
    this.#phase = "executing";
    if (lost !== null) this.#phase = "held";
    else this.#advance();
  }

  #sendAnswer(): void {
    if (this.#answer === null) return;
    const { frame, garbage, reboot } = this.#answer;
    this.#emit([...garbage, ...frame]);
    // Garbage comes once; a repeated answer is clean.
    this.#answer = { ...this.#answer, garbage: new Uint8Array() };
    this.#phase = "waiting-ack";
    this.#ackDeadlineMs = this.#now() + this.#options.profile.ackTimeoutMs;
    this.#outputLost = false;
    if (reboot) this.#options.device.reboot();
  }

  #emit(bytes: readonly number[]): void {
    for (const byte of bytes) {
      if (this.#mute || this.#close || this.#outputLost) return;
      if (this.#cutOut !== null && this.#cutOut.left === 0) return this.#breakLine(this.#cutOut.silent);
      this.#output.push(byte);
      if (this.#cutOut === null) continue;
      this.#cutOut.left--;
      if (this.#cutOut.left === 0) this.#breakLine(this.#cutOut.silent);
    }
  }

  /** A serial line cannot be closed from the device's side: the rest of the exchange is lost. */
  #breakLine(silent: boolean): void {
    this.#cutOut = null;
    if (this.#options.medium === "serial") this.#outputLost = true;
    else if (silent) this.#mute = true;
    else this.#close = true;
  }

  #flush(): LinkOutput {
    const output = { bytes: Uint8Array.from(this.#output), close: this.#close };
    this.#output = [];
    this.#serving = false;
    return output;
  }
}

function buildFrame(payload: Uint8Array): Uint8Array {
  const lrc = payload.reduce((sum, byte) => sum ^ byte, payload.length);
  return Uint8Array.from([STX, payload.length, ...payload, lrc]);
}

function refused(payload: Uint8Array, code: number, error: number): Execution {
  const echo = code > 0xff ? (code >> 8 === 0xfe ? [0xfe] : [code >> 8, code & 0xff]) : [payload[0] ?? 0];
  return { code, answer: Uint8Array.from([...echo, error]), delayMs: 0, reboot: false };
}
