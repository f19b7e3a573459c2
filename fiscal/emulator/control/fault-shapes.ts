import { FOREIGN_ACTIONS } from "../shtrih-m/foreign-program.ts";
import { DRIVE_SHAPES } from "./drive-changes.ts";
import type { ArmedFault, WorldChange } from "./faults.ts";

/** One field of a fault as it comes in JSON. */
export type FieldRule =
  | { readonly type: "integer"; readonly min: number; readonly max: number; readonly optional?: true }
  | { readonly type: "boolean"; readonly optional?: true }
  /** "FF45", "8D": a command code of one or two bytes. */
  | { readonly type: "command"; readonly optional?: true }
  | { readonly type: "hex"; readonly optional?: true }
  | { readonly type: "one-of"; readonly values: readonly string[]; readonly optional?: true };

export type FaultShape = Readonly<Record<string, FieldRule>>;

const MAX_MS = 366 * 86_400_000;
const MAX_KOP = 99_999_999_99;
const MAX_TIMES = 1_000_000;
const MAX_FRAME_BYTES = 4096;
const MAX_HEX_CHARS = 2048;

const COMMAND_PATTERN = /^(?:[0-9a-f]{2}|f[ef][0-9a-f]{2})$/i;
const HEX_PATTERN = /^(?:[0-9a-f]{2})*$/i;

function count(max: number): FieldRule {
  return { type: "integer", min: 0, max };
}

/** Which frames an armed fault waits for, and how often it strikes: once unless told; 0 = until cleared. */
const AIM: FaultShape = {
  command: { type: "command", optional: true },
  times: { type: "integer", min: 0, max: MAX_TIMES, optional: true },
};
const FOREIGN: FaultShape = {
  action: { type: "one-of", values: FOREIGN_ACTIONS },
  sumKop: { type: "integer", min: 0, max: MAX_KOP, optional: true },
};
const MOMENT: FieldRule = { type: "one-of", values: ["before", "after"] };

/** Faults that wait for a frame. */
export const ARMED_SHAPES: Readonly<Record<ArmedFault["kind"], FaultShape>> = {
  "answer-lost": { moment: MOMENT, forget: { type: "boolean", optional: true }, ...AIM },
  cut: {
    direction: { type: "one-of", values: ["in", "out"] },
    atByte: count(MAX_FRAME_BYTES),
    silent: { type: "boolean", optional: true },
    ...AIM,
  },
  "foreign-action": { moment: MOMENT, ...FOREIGN, ...AIM },
  nak: AIM,
  garbage: { hex: { type: "hex" }, ...AIM },
  delay: { ms: count(MAX_MS), ...AIM },
  error: { code: { type: "integer", min: 1, max: 255 }, ...AIM },
  "power-cut": { moment: MOMENT, backAfterMs: { type: "integer", min: 0, max: MAX_MS, optional: true }, ...AIM },
};

/** Changes that take effect at once. */
export const WORLD_SHAPES: Readonly<Record<WorldChange["kind"], FaultShape>> = {
  "paper-out": { afterLines: { type: "integer", min: 0, max: 100_000, optional: true } },
  "paper-load": {},
  cover: { open: { type: "boolean" } },
  drawer: { open: { type: "boolean" } },
  power: { on: { type: "boolean" } },
  "print-speed": { msPerLine: count(60_000) },
  "advance-clock": { ms: count(MAX_MS * 5) },
  "clock-shift": { seconds: { type: "integer", min: -MAX_MS / 1000, max: MAX_MS / 1000 } },
  foreign: FOREIGN,
  "drive-link": { state: { type: "one-of", values: ["well", "silent", "failed"] } },
  ...DRIVE_SHAPES,
  "close-connection": {},
};

function fieldFits(rule: FieldRule, value: unknown): boolean {
  if (value === undefined) return rule.optional === true;
  switch (rule.type) {
    case "integer":
      return Number.isInteger(value) && (value as number) >= rule.min && (value as number) <= rule.max;
    case "boolean":
      return typeof value === "boolean";
    case "command":
      return typeof value === "string" && COMMAND_PATTERN.test(value);
    case "hex":
      return typeof value === "string" && value.length <= MAX_HEX_CHARS && HEX_PATTERN.test(value);
    case "one-of":
      return typeof value === "string" && rule.values.includes(value);
  }
}

/** True when `value` is an object of one of these kinds with that kind's fields and no others. */
export function hasShape(value: unknown, shapes: Readonly<Record<string, FaultShape>>): boolean {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
  const fields = value as Readonly<Record<string, unknown>>;
  const shape = typeof fields["kind"] === "string" && Object.hasOwn(shapes, fields["kind"]) ? shapes[fields["kind"]] : undefined;
  if (shape === undefined) return false;
  return (
    Object.keys(fields).every((name) => name === "kind" || Object.hasOwn(shape, name)) &&
    Object.entries(shape).every(([name, rule]) => fieldFits(rule, fields[name]))
  );
}
