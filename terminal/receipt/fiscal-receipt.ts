import type { FactDeal } from "../../config/contract/facts.ts";
import { formatKop, kopecks, type Kopecks } from "../../config/money.ts";
import type { Cashier, FiscalLine, FiscalReceipt } from "../../fiscal/document/fiscal-document.ts";
import { toFiscalLines } from "../../fiscal/document/fiscal-lines.ts";
import { plannedStatus } from "../../fiscal/document/planned-status.ts";
import type { TillSettings } from "../core/settings.ts";
import type { Operator } from "../access/operator.ts";
import type { Tender } from "../tender/tender.ts";
import { fractionOf } from "./code-share.ts";
import { ffdOf, hasMarkedForms, lineTerms, type LineTerms } from "./line-terms.ts";
import { livePositions, type PricedPosition, type ReceiptTotals } from "./receipt-totals.ts";
import type { Position, Receipt } from "./receipt.ts";

const OWN_TAG_LENGTH = 16;

/** The document as the registrar must write it; positions carry final prices (ФФД has no discounts). */
export function fiscalReceipt(receipt: Receipt, totals: ReceiptTotals, operator: Operator, settings: TillSettings): FiscalReceipt {
  const live = livePositions(receipt);
  const cashKop = sumOf(receipt.tenders, "cash");
  const electronicKop = sumOf(receipt.tenders, "card");
  const prepaidKop = sumOf(receipt.tenders, "prepaid");
  const creditKop = sumOf(receipt.tenders, "credit");
  const contact = receipt.buyerContact;
  return {
    kind: receipt.kind,
    ownTag: ownTag(receipt.id),
    cashier: cashierOf(operator),
    ...(contact === null ? {} : { buyerContact: contact, paper: receipt.paper }),
    ...(contact === null || settings.senderEmail === null ? {} : { senderEmail: settings.senderEmail }),
    ...(receipt.buyer === null ? {} : { buyer: receipt.buyer }),
    taxSystem: live[0]?.item.taxSystem ?? "osn",
    lines: live.flatMap((position) => {
      const priced = totals.lines.get(position.line);
      if (priced === undefined) return [];
      const terms = lineTerms(position, receipt, totals.totalKop, settings);
      const hasIndustry = hasMarkedForms(ffdOf(position, settings));
      return fiscalLines(position, priced, receipt, { ...terms, hasIndustry, hasStamp: settings.alcohol?.stampInReceipt !== false });
    }),
    payments: {
      cashKop: kopecks(Math.min(cashKop, totals.totalKop - electronicKop - prepaidKop - creditKop)),
      electronicKop,
      prepaidKop,
      creditKop,
      counterKop: kopecks(0),
    },
    cashGivenKop: cashKop,
    totalKop: totals.totalKop,
    footer: footer(receipt, totals, settings),
  };
}

/** First 16 hexadecimal digits of the receipt's UUID: what tag 1192 carries and a lost document is known by. */
export function ownTag(receiptId: string): string {
  return receiptId.replaceAll("-", "").slice(0, OWN_TAG_LENGTH).toUpperCase();
}

export function cashierOf(operator: Operator): Cashier {
  return operator.inn === null ? { name: operator.name } : { name: operator.name, inn: operator.inn };
}

interface WrittenTerms extends LineTerms {
  /** Tag 1260 may be written. */
  readonly hasIndustry: boolean;
  /** The stamp of a bottle is written (tags 1162, 1163). */
  readonly hasStamp: boolean;
}

function fiscalLines(position: Position, priced: PricedPosition, { kind }: Receipt, terms: WrittenTerms): FiscalLine[] {
  const { item, marking } = position;
  const { method, subject, vat, hasIndustry, hasStamp } = terms;
  const fraction = fractionOf(position.part);
  const line = { sumKop: priced.sumKop, quantity: position.quantity, priceKop: item.priceKop };
  return toFiscalLines(line, {
    name: item.name,
    vat,
    method,
    subject,
    measure: item.measure,
    department: item.department,
    ...(marking === null
      ? {}
      : {
          marking: {
            codeBase64: marking.codeBase64,
            plannedStatus: plannedStatus({ measure: item.measure, quantity: position.quantity, ...fraction }, kind),
            ...fraction,
            // Returns are not checked: their codes are taken as they were sold.
            ...(kind === "sale" ? { check: marking.state === "allowed" ? "accepted" : "refused" } : {}),
          },
        }),
    ...(position.stamp !== undefined && hasStamp ? { stamp: position.stamp.text } : {}),
    ...(marking?.industry && hasIndustry ? { industry: marking.industry } : {}),
    ...(item.agent ? { agent: item.agent } : {}),
  });
}

function footer(receipt: Receipt, totals: ReceiptTotals, settings: TillSettings): string[] {
  const lines = [...settings.receiptFooter];
  if (totals.discountKop > 0 && receipt.kind === "sale") lines.push(`Ваша скидка: ${formatKop(totals.discountKop)} руб`);
  if (totals.redeemed > 0) lines.push(`Списано баллов: ${totals.redeemed}`);
  lines.push(...dealLines(receipt));
  for (const tender of receipt.tenders) {
    if (tender.kind === "card" && tender.approval !== null && tender.state === "approved") lines.push(...tender.approval.slip);
  }
  return lines;
}

const DEAL_NAMES: Readonly<Record<FactDeal["kind"], string>> = {
  advance: "Аванс",
  certificate: "Сертификат",
  prepayment: "Предоплата",
  credit: "Кредит",
};

/** What the customer must show next time. */
function dealLines({ deal, tenders, credit }: Receipt): string[] {
  const lines = deal === null ? [] : [`${DEAL_NAMES[deal.kind]} № ${deal.reference}`];
  for (const tender of tenders) {
    if (tender.kind === "credit") lines.push(`В кредит № ${tender.reference}${credit === null ? "" : `: ${credit.customer}`}`);
    if (tender.kind === "prepaid" && tender.reference !== deal?.reference) lines.push(`Зачтено № ${tender.reference}`);
  }
  return [...new Set(lines)];
}

function sumOf(tenders: readonly Tender[], kind: Tender["kind"]): Kopecks {
  let total = 0;
  for (const tender of tenders) {
    if (tender.kind === kind && (tender.kind !== "card" || tender.state === "approved")) total += tender.amountKop;
  }
  return kopecks(total);
}
