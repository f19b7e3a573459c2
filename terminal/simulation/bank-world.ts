import type { Clock } from "../../config/clock.ts";
import { appError } from "../../config/errors/index.ts";
import type { CardApproval, CardOutcome, CardTerminal } from "../../device-drivers/card-terminal/card-terminal.ts";
import type { Random } from "./random.ts";

const SLOWEST_ANSWER_MS = 5_000;

export interface BankFaults {
  decline: number;
  declineReturn: number;
  lostBefore: number;
  lostAfter: number;
  down: boolean;
}

/** The bank behind the card terminal: keeps what it captured, whatever becomes of the till. */
export interface BankWorld {
  readonly terminal: CardTerminal;
  readonly faults: BankFaults;
  /** Operation id → captured or reversed; absent = the bank knows nothing. */
  readonly operations: ReadonlyMap<string, "captured" | "reversed" | "declined">;
  /** Operation id → its sum in kopecks. */
  readonly amounts: ReadonlyMap<string, number>;
  /** Operations that were asked for twice under one id: the bank would have refused, a till must not. */
  readonly repeated: readonly string[];
}

export function createBankWorld(clock: Clock, random: Random): BankWorld {
  const faults: BankFaults = { decline: 0, declineReturn: 0, lostBefore: 0, lostAfter: 0, down: false };
  const operations = new Map<string, "captured" | "reversed" | "declined">();
  const amounts = new Map<string, number>();
  const repeated: string[] = [];
  const unknown: CardOutcome = { kind: "unknown", error: appError("DEV101", { address: "simulated" }) };
  let busy: Promise<unknown> = Promise.resolve();
  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = busy.then(work);
    busy = turn;
    return turn;
  }
  const approved = (operationId: string): CardOutcome => ({ kind: "approved", approval: approvalOf(operationId) });

  const move = (operationId: string, amountKop: number, declineChance: () => number): Promise<CardOutcome> =>
    inTurn(async () => {
      if (faults.down) return { kind: "failed", error: appError("DEV101", { address: "simulated" }) };
      await clock.sleep(random.below(SLOWEST_ANSWER_MS));
      if (random.chance(faults.lostBefore)) return unknown;
      if (operations.has(operationId)) repeated.push(operationId);
      const declined = random.chance(declineChance());
      operations.set(operationId, declined ? "declined" : "captured");
      amounts.set(operationId, amountKop);
      if (random.chance(faults.lostAfter)) return unknown;
      return declined ? { kind: "declined", reason: "НЕДОСТАТОЧНО СРЕДСТВ" } : approved(operationId);
    });
  return {
    faults,
    operations,
    amounts,
    repeated,
    terminal: {
      charge: (id, amountKop) => move(id, amountKop, () => faults.decline),
      refund: (id, amountKop) => move(id, amountKop, () => faults.declineReturn),
      reverse: (operationId, reversedOperationId) =>
        inTurn(async () => {
          if (faults.down) return unknown;
          await clock.sleep(random.below(SLOWEST_ANSWER_MS));
          if (random.chance(faults.lostBefore)) return unknown;
          if (operations.get(reversedOperationId) === "captured") operations.set(reversedOperationId, "reversed");
          return random.chance(faults.lostAfter) ? unknown : approved(operationId);
        }),
      lookUp: (operationId) =>
        inTurn(async () => {
          if (faults.down) return unknown;
          const state = operations.get(operationId);
          if (state === undefined) return null;
          return state === "declined" ? { kind: "declined", reason: "ОТКАЗ" } : approved(operationId);
        }),
    },
  };
}

/** The bank's reference of an operation, made from its id. */
export function approvalOf(operationId: string): CardApproval {
  return { rrn: operationId.slice(0, 12), authCode: "123456", maskedPan: "************1234", slip: [] };
}
