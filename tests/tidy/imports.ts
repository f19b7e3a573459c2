import { posix } from "node:path";
import type { RepositoryFile } from "./source-tree.ts";

export interface Import {
  readonly from: string;
  /** Path in the repository, or the bare name of a package. */
  readonly to: string;
  readonly isOurs: boolean;
  /** `import type` and `export type`: gone at run time. */
  readonly typeOnly: boolean;
}

const STATEMENT = /(?:^|[\n;])\s*(?:import|export)\b(\s+type\b(?!\s*,|\s+from))?[^"'`;]*?\bfrom\s*"([^"\n]+)"/g;
const SIDE_EFFECT = /(?:^|[\n;])\s*import\s*"([^"\n]+)"/g;
const DYNAMIC = /\bimport\(\s*"([^"\n]+)"/g;

/** Every import of a file, found by reading it: static, re-exported, for effect and dynamic. */
export function importsOf(file: RepositoryFile): readonly Import[] {
  const code = withoutComments(file.text);
  const found: Import[] = [];
  const add = (specifier: string, typeOnly: boolean): void => {
    const isOurs = specifier.startsWith(".");
    const to = isOurs ? posix.join(posix.dirname(file.path), specifier) : packageName(specifier);
    found.push({ from: file.path, to, isOurs, typeOnly });
  };
  for (const match of code.matchAll(STATEMENT)) add(match[2] ?? "", match[1] !== undefined);
  for (const match of code.matchAll(SIDE_EFFECT)) add(match[1] ?? "", false);
  for (const match of code.matchAll(DYNAMIC)) add(match[1] ?? "", false);
  return found;
}

function packageName(specifier: string): string {
  const parts = specifier.split("/");
  return specifier.startsWith("@") ? parts.slice(0, 2).join("/") : (parts[0] ?? specifier);
}

/**
 * Blanks out comments. Strings are respected (`"https://…"` is no comment); a quote inside a regular expression can hide
 * the rest of its line only, because strings end with the line.
 */
export function withoutComments(text: string): string {
  let result = "";
  let at = 0;
  while (at < text.length) {
    const two = text.slice(at, at + 2);
    const end = two === "//" ? endOf(text, "\n", at) : two === "/*" ? endOf(text, "*/", at + 2) + 2 : -1;
    if (end >= 0) {
      result += text.slice(at, end).replaceAll(/[^\n]/g, " ");
      at = end;
      continue;
    }
    const length = stringLength(text, at);
    result += text.slice(at, at + length);
    at += length;
  }
  return result;
}

function endOf(text: string, mark: string, from: number): number {
  const end = text.indexOf(mark, from);
  return end < 0 ? text.length : end;
}

/** Length of the string literal that starts here, or 1 when none does. */
function stringLength(text: string, at: number): number {
  const quote = text[at];
  if (quote !== '"' && quote !== "'" && quote !== "`") return 1;
  for (let end = at + 1; end < text.length; end += 1) {
    if (text[end] === "\\") end += 1;
    else if (text[end] === quote) return end - at + 1;
    else if (text[end] === "\n" && quote !== "`") return end - at;
  }
  return text.length - at;
}
