import type { ReadMarking } from "../core/command.ts";
import type { PositionMarking, Receipt } from "./receipt.ts";

/** Refunded pieces are not asked about: the permissive check concerns sales only. */
export function newMarking(read: ReadMarking, kind: Receipt["kind"]): PositionMarking {
  return {
    codeBase64: read.codeBase64,
    cis: read.cis,
    gtin: read.gtin,
    state: kind === "sale" ? "checking" : "allowed",
    reason: null,
    details: {},
    industry: null,
    approvedBy: null,
  };
}
