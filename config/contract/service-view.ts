import type { EpochMs } from "../clock.ts";
import type { CountersView, TillFigureView } from "./counters.ts";
import type { MarkingView } from "./marking-view.ts";

/** `GET /api/service`: devices and queues for the technician. */
export interface ServiceView {
  readonly version: string;
  readonly startedAt: EpochMs;
  readonly devices: readonly {
    readonly name: string;
    readonly kind: string;
    readonly address: string;
    readonly state: "connected" | "connecting" | "lost" | "error";
    readonly since: EpochMs;
    readonly lastError: string | null;
    readonly counters: Readonly<Record<string, number>>;
    readonly facts: Readonly<Record<string, string>>;
  }[];
  /** Each registrar: what the till counts now, and the comparison with a difference, if any is known. */
  readonly counters: readonly {
    readonly registrarId: string;
    readonly owner: string | null;
    readonly shiftNumber: number;
    readonly till: readonly TillFigureView[];
    readonly compared: CountersView | null;
  }[];
  readonly marking: MarkingView;
  /** Dates ahead of the registrar and the law, the gravest first. */
  readonly calendar: readonly {
    readonly code: string;
    readonly severity: "info" | "soon" | "urgent" | "blocked";
    readonly at: EpochMs | null;
    readonly text: string;
  }[];
  readonly outbox: readonly {
    readonly destination: string;
    readonly waiting: number;
    readonly oldestAt: EpochMs | null;
    readonly delivered: number;
    readonly setAside: readonly { readonly sequence: number; readonly what: string; readonly error: string; readonly at: EpochMs }[];
    readonly lastError: string | null;
    readonly lastDeliveredAt: EpochMs | null;
  }[];
  readonly journal: { readonly events: number; readonly bytes: number; readonly lastCommitMs: number; readonly writable: boolean };
  readonly catalog: { readonly items: number; readonly generation: string; readonly importedAt: EpochMs | null };
  readonly refusedRequests: number;
  readonly recentErrors: readonly { readonly at: EpochMs; readonly code: string; readonly text: string }[];
}
