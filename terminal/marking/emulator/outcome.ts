/** What the emulated GIS MT says about a code. */
export type CodeOutcome =
  | "ok"
  | "sold"
  | "blocked"
  | "not-found"
  | "not-genuine"
  | "not-applied"
  | "not-in-circulation"
  | "expired"
  | "gray-zone"
  | "other-owner"
  | "emergency"
  | "offline";

/**
 * First three characters of the serial that stand for an outcome: a printed demo code tells its fate by itself. Ordinary emulated
 * serials never begin with a capital letter.
 */
const MARKERS: Readonly<Record<string, CodeOutcome>> = {
  SLD: "sold",
  BLK: "blocked",
  NFD: "not-found",
  FAK: "not-genuine",
  NAP: "not-applied",
  NIC: "not-in-circulation",
  EXP: "expired",
  GRY: "gray-zone",
  OWN: "other-owner",
  EMG: "emergency",
  OFL: "offline",
};

export const CODE_OUTCOMES: readonly CodeOutcome[] = ["ok", ...Object.values(MARKERS)];

/** Start of the serial of a code that is to have this outcome; empty for "ok". */
export function outcomeMarker(outcome: CodeOutcome): string {
  return Object.entries(MARKERS).find(([, marked]) => marked === outcome)?.[0] ?? "";
}

export function outcomeOfSerial(serial: string): CodeOutcome {
  return MARKERS[serial.slice(0, 3)] ?? "ok";
}
