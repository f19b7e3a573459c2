import { ok } from "../../config/result.ts";
import type { Result } from "../../config/result.ts";
import type { Ffd } from "../document/tags.ts";
import { COMMANDS } from "./commands.ts";
import type { CommandFailure } from "./errors.ts";
import { FEATURE, familyOf, ffdOfSetting, hasFeature, settingsPlaces } from "./model.ts";
import type { ModelParameters, SettingsPlaces, ShtrihFamily } from "./model.ts";
import { deviceName, modelParameters } from "./replies.ts";
import { modelQuery, tableCell, tableValue } from "./requests.ts";
import type { ShtrihSession } from "./session.ts";
import { decodeDeviceText } from "./text.ts";

export interface DeviceModel {
  readonly name: string;
  readonly family: ShtrihFamily;
  readonly features: bigint;
  readonly ffd: Ffd;
  readonly places: SettingsPlaces;
}

/** Firmware without F7h: nothing is known, the places of a desktop registrar are assumed. */
const UNKNOWN_PARAMETERS: ModelParameters = { features: 0n, printWidth: 0, fnTable: null, ofdTable: null, ffdTable: null, ffdField: null };

/** What the driver must know of the device, read once per connection. */
export class DeviceModelReader {
  readonly #session: ShtrihSession;
  #model: { readonly generation: number; readonly value: DeviceModel } | null = null;
  #serial: { readonly generation: number; readonly value: string } | null = null;

  constructor(session: ShtrihSession) {
    this.#session = session;
  }

  async model(): Promise<Result<DeviceModel, CommandFailure>> {
    const { link } = this.#session;
    if (this.#model !== null && link.isConnected && this.#model.generation === link.generation) return ok(this.#model.value);
    const read = await this.#read();
    if (read.ok) this.#model = { generation: link.generation, value: read.value };
    return read;
  }

  /** Factory number (заводской номер) from the settings of the fiscal drive; empty when the device does not tell. */
  async serial(): Promise<Result<string, CommandFailure>> {
    const { link } = this.#session;
    if (this.#serial !== null && link.isConnected && this.#serial.generation === link.generation) return ok(this.#serial.value);
    const model = await this.model();
    if (!model.ok) return model;
    const { fnTable, serialField } = model.value.places;
    const cell = await this.#session.call(COMMANDS.readTable, tableCell(fnTable, 1, serialField));
    if (!cell.ok && cell.error.vendor === null) return cell;
    const value = cell.ok ? decodeDeviceText(cell.value) : "";
    this.#serial = { generation: link.generation, value };
    return ok(value);
  }

  forget(): void {
    this.#model = null;
    this.#serial = null;
  }

  async #read(): Promise<Result<DeviceModel, CommandFailure>> {
    const session = this.#session;
    const type = await session.call(COMMANDS.deviceType);
    if (!type.ok && type.error.vendor === null) return type;
    const parameters = await session.call(COMMANDS.modelParameters, modelQuery());
    if (!parameters.ok && parameters.error.vendor === null) return parameters;
    const known = parameters.ok ? modelParameters(parameters.value) : UNKNOWN_PARAMETERS;
    const family = familyOf(session.profile, known);
    const places = settingsPlaces(family, known);
    const ffd = await this.#ffd(places);
    if (!ffd.ok) return ffd;
    const extended = await this.#askForExtendedReplies(known, places);
    if (!extended.ok) return extended;
    return ok({ name: type.ok ? deviceName(type.value) : "", family, features: known.features, ffd: ffd.value, places });
  }

  async #ffd(places: SettingsPlaces): Promise<Result<Ffd, CommandFailure>> {
    if (this.#session.profile.ffd !== "ask") return ok(this.#session.profile.ffd);
    const cell = await this.#session.call(COMMANDS.readTable, tableCell(places.ffdTable, 1, places.ffdField));
    return cell.ok ? ok(ffdOfSetting(cell.value[0] ?? 0)) : cell;
  }

  /** Date and time in the answer of FF45 save a reading per receipt. A device that refuses goes on with the short answer. */
  async #askForExtendedReplies(known: ModelParameters, places: SettingsPlaces): Promise<Result<void, CommandFailure>> {
    const { profile, log } = this.#session;
    const place = places.extendedReplies;
    if (!profile.extendedReplies || place === null || !hasFeature(known.features, FEATURE.extendedReplies)) return ok(undefined);
    const cell = await this.#session.call(COMMANDS.readTable, tableCell(place.table, 1, place.field));
    if (!cell.ok) return cell.error.vendor === null ? cell : ok(undefined);
    if (cell.value[0] !== 0) return ok(undefined);
    const written = await this.#session.call(COMMANDS.writeTable, tableValue(place.table, 1, place.field, Uint8Array.of(1)));
    if (!written.ok && written.error.vendor === null) return written;
    log.info({ table: place.table, field: place.field, isSet: written.ok }, "extended answers of document commands");
    return ok(undefined);
  }
}
