import type { ReceiptFact } from "../../config/contract/facts.ts";
import { makeNewStamp } from "../alcohol/stamp/make-stamp.ts";
import { makeMarkingCode } from "../marking/emulator/make-code.ts";
import { AGE_ANSWERS } from "../../config/contract/commands.ts";
import { isAgeAsked } from "../alcohol/age-check.ts";
import type { FoundItem } from "../catalog/catalog-item.ts";
import { receiptTotals } from "../receipt/receipt-totals.ts";
import { fiscalWorlds, type Outside, type TillProcess } from "./till-process.ts";
import { openDocument, payByDeal, prepareDocument } from "./documents-cashier.ts";
import { SENIOR, type Draft } from "./draft.ts";
import { VODKA } from "./goods.ts";
import type { Random } from "./random.ts";
import { bookOf, headJobs, pressingJob, tillShift } from "../shift/book.ts";
import { isUnanswered } from "../effects/decide-fiscal.ts";
import { isGivenUp } from "../tender/decide-payment.ts";
import { paidKop } from "../tender/tender.ts";

/** Few pieces, so that one turns up again although it is sold. */
const MARKED_PIECES = 60;
const NOTES_KOP = [1_000, 5_000, 10_000, 50_000, 100_000, 500_000];

/**
 * A cashier who does what cashiers do, mostly sensibly, sometimes not: reads the state as the screen shows it and makes the
 * next command. Codes of marked goods come from a small stock, so that the same piece turns up twice now and then.
 */
export function nextCommand(process: TillProcess, outside: Outside, items: readonly FoundItem[], random: Random): Draft | null {
  const { state } = process.till;
  if (process.till.screen.alert !== null) return { type: "dismissAlert" };
  if (process.till.screen.approval !== null) return { type: "dismissApproval" };
  const { codePrompt } = process.till.screen;
  if (codePrompt !== null) {
    const { wish } = codePrompt;
    if (wish.type === "addPosition" && wish.item.id === VODKA.id && random.chance(0.9)) return stamp(random);
    if (wish.type !== "voidLine" || random.chance(0.5)) return { type: "dismissCodePrompt" };
    return { type: "voidLine", line: wish.line, withoutCode: true, approval: SENIOR };
  }
  if (state.operator === null) return { type: "signIn", staffId: "cashier", pin: random.chance(0.05) ? "0000" : "1111" };
  const given = headJobs(state).find((job) => isGivenUp(job) && job.purpose.kind === "receipt" && job.purpose.receipt.part !== undefined);
  if (given !== undefined && random.chance(0.3)) return { type: "cancelPayment", jobId: given.id };
  const failed = pressingJob(state)?.state === "failed";
  if (failed) return random.chance(0.7) ? { type: "retryFiscal" } : { type: "cancelPayment" };
  const silent = headJobs(state).find(isUnanswered);
  if (silent !== undefined && random.chance(0.2)) return { type: "parkFiscal", jobId: silent.id, approval: SENIOR };
  const stuck = state.unresolved[0];
  if (stuck !== undefined && random.chance(stuck.isParked === true ? 0.1 : 0.5)) return settle(stuck.id, outside, process, random);
  const settled = state.returning.length === 0 || !random.chance(0.4) ? null : settleReturn(process, outside);
  if (settled !== null) return settled;
  const refused = state.returning.find((part) => part.cards.some((card) => card.state === "refused"));
  if (refused !== undefined && random.chance(0.2)) return { type: "retryCardReturn", receiptId: refused.receiptId };
  const isPartlyClosed = outside.settings.sellers.some(({ id }) => bookOf(state, id).shift.status === "closed");
  // The first goods open the shift too.
  if (tillShift(state).status === "closed") return random.chance(0.5) ? { type: "openShift" } : goods(items, random);
  if (isPartlyClosed && random.chance(0.3)) return { type: "openShift" };
  if (state.receipt !== null) return withReceipt(process, outside, items, random);
  return withoutReceipt(process, outside, items, random);
}

/** From a small stock: the same bottle turns up although it is sold. */
function stamp(random: Random): Draft {
  const text = makeNewStamp(random.below(MARKED_PIECES));
  return { type: "scan", code: Buffer.from(text).toString("base64"), source: "scanner" };
}

function withoutReceipt(process: TillProcess, outside: Outside, items: readonly FoundItem[], random: Random): Draft | null {
  const { state } = process.till;
  const held = state.held[0];
  const roll = random.below(100);
  if (held !== undefined && roll < 30) return { type: "recallReceipt", receiptId: held.receipt.id };
  if (roll < 55) return goods(items, random);
  if (roll < 70) return openDocument(process, random);
  if (roll < 80) return refund(process, random);
  const registrarId = random.pick([...fiscalWorlds(outside).keys()]);
  if (roll < 84) return { type: "cashIn", registrarId, amountKop: 10_000 + random.below(500_000), reason: "размен" };
  if (roll < 88) return { type: "cashOut", registrarId, amountKop: 1 + random.below(300_000), reason: "инкассация", approval: SENIOR };
  if (roll < 90) return { type: "xReport" };
  if (roll < 92) return { type: "closeShift", counted: [{ noteKop: 10_000, count: random.below(50) }] };
  if (roll < 94) return { type: "signOut" };
  if (roll < 96) return { type: "closeCompleted" };
  return { type: "openRefund", approval: SENIOR };
}

function withReceipt(process: TillProcess, outside: Outside, items: readonly FoundItem[], random: Random): Draft | null {
  const { state } = process.till;
  const receipt = state.receipt;
  if (receipt === null) return null;
  const line = receipt.positions.length === 0 ? 1 : random.pick(receipt.positions).line;
  const roll = random.below(100);
  if (receipt.phase === "paying") {
    if (roll < 15) return { type: "cancelPayment" };
    if (roll < 25) return { type: "holdReceipt" };
    return pay(process, outside, random);
  }
  const unread = receipt.positions.find(({ toScan, voided }) => toScan === true && !voided);
  if (unread !== undefined && roll < 60) {
    if (roll < 10 || unread.marking === null) return { type: "returnWithoutCode", line: unread.line, approval: SENIOR };
    return { type: "scan", code: unread.marking.codeBase64, source: "simulated" };
  }
  const asking = receipt.positions.find((position) => !position.voided && position.marking?.state === "ask-senior");
  if (asking !== undefined && roll < 50) return { type: "allowMarkedLine", line: asking.line, approval: SENIOR };
  const special = random.chance(0.5) ? prepareDocument(receipt, items, random) : null;
  if (special !== null) return special;
  const isAsked = isAgeAsked(receipt, outside.settings);
  if (isAsked && random.chance(0.5)) return { type: "confirmAge", answer: random.pick(AGE_ANSWERS) };
  if (roll < 40) return goods(items, random);
  if (roll < 46) return { type: "changeQuantity", line, quantity: (1 + random.below(5)) * 1_000_000 };
  if (roll < 50) return { type: "voidLine", line };
  if (roll < 53) return { type: "discountLine", line, discount: { percentBasisPoints: 1 + random.below(1_000) }, approval: SENIOR };
  if (roll < 56) return { type: "discountReceipt", discount: { amountKop: 1 + random.below(2_000) }, approval: SENIOR };
  if (roll < 59) return { type: "holdReceipt" };
  if (roll < 61) return { type: "voidReceipt", reason: "передумал", approval: SENIOR };
  if (roll < 66) return { type: "attachCustomer", card: random.pick(["7770000001", "7770000002"]) };
  if (roll < 70) return { type: "redeemPoints", points: random.below(200) };
  if (roll < 72) return { type: "setNextQuantity", quantity: 2_000_000 };
  return pay(process, outside, random);
}

function goods(items: readonly FoundItem[], random: Random): Draft {
  const item = random.pick(items);
  if (item.markingGroup !== null) {
    const seed = random.below(MARKED_PIECES);
    const code = makeMarkingCode({ gtin: item.barcode ?? "", form: "short", seed, outcome: seed % 9 === 0 ? "sold" : "ok" });
    return { type: "scan", code: Buffer.from(code).toString("base64"), source: "simulated" };
  }
  if (item.weighed) return { type: "addItem", itemId: item.id, quantity: 1_000 * (50 + random.below(4_000)) };
  return { type: "addItem", itemId: item.id };
}

function pay(process: TillProcess, outside: Outside, random: Random): Draft {
  const receipt = process.till.state.receipt;
  if (receipt === null) return { type: "payCash" };
  const byDeal = payByDeal(receipt, process, outside, random);
  if (byDeal !== null) return byDeal;
  const due = receiptTotals(receipt, outside.settings).totalKop - paidKop(receipt.tenders);
  const roll = random.below(100);
  if (roll < 35) return { type: "payCash" };
  if (roll < 55 && receipt.kind === "sale")
    return { type: "payCash", amountKop: Math.ceil(Math.max(1, due) / random.pick(NOTES_KOP)) * random.pick(NOTES_KOP) };
  if (roll < 65) return { type: "payCash", amountKop: 1 + random.below(Math.max(1, due)) };
  if (roll < 90) return { type: "payCard" };
  return { type: "payCard", amountKop: 1 + random.below(Math.max(1, due)) };
}

function refund(process: TillProcess, random: Random): Draft {
  // The same sale turns up again soon: half returned, or while its refund is still under way.
  const receipts = process.history.latestReceipts(random.chance(0.5) ? 3 : 20);
  if (receipts.length === 0) return { type: "xReport" };
  const corrected = receipts.filter(({ corrections }) => corrections.length > 0);
  if (corrected.length > 0 && random.chance(0.4)) return { type: "openRefund", receiptId: random.pick(corrected).fact.id };
  const rare = receipts.filter(({ fact }) => isRare(fact));
  if (rare.length > 0 && random.chance(0.5)) return { type: "openRefund", receiptId: random.pick(rare).fact.id };
  return { type: "openRefund", receiptId: random.pick(receipts).fact.id };
}

function isRare({ kind, deal, tenders }: ReceiptFact): boolean {
  return kind === "purchase" || (kind === "sale" && (deal !== undefined || tenders.some((tender) => tender.reference !== undefined)));
}

/** The person reads the paper: if the document came out, its number; if not, nothing was printed. */
function settle(jobId: string, outside: Outside, process: TillProcess, random: Random): Draft {
  const job = process.till.state.unresolved.find((each) => each.id === jobId);
  const world = fiscalWorlds(outside).get(job?.registrarId ?? "") ?? outside.fiscal;
  const found = job === undefined || job.baseline === null ? null : world.find(job.document, job.baseline);
  const approval = SENIOR;
  if (world.faults.linkDown) {
    // Nobody can be asked: the paper is read with care.
    const said = { type: "settleUnresolved", jobId, reason: "simulated", approval, unverified: true } as const;
    if (found === null) return { ...said, as: "not-registered" };
    if (found.fdNumber === null) return { ...said, as: "registered" };
    return { ...said, as: "registered", fdNumber: found.fdNumber, fiscalSign: found.fiscalSign ?? "" };
  }
  // Some say so without looking; the registrar, asked once more, knows better if it can tell at all.
  const isCareless = world.faults.undecided === 0 && random.chance(0.3);
  if (found === null || isCareless) return { type: "settleUnresolved", jobId, as: "not-registered", reason: "simulated", approval };
  if (found.fdNumber === null) return { type: "settleUnresolved", jobId, as: "registered", reason: "simulated", approval };
  return { type: "settleUnresolved", jobId, as: "registered", fdNumber: found.fdNumber, reason: "simulated", approval };
}

/** A senior who has asked the bank on the phone, and says what it said. */
function settleReturn({ till }: TillProcess, { bank }: Outside): Draft | null {
  for (const { receiptId, cards } of till.state.returning) {
    const open = cards.filter((card) => card.state !== "returned");
    const made = open.filter(({ refundId }) => bank.operations.get(refundId) === "captured").length;
    const as = made === open.length ? "settled-with-bank" : made === 0 ? "cash" : null;
    if (as !== null) return { type: "settleCardReturn", receiptId, as, reason: "simulated", approval: SENIOR };
  }
  return null;
}
