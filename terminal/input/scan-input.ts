import type { EpochMs } from "../../config/clock.ts";
import type { TillCommand } from "../../config/contract/commands.ts";
import { appError, type AppError } from "../../config/errors/index.ts";
import { mulDivRound, quantity, QUANTITY_ONE, type Quantity } from "../../config/money.ts";
import { err, ok, type Result } from "../../config/result.ts";
import { SYMBOLOGIES, type ScanEvent } from "../../device-drivers/scanner/scan.ts";
import type { Operator } from "../access/operator.ts";
import { signInByBadge, type StaffMember } from "../access/sign-in.ts";
import type { CatalogItem, MarkingGroup } from "../catalog/catalog-item.ts";
import { resolveBarcode, type BarcodeReading, type BarcodeRules } from "../catalog/resolve-barcode.ts";
import type { ExciseStamp } from "../alcohol/stamp/excise-stamp.ts";
import type { CoreCommand, ReadMarking, ReadStamp } from "../core/command.ts";
import type { TillSettings } from "../core/settings.ts";
import type { History } from "../journal/history.ts";
import { recogniseCard } from "../loyalty/card.ts";
import { FUR_GROUP } from "../marking/groups.ts";
import { classifyScan, type ClassifiedScan, type ScanInput } from "../marking/code/classify-scan.ts";
import { markingCodeBase64, type MarkingCode } from "../marking/code/marking-code.ts";
import { measuredQuantity } from "../marking/measured-amount.ts";
import type { GoodsLookup } from "./ports.ts";
import { customerByCard, refundOf } from "./history-input.ts";

/** A scan or a typed code, understood: a command for the core, or a badge that somebody put to the scanner. */
export type ScanMeaning =
  | { readonly kind: "command"; readonly command: CoreCommand }
  /** A stamp whose goods the catalogue does not tell: of the bottle whose stamp is awaited, if one is. */
  | { readonly kind: "stamp"; readonly stamp: ReadStamp }
  | { readonly kind: "badge"; readonly operator: Operator };

export interface ScanFacts {
  readonly goods: GoodsLookup;
  readonly history: History;
  readonly staff: readonly StaffMember[];
  readonly settings: TillSettings;
  readonly barcodes: BarcodeRules;
}

const MILLIONTHS_IN_GRAM = 1_000;
/** Loyalty cards that the till does not know, or that are blocked. */
const CARD_REFUSALS: ReadonlySet<string> = new Set(["RCP448", "RCP452"]);

/**
 * Tells what a scan means at this till. The order: marking code, receipt QR, loyalty card, goods barcode, gift certificate, badge. The same
 * scan means the same whatever is on the screen, save a code that names no goods: it belongs to those whose code is `wanted`.
 */
export function understandScan(scan: ScanInput, facts: ScanFacts, wanted: CatalogItem | null = null): Result<ScanMeaning, AppError> {
  const read = classifyScan(scan, { groupOf: (gtin14) => groupOf(gtin14, facts.goods) });
  switch (read.kind) {
    case "refused":
      return err(read.error);
    case "marking":
      return markedGood(read.code, facts, wanted);
    case "excise-stamp":
      return stampedGood(read.stamp, facts);
    case "receipt-qr": {
      const found = facts.history.receiptByDocument(read.qr.fnSerial, read.qr.fdNumber);
      return found === null ? err(appError("RCP437")) : ok({ kind: "command", command: refundOf(found, facts.goods) });
    }
    case "ean":
    case "text":
      return plainText(read, scan, facts);
  }
}

/** The goods card's group settles readings that the code alone leaves open. */
export function groupOf(gtin14: string, goods: GoodsLookup): MarkingGroup | null {
  const found = goods.byGtin(gtin14);
  return found.ok ? (found.value?.markingGroup ?? null) : null;
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
  const reading = resolveBarcode(read.text, facts.barcodes, scan.symbology);
  // A goods card with exactly this code goes first, also when its check digit is wrong: shops print such codes themselves.
  const found = goods.byBarcode(reading.ok ? reading.value.text : read.text);
  if (!found.ok) return found;
  if (found.value !== null) return ok(add(found.value, found.value.barcode, null, null));
  const deal = history.deal(read.text);
  if (deal?.kind === "certificate") {
    return ok({ kind: "command", command: { type: "payPrepaid", reference: deal.reference, amountKop: null } });
  }
  if (reading.ok && reading.value.kind !== "item-barcode") return scaleLabel(reading.value, goods);
  const badge = signInByBadge(read.text, facts.staff);
  if (badge.kind === "signed-in") return ok({ kind: "badge", operator: badge.operator });
  if (read.kind === "text" && read.misread !== null) return err(read.misread);
  return reading.ok ? err(appError("RCP447", { text: read.text })) : reading;
}

function scaleLabel(reading: Exclude<BarcodeReading, { kind: "item-barcode" }>, goods: GoodsLookup): Result<ScanMeaning, AppError> {
  const found = goods.byWeightCode(reading.itemCode);
  if (!found.ok) return found;
  if (found.value === null) return err(appError("RCP447", { text: reading.text }));
  const qty =
    reading.kind === "weight-barcode" ? quantity(reading.grams * MILLIONTHS_IN_GRAM) : quantityForSum(found.value, reading.sumKop);
  return qty === null ? err(appError("RCP447", { text: reading.text })) : ok(add(found.value, reading.text, qty, null));
}

/** A label that carries a sum: the weight that comes to it at the item's price. */
function quantityForSum(item: CatalogItem, sumKop: number): Quantity | null {
  return item.priceKop === 0 ? null : quantity(mulDivRound(sumKop, QUANTITY_ONE, item.priceKop));
}

function markedGood(code: MarkingCode, facts: ScanFacts, wanted: CatalogItem | null): Result<ScanMeaning, AppError> {
  if (code.gtin14 === null) {
    if (wanted?.markingGroup !== FUR_GROUP) return err(appError("MRK509", { code: code.cis }));
    return ok(add(wanted, null, null, readMarking(code, facts.history, wanted.measure)));
  }
  const found = facts.goods.byGtin(code.gtin14);
  if (!found.ok) return found;
  if (found.value === null) return err(appError("RCP447", { text: code.gtin14 }));
  return ok(add(found.value, found.value.barcode, null, readMarking(code, facts.history, found.value.measure)));
}

/** The alcocode of an old stamp tells the goods where the catalogue has it; a new stamp tells none. */
function stampedGood({ text, alcocode }: ExciseStamp, { goods, history }: ScanFacts): Result<ScanMeaning, AppError> {
  const stamp = { text, alcocode, soldInReceipt: history.soldIn(text) };
  const found = alcocode === null ? ok(null) : goods.byAlcocode(alcocode);
  if (!found.ok) return found;
  const item = found.value;
  if (item === null || item.barcode === null) return ok({ kind: "stamp", stamp });
  return ok({ kind: "command", command: { type: "addPosition", item, barcode: item.barcode, quantity: null, marking: null, stamp } });
}

/** `measure` of the goods card: in it the quantity comes that the code carries. */
export function readMarking(code: MarkingCode, history: History, measure: number): ReadMarking {
  return {
    codeBase64: markingCodeBase64(code),
    cis: code.cis,
    gtin: code.gtin14,
    soldInReceipt: history.soldIn(code.cis),
    use: history.codeUse(code.cis),
    measured: measuredQuantity(code, measure),
    ...(history.isSoldElsewhere(code.cis) ? { isSoldElsewhere: true } : {}),
    ...(code.repaired.length === 0 ? {} : { repaired: code.repaired }),
  };
}

function add(item: CatalogItem, barcode: string | null, qty: Quantity | null, marking: ReadMarking | null): ScanMeaning {
  return { kind: "command", command: { type: "addPosition", item, barcode, quantity: qty, marking } };
}

/** A loyalty card, also one that can't be used: the cashier is to know why. */
export function isCustomersOwn(meaning: Result<ScanMeaning, AppError>): boolean {
  if (!meaning.ok) return CARD_REFUSALS.has(meaning.error.code);
  return meaning.value.kind === "command" && meaning.value.command.type === "attachCustomer";
}

/** A read that came as a command. */
export function scanOf(command: Extract<TillCommand, { type: "scan" }>, at: EpochMs): ScanEvent {
  const symbology = SYMBOLOGIES.find((known) => known === command.symbology);
  const read = { bytes: Buffer.from(command.code, "base64"), source: command.source, at };
  return symbology === undefined ? read : { ...read, symbology };
}
