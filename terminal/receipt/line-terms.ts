import type { FactSettlement } from "../../config/contract/facts.ts";
import type { VatRate } from "../../config/contract/vat.ts";
import type { SettlementMethod } from "../../fiscal/document/fiscal-document.ts";
import {
  isExciseSubject,
  isMarkingSubject,
  isReturn,
  needsMarkingCode,
  SUBJECT_EXCISE,
  SUBJECT_EXCISE_MARKED,
  SUBJECT_EXCISE_NO_CODE,
  SUBJECT_GOODS,
  SUBJECT_GOODS_MARKED,
  SUBJECT_GOODS_NO_CODE,
  SUBJECT_PAYMENT,
} from "../../fiscal/document/settlement.ts";
import type { Ffd } from "../../fiscal/document/tags.ts";
import { calculatedRate } from "../../fiscal/document/vat.ts";
import type { TillSettings } from "../core/settings.ts";
import { isExciseGroup } from "../marking/groups.ts";
import type { Position, Receipt } from "./receipt.ts";
import { sellerById, sellerIdOf } from "./sellers.ts";

/** How one position is written: tags 1214, 1212 and 1199. */
export interface LineTerms {
  readonly method: SettlementMethod;
  readonly subject: number;
  readonly vat: VatRate;
}

const METHODS: Readonly<Record<Exclude<FactSettlement, "full">, SettlementMethod>> = {
  prepayment: 1,
  "part-prepayment": 2,
  advance: 3,
  "credit-payment": 7,
};

/** Does the version have what FFD 1.2 brought for marked goods: kinds 30–33, tag 1260? */
export function hasMarkedForms(ffd: Ffd): boolean {
  return ffd === "1.2";
}

/** The version of the registrar that this position goes to. */
export function ffdOf(position: Position, settings: TillSettings): Ffd {
  return sellerById(settings, sellerIdOf(position)).ffd;
}

/** Tag 1212 of goods that were written in one version, in another. */
export function subjectIn(ffd: Ffd, subject: number, hasCode: boolean): number {
  if (!hasMarkedForms(ffd)) return isMarkingSubject(subject) ? (isExciseSubject(subject) ? SUBJECT_EXCISE : SUBJECT_GOODS) : subject;
  if (!hasCode || needsMarkingCode(subject)) return subject;
  return isExciseSubject(subject) ? SUBJECT_EXCISE_MARKED : SUBJECT_GOODS_MARKED;
}

/** No goods stand in the receipt, only money. */
export function isMoneyOnly(settlement: FactSettlement): boolean {
  return settlement === "advance" || settlement === "credit-payment";
}

/** Goods are paid for that are handed over later. */
export function isPrepaying(settlement: FactSettlement): boolean {
  return settlement === "prepayment" || settlement === "part-prepayment";
}

export function lineTerms(position: Position, receipt: Receipt, totalKop: number, settings: TillSettings): LineTerms {
  const { settlement, kind } = receipt;
  const { vat } = position.item;
  // A refund repeats what the line of the sale said, however its money goes back.
  const { method, subject } = (isReturn(kind) ? position.original : null) ?? {};
  const knowsMarked = hasMarkedForms(ffdOf(position, settings));
  const ownSubject = isMoneyOnly(settlement)
    ? SUBJECT_PAYMENT
    : goodsSubject(position, isPrepaying(settlement) || isReturn(kind), knowsMarked);
  const isWritable = subject !== undefined && (knowsMarked || !isMarkingSubject(subject));
  const isSameForm = isWritable && needsMarkingCode(subject) === (position.marking !== null && knowsMarked);
  return {
    method: method ?? (settlement === "full" ? methodAtHandOver(receipt, totalKop) : METHODS[settlement]),
    subject: isSameForm ? subject : ownSubject,
    vat: settlement === "full" ? vat : calculatedRate(vat),
  };
}

/** All on credit, a part on credit, or settled in full. */
function methodAtHandOver({ tenders }: Receipt, totalKop: number): SettlementMethod {
  const onCredit = tenders.reduce((sum, tender) => (tender.kind === "credit" ? sum + tender.amountKop : sum), 0);
  if (onCredit === 0) return 4;
  return onCredit === totalKop ? 6 : 5;
}

/**
 * Where there are no kinds for marked goods one is plain or excise goods, and its code stands beside them (tag 1162). Before hand-over
 * a marked item has no code yet; one that came back with a code that can't be read has none any more.
 */
function goodsSubject({ item, marking }: Position, isWithoutCode: boolean, knowsMarked: boolean): number {
  const isExcise = item.alcohol?.isStamped === true || (item.markingGroup !== null && isExciseGroup(item.markingGroup));
  if (!knowsMarked) return isExcise ? SUBJECT_EXCISE : SUBJECT_GOODS;
  if (marking !== null) return isExcise ? SUBJECT_EXCISE_MARKED : SUBJECT_GOODS_MARKED;
  if (isWithoutCode && item.markingGroup !== null) return isExcise ? SUBJECT_EXCISE_NO_CODE : SUBJECT_GOODS_NO_CODE;
  return isExcise ? SUBJECT_EXCISE : SUBJECT_GOODS;
}
