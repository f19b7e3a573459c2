import { appError } from "../../config/errors/index.ts";
import type { AppError } from "../../config/errors/index.ts";
import type { CommandSpec } from "./commands.ts";
import { VENDOR_ERRORS } from "./vendor-errors.ts";

/** A command that did not do what was asked. */
export interface CommandFailure {
  /** `none`: surely nothing was changed by this command. */
  readonly effect: "none" | "unknown";
  readonly error: AppError;
  /** The device's error byte; null when the link failed or the answer was unreadable. */
  readonly vendor: number | null;
}

const EXTENDED_BYTES = 4;
const NO_BYTES = new Uint8Array(0);

/** "6Bh". */
function vendorName(vendor: number): string {
  return `${vendor.toString(16).toUpperCase().padStart(2, "0")}h`;
}

/** " 0x005E0013": as the vendor's own logs show it. */
function extendedName(bytes: Uint8Array): string {
  if (bytes.length !== EXTENDED_BYTES) return "";
  return ` 0x${Buffer.from(bytes.toReversed()).toString("hex").toUpperCase()}`;
}

/**
 * An error byte in an answer. The effect counts for fiscal commands only: nothing else leaves a trace that matters. `extended`:
 * four bytes that newer firmware adds (F7h bit 54).
 */
export function vendorFailure(command: CommandSpec, vendor: number, extended: Uint8Array = NO_BYTES): CommandFailure {
  const known = VENDOR_ERRORS.get(vendor);
  const name = vendorName(vendor) + extendedName(extended);
  const details = { vendor: name, meaning: known?.meaning ?? "неизвестная ошибка", command: command.name, result: "" };
  const isFiscal = command.class === "fiscal";
  // A code that no document explains says nothing about what was written.
  const effect = isFiscal ? (known?.effect ?? "unknown") : "none";
  return { effect, error: appError(known?.code ?? "FIS345", details, name), vendor };
}

/** An answer without error that is too short or makes no sense: what it confirmed is not known. */
export function malformedAnswer(command: CommandSpec, what: string): CommandFailure {
  const effect = command.class === "fiscal" ? "unknown" : "none";
  return { effect, error: appError("FIS305", { command: command.name, what }), vendor: null };
}
