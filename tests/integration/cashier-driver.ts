import { setTimeout as sleep } from "node:timers/promises";
import type { TillView } from "../../config/contract/view.ts";
import { makeMarkingCode } from "../../terminal/marking/emulator/make-code.ts";
import { isPlainPiece, type DemoGood } from "../../terminal/demo/demo-goods.ts";
import { control, type Intention, type TillClient } from "../../terminal/api/till-client.ts";
import type { Random } from "../../terminal/simulation/random.ts";

const PRINTING_MS = 60;

export const DEMO_SENIOR = { staffId: "oleg", pin: "2222" } as const;

/** Its registrar works beside the main one: nobody waits for it but its own goods. */
const SECOND_SELLER = "ИП Хлебов И. П.";

/** Drives a running till through its real inputs: the serial scanner for goods, commands for keys. */
export interface CashierDriver {
  /** One thing that a cashier would do now. */
  act(view: TillView): Promise<void>;
  /** What the till refused so far, most often first: "payCash RCP421 ×3". */
  refusals(): readonly string[];
}

export function createCashierDriver(client: TillClient, scannerControl: string, goods: readonly DemoGood[], random: Random): CashierDriver {
  const pieces = goods.filter(isPlainPiece);
  const marked = goods.filter((good) => good.markingGroup === "milk" || good.markingGroup === "water");
  const scan = (code: object): Promise<unknown> => control(scannerControl, "POST", "/scan", code);
  const scanGood = async (): Promise<void> => {
    if (marked.length > 0 && random.chance(0.15)) {
      const bytes = makeMarkingCode({ gtin: random.pick(marked).barcode, form: "short", seed: random.below(1_000_000_000) });
      await scan({ hex: Buffer.from(bytes).toString("hex") });
    } else {
      await scan({ code: random.pick(pieces).barcode });
    }
  };
  const refused = new Map<string, number>();
  const send = async (intention: Intention): Promise<void> => {
    const reply = await client.command(intention);
    if (reply.ok) return;
    const name = `${intention.type} ${reply.code}`;
    refused.set(name, (refused.get(name) ?? 0) + 1);
  };
  const rareDocument = async (): Promise<Intention> => {
    const deals = await client.deals("");
    const prepaid = deals.find(({ kind }) => kind === "prepayment");
    const credit = deals.find(({ kind, leftKop }) => kind === "credit" && leftKop > 0);
    const roll = random.below(100);
    if (prepaid !== undefined && roll < 30) return { type: "openHandOver", reference: prepaid.reference };
    if (credit !== undefined && roll < 60) return { type: "openCreditPayment", reference: credit.reference };
    return roll < 80 ? { type: "openAdvance", amountKop: 1 + random.below(30_000) } : { type: "setSettlement", settlement: "prepayment" };
  };
  return {
    refusals: () => [...refused].toSorted(([, one], [, other]) => other - one).map(([name, count]) => `${name} ×${count}`),
    async act(view) {
      if (view.alert !== null) return send({ type: "dismissAlert" });
      if (view.approval !== null) return send({ type: "dismissApproval" });
      if (view.codePrompt !== null) return send({ type: "dismissCodePrompt" });
      if (view.operator === null) return send({ type: "signIn", staffId: "anna", pin: "1111" });
      if (view.fiscal?.canRetry === true) return send({ type: "retryFiscal" });
      if (view.shift.status === "closed") return send({ type: "openShift" });
      const { receipt } = view;
      // A cashier lets the printer finish, most of the time.
      if (view.fiscal !== null && view.fiscal.owner !== SECOND_SELLER && random.chance(0.7)) return sleep(PRINTING_MS);
      const roll = random.below(100);
      if (receipt === null || receipt.phase === "fiscalising") {
        if (roll < 6) return send({ type: "cashIn", amountKop: 1 + random.below(100_000), reason: "размен" });
        if (roll < 9) return send({ type: "cashOut", amountKop: 1 + random.below(5_000), reason: "инкассация", approval: DEMO_SENIOR });
        if (roll < 16) {
          const [latest] = await client.receipts("");
          if (latest !== undefined) return send({ type: "openRefund", receiptId: latest.receiptId });
        }
        if (roll < 30 && view.held[0] !== undefined) return send({ type: "recallReceipt", receiptId: view.held[0].receiptId });
        if (roll < 32) return send({ type: "xReport" });
        if (roll < 40 && receipt === null) return send(await rareDocument());
        return scanGood();
      }
      if (receipt.phase === "paying") {
        if (receipt.tenders.some((tender) => tender.state === "waiting" || tender.state === "unknown" || tender.state === "reversing"))
          return;
        return roll < 15 ? send({ type: "cancelPayment" }) : send({ type: roll < 60 ? "payCash" : "payCard" });
      }
      const unread = view.lines.find((line) => line.needsCode && !line.voided);
      if (receipt.kind === "refund" && unread !== undefined)
        return send({ type: "returnWithoutCode", line: unread.line, approval: DEMO_SENIOR });
      // Nothing is left on it, or the drawer can't pay it out.
      if (receipt.lineCount === 0 || (receipt.kind === "refund" && roll < 5))
        return send({ type: "voidReceipt", reason: "передумали", approval: DEMO_SENIOR });
      const isMoneyOnly = receipt.settlement === "advance" || receipt.settlement === "credit-payment";
      // Marked goods that were prepaid want a code of each piece before they are handed over: this cashier puts them off.
      if (receipt.prepaidKop !== null && roll < 15) return send({ type: "voidReceipt", reason: "передумали", approval: DEMO_SENIOR });
      if (receipt.prepaidKop !== null) return send({ type: "payPrepaid" });
      if (roll < 8 && !isMoneyOnly) {
        const offset = (await client.deals("")).find(({ kind, leftKop }) => kind === "advance" && leftKop > 0);
        if (offset !== undefined) return send({ type: "payPrepaid", reference: offset.reference });
      }
      if (roll < 12 && !isMoneyOnly) return send({ type: "payCredit", customer: "Иванов И. И.", approval: DEMO_SENIOR });
      if (roll < 45 && receipt.kind === "sale" && !isMoneyOnly) return scanGood();
      if (roll < 50) return send({ type: "holdReceipt" });
      if (roll < 55) return send({ type: "voidLine", line: 1 });
      if (roll < 60) return send({ type: "attachCustomer", card: "7770000000017" });
      if (roll < 64) return send({ type: "payCash", amountKop: 1 + random.below(3_000) });
      return send({ type: roll < 85 ? "payCash" : "payCard" });
    },
  };
}
