import { choicesOf, isObjectUnion, type SchemaNode } from "./schema-node.ts";

/** One line of the settings reference. */
export interface Setting {
  /** `fiscal.link.tcp.port`; `[]` for each element of a list. */
  readonly path: string;
  readonly type: string;
  /** "required", "optional" or "default …". Empty for variants of a union. */
  readonly fallback: string;
  readonly description: string;
}

/** All settings in the order of the schema: for `till config schema` and the table of docs/configuration.md. */
export function settingsOf(schema: SchemaNode): readonly Setting[] {
  const settings: Setting[] = [];
  const seen = new Set<string>();
  const visit = (node: SchemaNode, path: string, fallback: string): void => {
    if (path !== "" && !seen.has(path)) {
      seen.add(path);
      settings.push({ path, type: typeName(node), fallback, description: node.description ?? "" });
    }
    if (node.secret === true || choicesOf(node) !== null) return;
    for (const [key, property] of Object.entries(node.properties ?? {}))
      visit(property, path === "" ? key : `${path}.${key}`, fallbackOf(node, key, property));
    if (node.items !== undefined) visit(node.items, `${path}[]`, "");
    for (const variant of node.anyOf ?? []) visit(variant, path, "");
  };
  visit(schema, "", "");
  return settings;
}

function fallbackOf(parent: SchemaNode, key: string, node: SchemaNode): string {
  if (node.default !== undefined) return node.type === "object" ? "optional" : `default ${JSON.stringify(node.default)}`;
  return parent.required?.includes(key) === true ? "required" : "optional";
}

function typeName(node: SchemaNode): string {
  if (node.secret === true) return "secret";
  const choices = choicesOf(node);
  if (choices !== null) return choices.join(" | ");
  if (isObjectUnion(node)) return "section, one of";
  switch (node.type) {
    case "integer":
      return `number ${node.minimum ?? ""}…${node.maximum ?? ""}`;
    case "boolean":
      return "true | false";
    case "array":
      return "list";
    case "string":
      return node.example === undefined ? "text" : `text, e.g. ${node.example}`;
    default:
      return "section";
  }
}
