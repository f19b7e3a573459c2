/**
 * The part of JSON Schema that the configuration uses, with our own keywords. TypeBox builds such objects
 * (and the static type beside them); the validator, the environment overrides and the docs walk them.
 */
export interface SchemaNode {
  readonly type?: "object" | "array" | "string" | "integer" | "boolean";
  readonly description?: string;
  readonly default?: unknown;
  readonly properties?: Readonly<Record<string, SchemaNode>>;
  readonly required?: readonly string[];
  readonly items?: SchemaNode;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly anyOf?: readonly SchemaNode[];
  readonly const?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly pattern?: string;
  /** Name of a check in formats.ts. */
  readonly format?: string;
  /** A correct value, shown when a text does not fit `pattern` or `format`. */
  readonly example?: string;
  /** The value is a password, token or hash: text, `{ env: NAME }` or `{ file: path }`. */
  readonly secret?: boolean;
  /** A file or folder; a relative one starts from the configuration file's folder. */
  readonly path?: boolean;
  /** List of sections in which this key must not repeat. */
  readonly uniqueBy?: string;
}

export function isObjectUnion(node: SchemaNode): boolean {
  return node.anyOf !== undefined && node.anyOf.every((variant) => variant.type === "object");
}

/** The allowed words of an enumeration, or null. */
export function choicesOf(node: SchemaNode): readonly string[] | null {
  if (node.const !== undefined) return [node.const];
  if (node.anyOf === undefined) return null;
  const words = node.anyOf.map((variant) => variant.const);
  return words.every((word) => word !== undefined) ? words : null;
}

/** All keys that may stand in this section, over all variants. */
export function propertiesOf(node: SchemaNode): Readonly<Record<string, SchemaNode>> {
  if (node.properties !== undefined) return node.properties;
  return Object.assign({}, ...(node.anyOf ?? []).map((variant) => variant.properties ?? {})) as Record<string, SchemaNode>;
}
