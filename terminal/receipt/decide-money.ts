import { appError } from "../../config/errors/index.ts";
import type { FactDeal, FactSettlement } from "../../config/contract/facts.ts";
import { isRateOfSystem, VAT_PAYERS, type TaxSystem, type VatRate } from "../../config/contract/vat.ts";
import { localDate } from "../../config/local-date.ts";
import { formatKop, kopecks, QUANTITY_ONE, type Kopecks } from "../../config/money.ts";
import { USUAL_DEPARTMENT } from "../../fiscal/document/check-whole.ts";
import { PIECE } from "../../fiscal/document/measure.ts";
import { calculatedRate, generalVatRate } from "../../fiscal/document/vat.ts";
import type { CatalogItem } from "../catalog/catalog-item.ts";
import type { CoreCommandOf } from "../core/command.ts";
import { authorise, events, refuse, type DecideContext, type Decision } from "../core/context.ts";
import type { TillEvent } from "../core/event.ts";
import type { TillSettings } from "../core/settings.ts";
import type { TillState } from "../core/state.ts";
import { goodsUnderWay, leftOf, takenFault, underWay } from "../deals/deal-left.ts";
import { dealReference, isOwnReference } from "../deals/deal.ts";
import { spreadDiscount } from "../pricing/spread.ts";
import { openingFault } from "./opening-fault.ts";
import type { Position } from "./receipt.ts";

/** A receipt that only takes money: more than ten million roubles at a counter is a slip of the keys. */
const MONEY_RECEIPT_MAX_KOP = kopecks(1_000_000_000);

/** An advance (аванс): money for goods that are not known yet. */
export function openAdvance(state: TillState, command: CoreCommandOf<"openAdvance">, context: DecideContext): Decision {
  const reference = dealReference(context.settings.tillId, state.nextReceiptNumber);
  const taken = takenFault(reference, context);
  if (taken !== null) return refuse(taken);
  const purpose = command.purpose === null ? "" : `: ${command.purpose}`;
  return openMoney(state, { reference, kind: "advance" }, `Аванс № ${reference}${purpose}`, command.amountKop, context);
}

/** A gift certificate (подарочный сертификат) is sold as an advance under its own number. */
export function openCertificate(state: TillState, command: CoreCommandOf<"openCertificate">, context: DecideContext): Decision {
  const reference = command.number.trim();
  if (!isCertificateNumber(reference, context)) return refuse(appError("DOC430", { reference }));
  const known = context.dealOf(reference);
  if (known !== null && (known.kind !== "certificate" || known.openedKop > known.settledKop)) {
    return refuse(appError("DOC409", { reference, left: formatKop(kopecks(known.openedKop - known.settledKop)) }));
  }
  const other = underWay(state, reference);
  if (other !== undefined) return refuse(appError("DOC408", { reference, number: other.number }));
  return openMoney(state, { reference, kind: "certificate" }, `Подарочный сертификат № ${reference}`, command.amountKop, context);
}

/** A number of its own: something to read, and nothing that the till may number a deal with. */
function isCertificateNumber(reference: string, { settings }: DecideContext): boolean {
  return reference !== "" && !/\p{C}/u.test(reference) && !isOwnReference(reference, settings.tillId);
}

/** Payment of a credit given earlier (оплата кредита), in the parts by VAT rate that the goods had. */
export function openCreditPayment(state: TillState, command: CoreCommandOf<"openCreditPayment">, context: DecideContext): Decision {
  const deal = context.dealOf(command.reference);
  if (deal === null) return refuse(appError("DOC402", { reference: command.reference }));
  const { reference } = deal;
  if (deal.kind !== "credit") return refuse(appError("DOC404", { reference }));
  const other = goodsUnderWay(state, reference);
  if (other !== undefined) return refuse(appError("DOC408", { reference, number: other.number }));
  const leftKop = leftOf(deal, state, context.settings);
  if (leftKop === 0) return refuse(appError("DOC418", { reference }));
  const amountKop = command.amountKop ?? leftKop;
  if (amountKop > leftKop) return refuse(appError("DOC403", { reference, left: formatKop(leftKop), amount: formatKop(amountKop) }));
  const { rates } = command;
  const { sharesKop } = spreadDiscount(
    amountKop,
    rates.map(({ sumKop }) => ({ weightKop: sumKop, capKop: amountKop })),
  );
  const items = rates.flatMap(({ vat, taxSystem }, index) => {
    const shareKop = sharesKop[index] ?? kopecks(0);
    return shareKop === 0 ? [] : [moneyItem("credit-payment", `Оплата кредита № ${reference}`, shareKop, vat, taxSystem)];
  });
  return open(state, "credit-payment", { reference, kind: "credit", openedBy: deal.receiptId }, amountKop, items, context);
}

function openMoney(state: TillState, deal: FactDeal, name: string, amountKop: Kopecks, context: DecideContext): Decision {
  const { settings, now } = context;
  const { advanceVat } = settings;
  const taxSystem = advanceTaxSystem(settings);
  const general = VAT_PAYERS.has(taxSystem) ? generalVatRate(localDate(now, settings.utcOffsetMinutes)) : null;
  const item = moneyItem(deal.kind, name, amountKop, advanceVat ?? general ?? "none", taxSystem);
  return open(state, "advance", deal, amountKop, [item], context);
}

/** The first of the seller's that has the rate which the configuration sets, else the first. */
function advanceTaxSystem({ sellers: [own], advanceVat }: TillSettings): TaxSystem {
  const systems = own.permittedTaxSystems ?? ["osn"];
  const fitting = advanceVat === null ? undefined : systems.find((system) => isRateOfSystem(advanceVat, system));
  return fitting ?? systems[0] ?? "osn";
}

function open(
  state: TillState,
  settlement: FactSettlement,
  deal: FactDeal,
  amountKop: Kopecks,
  items: readonly CatalogItem[],
  context: DecideContext,
): Decision {
  const consent = authorise(state, context, "sell");
  if (!consent.ok) return consent;
  const fault = openingFault(state, context);
  if (fault !== null) return refuse(fault);
  if (amountKop <= 0) return refuse(appError("RCP439"));
  if (amountKop > MONEY_RECEIPT_MAX_KOP) {
    return refuse(appError("DOC429", { amount: formatKop(amountKop), limit: formatKop(MONEY_RECEIPT_MAX_KOP) }));
  }
  const opened: TillEvent = {
    type: "receiptOpened",
    receiptId: context.newId(),
    number: state.nextReceiptNumber,
    kind: "sale",
    settlement,
    deal,
    original: null,
    approvedBy: null,
  };
  return events(...consent.value.events, opened, ...items.map((item, index) => added(item, index + 1)));
}

function added(item: CatalogItem, line: number): TillEvent {
  const position: Position = {
    line,
    item,
    barcode: null,
    quantity: QUANTITY_ONE,
    discount: null,
    marking: null,
    voided: false,
    original: null,
  };
  return { type: "positionAdded", position };
}

/** What stands in the line of a receipt that only takes money: no goods card has this id. */
function moneyItem(id: string, name: string, priceKop: Kopecks, vat: VatRate, taxSystem: TaxSystem): CatalogItem {
  return {
    id,
    code: "",
    article: "",
    name,
    unit: "шт",
    measure: PIECE,
    weighed: false,
    vat: calculatedRate(vat),
    taxSystem,
    markingGroup: null,
    priceKop,
    frozenPrice: true,
    minimumPriceKop: null,
    department: USUAL_DEPARTMENT,
    seller: null,
    stock: null,
  };
}
