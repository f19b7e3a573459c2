import type { Clock } from "../../config/clock.ts";
import { appError } from "../../config/errors/index.ts";
import type { AppError } from "../../config/errors/index.ts";
import type { Log } from "../../config/log.ts";
import { err, ok } from "../../config/result.ts";
import type { Result } from "../../config/result.ts";
import { COMMANDS, encodeCommand, replyPrefix } from "./commands.ts";
import type { CommandSpec } from "./commands.ts";
import { malformedAnswer, vendorFailure } from "./errors.ts";
import type { CommandFailure } from "./errors.ts";
import type { ShtrihLink } from "./link.ts";
import type { ShtrihProfile } from "./model.ts";
import { MODE, SUBMODE, shortStatus } from "./replies.ts";
import type { ShortStatus } from "./replies.ts";
import { NO_PARAMETERS } from "./requests.ts";
import { VENDOR } from "./vendor-errors.ts";

const POLL_MS = 200;
/** Printing of one document takes some 3 s; a full report a minute. */
const PRINT_WAIT_MS = 60_000;
/** Tries of a command that was answered with "still printing" or "continue printing first". */
const PATIENT_TRIES = 5;
const BUFFER_FULL_WAIT_MS = 1_000;

export interface SessionOptions {
  readonly link: ShtrihLink;
  readonly clock: Clock;
  readonly log: Log;
  readonly profile: ShtrihProfile;
  /** Table 2 field 1; factory 1..28. */
  readonly operatorPassword: number;
  /** System administrator (системный администратор); factory 30. */
  readonly adminPassword: number;
}

/** Commands over a link: passwords, error bytes, and patience with a device that is printing. */
export class ShtrihSession {
  readonly link: ShtrihLink;
  readonly clock: Clock;
  readonly log: Log;
  readonly profile: ShtrihProfile;
  readonly #options: SessionOptions;
  #malformedAnswers = 0;

  constructor(options: SessionOptions) {
    this.#options = options;
    this.link = options.link;
    this.clock = options.clock;
    this.log = options.log;
    this.profile = options.profile;
  }

  /** The data behind command bytes and error code; an error byte is a failure. */
  async call(command: CommandSpec, parameters: Uint8Array = NO_PARAMETERS): Promise<Result<Uint8Array, CommandFailure>> {
    const password = command.password === "admin" ? this.#options.adminPassword : this.#options.operatorPassword;
    const expects = replyPrefix(command.code);
    const answer = await this.link.request({
      name: command.name,
      expects,
      payload: encodeCommand(command, password, parameters),
      isRepeatable: command.class === "query",
      replyTimeoutMs: command.timeoutMs,
    });
    if (!answer.ok) return err({ ...answer.error, vendor: null });
    const vendor = answer.value[expects.length];
    if (vendor === undefined) return this.#malformed(command, answer.value, "no error code");
    if (vendor !== 0) return err(vendorFailure(command, vendor, answer.value.subarray(expects.length + 1)));
    const data = answer.value.subarray(expects.length + 1);
    if (data.length < command.minReply) return this.#malformed(command, answer.value, `${data.length} of ${command.minReply} bytes`);
    return ok(data);
  }

  /** Answers that break the protocol, since the start. */
  get malformedAnswers(): number {
    return this.#malformedAnswers;
  }

  /** Logged as it came, so that the vendor can be asked; the connection goes on. */
  #malformed(command: CommandSpec, answer: Uint8Array, what: string): Result<never, CommandFailure> {
    this.#malformedAnswers++;
    const bytes = Buffer.from(answer).toString("hex");
    this.log.error({ command: command.name, what, bytes, count: this.#malformedAnswers }, "an answer breaks the protocol");
    return err(malformedAnswer(command, what));
  }

  /**
   * As `call`; a device that is still printing is waited for, one that was left in a reading is called back: such an error byte means
   * that nothing was executed.
   */
  async callPatiently(command: CommandSpec, parameters: Uint8Array = NO_PARAMETERS): Promise<Result<Uint8Array, CommandFailure>> {
    for (let tryNumber = 1; ; tryNumber++) {
      const answer = await this.call(command, parameters);
      if (answer.ok || tryNumber >= PATIENT_TRIES) return answer;
      switch (answer.error.vendor) {
        case VENDOR.printing:
        case VENDOR.waitsContinue:
        case VENDOR.wrongSubmode: {
          const idle = await this.settle();
          if (!idle.ok) return err({ effect: "none", error: idle.error, vendor: answer.error.vendor });
          break;
        }
        case VENDOR.wrongMode:
          if (!(await this.#leaveDump())) return answer;
          break;
        case VENDOR.bufferFull:
          // Transient only while no receipt is open.
          if (command !== COMMANDS.openReceipt) return answer;
          await this.clock.sleep(BUFFER_FULL_WAIT_MS);
          break;
        default:
          return answer;
      }
    }
  }

  /**
   * A program that died while it read a document (FF3A, FF3B) leaves the device in mode 1, where everything else is refused with 73h
   * until somebody ends the reading. False: it is not in that mode, or does not leave it.
   */
  async #leaveDump(): Promise<boolean> {
    const status = await this.status();
    if (!status.ok || status.value.mode !== MODE.dump) return false;
    this.log.warn({}, "the registrar was left in the middle of a reading");
    return (await this.call(COMMANDS.stopDump)).ok;
  }

  async status(): Promise<Result<ShortStatus, CommandFailure>> {
    const data = await this.call(COMMANDS.shortStatus);
    return data.ok ? ok(shortStatus(data.value)) : data;
  }

  /** Polls 10h until nothing is printing; continues an interrupted printing (B0h). Errors: no paper (FIS310), too long (FIS312), link. */
  async settle(maxMs: number = PRINT_WAIT_MS): Promise<Result<ShortStatus, AppError>> {
    const startMs = this.clock.monotonicMs();
    for (;;) {
      const status = await this.status();
      if (!status.ok) return err(status.error.error);
      const { mode, submode } = status.value;
      if (submode === SUBMODE.idle) return ok(status.value);
      if (submode === SUBMODE.noPaper || submode === SUBMODE.paperEnded) {
        return err(appError("FIS310", { meaning: `submode ${submode}` }));
      }
      const waitedMs = Math.round(this.clock.monotonicMs() - startMs);
      if (waitedMs >= maxMs) return err(appError("FIS312", { mode, submode, waitedMs }));
      if (submode === SUBMODE.waitsContinue) {
        const continued = await this.call(COMMANDS.continuePrint);
        if (!continued.ok && continued.error.vendor === null) return err(continued.error.error);
      }
      await this.clock.sleep(POLL_MS);
    }
  }
}
