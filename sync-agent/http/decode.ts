/** Reading of foreign JSON, one field at a time: undefined stands for "not what it should be". */
export type JsonObject = Readonly<Record<string, unknown>>;

export function asObject(value: unknown): JsonObject | undefined {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as JsonObject) : undefined;
}

export function asArray(value: unknown): readonly unknown[] | undefined {
  return Array.isArray(value) ? (value as readonly unknown[]) : undefined;
}

export function asString(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}

export function asInteger(value: unknown): number | undefined {
  return typeof value === "number" && Number.isSafeInteger(value) ? value : undefined;
}

export function asBoolean(value: unknown): boolean | undefined {
  return typeof value === "boolean" ? value : undefined;
}

/** Maps every element; undefined when the value is no array or one element does not fit. */
export function asArrayOf<T>(value: unknown, read: (element: unknown) => T | undefined): readonly T[] | undefined {
  const array = asArray(value);
  if (array === undefined) return undefined;
  const elements: T[] = [];
  for (const element of array) {
    const one = read(element);
    if (one === undefined) return undefined;
    elements.push(one);
  }
  return elements;
}

const REASON_CHARS_MAX = 300;

/** Foreign text for a person: one line, bounded. */
export function shortText(text: string): string {
  const line = text.replace(/\s+/g, " ").trim();
  return line.length > REASON_CHARS_MAX ? `${line.slice(0, REASON_CHARS_MAX - 1)}…` : line;
}
