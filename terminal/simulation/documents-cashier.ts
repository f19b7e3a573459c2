import type { FactLine, FactTender, ReceiptFact } from "../../config/contract/facts.ts";
import type { FoundItem } from "../catalog/catalog-item.ts";
import type { OpenDeal } from "../deals/deal.ts";
import { makeMarkingCode } from "../marking/emulator/make-code.ts";
import { standOfReceipt } from "../receipt/correction-stand.ts";
import { isMoneyOnly } from "../receipt/line-terms.ts";
import { hasFixedSums, receiptTotals } from "../receipt/receipt-totals.ts";
import type { Receipt } from "../receipt/receipt.ts";
import { SENIOR, type Draft } from "./draft.ts";
import type { Random } from "./random.ts";
import type { Outside, TillProcess } from "./till-process.ts";

const CERTIFICATES = 3;
const CUSTOMERS = ["Иванов И. И.", "ООО «Ромашка»"];
const BUYER = { name: "ООО «Ромашка»", inn: "7707083893" };

/** Documents other than plain sales: what a cashier begins when the screen is free. */
export function openDocument(process: TillProcess, random: Random): Draft {
  const deals = process.history.openDeals("", 20);
  // Mostly the right one, sometimes any.
  const named = (kind: OpenDeal["kind"]): string => {
    const fitting = deals.filter((deal) => deal.kind === kind || random.chance(0.1));
    return fitting.length === 0 ? "nothing-1" : random.pick(fitting).reference;
  };
  const amountKop = 1 + random.below(20_000);
  const roll = random.below(100);
  if (roll < 15) return { type: "openAdvance", amountKop };
  if (roll < 25) return { type: "openCertificate", number: `certificate-${random.below(CERTIFICATES)}`, amountKop };
  if (roll < 37) return { type: "setSettlement", settlement: "prepayment" };
  if (roll < 45) return { type: "setSettlement", settlement: "part-prepayment", amountKop };
  if (roll < 65) return { type: "openHandOver", reference: named("prepayment") };
  if (roll < 83) return { type: "openCreditPayment", reference: named("credit"), ...(random.chance(0.5) ? { amountKop } : {}) };
  if (roll < 90) return { type: "openPurchase", approval: SENIOR };
  const receipts = process.history.latestReceipts(random.chance(0.5) ? 3 : 20);
  if (receipts.length === 0 || random.chance(0.2)) return correction(amountKop, random);
  const reversed = receipts.filter((each) => standOfReceipt(each) === "reversed");
  if (reversed.length > 0 && random.chance(0.5)) return saidAgain(random.pick(reversed).fact, random);
  // Those that something came of since, that return another, or that were corrected already: there money could go out twice.
  const bound = receipts.filter(({ fact, corrections, returnedByLine }) => {
    return fact.originalReceiptId !== null || fact.deal !== undefined || corrections.length > 0 || returnedByLine.size > 0;
  });
  return correctionOf(random.pick(bound.length > 0 && random.chance(0.5) ? bound : receipts).fact, random);
}

function correctionOf(fact: ReceiptFact, random: Random): Draft {
  if (random.chance(0.4)) return saidAgain(fact, random);
  return { type: "correctReceipt", receiptId: fact.id, basis: "own", reason: "simulated", approval: SENIOR, as: "reverse" };
}

/** As it was, or with money of another kind, another rate or another price. */
function saidAgain(fact: ReceiptFact, random: Random): Draft {
  const asked = { receiptId: fact.id, basis: "own", reason: "simulated", approval: SENIOR } as const;
  if (random.chance(0.3)) return { type: "correctReceipt", ...asked, as: "repeat" };
  if (random.chance(0.3)) return { type: "correctReceipt", ...asked, as: "repeat", payments: otherMoney(fact, fact.totalKop, random) };
  const saidBefore = fact.lines.map(lineSaid);
  const lines = random.chance(0.5)
    ? saidBefore.map((line) => ({ ...line, vat: otherRate(line.vat) }))
    : saidBefore.map((line) => ({ ...line, sumKop: Math.max(1, line.sumKop - 100) }));
  const totalKop = lines.reduce((sum, line) => sum + line.sumKop, 0);
  return {
    type: "registerCorrection",
    ...asked,
    kind: fact.kind,
    correctedOn: "2026-11-24",
    correctedFiscalSign: fact.fiscal.fiscalSign,
    taxSystem: fact.lines[0]?.taxSystem ?? "osn",
    lines,
    payments: otherMoney(fact, totalKop, random),
    ...(fact.sellerId === undefined ? {} : { registrarId: fact.sellerId }),
  };
}

function otherMoney({ tenders }: ReceiptFact, totalKop: number, random: Random) {
  const paid = (kind: FactTender["kind"]): number => tenders.reduce((sum, each) => (each.kind === kind ? sum + each.amountKop : sum), 0);
  const ofDeals = { prepaidKop: paid("prepaid"), creditKop: paid("credit"), counterKop: 0 };
  const moneyKop = Math.max(0, totalKop - ofDeals.prepaidKop - ofDeals.creditKop);
  const cashKop = random.chance(0.5) ? moneyKop : 0;
  return { ...ofDeals, cashKop, electronicKop: moneyKop - cashKop };
}

function lineSaid({ name, priceKop, quantity, sumKop, vat, method, subject, measure, department, markingCode, agent }: FactLine) {
  return {
    name,
    priceKop,
    quantity,
    sumKop,
    vat,
    measure,
    department,
    ...(method === undefined ? {} : { method }),
    ...(subject === undefined ? {} : { subject }),
    ...(agent === undefined ? {} : { agent }),
    ...(markingCode === null ? {} : { markingCode, markingCheck: "accepted" as const }),
  };
}

function otherRate(vat: FactLine["vat"]): FactLine["vat"] {
  const others: Partial<Record<FactLine["vat"], FactLine["vat"]>> = { "22": "10", "10": "22", "22/122": "10/110", "10/110": "22/122" };
  return others[vat] ?? vat;
}

function correction(amountKop: number, random: Random): Draft {
  const none = { cashKop: 0, electronicKop: 0, prepaidKop: 0, creditKop: 0, counterKop: 0 };
  return {
    type: "registerCorrection",
    kind: random.pick(["sale", "refund", "purchase", "purchase-refund"]),
    basis: "own",
    correctedOn: "2026-11-20",
    taxSystem: "osn",
    lines: [{ name: "Неучтённая продажа", priceKop: amountKop, quantity: 1_000_000, vat: "22" }],
    payments: random.chance(0.6) ? { ...none, cashKop: amountKop } : { ...none, electronicKop: amountKop },
    reason: "simulated",
    approval: SENIOR,
  };
}

/** What such a document needs before it is paid, and what may be set of any receipt; null: nothing special now. */
export function prepareDocument(receipt: Receipt, items: readonly FoundItem[], random: Random): Draft | null {
  const bare = receipt.positions.find((each) => !each.voided && each.item.markingGroup !== null && each.marking === null);
  if (bare !== undefined && receipt.original === null && hasFixedSums(receipt)) {
    const gtin = items.find((item) => item.id === bare.item.id)?.barcode ?? "";
    const code = makeMarkingCode({ gtin, form: "short", seed: random.below(60), outcome: "ok" });
    return { type: "scan", code: Buffer.from(code).toString("base64"), source: "simulated" };
  }
  if (receipt.kind === "purchase" && random.chance(0.7)) {
    const item = random.pick(items);
    return { type: "addItem", itemId: item.id, priceKop: 1 + random.below(5_000), ...(item.weighed ? { quantity: 123_456 } : {}) };
  }
  if (isMoneyOnly(receipt.settlement) || hasFixedSums(receipt)) return null;
  const roll = random.below(100);
  if (roll < 3) return { type: "setBuyer", buyer: random.chance(0.8) ? BUYER : null };
  if (roll < 6) return { type: "setBuyerContact", contact: random.chance(0.7) ? "8 916 123-45-67" : null };
  if (roll < 8) return { type: "setPaper", paper: random.pick(["none", "print"]) };
  if (roll < 11) return { type: "setSettlement", settlement: random.pick(["full", "prepayment"]) };
  if (roll < 13) return { type: "setSettlement", settlement: "part-prepayment", amountKop: 1 + random.below(5_000) };
  return null;
}

/** Payment by money of before, or of later; null: by money of now. */
export function payByDeal(receipt: Receipt, process: TillProcess, outside: Outside, random: Random): Draft | null {
  const wantsOffset = hasFixedSums(receipt) && random.chance(0.7);
  if (wantsOffset)
    return random.chance(0.8) ? { type: "payPrepaid" } : { type: "payCredit", customer: random.pick(CUSTOMERS), approval: SENIOR };
  const { original } = receipt;
  if (original !== null && original.credits.length > 0 && random.chance(0.6)) return { type: "payCredit" };
  // A senior's consent opens the way for money that is not due, if anything does.
  if (original !== null && original.credits.length > 0) return { type: "payCash", approval: SENIOR };
  if (original !== null && original.prepaid.length > 0 && random.chance(0.6)) return { type: "payPrepaid" };
  const roll = random.below(100);
  const total = receiptTotals(receipt, outside.settings).totalKop;
  const part = random.chance(0.4) ? { amountKop: 1 + random.below(Math.max(1, total)) } : {};
  if (roll < 25) {
    const deals = process.history.openDeals("", 20).filter(({ kind }) => kind !== "credit" || random.chance(0.1));
    return deals.length === 0 ? null : { type: "payPrepaid", reference: random.pick(deals).reference, ...part };
  }
  if (roll < 32) return { type: "payCredit", customer: random.pick(CUSTOMERS), approval: SENIOR, ...part };
  return null;
}
