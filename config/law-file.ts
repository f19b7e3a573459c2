import type { Static, TSchema } from "typebox";
import { join } from "node:path";
import type { AppError } from "./errors/index.ts";
import { schemaNode } from "./fields.ts";
import type { ReadFile } from "./resolve-secret.ts";
import { err, ok, type Result } from "./result.ts";
import { readSource } from "./source-file.ts";
import type { Place } from "./source-tree.ts";
import { validate } from "./validate.ts";
import { inOrder, reporter, type Issue, type Report } from "./validation-report.ts";

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
  const root = readSource(join(sources.folder, name), name, sources.readFile);
  if (!root.ok) return root;
  // No value of the law is a secret or a path.
  const validated = validate(schemaNode(schema), root.value, { resolveSecret: () => undefined, resolvePath: (path) => path });
  if (validated.issues.length > 0) return err(inOrder(validated.issues));
  const law = validated.value as Static<T>;
  const issues: Issue[] = [];
  check(law, (path) => validated.places.get(path) ?? { text: `${name}:1`, line: 1 }, reporter(issues));
  return issues.length > 0 ? err(inOrder(issues)) : ok(law);
}
