import type { EpochMs } from "../clock.ts";

/** Marking checks for the technician: what was asked, what was said, how the services are. */
export interface MarkingView {
  /** In the order of asking; empty when none is configured. */
  readonly sources: readonly {
    readonly source: "ts-piot" | "true-api" | "local-module";
    /** "unknown": not asked yet, or it has no state of its own. */
    readonly state: "ready" | "not-ready" | "error" | "unknown";
    readonly error: string | null;
    /** Versions, hosts, databases, by name. */
    readonly facts: Readonly<Record<string, string>>;
    /** Checks by outcome: online, offline, emergency, flags-absent, or an error code. Since the till started. */
    readonly counts: Readonly<Record<string, number>>;
    readonly latency: { readonly p50Ms: number; readonly p99Ms: number } | null;
  }[];
  /** Of whole checks, all services together; the last few hundred. */
  readonly latency: { readonly count: number; readonly p50Ms: number; readonly p99Ms: number } | null;
  /** The last answers, newest first; the code without its crypto tail. */
  readonly recent: readonly {
    readonly at: EpochMs;
    readonly cis: string;
    readonly source: string;
    readonly outcome: string;
    readonly tookMs: number;
    /** "ts-piot: MRK530, local-module: offline" */
    readonly tried: string;
    readonly error: string | null;
  }[];
}
