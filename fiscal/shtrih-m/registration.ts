import type { AppError } from "../../config/errors/index.ts";
import { err, ok } from "../../config/result.ts";
import type { Result } from "../../config/result.ts";
import { agentKindsOfMask } from "../document/agent.ts";
import { taxSystemsOfMask } from "../document/tax-system.ts";
import { decodeVln, findTag, tlvText } from "../document/tlv.ts";
import type { TlvItem } from "../document/tlv.ts";
import type { Registration } from "../registrar.ts";
import { COMMANDS } from "./commands.ts";
import type { DeviceModelReader } from "./device-model.ts";
import { toEpoch } from "./device-time.ts";
import { registrationTotals } from "./drive-replies.ts";
import { fnStatus } from "./replies.ts";
import { tableCell } from "./requests.ts";
import type { ShtrihSession } from "./session.ts";
import { readStoredTags } from "./stored-document.ts";
import { decodeDeviceText } from "./text.ts";

/** Fields of the table of the fiscal drive: 18 on FR, 13 on CC, where field 7 is seen to be the user's name too. */
const FIELD = { user: 7, address: 9, ofdName: 10, ofdInn: 12, place: 14, email: 15, agents: 16 } as const;
/** Tag 1290 (since FFD 1.2). */
const CONDITION = { excise: 0x40, markedGoods: 0x100 } as const;
const MODE_AUTONOMOUS = 1;
const EXTENDED_EXCISE = 0;
const EXTENDED_MARKED = 4;

/**
 * FF09 for numbers, the stored report of that registration for texts. A drive that does not give the report any more leaves
 * them to the registrar's settings.
 */
export async function readRegistration(
  session: ShtrihSession,
  models: DeviceModelReader,
  utcOffsetMinutes: number,
): Promise<Result<Registration, AppError>> {
  const model = await models.model();
  if (!model.ok) return err(model.error.error);
  const serial = await models.serial();
  if (!serial.ok) return err(serial.error.error);
  const answer = await session.call(COMMANDS.registration);
  if (!answer.ok) return err(answer.error.error);
  const drive = await session.call(COMMANDS.fnStatus);
  if (!drive.ok) return err(drive.error.error);
  const totals = registrationTotals(answer.value);
  const tags = await readStoredTags(session, totals.fdNumber);
  if (!tags.ok && tags.error.vendor === null) return err(tags.error.error);
  const stored = tags.ok ? tags.value : [];
  const text = async (tag: number, field: number): Promise<string> => {
    const item = findTag(stored, tag);
    if (item !== undefined) return tlvText(item.value).trim();
    const cell = await session.call(COMMANDS.readTable, tableCell(model.value.places.fnTable, 1, field));
    return cell.ok ? decodeDeviceText(cell.value) : "";
  };
  const { modeBits, extendedBits } = totals;
  const agentMask = numberOf(stored, 1057) ?? (await tableNumber(session, model.value.places.fnTable, FIELD.agents));
  const conditions = numberOf(stored, 1290);
  const hasExtended = (bit: number): boolean => (((extendedBits ?? 0) >> bit) & 1) === 1;
  return ok({
    organisation: await text(1048, FIELD.user),
    inn: totals.inn,
    registrationNumber: totals.registrationNumber,
    serial: serial.value,
    fnSerial: fnStatus(drive.value).fnSerial,
    address: await text(1009, FIELD.address),
    place: await text(1187, FIELD.place),
    taxSystems: taxSystemsOfMask(totals.taxSystemMask),
    ofdName: await text(1046, FIELD.ofdName),
    ofdInn: totals.ofdInn ?? (await text(1017, FIELD.ofdInn)),
    ffd: model.value.ffd,
    isAutonomous: ((modeBits >> MODE_AUTONOMOUS) & 1) === 1,
    sellsMarkedGoods: conditions === null ? hasExtended(EXTENDED_MARKED) : (conditions & CONDITION.markedGoods) !== 0,
    sellsExcise: conditions === null ? hasExtended(EXTENDED_EXCISE) : (conditions & CONDITION.excise) !== 0,
    // A report leaves 1057 out when the owner is nobody's agent: the settings tell that from a report that is gone.
    agents: agentMask === null ? null : agentKindsOfMask(agentMask),
    senderEmail: await text(1117, FIELD.email),
    registeredAt: totals.at === null ? null : toEpoch(totals.at, utcOffsetMinutes),
  });
}

async function tableNumber(session: ShtrihSession, table: number, field: number): Promise<number | null> {
  const cell = await session.call(COMMANDS.readTable, tableCell(table, 1, field));
  const value = cell.ok && cell.value.length > 0 ? decodeVln(cell.value) : null;
  return value?.ok === true ? value.value : null;
}

function numberOf(items: readonly TlvItem[], tag: number): number | null {
  const item = findTag(items, tag);
  const value = item === undefined ? null : decodeVln(item.value);
  return value?.ok === true ? value.value : null;
}
