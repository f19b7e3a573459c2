import { ok } from "../../config/result.ts";
import type { Result } from "../../config/result.ts";
import { decodeVln, findTag } from "../document/tlv.ts";
import { COMMANDS } from "./commands.ts";
import { registrationTotals } from "./drive-replies.ts";
import type { CommandFailure } from "./errors.ts";
import { FD_TYPE } from "./replies.ts";
import type { FnStatus } from "./replies.ts";
import type { ShtrihSession } from "./session.ts";
import { findStored, readStoredTags } from "./stored-document.ts";

const KEY_RESOURCE_TAG = 1213;

/**
 * Days that the drive's keys last (tag 1213). No command tells them; the report of the closed shift and the registration do.
 * Each is read once: right after a shift was closed its report is the last document.
 */
export class KeyResource {
  readonly #session: ShtrihSession;
  #seen: { readonly fnSerial: string; readonly fdNumber: number; readonly days: number | null } | null = null;

  constructor(session: ShtrihSession) {
    this.#session = session;
  }

  async days(drive: FnStatus): Promise<Result<number | null, CommandFailure>> {
    const known = this.#seen?.fnSerial === drive.fnSerial ? this.#seen : null;
    const isReport = !drive.isShiftOpen && drive.lastFdNumber > 0 && known?.fdNumber !== drive.lastFdNumber;
    if (known !== null && !isReport) return ok(known.days);
    const fdNumber = isReport ? await this.#closedShift(drive.lastFdNumber) : ok(null);
    if (!fdNumber.ok) return fdNumber;
    const report = fdNumber.value ?? (known === null ? await this.#registration() : null);
    const read = report === null ? null : await this.#read(report);
    this.#seen = { fnSerial: drive.fnSerial, fdNumber: drive.lastFdNumber, days: read ?? known?.days ?? null };
    return ok(this.#seen.days);
  }

  async #closedShift(fdNumber: number): Promise<Result<number | null, CommandFailure>> {
    const found = await findStored(this.#session, fdNumber);
    if (!found.ok) return found.error.vendor === null ? found : ok(null);
    return ok(found.value?.type === FD_TYPE.closeShift ? fdNumber : null);
  }

  async #registration(): Promise<number | null> {
    const totals = await this.#session.call(COMMANDS.registration);
    return totals.ok ? registrationTotals(totals.value).fdNumber : null;
  }

  async #read(fdNumber: number): Promise<number | null> {
    const tags = await readStoredTags(this.#session, fdNumber);
    const item = tags.ok ? findTag(tags.value, KEY_RESOURCE_TAG) : undefined;
    const days = item === undefined ? null : decodeVln(item.value);
    return days?.ok === true ? days.value : null;
  }
}
