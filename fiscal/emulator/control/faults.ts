import type { ForeignAction } from "../shtrih-m/foreign-program.ts";
import { ArmedFaults } from "./armed-faults.ts";
import type { DriveChange } from "./drive-changes.ts";
import { ARMED_SHAPES, hasShape, WORLD_SHAPES } from "./fault-shapes.ts";

/** Which frames an armed fault waits for ("FF45", "8D"; absent = any), and how often it strikes: once; 0 = until cleared. */
interface Aim {
  readonly command?: string;
  readonly times?: number;
}

/** A fault that waits for a frame. */
export type ArmedFault = Aim &
  (
    | {
        readonly kind: "answer-lost";
        /** The command is taken and not executed, or executed and its answer kept back. */
        readonly moment: "before" | "after";
        /** The answer is not even held for ENQ. */
        readonly forget?: boolean;
      }
    | {
        readonly kind: "cut";
        readonly direction: "in" | "out";
        /** Incoming bytes count from the frame's STX, outgoing ones from its ACK. */
        readonly atByte: number;
        /** The session stays up and mute. */
        readonly silent?: boolean;
      }
    /** Another program does something just before or after the command. */
    | { readonly kind: "foreign-action"; readonly moment: "before" | "after"; readonly action: ForeignAction; readonly sumKop?: number }
    | { readonly kind: "nak" }
    | { readonly kind: "garbage"; readonly hex: string }
    | { readonly kind: "delay"; readonly ms: number }
    | { readonly kind: "error"; readonly code: number }
    | { readonly kind: "power-cut"; readonly moment: "before" | "after"; readonly backAfterMs?: number }
  );

/** A change that takes effect at once. */
export type WorldChange =
  | { readonly kind: "paper-out"; readonly afterLines?: number }
  | { readonly kind: "paper-load" }
  | { readonly kind: "cover"; readonly open: boolean }
  | { readonly kind: "drawer"; readonly open: boolean }
  | { readonly kind: "power"; readonly on: boolean }
  | { readonly kind: "print-speed"; readonly msPerLine: number }
  /** Of the drive; the registrar's clock goes with it. */
  | { readonly kind: "advance-clock"; readonly ms: number }
  /** Of the registrar alone, against its drive; forward or back. */
  | { readonly kind: "clock-shift"; readonly seconds: number }
  /** Another program on the same registrar. */
  | { readonly kind: "foreign"; readonly action: ForeignAction; readonly sumKop?: number }
  /** The drive is well, does not answer, or fails. */
  | { readonly kind: "drive-link"; readonly state: "well" | "silent" | "failed" }
  | DriveChange
  | { readonly kind: "close-connection" };

export type Fault = ArmedFault | WorldChange;

export const FAULT_SHAPES = { ...ARMED_SHAPES, ...WORLD_SHAPES };

export function isFault(value: unknown): value is Fault {
  return hasShape(value, FAULT_SHAPES);
}

export function isArmed(fault: Fault): fault is ArmedFault {
  return Object.hasOwn(ARMED_SHAPES, fault.kind);
}

/** Faults that wait for a frame by its command code. */
export type FaultBox = ArmedFaults<ArmedFault, number>;

export function newFaultBox(): FaultBox {
  return new ArmedFaults(({ command }, code) => command === undefined || Number.parseInt(command, 16) === code);
}
