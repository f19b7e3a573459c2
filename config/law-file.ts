import type { Static, TSchema } from "typebox";
import { join } from "node:path";
import { appError, type AppError } from "./errors/index.ts";
import { schemaNode } from "./fields.ts";
import type { ReadFile } from "./resolve-secret.ts";
import { err, ok, type Result } from "./result.ts";
import { CONFIG_FILE_LIMIT_CHARS, parseSource, type Place } from "./source-tree.ts";
import { validate } from "./validate.ts";
import { reporter, type Issue, type Report } from "./validation-report.ts";

/** Where the dated data of the law (config/law/*.yaml) are read from. */
export interface LawSources {
  /** Absolute; the shipped one is `config/law` below the project's root. */
  readonly folder: string;
  readonly readFile: ReadFile;
}

/** Place of a value by its dotted path (`rows.3.from`), for rules over several values. */
export type LawPlaceOf = (path: string) => Place;

/**
 * Reads one file of dated data. On failure every wrong place is listed with file and line, in the words of the configuration
 * (CFG901–CFG919). `check` holds rules over several values.
 */
export function loadLawFile<T extends TSchema>(
  sources: LawSources,
  name: string,
  schema: T,
  check: (law: Static<T>, placeOf: LawPlaceOf, report: Report) => void = () => {},
): Result<Static<T>, readonly AppError[]> {
  const file = join(sources.folder, name);
  const read = sources.readFile(file);
  if (!read.ok) return err([appError("CFG901", { file, reason: read.error })]);
  if (read.value.length > CONFIG_FILE_LIMIT_CHARS)
    return err([appError("CFG901", { file, reason: `longer than ${CONFIG_FILE_LIMIT_CHARS} characters` })]);
  const parsed = parseSource(name, read.value);
  const issues: Issue[] = [];
  const report = reporter(issues);
  for (const { place, problem, duplicateKey } of parsed.problems) {
    if (duplicateKey) report("CFG903", place, "");
    else report("CFG902", place, "", { problem });
  }
  if (issues.length > 0) return err(inOrder(issues));
  // No value of the law is a secret or a path.
  const validated = validate(schemaNode(schema), parsed.root, { resolveSecret: () => undefined, resolvePath: (path) => path });
  issues.push(...validated.issues);
  if (issues.length > 0) return err(inOrder(issues));
  const law = validated.value as Static<T>;
  check(law, (path) => validated.places.get(path) ?? { text: `${name}:1`, line: 1 }, report);
  return issues.length > 0 ? err(inOrder(issues)) : ok(law);
}

function inOrder(issues: readonly Issue[]): readonly AppError[] {
  return issues.toSorted((a, b) => a.line - b.line).map((issue) => issue.error);
}
