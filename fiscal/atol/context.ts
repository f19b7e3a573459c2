import type { Clock } from "../../config/clock.ts";
import type { AppError } from "../../config/errors/index.ts";
import type { Log } from "../../config/log.ts";
import { ok } from "../../config/result.ts";
import type { Result } from "../../config/result.ts";
import { err } from "../../config/result.ts";
import { IDENTITY_TASKS, readIdentity } from "./readings.ts";
import type { Identity } from "./readings.ts";
import type { IndustryDateFormat } from "./receipt-task.ts";
import type { TaskPort } from "./task-port.ts";

/** What every part of the driver works with. */
export interface AtolContext {
  readonly port: TaskPort;
  readonly clock: Clock;
  readonly log: Log;
  /** Local time of the shop against UTC. */
  readonly utcOffsetMinutes: number;
  readonly industryDate: IndustryDateFormat;
  readonly refuseNegativeMarking: boolean;
}

/** Model, numbers and format version: read once, and again when the drive turns out to be another one. */
export class IdentityReader {
  readonly #port: TaskPort;
  #known: Identity | null = null;

  constructor(port: TaskPort) {
    this.#port = port;
  }

  async read(): Promise<Result<Identity, AppError>> {
    if (this.#known !== null) return ok(this.#known);
    const answers = await this.#port.query(IDENTITY_TASKS);
    if (!answers.ok) return err(answers.error.error);
    const identity = readIdentity(answers.value);
    if (identity.ok) this.#known = identity.value;
    return identity;
  }

  /** The drive was read as `fnSerial`. */
  noteDrive(fnSerial: string): void {
    if (this.#known !== null && this.#known.fnSerial !== fnSerial) this.#known = null;
  }

  forget(): void {
    this.#known = null;
  }
}
