import { PayloadWriter, type PayloadReader } from "./payload.ts";
import { KKT_ERROR } from "./error-code.ts";
import type { ShtrihKkt } from "./shtrih-kkt.ts";

/** What a handler answers: an error code (0 = done) and the bytes behind it. */
export interface Reply {
  readonly error: number;
  readonly data: Uint8Array;
  /** What it takes beside the profile's time: the marking service. */
  readonly delayMs?: number;
}

/** Who may send it: nobody needs a password, any operator, the administrators (29, 30), the system administrator (30). */
export type PasswordLevel = "none" | "operator" | "administrator" | "system";

/**
 * How a command goes with the print mechanism: `read` and `quiet` always run (`quiet` may change memory), `print` needs
 * an idle mechanism with paper, `line` may also join lines that are being printed.
 */
export type CommandKind = "read" | "quiet" | "print" | "line" | "continue";

export interface Command {
  /** One byte, or FFxxh, or FExxh. */
  readonly code: number;
  /** Whole payload with the code and the password. */
  readonly minLength: number;
  readonly maxLength: number;
  readonly level: PasswordLevel;
  readonly kind: CommandKind;
  /** Low nibbles of the mode byte in which the device accepts it. */
  readonly modes: readonly number[] | "any";
  readonly run: (kkt: ShtrihKkt, request: PayloadReader) => Reply;
}

const NO_DATA = new Uint8Array();

export function done(data: Uint8Array | PayloadWriter = NO_DATA): Reply {
  return { error: KKT_ERROR.ok, data: data instanceof PayloadWriter ? data.done() : data };
}

export function delayed(reply: Reply, delayMs: number): Reply {
  return { ...reply, delayMs };
}

export function fail(error: number, data: Uint8Array = NO_DATA): Reply {
  return { error, data };
}

/** Most answers begin with the operator's number. */
export function answer(kkt: ShtrihKkt): PayloadWriter {
  return new PayloadWriter().uint(kkt.operator, 1);
}

export function doneByOperator(kkt: ShtrihKkt): Reply {
  return done(answer(kkt));
}
