import { appError } from "../../config/errors/index.ts";
import type { AppError } from "../../config/errors/index.ts";
import type { Result } from "../../config/result.ts";
import type { JsonObject } from "./json-text.ts";
import { vendorError } from "./vendor-errors.ts";
import type { VendorEffect } from "./vendor-errors.ts";

/** One JSON task of driver v10, as data. */
export type Task = JsonObject & { readonly type: string };

export interface TaskFailure {
  readonly effect: VendorEffect;
  readonly error: AppError;
  /** Number of the driver's error; null when no answer of the driver stands behind it. */
  readonly vendor: number | null;
}

/** What can be said of a request of which nothing will happen any more. */
export type Settled =
  | { readonly kind: "done"; readonly result: JsonObject }
  | { readonly kind: "failed"; readonly failure: TaskFailure }
  /** Never begun: cancelled while it waited, or its number is taken so that it can't begin. */
  | { readonly kind: "never" }
  /** It runs no more, and what it did is not remembered: the driver's process died, the server broke it off. */
  | { readonly kind: "forgotten" }
  /** It still runs, or a person must do something first: ask again. */
  | { readonly kind: "open"; readonly error: AppError };

/** Two ways to the same driver: over HTTP (Web Requests), and in a process of ours. One call at a time. */
export interface TaskPort {
  /** For logs and the service page. */
  readonly address: string;
  /** Tasks that register nothing, one after another; the first that fails ends it. Repeated by itself where that does no harm. */
  query(tasks: readonly Task[]): Promise<Result<readonly JsonObject[], TaskFailure>>;
  /** A task that must happen once. `id` is its name for ever; sent once. */
  submit(id: string, task: Task): Promise<Result<JsonObject, TaskFailure>>;
  /** Makes sure that nothing of `id` waits or runs, then tells what became of it. */
  settle(id: string): Promise<Settled>;
  /** Why nothing can run now, though the server can be reached; null when things run. */
  blockReason(): Promise<Result<BlockReason | null, AppError>>;
  counters(): PortCounters;
  close(): Promise<void>;
}

export type BlockReason = "connection" | "paper" | "drive" | "other";

export interface PortCounters {
  readonly requests: number;
  readonly polls: number;
  readonly lostAnswers: number;
  /** Answers against the protocol. */
  readonly malformed: number;
  readonly restarts: number;
}

/** An error of the driver in our words. */
export function taskFailure(task: string, vendor: number, description: string): TaskFailure {
  const { code, effect, meaning } = vendorError(vendor, description);
  const details = { vendor, meaning, command: task, description, reason: meaning, what: meaning, result: "?" };
  return { effect, vendor, error: appError(code, details, String(vendor)) };
}

export function malformed(command: string, what: string): AppError {
  return appError("FIS305", { command, what });
}

export function blockError(reason: BlockReason): AppError {
  switch (reason) {
    case "paper":
      return appError("FIS310", { meaning: "paperError" });
    case "connection":
      return appError("FIS382");
    case "drive":
      return appError("FIS383");
    case "other":
      return appError("FIS384");
  }
}
