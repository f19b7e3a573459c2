import type { Clock } from "../../config/clock.ts";
import {
  WEDGE_IDLE,
  wedgeDeadlineMs,
  wedgeKey,
  wedgeTick,
  type WedgeKey,
  type WedgeOutput,
} from "../../device-drivers/scanner/wedge-scan.ts";

export interface ScannedCode {
  readonly bytes: Uint8Array;
  readonly symbology?: string;
  /** Read with Caps Lock on: letters have the wrong case. */
  readonly isCaseLost: boolean;
}

export interface KeyboardSinks {
  scanned(code: ScannedCode): void;
  /** A scanner began and was cut off. */
  cutShort(): void;
  /** A key of a person. `wasHeld`: the browser did not act on it and will not. Returns true when it was used up. */
  typed(key: WedgeKey, wasHeld: boolean): boolean;
}

/** The part of `window` that matters. */
export interface KeySource {
  addEventListener(type: "keydown" | "keyup", listener: (event: KeyboardEvent) => void, capture: boolean): void;
  removeEventListener(type: "keydown" | "keyup", listener: (event: KeyboardEvent) => void, capture: boolean): void;
}

/** An Enter that limps in after a scan (or a torn one) belongs to the scanner, not to a person. */
export const ENTER_GUARD_MS = 400;
/** The same code again within this time is one read of a scanner that stutters. */
export const DOUBLE_READ_MS = 300;

/** A timer that fires later than this found the page busy. */
const LATE_WAKE_MS = 15;

/**
 * Sees every key before anything else on the page, tells scans from fingers, and hands both on. Focus plays no part, so a
 * scan is never typed into a field and its Enter presses no button.
 */
export function watchKeyboard(source: KeySource, clock: Clock, sinks: KeyboardSinks): () => void {
  let state = WEDGE_IDLE;
  let timer: AbortController | null = null;
  let lastScan: { readonly bytes: Uint8Array; readonly atMs: number } | null = null;
  let scannerAtMs = -Infinity;

  const take = (output: WedgeOutput, atMs: number): boolean => {
    switch (output.kind) {
      case "scan": {
        scannerAtMs = atMs;
        const isDouble = lastScan !== null && atMs - lastScan.atMs < DOUBLE_READ_MS && sameBytes(lastScan.bytes, output.bytes);
        lastScan = { bytes: output.bytes, atMs };
        if (isDouble) return true;
        const isCaseLost = output.capsLock && /[A-Za-z]/.test(String.fromCharCode(...output.bytes));
        const { bytes, symbology } = output;
        sinks.scanned(symbology === undefined ? { bytes, isCaseLost } : { bytes, symbology, isCaseLost });
        return true;
      }
      case "cut":
        scannerAtMs = atMs;
        sinks.cutShort();
        return true;
      case "typed":
        if (output.key.key === "Enter" && output.key.atMs - scannerAtMs < ENTER_GUARD_MS) return true;
        return sinks.typed(output.key, output.wasHeld);
    }
  };

  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.isComposing) return;
    const step = wedgeKey(state, keyOf(event));
    state = step.state;
    let isUsed = step.isHeld;
    for (const output of step.outputs) {
      const isOwn = output.kind === "typed" && !output.wasHeld;
      const used = take(output, event.timeStamp);
      if (isOwn && used) isUsed = true;
    }
    if (isUsed) {
      event.preventDefault();
      event.stopImmediatePropagation();
    }
    waitForSilence();
  };

  // Space presses a focused button on its way up, whatever became of its way down.
  const onKeyUp = (event: KeyboardEvent): void => {
    if (event.key === " ") event.preventDefault();
  };

  const waitForSilence = (): void => {
    timer?.abort();
    timer = null;
    const deadlineMs = wedgeDeadlineMs(state);
    if (deadlineMs === null) return;
    const waiting = new AbortController();
    timer = waiting;
    void silence(clock, deadlineMs, waiting.signal).then((atMs) => {
      if (waiting.signal.aborted) return;
      const step = wedgeTick(state, atMs);
      state = step.state;
      for (const output of step.outputs) take(output, atMs);
    });
  };

  source.addEventListener("keydown", onKeyDown, true);
  source.addEventListener("keyup", onKeyUp, true);
  return () => {
    timer?.abort();
    source.removeEventListener("keydown", onKeyDown, true);
    source.removeEventListener("keyup", onKeyUp, true);
  };
}

/**
 * Waits until the deadline is over. When the page itself was busy and wakes late, keys that came in time may still stand in its
 * queue: they go first.
 */
async function silence(clock: Clock, deadlineMs: number, signal: AbortSignal): Promise<number> {
  let wakeAtMs = deadlineMs + 1;
  for (;;) {
    await clock.sleep(Math.max(1, Math.ceil(wakeAtMs - clock.monotonicMs())), signal);
    const nowMs = clock.monotonicMs();
    if (signal.aborted || nowMs - wakeAtMs < LATE_WAKE_MS) return Math.max(nowMs, deadlineMs + 1);
    wakeAtMs = nowMs + LATE_WAKE_MS;
  }
}

function keyOf(event: KeyboardEvent): WedgeKey {
  return {
    key: event.key,
    code: event.code,
    atMs: event.timeStamp,
    ctrl: event.ctrlKey,
    alt: event.altKey,
    shift: event.shiftKey,
    meta: event.metaKey,
    capsLock: event.getModifierState("CapsLock"),
    repeat: event.repeat,
  };
}

function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, index) => byte === b[index]);
}
