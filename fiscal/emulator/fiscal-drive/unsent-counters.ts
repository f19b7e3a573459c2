import { kopecks } from "../../../config/money.ts";
import { decodeTlv, decodeVln, findTag, type TlvItem } from "../../document/tlv.ts";
import { addReceipt, EMPTY_COUNTERS, type CountedReceipt, type DriveCounters } from "./counters.ts";
import { FD_TYPE, type StoredFd, type VatCode, type VatSums } from "./drive-types.ts";
import { TAG } from "./tags.ts";
import { VAT_CODES } from "./vat-codes.ts";

const CORRECTIONS: ReadonlySet<number> = new Set([FD_TYPE.correction, FD_TYPE.strictFormCorrection]);

/** Totals of tag 1158, read back from the documents that the OFD has not confirmed. */
export function countersOf(documents: readonly StoredFd[]): DriveCounters {
  return documents.reduce((counters, document) => {
    const counted = countedReceipt(document);
    return counted === null ? counters : addReceipt(counters, counted);
  }, EMPTY_COUNTERS);
}

/** Null for reports. */
function countedReceipt(document: StoredFd): CountedReceipt | null {
  const items = decodeTlv(document.body);
  if (document.operation === null || !items.ok) return null;
  const sum = (tag: number) => kopecks(numberOf(findTag(items.value, tag)?.value));
  return {
    operation: document.operation,
    correction: CORRECTIONS.has(document.type),
    totalKop: sum(TAG.receiptTotal),
    payments: {
      cashKop: sum(TAG.cash),
      electronicKop: sum(TAG.electronic),
      prepaidKop: sum(TAG.prepaid),
      creditKop: sum(TAG.credit),
      counterKop: sum(TAG.counter),
    },
    vat: vatOfBody(items.value),
  };
}

function vatOfBody(tags: readonly TlvItem[]): VatSums {
  const vat: VatSums = {};
  for (const { code, receiptTag } of VAT_CODES) {
    const flat = receiptTag === null ? undefined : findTag(tags, receiptTag)?.value;
    if (flat !== undefined) vat[code] = kopecks(numberOf(flat));
  }
  const byRate = decodeTlv(findTag(tags, TAG.vatSums)?.value ?? new Uint8Array());
  for (const { value } of byRate.ok ? byRate.value : []) {
    const inner = decodeTlv(value);
    const code = inner.ok ? findTag(inner.value, TAG.vatRate)?.value[0] : undefined;
    if (inner.ok && code !== undefined) vat[code as VatCode] = kopecks(numberOf(findTag(inner.value, TAG.vatSum)?.value));
  }
  return vat;
}

function numberOf(value: Uint8Array | undefined): number {
  const decoded = value === undefined ? null : decodeVln(value);
  return decoded?.ok ? decoded.value : 0;
}
