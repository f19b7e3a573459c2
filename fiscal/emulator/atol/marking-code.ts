import { encodeTlv, encodeVln, tlvString, type TlvItem } from "../../document/tlv.ts";
import { driverError, DRIVER_CODE } from "./driver-error.ts";
import type { FieldReader } from "./field-reader.ts";
import { CODE_KINDS, ITEM_STATUSES, ITEM_UNITS } from "./words.ts";

/** `imcParams` of a check or of a position. */
export interface CodeOrder {
  readonly code: Uint8Array;
  /** Tag 2003; null when not given. */
  readonly plannedStatus: number | null;
  /** 1291 { 1293, 1294 } of a part of a marked pack. */
  readonly fraction: readonly TlvItem[];
  readonly sendsToServer: boolean;
}

const CHECK_RESULT_FIELDS = ["imcCheckFlag", "imcCheckResult", "imcStatusInfo", "imcEstimatedStatusCorrect", "ecrStandAloneFlag"];
const MAX_CODE_BYTES = 255;

/** Base64 of the code with its GS; text that is no base64 is taken as the code itself, as the scripts do. */
function codeBytes(text: string): Uint8Array {
  const isBase64 = text.length % 4 === 0 && /^[A-Za-z0-9+/]+={0,2}$/.test(text);
  return isBase64 ? new Uint8Array(Buffer.from(text, "base64")) : new Uint8Array(Buffer.from(text, "latin1"));
}

export function readCode(params: FieldReader | null): CodeOrder | null {
  if (params === null) return null;
  const code = codeBytes(params.string("imc"));
  if (code.length === 0 || code.length > MAX_CODE_BYTES) params.fail(driverError(DRIVER_CODE.badCode));
  params.optionalWord("imcType", CODE_KINDS);
  params.optionalWord("itemUnits", ITEM_UNITS);
  params.optionalNumber("itemQuantity");
  const status = params.optionalWord("itemEstimatedStatus", ITEM_STATUSES);
  if (status !== null && !Object.values(ITEM_STATUSES).includes(status)) params.fail(driverError(DRIVER_CODE.codeStatus));
  const mode = params.optionalNumber("imcModeProcessing");
  if (mode !== null && mode !== 0) params.fail(driverError(DRIVER_CODE.invalidParameter, "2102"));
  const result = params.object("itemInfoCheckResult");
  if (result !== null) for (const name of CHECK_RESULT_FIELDS) result.optionalBoolean(name);
  return { code, plannedStatus: status, fraction: fractionTags(params), sendsToServer: !params.optionalBoolean("notSendToServer") };
}

function fractionTags(params: FieldReader): TlvItem[] {
  const text = params.optionalString("itemFractionalAmount");
  if (text === null || text === "") return [];
  const match = /^([1-9]\d{0,8})\/([1-9]\d{0,8})$/.exec(text);
  const [numerator, denominator] = [Number(match?.[1]), Number(match?.[2])];
  if (match === null || numerator >= denominator) return params.wrongValue("itemFractionalAmount", text, []);
  const parts = [
    { tag: 1292, value: tlvString(text) },
    { tag: 1293, value: encodeVln(numerator) },
    { tag: 1294, value: encodeVln(denominator) },
  ];
  return [{ tag: 1291, value: encodeTlv(parts) }];
}

const DATA_MATRIX = 0x444d;
/** First two bytes of 1162 by the word of `nomenclatureCode.type`. [memory] */
const NOMENCLATURE: Readonly<Record<string, number>> = { furs: 0x5246, medicines: 0x0003, tobacco: 0x0005, shoes: 0x1520 };

/** Goods code (1162) of FFD 1.05 and 1.1: `nomenclatureCode`, or what a scanned `markingCode` of GS1 gives. */
export function legacyCode(position: FieldReader): TlvItem[] {
  const marking = position.object("markingCode");
  if (marking !== null) {
    const [, gtin, serial] = /^01(\d{14})21([^\u001d]{1,20})/.exec(Buffer.from(codeBytes(marking.string("mark"))).toString("latin1")) ?? [];
    if (gtin !== undefined && serial !== undefined) return [goodsCode(DATA_MATRIX, gtin, serial)];
    marking.fail(driverError(DRIVER_CODE.badCode));
    return [];
  }
  if (!position.has("nomenclatureCode")) return [];
  const parts = position.objectOrString("nomenclatureCode");
  if (typeof parts === "string") return [{ tag: 1162, value: new Uint8Array(Buffer.from(parts, "base64")) }];
  if (parts === null) return [];
  const kind = parts.optionalStrictWord("type", NOMENCLATURE) ?? 0;
  const gtin = parts.optionalString("gtin") ?? "";
  if (!/^\d{0,14}$/.test(gtin)) return parts.wrongValue("gtin", gtin, []);
  return [goodsCode(kind, gtin, parts.string("serial"))];
}

function goodsCode(kind: number, gtin: string, serial: string): TlvItem {
  const value = Buffer.alloc(8 + serial.length);
  value.writeUInt16BE(kind, 0);
  value.writeUIntBE(Number(gtin), 2, 6);
  value.write(serial, 8, "latin1");
  return { tag: 1162, value: new Uint8Array(value) };
}
