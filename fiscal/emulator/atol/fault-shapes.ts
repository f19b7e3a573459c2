import { DRIVE_SHAPES } from "../control/drive-changes.ts";
import type { ArmedFault, WorldChange } from "./faults.ts";

/** One field of a fault as it comes in JSON. */
type FieldRule =
  | { readonly type: "integer"; readonly min: number; readonly max: number; readonly optional?: true }
  | { readonly type: "boolean"; readonly optional?: true }
  | { readonly type: "text"; readonly optional?: true }
  | { readonly type: "hex" }
  | { readonly type: "one-of"; readonly values: readonly string[]; readonly optional?: true };

type FaultShape = Readonly<Record<string, FieldRule>>;

const MAX_MS = 366 * 86_400_000;
const MAX_BYTES = 64 * 1024 * 1024;
const MAX_KOP = 100_000_000_00;
const MAX_TEXT = 64;
const MAX_HEX_CHARS = 2048;

function whole(max: number, min = 0): FieldRule {
  return { type: "integer", min, max };
}

function optionalWhole(max: number, min = 0): FieldRule {
  return { type: "integer", min, max, optional: true };
}

const AIM: FaultShape = { on: { type: "text", optional: true }, times: optionalWhole(1_000_000) };
const MOMENT: FieldRule = { type: "one-of", values: ["before", "after"] };
const REQUESTS: FieldRule = { type: "one-of", values: ["kept", "lost"], optional: true };
const CODE = whole(1999, 1);

/** Faults that wait for a task or a request. */
export const ARMED_SHAPES: Readonly<Record<ArmedFault["kind"], FaultShape>> = {
  "link-lost": { moment: MOMENT, code: optionalWhole(1999, 1), backAfterMs: optionalWhole(MAX_MS), ...AIM },
  "task-error": { moment: MOMENT, code: CODE, ...AIM },
  "power-cut": { moment: MOMENT, backAfterMs: optionalWhole(MAX_MS), ...AIM },
  "foreign-document": { moment: MOMENT, totalKop: whole(MAX_KOP, 1), ...AIM },
  "task-delay": { ms: whole(MAX_MS), ...AIM },
  "server-crash": { moment: MOMENT, requests: REQUESTS, backAfterMs: optionalWhole(MAX_MS), ...AIM },
  "answer-lost": { moment: MOMENT, ...AIM },
  cut: { direction: { type: "one-of", values: ["in", "out"] }, atByte: whole(MAX_BYTES), ...AIM },
  "http-status": { status: whole(599, 200), moment: MOMENT, ...AIM },
  garbage: { moment: MOMENT, ...AIM },
  huge: { bytes: whole(MAX_BYTES, 1), moment: MOMENT, ...AIM },
  drip: { msPerByte: whole(60_000), ...AIM },
  delay: { ms: whole(MAX_MS), ...AIM },
  "wrong-uuid": AIM,
};

/** Changes that take effect at once. */
export const WORLD_SHAPES: Readonly<Record<WorldChange["kind"], FaultShape>> = {
  "paper-out": { afterLines: optionalWhole(100_000) },
  "paper-load": {},
  cover: { open: { type: "boolean" } },
  drawer: { open: { type: "boolean" } },
  power: { on: { type: "boolean" } },
  "power-cycle": {},
  link: { up: { type: "boolean" }, code: optionalWhole(1999, 1) },
  server: { up: { type: "boolean" } },
  "server-restart": { requests: REQUESTS },
  "print-speed": { msPerLine: whole(60_000) },
  "foreign-sale": { totalKop: whole(MAX_KOP, 1) },
  "advance-clock": { ms: whole(MAX_MS * 5) },
  ...DRIVE_SHAPES,
};

function fieldFits(rule: FieldRule, value: unknown): boolean {
  if (value === undefined) return "optional" in rule && rule.optional;
  switch (rule.type) {
    case "integer":
      return Number.isInteger(value) && (value as number) >= rule.min && (value as number) <= rule.max;
    case "boolean":
      return typeof value === "boolean";
    case "text":
      return typeof value === "string" && value.length <= MAX_TEXT;
    case "hex":
      return typeof value === "string" && value.length <= MAX_HEX_CHARS && /^(?:[0-9a-f]{2})*$/i.test(value);
    case "one-of":
      return typeof value === "string" && rule.values.includes(value);
  }
}

/** True when `value` is an object of one of these kinds with that kind's fields and no others. */
export function hasShape(value: unknown, shapes: Readonly<Record<string, FaultShape>>): boolean {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
  const fields = value as Readonly<Record<string, unknown>>;
  const kind = fields["kind"];
  const shape = typeof kind === "string" && Object.hasOwn(shapes, kind) ? shapes[kind] : undefined;
  if (shape === undefined) return false;
  return (
    Object.keys(fields).every((name) => name === "kind" || Object.hasOwn(shape, name)) &&
    Object.entries(shape).every(([name, rule]) => fieldFits(rule, fields[name]))
  );
}
