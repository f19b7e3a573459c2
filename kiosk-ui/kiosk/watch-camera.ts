import type { Clock } from "../../config/clock.ts";
import type { CustomerScanOutcome } from "../../config/contract/photo.ts";

export type CameraFault = "refused" | "absent" | "broken";
export type CameraState = "starting" | "ready" | Exclude<CustomerScanOutcome, "not-a-card"> | CameraFault;

/** A code as the page sends it. */
export interface ReadCode {
  readonly code: string;
  readonly symbology: string;
}

export interface CameraPorts {
  readonly clock: Clock;
  /** Resolves with a way to read what the camera sees now; rejects as the browser does. */
  readonly open: () => Promise<() => Promise<readonly ReadCode[]>>;
  /** Rejects when the till does not answer. */
  readonly send: (code: ReadCode) => Promise<CustomerScanOutcome>;
  readonly onState: (state: CameraState) => void;
}

/** A hand holds a card still for about this long; a cheap box decodes a frame in less. */
const FRAME_EVERY_MS = 200;
/** A card held before the camera is one card: the same code counts again only after it was away this long. */
const SAME_CODE_MS = 3_000;
/** How long an answer stays to be read. */
const ANSWER_MS = 3_000;

/** Reads cards from the camera until `signal` aborts; ends at once when there is no camera to read. Never rejects. */
export async function watchCamera({ clock, open, send, onState }: CameraPorts, signal: AbortSignal): Promise<void> {
  onState("starting");
  let look: () => Promise<readonly ReadCode[]>;
  try {
    look = await open();
  } catch (cause) {
    return onState(faultOf(cause));
  }
  onState("ready");
  const seenAtMs = new Map<string, number>();
  let answerEndsMs = Infinity;
  while (!signal.aborted) {
    let codes: readonly ReadCode[];
    try {
      codes = await look();
    } catch (cause) {
      return onState(faultOf(cause));
    }
    for (const each of codes) {
      const nowMs = clock.monotonicMs();
      const lastMs = seenAtMs.get(each.code);
      if (seenAtMs.size > 100) seenAtMs.clear();
      if (lastMs !== undefined && nowMs - lastMs < SAME_CODE_MS) continue;
      seenAtMs.set(each.code, nowMs);
      // No answer: the card is still there in a moment.
      const outcome = await send(each).catch(() => null);
      if (outcome === null || outcome === "not-a-card") continue;
      onState(outcome);
      answerEndsMs = clock.monotonicMs() + ANSWER_MS;
    }
    if (clock.monotonicMs() >= answerEndsMs) {
      onState("ready");
      answerEndsMs = Infinity;
    }
    await clock.sleep(FRAME_EVERY_MS, signal);
  }
}

/** Names of DOMException that getUserMedia rejects with (W3C Media Capture, 10.2). */
function faultOf(cause: unknown): CameraFault {
  const name = cause instanceof Error ? cause.name : "";
  if (name === "NotAllowedError" || name === "SecurityError") return "refused";
  return name === "NotFoundError" || name === "OverconstrainedError" ? "absent" : "broken";
}
