import { posix, win32 } from "node:path";
import { CONFIG_SCHEMA_NODE, type Config } from "./schema.ts";
import { crossCheck } from "./cross-checks.ts";
import type { AppError } from "./errors/index.ts";
import { applyOverrides } from "./overrides.ts";
import { secretResolver, type ReadFile } from "./resolve-secret.ts";
import { err, ok, type Result } from "./result.ts";
import { readSource } from "./source-file.ts";
import type { Place } from "./source-tree.ts";
import { validate } from "./validate.ts";
import { inOrder, reporter, type Issue } from "./validation-report.ts";

export interface ConfigSources {
  /** Absolute path of the YAML file. */
  readonly file: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly readFile: ReadFile;
}

/** Defaults < file < `TILL__…` variables. On failure every wrong place is listed, in the order of the file (CFG901–CFG919). */
export function loadConfig(sources: ConfigSources): Result<Config, readonly AppError[]> {
  const root = readSource(sources.file, baseName(sources.file), sources.readFile);
  if (!root.ok) return root;
  const issues: Issue[] = [];
  const report = reporter(issues);
  const resolvePath = (path: string): string => resolveFrom(sources.file, path);
  const tree = applyOverrides(CONFIG_SCHEMA_NODE, root.value, sources.env, report);
  const resolveSecret = secretResolver({ env: sources.env, readFile: sources.readFile, resolvePath });
  const validated = validate(CONFIG_SCHEMA_NODE, tree, { resolveSecret, resolvePath });
  issues.push(...validated.issues);
  if (issues.length > 0) return err(inOrder(issues));

  const config = validated.value as Config;
  const fileStart: Place = { text: `${baseName(sources.file)}:1`, line: 1 };
  crossCheck(config, (path) => placeNear(validated.places, path) ?? fileStart, report);
  return issues.length > 0 ? err(inOrder(issues)) : ok(config);
}

/** Place of a setting, or of the nearest section above it when the setting itself is a default. */
function placeNear(places: ReadonlyMap<string, Place>, path: string): Place | undefined {
  for (let rest = path; rest !== ""; rest = rest.slice(0, Math.max(0, rest.lastIndexOf(".")))) {
    const place = places.get(rest);
    if (place !== undefined) return place;
  }
  return undefined;
}

/** Windows paths are known for what they are on any system, so that a shop's file can be checked at the desk. */
function resolveFrom(file: string, path: string): string {
  if (posix.isAbsolute(path) || win32.isAbsolute(path)) return path;
  const rules = /^([A-Za-z]:|\\\\)/.test(file) ? win32 : posix;
  return rules.join(rules.dirname(file), path);
}

function baseName(file: string): string {
  return win32.basename(file);
}
