import { appError } from "../../config/errors/index.ts";
import { formatKop } from "../../config/money.ts";
import type { CardOutcome } from "../../device-drivers/card-terminal/card-terminal.ts";
import type { CardReturn, ReturningPart } from "../receipt/purchase.ts";
import { backOff } from "./back-off.ts";
import type { CardEffectPorts } from "./card-effect.ts";
import { commitOutcome } from "./commit-outcome.ts";

/**
 * Money of a given-back part goes to its card by a refund with an id of its own, asked for once by the process that began it.
 * Found in the journal at start, or without an answer, it is only ever looked up. Null: nothing to do.
 */
export function cardReturnWork(part: ReturningPart, card: CardReturn, fresh: Set<string>, ports: CardEffectPorts): Promise<void> | null {
  if (card.state === "returned" || card.state === "refused") return null;
  return card.state === "asked" && fresh.delete(card.refundId) ? refund(part, card, ports) : lookUp(part, card, ports);
}

async function refund(part: ReturningPart, card: CardReturn, ports: CardEffectPorts): Promise<void> {
  const outcome = await ports.terminal.refund(card.refundId, card.amountKop, card.originalRrn);
  if (!ports.signal.aborted) await answer(part, card, outcome, ports);
}

async function lookUp(part: ReturningPart, card: CardReturn, ports: CardEffectPorts): Promise<void> {
  for (let failures = 1; !ports.signal.aborted; failures += 1) {
    const outcome = await ports.terminal.lookUp(card.refundId);
    if (ports.signal.aborted) return;
    const known: CardOutcome = outcome ?? { kind: "failed", error: appError("RCP451") };
    if (known.kind !== "unknown") return answer(part, card, known, ports);
    if (card.state === "asked") await answer(part, card, known, ports);
    await ports.clock.sleep(backOff(failures), ports.signal);
  }
}

async function answer({ receiptId, number }: ReturningPart, card: CardReturn, outcome: CardOutcome, ports: CardEffectPorts): Promise<void> {
  await commitOutcome(ports, { type: "cardReturnAnswered", receiptId, refundId: card.refundId, outcome });
  if (outcome.kind === "approved" || outcome.kind === "unknown" || ports.signal.aborted) return;
  const reason = outcome.kind === "declined" ? outcome.reason : outcome.error.code;
  ports.till.raise(appError("RCP482", { amount: formatKop(card.amountKop), number, reason }));
}
