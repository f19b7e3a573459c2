import { appError, type AppError, type ErrorCode } from "./errors/index.ts";
import type { Place, SourceNode } from "./source-tree.ts";

/** One wrong place in the configuration; `line` sorts the list. */
export interface Issue {
  readonly line: number;
  readonly error: AppError;
}

/** Notes an issue; returns undefined, so that a reader can end with it. */
export type Report = (code: ErrorCode, place: Place, key: string, details?: Readonly<Record<string, string | number>>) => undefined;

export function reporter(issues: Issue[]): Report {
  return (code, place, key, details = {}) => {
    issues.push({ line: place.line, error: appError(code, { place: place.text, line: place.line, key, ...details }) });
    return undefined;
  };
}

/** As they stand in the file. */
export function inOrder(issues: readonly Issue[]): readonly AppError[] {
  return issues.toSorted((a, b) => a.line - b.line).map((issue) => issue.error);
}

const SHOWN_VALUE_CHARS = 40;

/** The value as a person wrote it, short. */
export function shown(source: SourceNode): string {
  if (source.kind === "map") return "{…}";
  if (source.kind === "list") return "[…]";
  if (source.value === null) return "null";
  return source.text.length > SHOWN_VALUE_CHARS ? `"${source.text.slice(0, SHOWN_VALUE_CHARS)}…"` : `"${source.text}"`;
}
