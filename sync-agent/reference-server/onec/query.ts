import type { JsonObject } from "../../http/decode.ts";

type Compare = (object: JsonObject) => boolean;
type Literal = string | number | boolean;

const OPERATORS: Readonly<Record<string, (order: number) => boolean>> = {
  eq: (order) => order === 0,
  ne: (order) => order !== 0,
  gt: (order) => order > 0,
  ge: (order) => order >= 0,
  lt: (order) => order < 0,
  le: (order) => order <= 0,
};

const CONDITION =
  /^\s*([\p{L}_][\p{L}\p{N}_]*)\s+(eq|ne|gt|ge|lt|le)\s+(guid'[^']*'|datetime'[^']*'|'(?:[^']|'')*'|-?[\d.]+|true|false)\s*/u;

/** `$filter` as far as the exchange needs it: comparisons joined by `and`. Null when it cannot be read (code 14 of 1C). */
export function parseFilter(text: string, isField: (name: string) => boolean): Compare | null {
  const conditions: Compare[] = [];
  let rest = text;
  while (true) {
    const match = CONDITION.exec(rest);
    const [whole, field, operator, literal] = match ?? [];
    if (whole === undefined || field === undefined || operator === undefined || literal === undefined || !isField(field)) return null;
    const test = OPERATORS[operator];
    const wanted = readLiteral(literal);
    conditions.push((object) => {
      const order = compareValues(object[field], wanted);
      return order !== null && test !== undefined && test(order);
    });
    rest = rest.slice(whole.length);
    if (rest === "") return (object) => conditions.every((condition) => condition(object));
    const and = /^and\b/.exec(rest);
    if (and === null) return null;
    rest = rest.slice(and[0].length);
  }
}

function readLiteral(text: string): Literal {
  if (text === "true" || text === "false") return text === "true";
  const quoted = /^(?:guid|datetime)?'(.*)'$/s.exec(text)?.[1];
  return quoted === undefined ? Number(text) : quoted.replaceAll("''", "'");
}

/** Null when the two cannot be compared; GUIDs and times are text of one form. */
function compareValues(value: unknown, wanted: Literal): number | null {
  const given = value ?? (typeof wanted === "boolean" ? false : typeof wanted === "number" ? 0 : "");
  if (typeof given !== typeof wanted) return null;
  if (typeof given === "string" && typeof wanted === "string") {
    const [a, b] = [given.toLowerCase(), wanted.toLowerCase()];
    return a < b ? -1 : a > b ? 1 : 0;
  }
  return Number(given) - Number(wanted);
}

/** `$orderby`: fields with `asc` or `desc`. */
export function orderBy(objects: readonly JsonObject[], text: string | null): readonly JsonObject[] {
  if (text === null) return objects;
  const terms = text.split(",").map((term) => term.trim().split(/\s+/));
  return objects.toSorted((a, b) => {
    for (const [field = "", direction] of terms) {
      const [left, right] = [a[field], b[field]];
      const order =
        typeof right === "number" || typeof right === "string" || typeof right === "boolean" ? (compareValues(left, right) ?? 0) : 0;
      if (order !== 0) return direction === "desc" ? -order : order;
    }
    return 0;
  });
}

export function select(object: JsonObject, fields: string | null): JsonObject {
  if (fields === null || fields === "*" || fields === "**") return object;
  return Object.fromEntries(fields.split(",").map((field) => [field.trim(), object[field.trim()]]));
}
