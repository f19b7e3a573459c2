import { fold, nearest } from "./nearest.ts";
import { choicesOf, propertiesOf, type SchemaNode } from "./schema-node.ts";
import { parseVariable, type SourceEntry, type SourceNode } from "./source-tree.ts";
import type { Report } from "./validation-report.ts";

/** `TILL__API__PORT=8080` is `api.port`; `TILL__SCANNERS__0__PATH` the path of the first scanner. */
const PREFIX = "TILL__";
const SEPARATOR = "__";

interface Override {
  readonly name: string;
  readonly path: readonly string[];
  readonly node: SourceNode;
}

/** Puts the settings that environment variables give in place of those of the file; typed by the schema like them. */
export function applyOverrides(
  schema: SchemaNode,
  root: SourceNode,
  env: Readonly<Record<string, string | undefined>>,
  report: Report,
): SourceNode {
  let tree = root;
  for (const name of Object.keys(env)
    .filter((key) => key.startsWith(PREFIX))
    .toSorted()) {
    const override = resolve(schema, name, env[name] ?? "", report);
    if (override !== null) tree = put(tree, override.path, override);
  }
  return tree;
}

/** Finds the setting that the variable's name means; reports when there is none. */
function resolve(schema: SchemaNode, name: string, text: string, report: Report): Override | null {
  const path: string[] = [];
  let node = schema;
  for (const word of name.slice(PREFIX.length).split(SEPARATOR)) {
    const next = step(node, word);
    if (next === null) {
      const guess = nearest(word, Object.keys(propertiesOf(node)));
      const suggestion = PREFIX + [...path, guess ?? "…"].join(SEPARATOR).toUpperCase();
      report("CFG918", { text: name, line: 0 }, path.join("."), { suggestion });
      return null;
    }
    path.push(next.key);
    node = next.node;
  }
  return { name, path, node: readVariable(node, name, text) };
}

function step(node: SchemaNode, word: string): { readonly key: string; readonly node: SchemaNode } | null {
  if (node.type === "array" && node.items !== undefined)
    return /^\d{1,4}$/.test(word) ? { key: String(Number(word)), node: node.items } : null;
  const found = Object.entries(propertiesOf(node)).find(([key]) => fold(key) === fold(word));
  return found === undefined ? null : { key: found[0], node: found[1] };
}

/** Texts are taken letter by letter (`C:\till`, `a: b`); numbers, flags, lists and sections are read as YAML. */
function readVariable(schema: SchemaNode, name: string, text: string): SourceNode {
  const isText = schema.type === "string" || choicesOf(schema) !== null || (schema.secret === true && !text.trimStart().startsWith("{"));
  return isText ? { kind: "value", place: { text: name, line: 0 }, value: text, text } : parseVariable(name, text);
}

function put(tree: SourceNode, path: readonly string[], override: Override): SourceNode {
  const [key, ...rest] = path;
  if (key === undefined) return override.node;
  const place = { text: override.name, line: 0 };
  const isIndex = /^\d+$/.test(key);
  if (isIndex && (tree.kind === "list" || isAbsent(tree))) return putInList(tree, Number(key), rest, override);
  if (tree.kind !== "map" && !isAbsent(tree)) return tree;
  const entries: readonly SourceEntry[] = tree.kind === "map" ? tree.entries : [];
  const current = entries.find((entry) => entry.key === key)?.node ?? { kind: "value", place, value: null, text: "" };
  const replaced: SourceEntry = { key, keyPlace: place, node: put(current, rest, override) };
  return { kind: "map", place: tree.place, entries: [...entries.filter((entry) => entry.key !== key), replaced] };
}

function putInList(tree: SourceNode, index: number, rest: readonly string[], override: Override): SourceNode {
  const items = tree.kind === "list" ? [...tree.items] : [];
  const nothing: SourceNode = { kind: "value", place: { text: override.name, line: 0 }, value: null, text: "" };
  while (items.length < index) items.push(nothing);
  items[index] = put(items[index] ?? nothing, rest, override);
  return { kind: "list", place: tree.place, items };
}

function isAbsent(node: SourceNode): boolean {
  return node.kind === "value" && node.value === null;
}
