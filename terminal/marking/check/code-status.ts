import { epochMs, type EpochMs } from "../../../config/clock.ts";
import { kopecks, type Kopecks } from "../../../config/money.ts";
import type { CodeStatus, Flag } from "./marking-check.ts";

export type JsonObject = Readonly<Record<string, unknown>>;

export function asObject(value: unknown): JsonObject | null {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as JsonObject) : null;
}

export function asText(value: unknown): string | null {
  return typeof value === "string" && value !== "" ? value : null;
}

/** Whole number that the services send as a number or as a string of digits. */
export function asWhole(value: unknown): number | null {
  const number = typeof value === "string" && /^-?\d{1,16}$/.test(value) ? Number(value) : value;
  return typeof number === "number" && Number.isSafeInteger(number) ? number : null;
}

export function asFlag(value: unknown): Flag {
  return typeof value === "boolean" ? value : null;
}

function asKop(value: unknown): Kopecks | null {
  const whole = asWhole(value);
  return whole !== null && whole > 0 ? kopecks(whole) : null;
}

/** Times without an offset are read as Moscow time, the operator's own [memory]. */
const MOSCOW_OFFSET = "+03:00";

/** ISO date-time; null for an absent one and for "year 1", which stands for "none" [seen]. */
function asInstant(value: unknown): EpochMs | null {
  if (typeof value !== "string" || !/^\d{4}-\d{2}-\d{2}/.test(value) || value.startsWith("0001-")) return null;
  const hasTime = value.length > 10;
  const hasOffset = /(?:Z|[+-]\d{2}:?\d{2})$/.test(value.slice(10));
  const parsed = Date.parse(hasTime ? value + (hasOffset ? "" : MOSCOW_OFFSET) : `${value}T00:00:00${MOSCOW_OFFSET}`);
  return Number.isNaN(parsed) ? null : epochMs(parsed);
}

function asList<T>(value: unknown, read: (element: unknown) => T | null): readonly T[] {
  return Array.isArray(value) ? value.map(read).filter((element) => element !== null) : [];
}

/** Dates under several storage conditions (milk). Their form is not known: any date in an element, or in its fields, is taken [memory]. */
function asExpirations(value: unknown): readonly EpochMs[] {
  if (!Array.isArray(value)) return [];
  return value.flatMap((element: unknown) => {
    const fields = asObject(element);
    return (fields === null ? [element] : Object.values(fields)).map(asInstant).filter((date) => date !== null);
  });
}

/** Flags without which an online answer that refuses by no other flag decides nothing. */
export const NEEDED_FLAGS = ["found", "verified", "utilised", "realizable"] as const;

/** One element of `codes[]`. Absent and ill-typed fields become null: the decision knows what to make of that. */
export function readCodeStatus(json: JsonObject): CodeStatus {
  return {
    cis: asText(json["cis"]),
    printView: asText(json["printView"]),
    gtin: asText(json["gtin"]),
    groupIds: asList(json["groupIds"], asWhole),
    valid: asFlag(json["valid"]),
    found: asFlag(json["found"]),
    verified: asFlag(json["verified"]),
    utilised: asFlag(json["utilised"]),
    realizable: asFlag(json["realizable"]),
    sold: asFlag(json["sold"]),
    isBlocked: asFlag(json["isBlocked"]),
    ogvs: asList(json["ogvs"], asText),
    isOwner: asFlag(json["isOwner"]),
    isTracking: asFlag(json["isTracking"]),
    // the local module has its own name for it [seen]
    grayZone: asFlag(json["grayZone"]) ?? asFlag(json["isGreyGtin"]),
    eliminationState: asWhole(json["eliminationState"]),
    errorCode: asWhole(json["errorCode"]),
    message: asText(json["message"]),
    expireDate: asInstant(json["expireDate"]),
    variableExpirations: asExpirations(json["variableExpirations"]),
    productionDate: asInstant(json["productionDate"]),
    productWeightGrams: asWhole(json["productWeight"]),
    prVetDocument: asText(json["prVetDocument"]),
    mrpKop: asKop(json["mrp"]),
    smpKop: asKop(json["smp"]),
    packageType: asText(json["packageType"]),
    packageQuantity: asWhole(json["packageQuantity"]),
    innerUnitCount: asWhole(json["innerUnitCount"]),
    soldUnitCount: asWhole(json["soldUnitCount"]),
    parent: asText(json["parent"]),
    producerInn: asText(json["producerInn"]),
    productionSerialNumber: asText(json["productionSerialNumber"]),
    productionBatchNumber: asText(json["productionBatchNumber"]),
    factorySerialNumber: asText(json["factorySerialNumber"]),
  };
}
