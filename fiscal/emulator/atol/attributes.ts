import { unmappableCharacters } from "../../../config/cp866.ts";
import { encodeTlv, encodeUnixTime, encodeVln, tlvString, type TlvItem } from "../../document/tlv.ts";
import { toKopecks } from "./decimal.ts";
import { driverError, DRIVER_CODE } from "./driver-error.ts";
import type { FieldReader } from "./field-reader.ts";
import { AGENTS } from "./words.ts";

const INN_LENGTH = 12;

/** A text tag; what CP866 cannot print is error 271. Nothing for an empty text. */
export function textTags(fields: FieldReader, tag: number, text: string | null): TlvItem[] {
  if (text === null || text === "") return [];
  if (unmappableCharacters(text).length > 0) fields.fail(driverError(DRIVER_CODE.unprintable, text));
  return [{ tag, value: tlvString(text) }];
}

/** An INN padded to its 12 bytes. */
export function innTags(fields: FieldReader, name: string, tag: number): TlvItem[] {
  const inn = fields.optionalString(name);
  if (inn === null || inn === "") return [];
  if (!/^\d{10}(\d{2})?$/.test(inn)) return fields.wrongValue(name, inn, []);
  return [{ tag, value: tlvString(inn, INN_LENGTH) }];
}

export function container(tag: number, items: readonly TlvItem[]): TlvItem[] {
  return items.length === 0 ? [] : [{ tag, value: encodeTlv(items) }];
}

export function byteTag(tag: number, value: number): TlvItem {
  return { tag, value: Uint8Array.of(value) };
}

/** `operator`: 1021, 1203. */
export function operatorTags(task: FieldReader): TlvItem[] {
  const operator = task.object("operator");
  if (operator === null) return [];
  const name = operator.string("name");
  return [...textTags(operator, 1021, name), ...innTags(operator, "vatin", 1203)];
}

function phoneTags(fields: FieldReader | null, tag: number): TlvItem[] {
  return fields === null ? [] : fields.strings("phones").flatMap((phone) => textTags(fields, tag, phone));
}

interface AgentInfo {
  readonly bits: number;
  readonly data: TlvItem[];
}

/** `agentInfo`: kinds of agent and the data about them. */
function readAgent(owner: FieldReader): AgentInfo {
  const agent = owner.object("agentInfo");
  if (agent === null) return { bits: 0, data: [] };
  let bits = 0;
  for (const word of agent.strings("agents")) {
    const bit = Object.hasOwn(AGENTS, word) ? AGENTS[word] : undefined;
    bits |= bit ?? agent.wrongValue("agents", word, 0);
  }
  const transfer = agent.object("moneyTransferOperator");
  const paying = agent.object("payingAgent");
  const data = [
    ...(transfer === null
      ? []
      : [
          ...textTags(transfer, 1005, transfer.optionalString("address")),
          ...innTags(transfer, "vatin", 1016),
          ...textTags(transfer, 1026, transfer.optionalString("name")),
          ...phoneTags(transfer, 1075),
        ]),
    ...(paying === null ? [] : [...textTags(paying, 1044, paying.optionalString("operation")), ...phoneTags(paying, 1073)]),
    ...phoneTags(agent.object("receivePaymentsOperator"), 1074),
  ];
  return { bits, data };
}

/** `agentInfo` of a position: 1222 and 1223. */
export function agentTags(position: FieldReader): TlvItem[] {
  const { bits, data } = readAgent(position);
  return [...(bits === 0 ? [] : [byteTag(1222, bits)]), ...container(1223, data)];
}

/** `agentInfo` and `supplierInfo` of a whole receipt before FFD 1.2: 1057, the data and 1171, all flat. */
export function receiptAgentTags(task: FieldReader): TlvItem[] {
  const { bits, data } = readAgent(task);
  return [...(bits === 0 ? [] : [byteTag(1057, bits)]), ...data, ...phoneTags(task.object("supplierInfo"), 1171)];
}

/** `supplierInfo` of a position: 1226 and 1224. */
export function supplierTags(position: FieldReader): TlvItem[] {
  const supplier = position.object("supplierInfo");
  if (supplier === null) return [];
  const data = [...textTags(supplier, 1225, supplier.optionalString("name")), ...phoneTags(supplier, 1171)];
  return [...innTags(supplier, "vatin", 1226), ...container(1224, data)];
}

/** `industryInfo`: one container each. The task's YYYY.MM.DD is the tag's DD.MM.YYYY. */
export function industryTags(fields: FieldReader, tag: number): TlvItem[] {
  return fields.objects("industryInfo").flatMap((info) => {
    const date = info.optionalDate("date");
    return container(tag, [
      ...textTags(info, 1262, info.optionalString("fois")),
      ...textTags(info, 1263, date === null ? null : [...date].reverse().join(".")),
      ...textTags(info, 1264, info.optionalString("number")),
      ...textTags(info, 1265, info.optionalString("industryAttribute")),
    ]);
  });
}

/** `clientInfo`: 1008 and the buyer, flat before FFD 1.2 and inside 1256 since. */
export function clientTags(task: FieldReader, isFfd12: boolean): TlvItem[] {
  const client = task.object("clientInfo");
  if (client === null) return [];
  const contact = textTags(client, 1008, client.optionalString("emailOrPhone"));
  const nameAndInn = [...textTags(client, 1227, client.optionalString("name")), ...innTags(client, "vatin", 1228)];
  if (!isFfd12) return [...contact, ...nameAndInn];
  const buyer = [
    ...nameAndInn,
    ...textTags(client, 1243, client.optionalString("birthDate")),
    ...textTags(client, 1244, client.optionalString("citizenship")),
    ...textTags(client, 1245, client.optionalString("identityDocumentCode")),
    ...textTags(client, 1246, client.optionalString("identityDocumentData")),
    ...textTags(client, 1254, client.optionalString("address")),
  ];
  return [...contact, ...container(1256, buyer)];
}

/** `operationInfo`: 1270 { 1271, 1272, 1273 }. */
export function operationTags(task: FieldReader): TlvItem[] {
  const operation = task.object("operationInfo");
  if (operation === null) return [];
  const id = operation.optionalNumber("id");
  const time = operation.optionalString("dateTime");
  return container(1270, [
    ...(id === null ? [] : [byteTag(1271, id & 0xff)]),
    ...textTags(operation, 1272, operation.optionalString("data")),
    ...(time === null ? [] : timeTags(operation, "dateTime", time)),
  ]);
}

function timeTags(fields: FieldReader, name: string, text: string): TlvItem[] {
  const match = /^(\d{4}).(\d{2}).(\d{2}) (\d{2}:\d{2}:\d{2})$/.exec(text);
  const ms = match === null ? Number.NaN : Date.parse(`${match[1]}-${match[2]}-${match[3]}T${match[4]}Z`);
  return Number.isNaN(ms) ? fields.wrongValue(name, text, []) : [{ tag: 1273, value: encodeUnixTime(ms / 1000) }];
}

/** `paymentsAddInfo`: 1234 with one 1235 a payment. */
export function cashlessTags(task: FieldReader): TlvItem[] {
  const payments = task.objects("paymentsAddInfo").flatMap((info) => {
    const sum = toKopecks(info.number("sum"));
    const extra = info.optionalString("electronicallyAddInfo");
    return container(1235, [
      { tag: 1082, value: encodeVln(sum ?? info.wrongValue("sum", "", 0)) },
      byteTag(1236, info.number("paymentMethod") & 0xff),
      ...textTags(info, 1237, info.string("electronicallyId")),
      ...textTags(info, 1238, extra),
    ]);
  });
  return container(1234, payments);
}

/** `correctionType`, `correctionBase…`: 1173 and 1174 { 1177, 1178, 1179 }. The date is required (161). */
export function correctionTags(task: FieldReader, isFfd12: boolean): TlvItem[] {
  const kind = task.optionalStrictWord("correctionType", { self: 0, instruction: 1 });
  const date = task.optionalDate("correctionBaseDate");
  const number = task.optionalString("correctionBaseNumber");
  const name = task.optionalString("correctionBaseName");
  if (date === null || kind === null) task.fail(driverError(DRIVER_CODE.requiredTag, date === null ? "1178" : "1173"));
  if (kind === 1 && (number === null || number === "")) task.fail(driverError(DRIVER_CODE.requiredTag, "1179"));
  const ms = date === null ? 0 : Date.parse(`${date.join("-")}T00:00:00Z`);
  if (Number.isNaN(ms)) return task.wrongValue("correctionBaseDate", date?.join("."), []);
  const basis = [
    ...(isFfd12 ? [] : textTags(task, 1177, name)),
    { tag: 1178, value: encodeUnixTime(ms / 1000) },
    ...textTags(task, 1179, number),
  ];
  return [byteTag(1173, kind ?? 0), ...container(1174, basis)];
}
