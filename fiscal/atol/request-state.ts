import { listAt, objectAt, textAt, wholeAt } from "./answer.ts";
import type { JsonObject, JsonValue } from "./json-text.ts";

/** What `GET /requests/{uuid}` tells of all tasks of a request together (facts B6). */
export type RequestState =
  | { readonly kind: "done"; readonly results: readonly JsonObject[] }
  | { readonly kind: "failed"; readonly index: number; readonly vendor: number; readonly description: string }
  /** Taken out of the queue before its turn, by us or by hand. */
  | { readonly kind: "canceled" }
  /** Broken off: behind a task that failed, or by the server itself while it ran; what it did is not told. */
  | { readonly kind: "interrupted" }
  | { readonly kind: "blocked" }
  | { readonly kind: "waiting" }
  | { readonly kind: "running" };

const STATUSES = ["wait", "inProgress", "ready", "error", "interrupted", "blocked", "canceled"] as const;
type TaskStatus = (typeof STATUSES)[number];

/** Null when the answer is not one of a request of `tasks` tasks. */
export function requestState(answer: JsonValue, tasks: number): RequestState | null {
  const results = listAt(answer, "results");
  const statuses = results.map((entry) => STATUSES.find((known) => known === textAt(entry, "status")));
  if (statuses.length !== tasks || !statuses.every((status): status is TaskStatus => status !== undefined)) return null;
  const failed = statuses.findIndex((status) => status === "error");
  if (failed >= 0) {
    const entry = results[failed];
    return {
      kind: "failed",
      index: failed,
      vendor: wholeAt(entry, "error.code") ?? 0,
      description: textAt(entry, "error.description") ?? "",
    };
  }
  if (statuses.includes("blocked")) return { kind: "blocked" };
  if (statuses.every((status) => status === "ready"))
    return { kind: "done", results: results.map((entry) => objectAt(entry, "result") ?? {}) };
  if (statuses.every((status) => status === "wait")) return { kind: "waiting" };
  if (statuses.includes("interrupted")) return { kind: "interrupted" };
  if (statuses.includes("canceled")) return { kind: "canceled" };
  return { kind: "running" };
}
