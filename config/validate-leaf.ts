import { FORMATS } from "./formats.ts";
import type { SchemaNode } from "./schema-node.ts";
import type { SourceNode } from "./source-tree.ts";
import { shown, type Report } from "./validation-report.ts";

const TEXT_LIMIT_CHARS = 1_000;

export function readChoice(choices: readonly string[], source: SourceNode, path: string, report: Report): string | undefined {
  if (source.kind === "value" && choices.includes(source.text)) return source.text;
  return report("CFG908", source.place, path, { choices: choices.join(", "), got: shown(source) });
}

/** A text field takes a scalar as it was written, so unquoted digits keep their leading zeros. */
export function readText(node: SchemaNode, source: SourceNode, path: string, report: Report): string | undefined {
  const [min, max] = [node.minLength ?? 0, node.maxLength ?? TEXT_LIMIT_CHARS];
  if (source.kind !== "value" || source.text.length < min || source.text.length > max) {
    return report("CFG909", source.place, path, { min, max, got: shown(source) });
  }
  if (textFits(node, source.text)) return source.text;
  return report("CFG913", source.place, path, { got: shown(source), example: node.example ?? "" });
}

export function readInteger(node: SchemaNode, source: SourceNode, path: string, report: Report): number | undefined {
  const [min, max] = [node.minimum ?? Number.MIN_SAFE_INTEGER, node.maximum ?? Number.MAX_SAFE_INTEGER];
  const value = source.kind === "value" ? source.value : null;
  if (typeof value === "number" && Number.isInteger(value) && value >= min && value <= max) return value;
  return report("CFG907", source.place, path, { min, max, got: shown(source) });
}

export function readFlag(source: SourceNode, path: string, report: Report): boolean | undefined {
  if (source.kind === "value" && typeof source.value === "boolean") return source.value;
  return report("CFG910", source.place, path, { got: shown(source) });
}

/** Does the text fit the pattern and the format of the field? */
export function textFits(node: SchemaNode, text: string): boolean {
  if (node.pattern !== undefined && !new RegExp(node.pattern, "u").test(text)) return false;
  if (node.format === undefined) return true;
  const check = FORMATS[node.format];
  if (check === undefined) throw new Error(`the configuration schema names an unknown format: ${node.format}`);
  return check(text);
}
