import { driverError, DRIVER_CODE, type DriverError } from "./driver-error.ts";

export type JsonObject = Readonly<Record<string, unknown>>;

export function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** What all readers of one task share: the first thing that is wrong decides the answer. */
interface Findings {
  error: DriverError | null;
}

/**
 * Reads a task's fields as the driver's scripts check them: missing, wrong type, wrong value, each with its own words and
 * code 501. Reading goes on after a mistake with harmless values; look at `error` before using them.
 */
export class FieldReader {
  readonly #fields: JsonObject;
  readonly #path: string;
  readonly #findings: Findings;

  constructor(fields: JsonObject, path = "", findings: Findings = { error: null }) {
    this.#fields = fields;
    this.#path = path;
    this.#findings = findings;
  }

  get error(): DriverError | null {
    return this.#findings.error;
  }

  /** For what the fields' form does not show. */
  fail(error: DriverError): void {
    this.#findings.error ??= error;
  }

  has(name: string): boolean {
    const value = this.#fields[name];
    return value !== undefined && value !== null;
  }

  string(name: string): string {
    return this.optionalString(name) ?? this.#missing(name, "");
  }

  optionalString(name: string): string | null {
    const value = this.#value(name);
    if (value === null || typeof value === "string") return value;
    return this.#wrongType(name, "string", null);
  }

  number(name: string): number {
    return this.optionalNumber(name) ?? this.#missing(name, 0);
  }

  optionalNumber(name: string): number | null {
    const value = this.#value(name);
    if (value === null || typeof value === "number") return value;
    return this.#wrongType(name, "number", null);
  }

  optionalBoolean(name: string): boolean {
    const value = this.#value(name);
    if (value === null || typeof value === "boolean") return value ?? false;
    return this.#wrongType(name, "boolean", false);
  }

  /** A word of a list, or its number in a string or as it is. */
  optionalWord(name: string, words: Readonly<Record<string, number>>): number | null {
    const value = this.#value(name);
    if (value === null) return null;
    if (typeof value === "number") return value;
    if (typeof value !== "string") return this.#wrongType(name, "string", null);
    const known = Object.hasOwn(words, value) ? words[value] : undefined;
    if (known !== undefined) return known;
    const number = Number.parseInt(value, 10);
    return Number.isNaN(number) ? this.wrongValue(name, value, null) : number;
  }

  /** A word of a list and nothing else. */
  optionalStrictWord(name: string, words: Readonly<Record<string, number>>): number | null {
    const value = this.optionalString(name);
    if (value === null) return null;
    const known = Object.hasOwn(words, value) ? words[value] : undefined;
    return known ?? this.wrongValue(name, value, null);
  }

  object(name: string): FieldReader | null {
    const value = this.#value(name);
    if (value === null) return null;
    return isObject(value) ? this.#inside(value, this.#at(name)) : this.#wrongType(name, "object", null);
  }

  objectOrString(name: string): FieldReader | string | null {
    const value = this.#value(name);
    return typeof value === "string" ? value : this.object(name);
  }

  /** Readers of the objects in a list; empty when there is no list. */
  objects(name: string): FieldReader[] {
    const found: FieldReader[] = [];
    for (const [index, value] of this.list(name).entries()) {
      const path = `${name}[${index}]`;
      if (isObject(value)) found.push(this.#inside(value, this.#at(path)));
      else this.#wrongType(path, "object", null);
    }
    return found;
  }

  list(name: string): readonly unknown[] {
    const value = this.#value(name);
    if (value === null) return [];
    return Array.isArray(value) ? value : this.#wrongType(name, "array", []);
  }

  requiredObjects(name: string): FieldReader[] {
    if (!this.has(name)) return this.#missing(name, []);
    return this.objects(name);
  }

  strings(name: string): string[] {
    return this.list(name).map((value, index) => (typeof value === "string" ? value : this.#wrongType(`${name}[${index}]`, "string", "")));
  }

  /** YYYY.MM.DD of the tasks as [year, month, day]. */
  optionalDate(name: string): readonly [string, string, string] | null {
    const text = this.optionalString(name);
    if (text === null) return null;
    const match = /^(\d{4}).(\d{2}).(\d{2})$/.exec(text);
    return match === null ? this.wrongValue(name, text, null) : [match[1] ?? "", match[2] ?? "", match[3] ?? ""];
  }

  wrongValue<T>(name: string, value: unknown, fallback: T): T {
    return this.#malformed(`Некорректное значение поля "${this.#at(name)}" (${String(value)})`, fallback);
  }

  #value(name: string): unknown {
    return this.#fields[name] ?? null;
  }

  #inside(fields: JsonObject, path: string): FieldReader {
    return new FieldReader(fields, path, this.#findings);
  }

  #at(name: string): string {
    return this.#path === "" ? name : `${this.#path}.${name}`;
  }

  #missing<T>(name: string, fallback: T): T {
    return this.#malformed(`Поле "${this.#at(name)}" отсутствует`, fallback);
  }

  #wrongType<T>(name: string, expected: string, fallback: T): T {
    return this.#malformed(`Поле "${this.#at(name)}" имеет неверный тип (ожидается "${expected}")`, fallback);
  }

  #malformed<T>(description: string, fallback: T): T {
    this.fail({ ...driverError(DRIVER_CODE.taskMalformed), description });
    return fallback;
  }
}
