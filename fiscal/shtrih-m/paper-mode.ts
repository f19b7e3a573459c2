import { ok } from "../../config/result.ts";
import type { Result } from "../../config/result.ts";
import { COMMANDS } from "./commands.ts";
import type { DeviceModelReader } from "./device-model.ts";
import type { CommandFailure } from "./errors.ts";
import { tableCell, tableValue } from "./requests.ts";
import type { ShtrihSession } from "./session.ts";

const PRINT = 0;
/** FR: table 17 field 7, "skip the next document"; the device goes back to 0 by itself. CC: table 1 field 48, stays. */
const SKIP = 1;

/**
 * Switches the paper of one receipt off. A setting that is on when it should not be (we died between it and the receipt, or
 * another program did) would leave the next buyer without paper: so it is looked at once per connection and after every
 * receipt without paper, before the next document that wants to be printed.
 */
export class PaperMode {
  readonly #session: ShtrihSession;
  readonly #models: DeviceModelReader;
  /** Connection on which the setting was seen to be "print". */
  #printsOn = -1;

  constructor(session: ShtrihSession, models: DeviceModelReader) {
    this.#session = session;
    this.#models = models;
  }

  /** To be called before a document, while none is open. A device without the setting prints everything. */
  async prepare(paper: "print" | "none"): Promise<Result<void, CommandFailure>> {
    const model = await this.#models.model();
    if (!model.ok) return model;
    const { table, field } = model.value.places.paper;
    const generation = this.#session.link.generation;
    if (paper === "none") {
      this.#printsOn = -1;
      return this.#write(table, field, SKIP);
    }
    if (this.#printsOn === generation) return ok(undefined);
    const cell = await this.#session.call(COMMANDS.readTable, tableCell(table, 1, field));
    if (!cell.ok && cell.error.vendor === null) return cell;
    // Another value (2: print nothing, 3: buffered) is the shop's own choice.
    if (cell.ok && cell.value[0] === SKIP) {
      this.#session.log.warn({ table, field }, "printing was off without a document: switched on");
      const written = await this.#write(table, field, PRINT);
      if (!written.ok) return written;
    }
    this.#printsOn = generation;
    return ok(undefined);
  }

  forget(): void {
    this.#printsOn = -1;
  }

  /** A refusal means paper although none was wanted: no reason not to sell. */
  async #write(table: number, field: number, value: number): Promise<Result<void, CommandFailure>> {
    const written = await this.#session.callPatiently(COMMANDS.writeTable, tableValue(table, 1, field, Uint8Array.of(value)));
    if (written.ok) return ok(undefined);
    if (written.error.vendor === null) return written;
    this.#session.log.warn({ table, field, value, vendor: written.error.error.vendorCode ?? "" }, "the paper setting was refused");
    return ok(undefined);
  }
}
