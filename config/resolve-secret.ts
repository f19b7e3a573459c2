import type { Result } from "./result.ts";
import type { SourceNode } from "./source-tree.ts";
import { shown, type Report } from "./validation-report.ts";

/** The text of a file, or the system's reason why not. */
export type ReadFile = (path: string) => Result<string, string>;

export interface SecretSources {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly readFile: ReadFile;
  readonly resolvePath: (path: string) => string;
}

/**
 * Text of a secret field: written in place, or `{ env: NAME }`, or `{ file: path }` (line ends at its end are dropped).
 * No other field understands these forms.
 */
export function secretResolver(sources: SecretSources) {
  return (source: SourceNode, path: string, report: Report): string | undefined => {
    if (source.kind === "value") return source.text;
    const [entry] = source.kind === "map" ? source.entries : [];
    if (source.kind !== "map" || entry === undefined || source.entries.length !== 1 || entry.node.kind !== "value") {
      return report("CFG914", source.place, path, { choices: "env, file", got: shown(source) });
    }
    if (entry.key === "env") {
      const text = sources.env[entry.node.text];
      return text === undefined || text === "" ? report("CFG915", source.place, path, { variable: entry.node.text }) : text;
    }
    if (entry.key !== "file") return report("CFG914", entry.keyPlace, path, { choices: "env, file" });
    const file = sources.resolvePath(entry.node.text);
    const read = sources.readFile(file);
    if (!read.ok) return report("CFG916", source.place, path, { file, reason: read.error });
    return read.value.replace(/[\r\n]+$/, "");
  };
}
