import { Type, type Static, type TProperties, type TSchema } from "typebox";
import type { SchemaNode } from "./schema-node.ts";
import type { Secret } from "./secret.ts";

/** Builders of the configuration schema: each field carries its description, so that docs and messages come from one place. */
interface TextOptions {
  readonly default?: string;
  readonly maxLength?: number;
  readonly pattern?: string;
  readonly format?: string;
  readonly example?: string;
  readonly path?: boolean;
}

export function text(description: string, options: TextOptions = {}) {
  return Type.Unsafe<string>({ type: "string", minLength: 1, maxLength: 200, description, ...options });
}

export function whole(description: string, minimum: number, maximum: number, options: { readonly default?: number } = {}) {
  return Type.Unsafe<number>({ type: "integer", minimum, maximum, description, ...options });
}

export function flag(description: string, options: { readonly default?: boolean } = {}) {
  return Type.Unsafe<boolean>({ type: "boolean", description, ...options });
}

export function choice<const W extends readonly string[]>(description: string, words: W, options: { readonly default?: W[number] } = {}) {
  return Type.Unsafe<W[number]>({ anyOf: words.map((word) => ({ type: "string", const: word })), description, ...options });
}

/** The word that tells the sections of a union apart. */
export function tag<const W extends string>(description: string, word: W) {
  return Type.Unsafe<W>({ type: "string", const: word, description });
}

/** Text, `{ env: NAME }` or `{ file: path }`; its value is a `Secret`. */
export function secretText(description: string, options: Pick<TextOptions, "default" | "pattern" | "format" | "example"> = {}) {
  const key = (name: string) => ({
    type: "object",
    properties: { [name]: { type: "string" } },
    required: [name],
    additionalProperties: false,
  });
  return Type.Unsafe<Secret>({ anyOf: [{ type: "string" }, key("env"), key("file")], secret: true, description, ...options });
}

interface ListOptions {
  readonly minItems?: number;
  readonly maxItems: number;
  readonly uniqueBy?: string;
  readonly default?: readonly unknown[];
}

export function list<T extends TSchema>(description: string, element: T, options: ListOptions) {
  return Type.Unsafe<Static<T>[]>({ type: "array", items: element, description, ...options });
}

/** `whenAbsent: "defaults"`: the section may be left out, its keys then have their defaults. Otherwise wrap it in `Type.Optional` or it is required. */
export function section<P extends TProperties>(description: string, properties: P, options: { readonly whenAbsent?: "defaults" } = {}) {
  return Type.Object(properties, {
    additionalProperties: false,
    description,
    ...(options.whenAbsent === "defaults" ? { default: {} } : {}),
  });
}

export function union<T extends TSchema[]>(description: string, variants: [...T]) {
  return Type.Union(variants, { description });
}

/** TypeBox builds plain JSON Schema; this is its view for the walkers. */
export function schemaNode(schema: TSchema): SchemaNode {
  return schema;
}
