import { ArmedFaults } from "../control/armed-faults.ts";
import type { DriveChange } from "../control/drive-changes.ts";
import { ARMED_SHAPES, hasShape, WORLD_SHAPES } from "./fault-shapes.ts";

/** Before the thing happens, or when it has happened and the other side does not know yet. */
export type Moment = "before" | "after";

/** Which task ("sell"; absent = any) or request ("POST /requests", "GET /requests") a fault waits for; once, or `times` (0 = until cleared). */
interface Aim {
  readonly on?: string;
  readonly times?: number;
}

export type TaskFault = Aim &
  (
    | { readonly kind: "link-lost"; readonly moment: Moment; readonly code?: number; readonly backAfterMs?: number }
    /** Any driver error with the link staying up; 177 after the fact is "closing of the receipt interrupted". */
    | { readonly kind: "task-error"; readonly moment: Moment; readonly code: number }
    | { readonly kind: "power-cut"; readonly moment: Moment; readonly backAfterMs?: number }
    | { readonly kind: "foreign-document"; readonly moment: Moment; readonly totalKop: number }
    | { readonly kind: "task-delay"; readonly ms: number }
    /** The server dies when the task is about to run, or has run and its result is not written down. */
    | { readonly kind: "server-crash"; readonly moment: Moment; readonly requests?: "kept" | "lost"; readonly backAfterMs?: number }
  );

export type HttpFault = Aim &
  (
    | { readonly kind: "answer-lost"; readonly moment: Moment }
    /** Bytes of the request or of the answer before the connection is cut. */
    | { readonly kind: "cut"; readonly direction: "in" | "out"; readonly atByte: number }
    | { readonly kind: "http-status"; readonly status: number; readonly moment: Moment }
    | { readonly kind: "garbage"; readonly moment: Moment }
    | { readonly kind: "huge"; readonly bytes: number; readonly moment: Moment }
    | { readonly kind: "drip"; readonly msPerByte: number }
    | { readonly kind: "delay"; readonly ms: number }
    /** The answer to a POST names another request. */
    | { readonly kind: "wrong-uuid" }
  );

export type ArmedFault = TaskFault | HttpFault;

/** A change that takes effect at once. */
export type WorldChange =
  | { readonly kind: "paper-out"; readonly afterLines?: number }
  | { readonly kind: "paper-load" }
  | { readonly kind: "cover"; readonly open: boolean }
  | { readonly kind: "drawer"; readonly open: boolean }
  | { readonly kind: "power"; readonly on: boolean }
  | { readonly kind: "power-cycle" }
  | { readonly kind: "link"; readonly up: boolean; readonly code?: number }
  | { readonly kind: "server"; readonly up: boolean }
  | { readonly kind: "server-restart"; readonly requests?: "kept" | "lost" }
  | { readonly kind: "print-speed"; readonly msPerLine: number }
  | { readonly kind: "foreign-sale"; readonly totalKop: number }
  | { readonly kind: "advance-clock"; readonly ms: number }
  | DriveChange;

export type Fault = ArmedFault | WorldChange;
export const FAULT_SHAPES = { ...ARMED_SHAPES, ...WORLD_SHAPES };

export function isFault(value: unknown): value is Fault {
  return hasShape(value, FAULT_SHAPES);
}

export function isArmed(fault: Fault): fault is ArmedFault {
  return Object.hasOwn(ARMED_SHAPES, fault.kind);
}

/** Faults that wait for a task or a request by its name. */
export type FaultBox = ArmedFaults<ArmedFault, string>;

export function newFaultBox(): FaultBox {
  return new ArmedFaults((fault, what) => fault.on === undefined || fault.on === what);
}
