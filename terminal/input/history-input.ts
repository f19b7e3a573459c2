import { appError, type AppError } from "../../config/errors/index.ts";
import { kopecks, points, quantity, sumKop, type Kopecks, type Points } from "../../config/money.ts";
import { err, ok, type Result } from "../../config/result.ts";
import type { FactAlcohol, FactLine, FactTender, ReceiptFact } from "../../config/contract/facts.ts";
import type { AlcoholFacts, CatalogItem } from "../catalog/catalog-item.ts";
import type { CoreCommandOf, ReadMarking, ReturnableLine } from "../core/command.ts";
import type { FoundReceipt, History, LoyaltyAccountRow } from "../journal/history.ts";
import type { TaxSystem, VatRate } from "../../config/contract/vat.ts";
import type { SettlementMethod } from "../../fiscal/document/fiscal-document.ts";
import { plainRate } from "../../fiscal/document/vat.ts";
import { returnedKey } from "../deals/deal.ts";
import { spreadDiscount } from "../pricing/spread.ts";
import { markingCodeFromBase64 } from "../marking/code/parse-marking.ts";
import { repeatOf, standOfReceipt } from "../receipt/correction-stand.ts";
import { standFault } from "../receipt/own-correction.ts";
import type { AttachedCustomer, OriginalReceipt } from "../receipt/receipt.ts";
import type { GoodsLookup } from "./ports.ts";

/** A refund command filled from a sale of this till's history. */
export function refundOf(history: FoundReceipt, goods: GoodsLookup): CoreCommandOf<"openRefund"> {
  const found = asSaidAgain(history);
  const { fact } = found;
  return {
    type: "openRefund",
    stand: standOfReceipt(found),
    original: {
      receiptId: fact.id,
      kind: fact.kind === "purchase" ? "purchase" : "sale",
      settlement: fact.settlement ?? "full",
      deal: fact.deal ?? null,
      number: fact.number,
      cardNumber: fact.loyalty?.cardNumber ?? null,
      accrued: points(fact.loyalty?.accrued ?? 0),
      redeemed: points(fact.loyalty?.redeemed ?? 0),
      totalKop: fact.totalKop,
      ...moneyOf(found),
      sold: fact.lines.map(({ line, quantity: sold, sumKop: paid, pointsDiscountKop, frozenPrice }) => ({
        line,
        quantity: sold,
        earningKop: frozenPrice ? 0 : paid,
        pointsDiscountKop,
      })),
      returned: [...found.returnedByLine].map(([line, returned]) => ({
        line,
        quantity: quantity(Math.max(returned, found.returnedMost.get(line) ?? 0)),
      })),
    },
    lines: isReturnable(fact) ? paidLines(fact).map((line) => returnLine(line, found, goods)) : [],
  };
}

/** A receipt that was taken back and said again comes back as it was said last: its rates, its tax system, and its money. */
export function asSaidAgain(found: FoundReceipt): FoundReceipt {
  const { fact } = found;
  const repeat = standOfReceipt(found) === "repeated" ? repeatOf(fact.kind, found.corrections) : undefined;
  if (repeat === undefined) return found;
  const { taxSystem, payments } = repeat;
  const ofDeals = fact.tenders.filter(({ kind }) => kind === "prepaid" || kind === "credit");
  const cash: FactTender = { kind: "cash", amountKop: payments.cashKop, rrn: null, maskedPan: null };
  // Money that came by no card operation of the till can go back to none.
  let leftKop: number = payments.electronicKop;
  const cards = fact.tenders.flatMap((tender) => {
    const amountKop = tender.kind === "card" ? kopecks(Math.min(leftKop, tender.amountKop)) : kopecks(0);
    leftKop -= amountKop;
    return amountKop === 0 ? [] : [{ ...tender, amountKop }];
  });
  const lines = fact.lines.map((line, index) => ({ ...line, taxSystem, vat: repeat.lines[index]?.vat ?? line.vat }));
  return { ...found, fact: { ...fact, lines, tenders: [...cards, ...ofDeals, cash], changeKop: kopecks(0) } };
}

function isReturnable({ kind }: ReceiptFact): boolean {
  return kind === "sale" || kind === "purchase";
}

/** Lines at what was really paid: kopecks that cash was rounded down by are taken off them in proportion. */
function paidLines({ lines, roundingKop }: ReceiptFact): readonly FactLine[] {
  if (roundingKop === undefined || roundingKop === 0) return lines;
  const { sharesKop } = spreadDiscount(
    roundingKop,
    lines.map((line) => ({ weightKop: line.sumKop, capKop: line.sumKop })),
  );
  return lines.map((line, index) => ({ ...line, sumKop: kopecks(line.sumKop - (sharesKop[index] ?? 0)) }));
}

/** Goods of a prepayment that were not handed over yet, at the agreed prices and today's rates. */
export function handOverOf(found: FoundReceipt, goods: GoodsLookup): CoreCommandOf<"openHandOver">["lines"] {
  return found.fact.lines.map((line) => {
    const { item, original, ...rest } = returnLine(line, found, goods);
    const { method: _method, subject: _subject, ...handedOver } = original;
    const today = goods.byId(line.itemId);
    const vat = today.ok && today.value !== null ? today.value.vat : plainRate(line.vat);
    return {
      ...rest,
      marking: null,
      item: { ...item, vat },
      original: { ...handedOver, sumKop: line.agreedKop ?? line.sumKop, offsetKop: line.sumKop },
    };
  });
}

/** What was given on credit, by rate and tax system. */
export function creditRates({ lines }: ReceiptFact): CoreCommandOf<"openCreditPayment">["rates"] {
  const rates: { vat: VatRate; taxSystem: TaxSystem; sumKop: Kopecks }[] = [];
  for (const line of lines) {
    const { vat, taxSystem } = line;
    const known = rates.find((rate) => rate.vat === vat && rate.taxSystem === taxSystem);
    if (known === undefined) rates.push({ vat, taxSystem, sumKop: line.sumKop });
    else known.sumKop = kopecks(known.sumKop + line.sumKop);
  }
  return rates;
}

/** How the sale was paid, and what of it was given back. */
function moneyOf({ fact, returnedMoney }: FoundReceipt): Pick<OriginalReceipt, "cash" | "cards" | "prepaid" | "credits"> {
  const returned = (rrn: string): Kopecks => returnedMoney.get(rrn) ?? kopecks(0);
  const cashKop = fact.tenders.reduce((sum, tender) => (tender.kind === "cash" ? sum + tender.amountKop : sum), 0);
  return {
    cash: { paidKop: kopecks(cashKop - fact.changeKop), returnedKop: returned("") },
    prepaid: byDeal(fact, "prepaid", returned),
    credits: byDeal(fact, "credit", returned),
    cards: fact.tenders.flatMap(({ rrn, amountKop }) => (rrn === null ? [] : [{ rrn, paidKop: amountKop, returnedKop: returned(rrn) }])),
  };
}

function byDeal({ tenders }: ReceiptFact, kind: "prepaid" | "credit", returned: (key: string) => Kopecks): OriginalReceipt["prepaid"] {
  const references = new Set(tenders.flatMap((tender) => (tender.kind === kind ? (tender.reference ?? []) : [])));
  return [...references].map((reference) => ({
    reference,
    paidKop: sumKop(tenders.filter((each) => each.kind === kind && each.reference === reference).map(({ amountKop }) => amountKop)),
    returnedKop: returned(returnedKey(kind, reference)),
  }));
}

function returnLine(line: FactLine, found: FoundReceipt, goods: GoodsLookup): CoreCommandOf<"openRefund">["lines"][number] {
  return {
    item: itemAsSold(line, found.fact.sellerId ?? null, goods),
    barcode: line.barcode,
    original: {
      line: line.line,
      quantity: line.quantity,
      sumKop: line.sumKop,
      pointsDiscountKop: line.pointsDiscountKop,
      offsetKop: line.offsetKop ?? kopecks(0),
      returnedQuantity: found.returnedByLine.get(line.line) ?? quantity(0),
      markingCodeBase64: line.markingCode,
      ...(line.method === undefined ? {} : { method: line.method as SettlementMethod }),
      ...(line.subject === undefined ? {} : { subject: line.subject }),
    },
    marking: line.markingCode === null ? null : markingAsSold(line.markingCode),
    ...(line.alcohol?.stamp ? { stamp: { text: line.alcohol.stamp, alcocode: line.alcohol.alcocode, soldInReceipt: null } } : {}),
    ...shareAsSold(line),
  };
}

/** The goods card as it was at the sale; today's catalogue, which tells whom it may not be sold to, may not have it any more. */
function itemAsSold(line: FactLine, seller: string | null, goods: GoodsLookup): CatalogItem {
  const found = goods.byId(line.itemId);
  const today = found.ok ? found.value : null;
  return {
    id: line.itemId,
    code: today?.code ?? "",
    article: line.article,
    name: line.name,
    unit: line.unit,
    measure: line.measure,
    weighed: line.weighed,
    vat: line.vat,
    taxSystem: line.taxSystem,
    markingGroup: line.markingGroup,
    priceKop: line.priceKop,
    frozenPrice: line.frozenPrice,
    minimumPriceKop: null,
    department: line.department,
    agent: line.agent ?? null,
    ...(line.alcohol === undefined ? {} : { alcohol: alcoholFacts(line.alcohol) }),
    ...(today?.ageRestriction ? { ageRestriction: today.ageRestriction } : {}),
    seller,
    stock: null,
  };
}

function alcoholFacts({ stamp: _stamp, ...facts }: FactAlcohol): AlcoholFacts {
  return facts;
}

/** A part or a portion comes back as it was sold. */
function shareAsSold({ codeShare, priceKop }: FactLine): Pick<ReturnableLine, "part" | "keg"> {
  if (codeShare === undefined) return {};
  const { unit, used, of } = codeShare;
  if (unit === "millilitre") return { keg: { id: "", volumeMl: of } };
  return { part: { numerator: used, denominator: of, before: 0, wholePriceKop: priceKop, wholeMinimumKop: null } };
}

/** The code was accepted when it was sold, so it reads the same now. */
function markingAsSold(codeBase64: string): ReadMarking | null {
  const read = markingCodeFromBase64(codeBase64);
  return read.ok ? { codeBase64, cis: read.value.cis, gtin: read.value.gtin14, soldInReceipt: null } : null;
}

/** Customer of a card as this till knows it. Points earned since the server's last word are the server's to confirm first. */
export function customerByCard(card: string, history: History): Result<AttachedCustomer, AppError> {
  const account = history.loyaltyAccount(card);
  if (account === null) return err(appError("RCP448", { card }));
  if (account.isBlocked) return err(appError("RCP452", { card }));
  return ok({ cardNumber: card, name: account.name, balance: spendable(account) });
}

/** Points of a card that may be spent now; null for a card that the till does not know. */
export function spendablePoints(card: string, history: History): Points | null {
  const account = history.loyaltyAccount(card);
  return account === null ? null : spendable(account);
}

function spendable({ serverBalance, ownTaken }: LoyaltyAccountRow): Points {
  return points(Math.max(0, serverBalance + ownTaken));
}

/** What may still be returned of each line of a receipt, for the screen. */
export function refundableOf(found: FoundReceipt, line: FactLine): number {
  const { kind, settlement } = found.fact;
  if (kind === "refund" || kind === "purchase-refund") return 0;
  if (standFault(standOfReceipt(found), found.fact.number) !== null) return 0;
  // What is left of an advance stands in its deal, not in its line.
  if (settlement === "advance") return line.quantity;
  return line.quantity - (found.returnedByLine.get(line.line) ?? 0);
}
