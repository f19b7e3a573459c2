import type { CustomerScanOutcome } from "../../config/contract/photo.ts";
import type { ScanEvent } from "../../device-drivers/scanner/scan.ts";
import type { Till } from "../till.ts";
import { isCustomersOwn, understandScan, type ScanFacts } from "./scan-input.ts";

/** Source of what the customer's page reads. No scanner of the configuration can have this name. */
export const CUSTOMER_CAMERA = "customer.camera";

export type CustomerScan = (scan: ScanEvent) => CustomerScanOutcome;

/**
 * The door for a camera that the customers stand before: it sees every pack and screen that passes. Only a loyalty card counts, and
 * whatever else it reads disturbs nobody: no panel at the cashier's, no sound. The customer's page tells the customer.
 */
export function createCustomerScan(till: Pick<Till, "state" | "screen" | "outcome">, facts: ScanFacts): CustomerScan {
  return (scan) => {
    const meaning = understandScan(scan, facts);
    if (!isCustomersOwn(meaning)) return "not-a-card";
    if (!meaning.ok) return "unknown-card";
    if (meaning.value.kind !== "command" || meaning.value.command.type !== "attachCustomer") return "not-a-card";
    const { command } = meaning.value;
    if (till.state.receipt?.customer?.cardNumber === command.customer.cardNumber) return "attached";
    // What the cashier must read comes first, as with every scan.
    if (till.screen.alert !== null) return "not-now";
    return till.outcome(command).ok ? "attached" : "not-now";
  };
}
