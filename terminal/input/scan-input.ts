import { appError, type AppError } from "../../config/errors/index.ts";
import { mulDivRound, quantity, QUANTITY_ONE, type Quantity } from "../../config/money.ts";
import { err, ok, type Result } from "../../config/result.ts";
import type { Operator } from "../access/operator.ts";
import { signInByBadge, type StaffMember } from "../access/sign-in.ts";
import type { CatalogItem } from "../catalog/catalog-item.ts";
import type { CoreCommand, ReadMarking } from "../core/command.ts";
import type { TillSettings } from "../core/settings.ts";
import type { History } from "../journal/history.ts";
import { recogniseCard } from "../loyalty/card.ts";
import { classifyScan, type ClassifiedScan, type ScanInput } from "../marking/code/classify-scan.ts";
import { markingCodeBase64, type MarkingCode } from "../marking/code/marking-code.ts";
import type { GoodsLookup } from "./ports.ts";
import { customerByCard, refundOf } from "./history-input.ts";

/** A scan or a typed code, understood: a command for the core, or a badge that somebody put to the scanner. */
export type ScanMeaning =
  | { readonly kind: "command"; readonly command: CoreCommand }
  | { readonly kind: "badge"; readonly operator: Operator };

export interface ScanFacts {
  readonly goods: GoodsLookup;
  readonly history: History;
  readonly staff: readonly StaffMember[];
  readonly settings: TillSettings;
}

/**
 * Tells what a scan means at this till. The order: marking code, receipt QR, loyalty card, goods barcode, badge. The same
 * scan means the same whatever is on the screen.
 */
export function understandScan(scan: ScanInput, facts: ScanFacts): Result<ScanMeaning, AppError> {
  const read = classifyScan(scan);
  switch (read.kind) {
    case "refused":
      return err(read.error);
    case "marking":
      return markedGood(read.code, facts);
    case "receipt-qr": {
      const found = facts.history.receiptByDocument(read.qr.fnSerial, read.qr.fdNumber);
      return found === null ? err(appError("RCP437")) : ok({ kind: "command", command: refundOf(found, facts.goods) });
    }
    case "ean":
    case "text":
      return plainText(read, scan, facts);
  }
}

function plainText(
  read: Extract<ClassifiedScan, { kind: "ean" | "text" }>,
  scan: ScanInput,
  facts: ScanFacts,
): Result<ScanMeaning, AppError> {
  const { settings, history, goods } = facts;
  const card = settings.loyalty === null ? null : recogniseCard(read.text, settings.loyalty);
  if (card !== null) {
    const customer = customerByCard(card, history);
    return customer.ok ? ok({ kind: "command", command: { type: "attachCustomer", customer: customer.value } }) : customer;
  }
  const reading = goods.read(read.text, scan.symbology);
  if (reading.ok) {
    const direct = goods.byBarcodes(reading.value.kind === "item-barcode" ? reading.value.candidates : [reading.value.text]);
    if (direct !== null) return ok(add(direct, direct.barcode, null, null));
    if (reading.value.kind !== "item-barcode") return scaleLabel(reading.value, goods);
  }
  const badge = signInByBadge(read.text, facts.staff);
  if (badge.kind === "signed-in") return ok({ kind: "badge", operator: badge.operator });
  if (read.kind === "text" && read.misread !== null) return err(read.misread);
  return reading.ok ? err(appError("RCP447", { text: read.text })) : reading;
}

function scaleLabel(
  reading:
    | { readonly text: string; readonly itemCode: string; readonly grams: number }
    | { readonly text: string; readonly itemCode: string; readonly sumKop: number },
  goods: GoodsLookup,
): Result<ScanMeaning, AppError> {
  const item = goods.byWeightCode(reading.itemCode);
  if (item === null) return err(appError("RCP447", { text: reading.text }));
  const qty = "grams" in reading ? quantity(reading.grams * 1_000) : quantityForSum(item, reading.sumKop);
  return qty === null ? err(appError("RCP447", { text: reading.text })) : ok(add(item, reading.text, qty, null));
}

/** A label that carries a sum: the weight that comes to it at the item's price. */
function quantityForSum(item: CatalogItem, sumKop: number): Quantity | null {
  return item.priceKop === 0 ? null : quantity(mulDivRound(sumKop, QUANTITY_ONE, item.priceKop));
}

function markedGood(code: MarkingCode, facts: ScanFacts): Result<ScanMeaning, AppError> {
  const item = facts.goods.byGtin(code.gtin14);
  if (item === null) return err(appError("RCP447", { text: code.gtin14 }));
  return ok(add(item, item.barcode, null, readMarking(code, facts.history)));
}

export function readMarking(code: MarkingCode, history: History): ReadMarking {
  return { codeBase64: markingCodeBase64(code), cis: code.cis, gtin: code.gtin14, soldInReceipt: history.soldIn(code.cis) };
}

function add(item: CatalogItem, barcode: string | null, qty: Quantity | null, marking: ReadMarking | null): ScanMeaning {
  return { kind: "command", command: { type: "addPosition", item, barcode, quantity: qty, marking } };
}
