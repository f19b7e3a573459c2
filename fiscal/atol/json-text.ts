/**
 * JSON in which a number is its digits, not a binary fraction: money and quantities go to the driver and come back exactly as
 * they are written. `JSON.parse` would turn 0.1 + 0.2 into a rounding question.
 */
export class JsonNumber {
  /** As it stands in the text: "12.50", "-3", "1e3". */
  readonly source: string;

  constructor(source: string) {
    this.source = source;
  }
}

export type JsonValue = null | boolean | string | JsonNumber | JsonArray | JsonObject;
export type JsonArray = readonly JsonValue[];
export interface JsonObject {
  readonly [key: string]: JsonValue | undefined;
}

export function isJsonObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !(value instanceof JsonNumber) && !Array.isArray(value);
}

/** Keys whose value is undefined are left out, as `JSON.stringify` does. */
export function writeJson(value: JsonValue): string {
  if (value === null) return "null";
  if (typeof value === "boolean") return String(value);
  if (typeof value === "string") return JSON.stringify(value);
  if (value instanceof JsonNumber) return value.source;
  if (isJsonObject(value)) {
    const fields = Object.entries(value).flatMap(([key, field]) =>
      field === undefined ? [] : [`${JSON.stringify(key)}:${writeJson(field)}`],
    );
    return `{${fields.join(",")}}`;
  }
  return `[${value.map(writeJson).join(",")}]`;
}

/** What an answer of a registrar needs is four levels deep; more is somebody's joke on the stack. */
const MAX_DEPTH = 32;
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const STRING = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y;
const SPACE = /[\t\n\r ]*/y;

/** Strict JSON; null when the text is anything else. Of keys that come twice the last counts. */
export function readJson(text: string): { readonly value: JsonValue } | null {
  const reader = new Reader(text);
  const value = reader.value(0);
  return value !== undefined && reader.isAtEnd() ? { value } : null;
}

class Reader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  isAtEnd(): boolean {
    this.#match(SPACE);
    return this.#at === this.#text.length;
  }

  value(depth: number): JsonValue | undefined {
    if (depth > MAX_DEPTH) return undefined;
    this.#match(SPACE);
    switch (this.#text[this.#at]) {
      case "{":
        return this.#object(depth);
      case "[":
        return this.#array(depth);
      case '"':
        return this.#string();
      case "t":
        return this.#word("true", true);
      case "f":
        return this.#word("false", false);
      case "n":
        return this.#word("null", null);
      default: {
        const number = this.#match(NUMBER);
        return number === null || number === "" ? undefined : new JsonNumber(number);
      }
    }
  }

  #object(depth: number): JsonObject | undefined {
    const found = new Map<string, JsonValue>();
    const isWhole = this.#members("}", () => {
      this.#match(SPACE);
      const key = this.#string();
      if (key === undefined || !this.#token(":")) return false;
      const value = this.value(depth + 1);
      if (value === undefined) return false;
      found.set(key, value);
      return true;
    });
    return isWhole ? Object.fromEntries(found) : undefined;
  }

  #array(depth: number): JsonArray | undefined {
    const found: JsonValue[] = [];
    const isWhole = this.#members("]", () => {
      const value = this.value(depth + 1);
      if (value !== undefined) found.push(value);
      return value !== undefined;
    });
    return isWhole ? found : undefined;
  }

  /** The opening bracket stands at the reading point. */
  #members(closing: string, member: () => boolean): boolean {
    this.#at++;
    if (this.#token(closing)) return true;
    do {
      if (!member()) return false;
    } while (this.#token(","));
    return this.#token(closing);
  }

  #string(): string | undefined {
    const found = this.#match(STRING);
    return found === null ? undefined : (JSON.parse(found) as string);
  }

  #word<T>(word: string, value: T): T | undefined {
    return this.#text.startsWith(word, this.#at) ? ((this.#at += word.length), value) : undefined;
  }

  #token(sign: string): boolean {
    this.#match(SPACE);
    if (this.#text[this.#at] !== sign) return false;
    this.#at++;
    return true;
  }

  #match(pattern: RegExp): string | null {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text);
    if (found === null) return null;
    this.#at += found[0].length;
    return found[0];
  }
}
