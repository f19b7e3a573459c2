import { appError, type AppError } from "./errors/index.ts";
import type { ReadFile } from "./resolve-secret.ts";
import { err, ok, type Result } from "./result.ts";
import { CONFIG_FILE_LIMIT_CHARS, parseSource, type SourceNode } from "./source-tree.ts";
import { inOrder, reporter, type Issue } from "./validation-report.ts";

/**
 * Reads a YAML file whose places are called `name`: CFG901 without the file, CFG902 and CFG903 for each place that is no YAML. A broken
 * file has no reliable tree; complaining about that would only confuse.
 */
export function readSource(file: string, name: string, readFile: ReadFile): Result<SourceNode, readonly AppError[]> {
  const read = readFile(file);
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
  return issues.length > 0 ? err(inOrder(issues)) : ok(parsed.root);
}
