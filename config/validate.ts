import { nearest } from "./nearest.ts";
import { choicesOf, isObjectUnion, propertiesOf, type SchemaNode } from "./schema-node.ts";
import { secret } from "./secret.ts";
import type { Place, SourceNode } from "./source-tree.ts";
import { readChoice, readFlag, readInteger, readText, textFits } from "./validate-leaf.ts";
import { reporter, shown, type Issue, type Report } from "./validation-report.ts";

/** What a value may need from outside the file. */
export interface ValidationContext {
  readonly resolveSecret: (source: SourceNode, path: string, report: Report) => string | undefined;
  readonly resolvePath: (path: string) => string;
}

export interface Validated {
  /** Meaningful only when `issues` is empty. */
  readonly value: unknown;
  readonly issues: readonly Issue[];
  /** Where each value stood, by dotted path (`scanners.0.name`). Defaults have none. */
  readonly places: ReadonlyMap<string, Place>;
}

interface Walk {
  readonly context: ValidationContext;
  readonly places: Map<string, Place>;
  readonly report: Report;
}

/** Compares a source tree with the schema, fills in defaults and reports every wrong place, not only the first. */
export function validate(schema: SchemaNode, root: SourceNode, context: ValidationContext): Validated {
  const issues: Issue[] = [];
  const places = new Map<string, Place>();
  const report = reporter(issues);
  const value = visit({ context, places, report }, schema, root, "");
  return { value, issues, places };
}

function visit(walk: Walk, node: SchemaNode, source: SourceNode, path: string): unknown {
  walk.places.set(path, source.place);
  if (node.secret === true) return visitSecret(walk, node, source, path);
  const choices = choicesOf(node);
  if (choices !== null) return readChoice(choices, source, path, walk.report);
  if (isObjectUnion(node)) return visitUnion(walk, node, source, path);
  switch (node.type) {
    case "object":
      return visitSection(walk, node, node, source, path);
    case "array":
      return visitList(walk, node, source, path);
    case "string":
      return visitText(walk, node, source, path);
    case "integer":
      return readInteger(node, source, path, walk.report);
    case "boolean":
      return readFlag(source, path, walk.report);
    default:
      throw new Error(`the configuration schema has a node that the validator does not know: ${path}`);
  }
}

/** `known`: where to look for suggestions; for a union it has more keys than the chosen variant. */
function visitSection(walk: Walk, node: SchemaNode, known: SchemaNode, source: SourceNode, path: string): unknown {
  if (source.kind !== "map") return walk.report("CFG912", source.place, path, { got: shown(source) });
  const properties = node.properties ?? {};
  const given = new Map(source.entries.map((entry) => [entry.key, entry]));
  for (const entry of given.values()) {
    if (Object.hasOwn(properties, entry.key)) continue;
    const suggestion = nearest(entry.key, Object.keys(propertiesOf(known)));
    if (suggestion === null) walk.report("CFG904", entry.keyPlace, join(path, entry.key));
    else walk.report("CFG905", entry.keyPlace, join(path, entry.key), { suggestion });
  }
  const value: Record<string, unknown> = {};
  for (const [key, property] of Object.entries(properties)) {
    const entry = given.get(key);
    if (entry !== undefined && !isNothing(entry.node)) value[key] = visit(walk, property, entry.node, join(path, key));
    else if (property.default !== undefined) value[key] = defaultOf(property, walk.context);
    else if (node.required?.includes(key) === true) walk.report("CFG906", entry?.keyPlace ?? source.place, join(path, key));
  }
  return value;
}

/** Sections of which one is to be chosen: by a word (`kind: serial`) or by which key is there (`tcp:` or `serial:`). */
function visitUnion(walk: Walk, node: SchemaNode, source: SourceNode, path: string): unknown {
  if (source.kind !== "map") return walk.report("CFG912", source.place, path, { got: shown(source) });
  const variants = node.anyOf ?? [];
  const tag = discriminatorOf(variants);
  if (tag === null) {
    const keys = source.entries.map((entry) => entry.key);
    const fitting = variants.filter((variant) => variant.required?.some((key) => keys.includes(key)));
    const [only] = fitting;
    if (only !== undefined && fitting.length === 1) return visitSection(walk, only, node, source, path);
    return walk.report("CFG914", source.place, path, { choices: variants.flatMap((variant) => variant.required ?? []).join(", ") });
  }
  const entry = source.entries.find((candidate) => candidate.key === tag);
  if (entry === undefined) return walk.report("CFG906", source.place, join(path, tag));
  const chosen = variants.find((variant) => entry.node.kind === "value" && variant.properties?.[tag]?.const === entry.node.text);
  if (chosen !== undefined) return visitSection(walk, chosen, node, source, path);
  const words = variants.map((variant) => variant.properties?.[tag]?.const ?? "");
  return readChoice(words, entry.node, join(path, tag), walk.report);
}

function visitList(walk: Walk, node: SchemaNode, source: SourceNode, path: string): unknown {
  if (source.kind !== "list") return walk.report("CFG911", source.place, path, { got: shown(source) });
  const element = node.items;
  if (element === undefined) throw new Error(`the configuration schema has a list without element type: ${path}`);
  const [min, max] = [node.minItems ?? 0, node.maxItems ?? Number.MAX_SAFE_INTEGER];
  if (source.items.length < min || source.items.length > max)
    walk.report("CFG919", source.place, path, { min, max, got: source.items.length });
  const values = source.items.map((item, index) => visit(walk, element, item, join(path, String(index))));
  if (node.uniqueBy !== undefined) reportRepeats(walk, values, node.uniqueBy, path, source.place);
  return values;
}

function reportRepeats(walk: Walk, values: readonly unknown[], by: string, path: string, listPlace: Place): void {
  const seen = new Map<string, string>();
  values.forEach((value, index) => {
    const key = typeof value === "object" && value !== null ? (value as Record<string, unknown>)[by] : undefined;
    if (typeof key !== "string") return;
    const here = join(join(path, String(index)), by);
    const other = seen.get(key);
    if (other === undefined) seen.set(key, here);
    else walk.report("CFG917", walk.places.get(here) ?? listPlace, here, { got: key, other });
  });
}

function visitText(walk: Walk, node: SchemaNode, source: SourceNode, path: string): string | undefined {
  const text = readText(node, source, path, walk.report);
  return text !== undefined && node.path === true ? walk.context.resolvePath(text) : text;
}

function visitSecret(walk: Walk, node: SchemaNode, source: SourceNode, path: string): unknown {
  const text = walk.context.resolveSecret(source, path, walk.report);
  if (text === undefined) return undefined;
  if (textFits(node, text)) return secret(text);
  return walk.report("CFG913", source.place, path, { got: "[secret]", example: node.example ?? "" });
}

/** An empty key (`display:` with its lines commented out) is as good as none. */
function isNothing(source: SourceNode): boolean {
  return source.kind === "value" && source.value === null;
}

/** The key whose constant tells the variants apart, if there is one. */
function discriminatorOf(variants: readonly SchemaNode[]): string | null {
  const keys = Object.keys(variants[0]?.properties ?? {});
  return keys.find((key) => variants.every((variant) => variant.properties?.[key]?.const !== undefined)) ?? null;
}

/** A section's default is `{}`; its keys bring their own. */
function defaultOf(node: SchemaNode, context: ValidationContext): unknown {
  if (node.path === true && typeof node.default === "string") return context.resolvePath(node.default);
  if (node.secret === true && typeof node.default === "string") return secret(node.default);
  if (node.type !== "object") return structuredClone(node.default);
  const value: Record<string, unknown> = {};
  for (const [key, property] of Object.entries(node.properties ?? {})) {
    if (property.default !== undefined) value[key] = defaultOf(property, context);
  }
  return value;
}

function join(path: string, key: string): string {
  return path === "" ? key : `${path}.${key}`;
}
