import { splitAim } from "./aim.ts";
import { isTypedInRussian, toUsCharacter } from "./keyboard-layout.ts";
import type { Symbology } from "./scan.ts";

/*
 * Keyboard-wedge scanners (сканер в разрыв клавиатуры): key events in, scans or hand typing out. Pure, no timers, no
 * imports outside this folder: the browser bundle includes it. The caller feeds every `keydown` before anything else
 * sees it, calls `wedgeTick` at `wedgeDeadlineMs`, and acts on the outputs only.
 */

/** The part of a KeyboardEvent that matters. `atMs`: `event.timeStamp`. */
export interface WedgeKey {
  readonly key: string;
  readonly code: string;
  readonly atMs: number;
  readonly ctrl: boolean;
  readonly alt: boolean;
  readonly shift: boolean;
  readonly meta: boolean;
  readonly capsLock: boolean;
  /** Auto-repeat: a finger that stays on a key; scanners never do. */
  readonly repeat: boolean;
}

export type WedgeOutput =
  | {
      readonly kind: "scan";
      readonly bytes: Uint8Array;
      readonly symbology?: Symbology;
      /** It was typed in the Russian layout and has been put back key by key. */
      readonly fromRussian: boolean;
      /** CapsLock was on: the case of letters cannot be trusted; numbers can. */
      readonly capsLock: boolean;
    }
  /** Came from fingers. `wasHeld`: the browser's own action was prevented, so the page puts the character in itself. */
  | { readonly kind: "typed"; readonly key: WedgeKey; readonly wasHeld: boolean }
  /** Scanner speed, but the end never came: a scan torn apart on the way. Not a code, not typing. */
  | { readonly kind: "cut"; readonly length: number };

export interface WedgeOptions {
  /** Longest pause inside a scan. 50 for cabled scanners; 100 for slow radio ones. */
  readonly maxGapMs?: number;
  /** Average pause that is still a machine. */
  readonly maxAverageGapMs?: number;
  /** Up to 14 digits must be through in this time. */
  readonly maxDigitsMs?: number;
  readonly minLength?: number;
  /** The scanner sends no Enter or Tab: silence ends the scan. */
  readonly endsBySilence?: boolean;
  readonly aim?: boolean;
}

/** Plain data; start with `WEDGE_IDLE`. */
export interface WedgeState {
  readonly held: readonly WedgeKey[];
  readonly lastAtMs: number;
  /** When the last scan ended; its second Enter or line feed still belongs to it. */
  readonly endedAtMs: number;
}

export const WEDGE_IDLE: WedgeState = { held: [], lastAtMs: -Infinity, endedAtMs: -Infinity };

const DEFAULTS: Required<WedgeOptions> = {
  maxGapMs: 50,
  maxAverageGapMs: 45,
  maxDigitsMs: 600,
  minLength: 3,
  endsBySilence: false,
  aim: true,
};

/** Fewer quick keys than this without an end are a person's rolling fingers. */
const CUT_MIN_CHARACTERS = 6;
/** More is not a code; the rest is let go as typing. */
const MAX_HELD_KEYS = 4_000;
const GS = "\u001d";

interface WedgeStep {
  readonly state: WedgeState;
  readonly outputs: readonly WedgeOutput[];
}

/** `isHeld`: the page must prevent the browser's own action on this key (Tab, F12, Ctrl+J…). */
interface WedgeKeyStep extends WedgeStep {
  readonly isHeld: boolean;
}

type KeyRole = "ignored" | "end" | "part" | "other";

export function wedgeKey(state: WedgeState, key: WedgeKey, options: WedgeOptions = {}): WedgeKeyStep {
  const limits = { ...DEFAULTS, ...options };
  const silence = wedgeTick(state, key.atMs, options);
  const { held, endedAtMs } = silence.state;
  const before = silence.outputs;
  const isAfterEnd = held.length === 0 && key.atMs - endedAtMs <= limits.maxGapMs;
  switch (roleOf(key, held.length > 0 || isAfterEnd)) {
    case "ignored":
      // Part of the scan's rhythm, not of its text.
      return { state: held.length > 0 ? { ...silence.state, lastAtMs: key.atMs } : silence.state, outputs: before, isHeld: false };
    case "part":
      if (held.length >= MAX_HELD_KEYS) break;
      return { state: { held: [...held, key], lastAtMs: key.atMs, endedAtMs }, outputs: before, isHeld: true };
    case "end": {
      const ended = { ...WEDGE_IDLE, endedAtMs: key.atMs };
      if (isAfterEnd) return { state: ended, outputs: before, isHeld: true };
      const scan = scanOf(held, limits);
      if (scan) return { state: ended, outputs: [...before, scan], isHeld: true };
      break;
    }
    case "other":
      break;
  }
  return { state: WEDGE_IDLE, outputs: [...before, ...letGo(held), { kind: "typed", key, wasHeld: false }], isHeld: false };
}

/** Time has passed without a key. */
export function wedgeTick(state: WedgeState, atMs: number, options: WedgeOptions = {}): WedgeStep {
  const deadline = wedgeDeadlineMs(state, options);
  if (deadline === null || atMs <= deadline) return { state, outputs: [] };
  const limits = { ...DEFAULTS, ...options };
  const scan = scanOf(state.held, limits);
  const idle = { ...WEDGE_IDLE, endedAtMs: state.endedAtMs };
  if (scan && limits.endsBySilence) return { state: idle, outputs: [scan] };
  const length = scan?.bytes.length ?? 0;
  return { state: idle, outputs: length >= CUT_MIN_CHARACTERS ? [{ kind: "cut", length }] : letGo(state.held) };
}

/** Held keys are decided on when this time has passed; null = none are held. */
export function wedgeDeadlineMs(state: WedgeState, options: WedgeOptions = {}): number | null {
  return state.held.length === 0 ? null : state.lastAtMs + (options.maxGapMs ?? DEFAULTS.maxGapMs);
}

function letGo(held: readonly WedgeKey[]): WedgeOutput[] {
  // Alt was held only as the mark between number codes.
  return held.filter((key) => key.key !== "Alt").map((key) => ({ kind: "typed", key, wasHeld: true }));
}

const MODIFIERS: ReadonlySet<string> = new Set(["Shift", "Control", "Meta", "AltGraph", "CapsLock", "NumLock", "ScrollLock", "Dead"]);

function roleOf(key: WedgeKey, isNearScan: boolean): KeyRole {
  // The words a naive page would have put into the code ("…Shift…") are these keys' names.
  if (MODIFIERS.has(key.key)) return "ignored";
  if (key.repeat) return "other";
  if (isGroupSeparator(key)) return "part";
  if (key.key === "Alt") return "part";
  if (altDigit(key) !== null) return "part";
  if (key.key === "Enter" || key.key === "Tab") return key.alt || key.ctrl || key.meta ? "other" : "end";
  // Scanners that send control characters: Ctrl+M = CR, Ctrl+J = LF.
  if (isNearScan && key.ctrl && (key.code === "KeyM" || key.code === "KeyJ")) return "end";
  const isCharacter = [...key.key].length === 1 && !key.ctrl && !key.alt && !key.meta;
  return isCharacter ? "part" : "other";
}

/** GS (1Dh) as wedge scanners send it: itself, Ctrl+], F8 or F12; Alt+029 is a number code. */
function isGroupSeparator(key: WedgeKey): boolean {
  if (key.key === GS) return true;
  if (key.alt || key.meta) return false;
  if (key.ctrl) return key.code === "BracketRight" || key.key === "]" || key.key.toLowerCase() === "ъ";
  return !key.shift && (key.key === "F8" || key.key === "F12");
}

/** A digit of an Alt number code; with NumLock off the key's name is "Insert", so the position counts. */
function altDigit(key: WedgeKey): string | null {
  return key.alt && !key.ctrl ? (/^Numpad(\d)$/.exec(key.code)?.[1] ?? null) : null;
}

/** The held keys as a scan, or null when they are too few or too slow for a machine. */
function scanOf(held: readonly WedgeKey[], limits: Required<WedgeOptions>): Extract<WedgeOutput, { kind: "scan" }> | null {
  const fromRussian = held.some((key) => isTypedInRussian(key.key));
  const text = textOf(held, fromRussian);
  const wholeMs = (held.at(-1)?.atMs ?? 0) - (held[0]?.atMs ?? 0);
  if (text.length < limits.minLength) return null;
  if (wholeMs / Math.max(held.length - 1, 1) > limits.maxAverageGapMs) return null;
  if (/^\d{1,14}$/.test(text) && wholeMs > limits.maxDigitsMs) return null;
  const code = bytesOf(text);
  const split = limits.aim ? splitAim(code) : null;
  const symbology = split?.aim.symbology;
  return {
    kind: "scan",
    bytes: split?.bytes ?? code,
    ...(symbology === undefined ? {} : { symbology }),
    fromRussian,
    capsLock: held.some((key) => key.capsLock),
  };
}

function textOf(held: readonly WedgeKey[], fromRussian: boolean): string {
  let text = "";
  let altCode = "";
  const endAltCode = (): void => {
    const value = Number(altCode);
    if (altCode !== "" && value > 0 && value < 256) text += String.fromCharCode(value);
    altCode = "";
  };
  for (const key of held) {
    const digit = altDigit(key);
    if (digit !== null) {
      altCode += digit;
      continue;
    }
    endAltCode();
    if (key.key === "Alt") continue;
    if (isGroupSeparator(key)) text += GS;
    else text += fromRussian ? toUsCharacter(key) : key.key;
  }
  endAltCode();
  return text;
}

/** One byte a character; UTF-8 only when the text cannot be had otherwise. */
function bytesOf(text: string): Uint8Array {
  const isByteText = [...text].every((character) => character.charCodeAt(0) < 256);
  return isByteText ? Uint8Array.from(text, (character) => character.charCodeAt(0)) : new TextEncoder().encode(text);
}
