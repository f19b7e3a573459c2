import { appError, type AppError } from "../../config/errors/index.ts";
import { kopecks, points, quantity } from "../../config/money.ts";
import { err, ok, type Result } from "../../config/result.ts";
import type { FactLine } from "../../config/contract/facts.ts";
import type { CatalogItem } from "../catalog/catalog-item.ts";
import type { CoreCommandOf, ReadMarking } from "../core/command.ts";
import type { FoundReceipt, History } from "../journal/history.ts";
import { classifyScan } from "../marking/code/classify-scan.ts";
import type { AttachedCustomer } from "../receipt/receipt.ts";
import type { GoodsLookup } from "./ports.ts";

/** A refund command filled from a sale of this till's history. */
export function refundOf(found: FoundReceipt, goods: GoodsLookup): CoreCommandOf<"openRefund"> {
  const { fact } = found;
  const cards = fact.tenders.filter((tender) => tender.kind === "card");
  return {
    type: "openRefund",
    original: {
      receiptId: fact.id,
      number: fact.number,
      cardNumber: fact.loyalty?.cardNumber ?? null,
      accrued: points(fact.loyalty?.accrued ?? 0),
      redeemed: points(fact.loyalty?.redeemed ?? 0),
      totalKop: fact.totalKop,
      cardRrn: cards[0]?.rrn ?? null,
      cardPaidKop: kopecks(cards.reduce((sum, tender) => sum + tender.amountKop, 0)),
      returnedKop: kopecks(found.returnedKop),
      returnedAccrued: found.returnedAccrued,
      returnedRedeemed: found.returnedRedeemed,
    },
    lines: fact.kind === "refund" ? [] : fact.lines.map((line) => returnLine(line, found, goods)),
  };
}

function returnLine(line: FactLine, found: FoundReceipt, goods: GoodsLookup): CoreCommandOf<"openRefund">["lines"][number] {
  return {
    item: itemAsSold(line, goods),
    barcode: line.barcode,
    original: {
      line: line.line,
      quantity: line.quantity,
      sumKop: line.sumKop,
      pointsDiscountKop: line.pointsDiscountKop,
      returnedQuantity: found.returnedByLine.get(line.line) ?? quantity(0),
      markingCodeBase64: line.markingCode,
    },
    marking: line.markingCode === null ? null : markingAsSold(line.markingCode),
  };
}

/** The goods card as it was at the sale; today's catalogue may not have it any more. */
function itemAsSold(line: FactLine, goods: GoodsLookup): CatalogItem {
  return {
    id: line.itemId,
    code: goods.byId(line.itemId)?.code ?? "",
    article: line.article,
    name: line.name,
    unit: line.unit,
    measure: line.measure,
    weighed: line.weighed,
    vat: line.vat,
    taxSystem: line.taxSystem,
    markingGroup: line.markingGroup,
    priceKop: line.priceKop,
    frozenPrice: false,
    minimumPriceKop: null,
    department: line.department,
    stock: null,
  };
}

/** The code was accepted when it was sold, so it reads the same now. */
function markingAsSold(codeBase64: string): ReadMarking | null {
  const read = classifyScan({ bytes: Buffer.from(codeBase64, "base64"), symbology: "gs1-datamatrix" });
  if (read.kind !== "marking") return null;
  return { codeBase64, cis: read.code.cis, gtin: read.code.gtin14, soldInReceipt: null };
}

/** Customer of a card as this till knows it: the server's balance and the till's own movements after it. */
export function customerByCard(card: string, history: History): Result<AttachedCustomer, AppError> {
  const account = history.loyaltyAccount(card);
  if (account === null) return err(appError("RCP448", { card }));
  return ok({ cardNumber: card, name: account.name, balance: points(Math.max(0, account.serverBalance + account.ownMovements)) });
}

/** What may still be returned of each line of a receipt, for the screen. */
export function refundableOf(found: FoundReceipt, line: FactLine): number {
  if (found.fact.kind === "refund") return 0;
  return line.quantity - (found.returnedByLine.get(line.line) ?? 0);
}
