import { wholeIn } from "../../marking/emulator/faults.ts";

/**
 * What can go wrong on request. `refuse`: the next cheques get this error. `cut`: the connection ends after so many bytes of the answer;
 * with `isTaken` the cheque was taken before that. `down` lasts until the faults are cleared.
 */
export type UtmFault =
  | { readonly kind: "refuse"; readonly message: string; readonly times: number }
  | { readonly kind: "status"; readonly status: number; readonly times: number }
  | { readonly kind: "slow"; readonly delayMs: number; readonly isTaken: boolean; readonly times: number }
  | { readonly kind: "cut"; readonly afterBytes: number; readonly isTaken: boolean; readonly times: number }
  | { readonly kind: "garbage"; readonly isTaken: boolean; readonly times: number }
  | { readonly kind: "bomb"; readonly isTaken: boolean; readonly times: number }
  | { readonly kind: "down" };

export type ChequeFault = Exclude<UtmFault, { readonly kind: "down" }>;

/** Reads a fault from the control interface; null when it is none. */
export function readUtmFault(json: Readonly<Record<string, unknown>>): UtmFault | null {
  const whole = wholeIn(json);
  const times = whole("times", 1);
  const isTaken = json["isTaken"] === true;
  switch (json["kind"]) {
    case "refuse":
      return { kind: "refuse", message: typeof json["message"] === "string" ? json["message"] : "Отказ по заказу", times };
    case "status":
      return { kind: "status", status: whole("status", 500), times };
    case "slow":
      return { kind: "slow", delayMs: whole("delayMs", 5_000), isTaken, times };
    case "cut":
      return { kind: "cut", afterBytes: whole("afterBytes", 0), isTaken, times };
    case "garbage":
    case "bomb":
      return { kind: json["kind"], isTaken, times };
    case "down":
      return { kind: "down" };
    default:
      return null;
  }
}

/** Entities that would grow to gigabytes in a reader that expands them. */
export const XML_BOMB = `<?xml version="1.0"?><!DOCTYPE A [<!ENTITY a "aaaaaaaaaa">${Array.from(
  { length: 9 },
  (_unused, level) => `<!ENTITY ${"bcdefghij"[level]} "${`&${"abcdefghi"[level]};`.repeat(10)}">`,
).join("")}]><A><url>&j;</url><sign>00</sign></A>`;
