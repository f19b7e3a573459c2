import { posix, win32 } from "node:path";
import { CONFIG_SCHEMA_NODE, type Config } from "./schema.ts";
import { crossCheck } from "./cross-checks.ts";
import { appError, type AppError } from "./errors/index.ts";
import { applyOverrides } from "./overrides.ts";
import { secretResolver, type ReadFile } from "./resolve-secret.ts";
import { err, ok, type Result } from "./result.ts";
import { CONFIG_FILE_LIMIT_CHARS, parseSource, type Place } from "./source-tree.ts";
import { validate } from "./validate.ts";
import { reporter, type Issue } from "./validation-report.ts";

export interface ConfigSources {
  /** Absolute path of the YAML file. */
  readonly file: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly readFile: ReadFile;
}

/** Defaults < file < `TILL__…` variables. On failure every wrong place is listed, in the order of the file (CFG901–CFG919). */
export function loadConfig(sources: ConfigSources): Result<Config, readonly AppError[]> {
  const read = sources.readFile(sources.file);
  if (!read.ok) return err([appError("CFG901", { file: sources.file, reason: read.error })]);
  if (read.value.length > CONFIG_FILE_LIMIT_CHARS)
    return err([appError("CFG901", { file: sources.file, reason: `longer than ${CONFIG_FILE_LIMIT_CHARS} characters` })]);
  const parsed = parseSource(baseName(sources.file), read.value);
  const issues: Issue[] = [];
  const report = reporter(issues);
  for (const { place, problem, duplicateKey } of parsed.problems) {
    if (duplicateKey) report("CFG903", place, "");
    else report("CFG902", place, "", { problem });
  }
  // A broken file has no reliable tree; complaining about it would only confuse.
  if (issues.length > 0) return err(inOrder(issues));

  const resolvePath = (path: string): string => resolveFrom(sources.file, path);
  const tree = applyOverrides(CONFIG_SCHEMA_NODE, parsed.root, sources.env, report);
  const resolveSecret = secretResolver({ env: sources.env, readFile: sources.readFile, resolvePath });
  const validated = validate(CONFIG_SCHEMA_NODE, tree, { resolveSecret, resolvePath });
  issues.push(...validated.issues);
  if (issues.length > 0) return err(inOrder(issues));

  const config = validated.value as Config;
  const fileStart: Place = { text: `${baseName(sources.file)}:1`, line: 1 };
  crossCheck(config, (path) => placeNear(validated.places, path) ?? fileStart, report);
  return issues.length > 0 ? err(inOrder(issues)) : ok(config);
}

function inOrder(issues: readonly Issue[]): readonly AppError[] {
  return issues.toSorted((a, b) => a.line - b.line).map((issue) => issue.error);
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
