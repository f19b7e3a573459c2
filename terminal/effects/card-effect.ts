import type { Clock } from "../../config/clock.ts";
import { appError } from "../../config/errors/index.ts";
import type { Log } from "../../config/log.ts";
import type { CardOutcome, CardTerminal } from "../../device-drivers/card-terminal/card-terminal.ts";
import { unfinishedReceipts } from "../core/state.ts";
import type { Receipt } from "../receipt/receipt.ts";
import type { CardTender } from "../tender/tender.ts";
import type { Till } from "../till.ts";
import { cardReturnWork } from "./card-return.ts";
import { backOff } from "./back-off.ts";
import { commitOutcome } from "./commit-outcome.ts";

export interface CardEffectPorts {
  readonly till: Till;
  readonly terminal: CardTerminal;
  readonly clock: Clock;
  readonly log: Log;
  readonly signal: AbortSignal;
}

/**
 * Carries card operations out. An operation begun by this very process is charged once; one found in the journal at start,
 * or whose answer was lost, is only ever looked up. Reversals are safe to repeat by their id.
 */
export function createCardEffect(ports: CardEffectPorts): { wake(): void } {
  const busy = new Set<string>();
  const fresh = new Set<string>();
  ports.till.onChange(({ events }) => {
    for (const { event } of events) {
      if (event.type === "cardRequested") fresh.add(event.tenderId);
      if (event.type === "partGivenBack") for (const card of event.cards) fresh.add(card.refundId);
      if (event.type === "cardReturnRepeated") fresh.add(event.newRefundId);
    }
  });
  const begin = (operationId: string, work: () => Promise<void> | null): void => {
    const begun = busy.has(operationId) ? null : work();
    if (begun === null) return;
    busy.add(operationId);
    void begun.finally(() => {
      busy.delete(operationId);
      if (!ports.signal.aborted) wake();
    });
  };
  function wake(): void {
    for (const receipt of unfinishedReceipts(ports.till.state)) {
      for (const tender of receipt.tenders) if (tender.kind === "card") begin(tender.id, () => workFor(receipt, tender, fresh, ports));
    }
    for (const part of ports.till.state.returning) {
      for (const card of part.cards) begin(card.refundId, () => cardReturnWork(part, card, fresh, ports));
    }
  }
  return { wake };
}

function workFor(receipt: Receipt, tender: CardTender, fresh: Set<string>, ports: CardEffectPorts): Promise<void> | null {
  switch (tender.state) {
    case "charging":
      return fresh.delete(tender.id) ? charge(receipt, tender, ports) : lookUp(receipt, tender, ports);
    case "unknown":
      return lookUp(receipt, tender, ports);
    case "reversing":
      return reverse(receipt, tender, ports);
    default:
      return null;
  }
}

async function charge(receipt: Receipt, tender: CardTender, ports: CardEffectPorts): Promise<void> {
  const { terminal } = ports;
  const outcome =
    receipt.kind === "sale"
      ? await terminal.charge(tender.id, tender.amountKop)
      : await terminal.refund(tender.id, tender.amountKop, tender.originalRrn);
  await answer(receipt, tender, outcome, ports);
}

/** Asks until the terminal knows; the screen shows that the bank's answer is awaited. */
async function lookUp(receipt: Receipt, tender: CardTender, ports: CardEffectPorts): Promise<void> {
  for (let failures = 1; !ports.signal.aborted; failures += 1) {
    const outcome = await ports.terminal.lookUp(tender.id);
    if (ports.signal.aborted) return;
    const known: CardOutcome = outcome ?? { kind: "failed", error: appError("RCP451") };
    if (known.kind !== "unknown") return answer(receipt, tender, known, ports);
    if (tender.state === "charging") await answer(receipt, tender, known, ports);
    await ports.clock.sleep(backOff(failures), ports.signal);
  }
}

async function reverse(receipt: Receipt, tender: CardTender, ports: CardEffectPorts): Promise<void> {
  const { reversalId } = tender;
  if (reversalId === null) return;
  for (let failures = 1; !ports.signal.aborted; failures += 1) {
    const outcome = await ports.terminal.reverse(reversalId, tender.id, tender.amountKop);
    if (ports.signal.aborted) return;
    if (outcome.kind === "approved") {
      return commitOutcome(ports, { type: "cardReversalAnswered", receiptId: receipt.id, tenderId: tender.id, outcome });
    }
    if (failures === 1) ports.till.raise(appError("RCP458", { reason: reasonOf(outcome) }));
    ports.log.warn({ tender: tender.id, outcome: outcome.kind }, "a card reversal is not confirmed yet");
    await ports.clock.sleep(backOff(failures), ports.signal);
  }
}

function reasonOf(outcome: Exclude<CardOutcome, { kind: "approved" }>): string {
  return outcome.kind === "declined" ? outcome.reason : outcome.error.code;
}

async function answer(receipt: Receipt, tender: CardTender, outcome: CardOutcome, ports: CardEffectPorts): Promise<void> {
  if (ports.signal.aborted) return;
  await commitOutcome(ports, { type: "cardAnswered", receiptId: receipt.id, tenderId: tender.id, outcome });
}
