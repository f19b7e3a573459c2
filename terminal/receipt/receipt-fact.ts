import type { EpochMs } from "../../config/clock.ts";
import type { FactFiscal, FactHeader, FactLine, FactTender, ReceiptFact } from "../../config/contract/facts.ts";
import { kopecks, sumKop, type Kopecks } from "../../config/money.ts";
import { assertInvariant } from "../../config/result.ts";
import type { Registered } from "../../fiscal/document/fiscal-document.ts";
import { vatOf } from "../../fiscal/document/vat.ts";
import type { TillSettings } from "../core/settings.ts";
import type { TillState } from "../core/state.ts";
import { receiptLoyalty } from "../loyalty/receipt-loyalty.ts";
import { bookOf } from "../shift/book.ts";
import { paidKop } from "../tender/tender.ts";
import { codeShareOf } from "./code-share.ts";
import { lineTerms } from "./line-terms.ts";
import { livePositions, receiptTotals } from "./receipt-totals.ts";
import type { FiscalJob, Position, PositionMarking, Receipt } from "./receipt.ts";

/** The completed receipt as every destination gets it; built once, when the registrar's data are there. */
export function receiptFact(receipt: Receipt, registered: Registered, header: FactHeader, settings: TillSettings): ReceiptFact {
  const totals = receiptTotals(receipt, settings);
  const lines = livePositions(receipt).map((position): FactLine => {
    const priced = totals.lines.get(position.line);
    assertInvariant(priced !== undefined, "every live position is priced");
    const { method, subject, vat } = lineTerms(position, receipt, totals.totalKop, settings);
    const { agent } = position.item;
    const share = position.marking === null ? null : codeShareOf(position);
    const offsetKop = position.original?.offsetKop ?? 0;
    return {
      line: position.line,
      itemId: position.item.id,
      article: position.item.article,
      name: position.item.name,
      barcode: position.barcode,
      quantity: position.quantity,
      unit: position.item.unit,
      measure: position.item.measure,
      weighed: position.item.weighed,
      frozenPrice: position.item.frozenPrice,
      department: position.item.department,
      taxSystem: position.item.taxSystem,
      markingGroup: position.item.markingGroup,
      priceKop: position.item.priceKop,
      discountKop: priced.discountKop,
      pointsDiscountKop: priced.pointsDiscountKop,
      sumKop: priced.sumKop,
      vat,
      vatKop: vatOf(priced.sumKop, vat),
      markingCode: position.marking?.codeBase64 ?? null,
      ...markingCheck(position.marking),
      ...alcoholOf(position),
      ...(share === null ? {} : { codeShare: share }),
      method,
      subject,
      ...(priced.agreedKop === priced.sumKop ? {} : { agreedKop: priced.agreedKop }),
      ...(offsetKop === 0 ? {} : { offsetKop: kopecks(offsetKop) }),
      ...(agent ? { agent } : {}),
    };
  });
  assertInvariant(sumKop(lines.map((line) => line.sumKop)) === totals.totalKop + receipt.roundingKop, "lines add up to the total");
  return {
    ...header,
    shiftNumber: registered.shiftNumber,
    type: "receipt",
    ...(receipt.part === undefined ? {} : { purchaseId: receipt.part.purchaseId }),
    kind: receipt.kind,
    settlement: receipt.settlement,
    ...(receipt.deal === null ? {} : { deal: receipt.deal }),
    ...(receipt.credit === null ? {} : { credit: receipt.credit }),
    ...creditPaidBack(receipt, totals.totalKop),
    ...(receipt.buyer === null ? {} : { buyer: { name: receipt.buyer.name, inn: receipt.buyer.inn ?? null } }),
    ...(receipt.roundingKop === 0 ? {} : { roundingKop: receipt.roundingKop }),
    ...(receipt.ageCheck === undefined ? {} : { ageCheck: receipt.ageCheck }),
    number: receipt.number,
    totalKop: totals.totalKop,
    lines,
    tenders: factTenders(receipt),
    changeKop: kopecks(paidKop(receipt.tenders) - totals.totalKop),
    loyalty: receiptLoyalty(receipt, settings),
    fiscal: factFiscal(registered),
    originalReceiptId: receipt.original?.receiptId ?? null,
  };
}

function markingCheck(marking: PositionMarking | null): Pick<FactLine, "markingCheck"> {
  if (marking?.checked === undefined) return {};
  const { reason, details, approvedBy, checked } = marking;
  const { at, basis, source, requestId, driveResult } = checked;
  const decision = approvedBy === null ? "allowed" : "allowed-by-senior";
  const reasonDetails = reason === null || Object.keys(details).length === 0 ? {} : { reasonDetails: details };
  return { markingCheck: { decision, reason, ...reasonDetails, approvedBy, at, basis, source, requestId, driveResult } };
}

function alcoholOf({ item, stamp }: Position): Pick<FactLine, "alcohol"> {
  if (!item.alcohol) return {};
  const { kindCode, volumeMl, strengthBasisPoints, isStamped, alcocode } = item.alcohol;
  const told = { kindCode, volumeMl, strengthBasisPoints, isStamped, alcocode: stamp?.alcocode ?? alcocode };
  return { alcohol: { ...told, stamp: stamp?.text ?? null } };
}

/** Money and offsets of the sale go back first; what goes back beyond them was paid for its credit. */
function creditPaidBack({ original, settlement, tenders }: Receipt, totalKop: Kopecks): Pick<ReceiptFact, "creditPaidBack"> {
  const [credit] = original?.credits ?? [];
  if (original === null || credit === undefined || settlement !== "full") return {};
  const besideKop = original.totalKop - sumKop(original.credits.map((each) => each.paidKop));
  const beforeKop = sumKop([original.cash, ...original.cards, ...original.prepaid].map((each) => each.returnedKop));
  const nowKop = totalKop - sumKop(tenders.flatMap((tender) => (tender.kind === "credit" ? tender.amountKop : [])));
  const amountKop = kopecks(Math.max(0, beforeKop + nowKop - besideKop) - Math.max(0, beforeKop - besideKop));
  return amountKop === 0 ? {} : { creditPaidBack: { reference: credit.reference, amountKop } };
}

/** Of the fact that `job` completes. */
export function factHeader(id: string, state: TillState, job: FiscalJob, settings: TillSettings, at: EpochMs): FactHeader {
  const { operator, registrarId } = job;
  return {
    id,
    tillId: settings.tillId,
    shopId: settings.shopId,
    sequence: state.factSequence + 1,
    at,
    shiftNumber: bookOf(state, registrarId).shift.number,
    cashierId: operator.id,
    cashierName: operator.name,
    ...sellerFields(registrarId, settings),
  };
}

function sellerFields(registrarId: string, { sellers }: TillSettings): Pick<FactHeader, "sellerId" | "sellerInn"> {
  const seller = sellers.find(({ id }) => id === registrarId);
  return sellers.length === 1 || seller === undefined ? {} : { sellerId: seller.id, sellerInn: seller.inn };
}

export function factFiscal(registered: Registered): FactFiscal {
  assertInvariant(registered.fdNumber !== null && registered.fiscalSign !== null, "a stored document has number and sign");
  return {
    fnSerial: registered.fnSerial,
    fdNumber: registered.fdNumber,
    fiscalSign: registered.fiscalSign,
    at: registered.at,
    qr: registered.qr,
  };
}

function factTenders(receipt: Receipt): readonly FactTender[] {
  return receipt.tenders.flatMap((tender): FactTender[] => {
    const { kind, amountKop } = tender;
    if (tender.kind === "cash") return [{ kind, amountKop, rrn: null, maskedPan: null }];
    if (tender.kind !== "card") return [{ kind, amountKop, rrn: null, maskedPan: null, reference: tender.reference }];
    if (tender.state !== "approved" || tender.approval === null) return [];
    return [{ kind, amountKop, rrn: tender.approval.rrn, maskedPan: tender.approval.maskedPan }];
  });
}
