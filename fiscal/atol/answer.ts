import type { Kopecks } from "../../config/money.ts";
import { kopOf, wholeOf } from "./decimal.ts";
import { isJsonObject, JsonNumber } from "./json-text.ts";
import type { JsonArray, JsonObject, JsonValue } from "./json-text.ts";

/** Fields of an answer by their path ("shiftStatus.number"). Everything the driver sends is doubted: null when it is not there or is something else. */

export function at(value: JsonValue | undefined, path: string): JsonValue | undefined {
  let found = value;
  for (const key of path.split(".")) {
    if (!isJsonObject(found) || !Object.hasOwn(found, key)) return undefined;
    found = found[key];
  }
  return found;
}

/** Numbers count as text too: serials come as either, by driver version. */
export function textAt(value: JsonValue | undefined, path: string): string | null {
  const found = at(value, path);
  if (found instanceof JsonNumber) return found.source;
  return typeof found === "string" ? found : null;
}

/** Digits in quotes count as numbers too. */
export function wholeAt(value: JsonValue | undefined, path: string): number | null {
  const found = at(value, path);
  return wholeOf(typeof found === "string" && /^\d{1,15}$/.test(found) ? new JsonNumber(found) : found);
}

export function kopAt(value: JsonValue | undefined, path: string): Kopecks | null {
  return kopOf(at(value, path));
}

export function flagAt(value: JsonValue | undefined, path: string): boolean | null {
  const found = at(value, path);
  return typeof found === "boolean" ? found : null;
}

export function objectAt(value: JsonValue | undefined, path: string): JsonObject | null {
  const found = at(value, path);
  return isJsonObject(found) ? found : null;
}

export function listAt(value: JsonValue | undefined, path: string): JsonArray {
  const found = at(value, path);
  return Array.isArray(found) ? (found as JsonArray) : [];
}
