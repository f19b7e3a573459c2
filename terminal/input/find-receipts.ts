import { parseQr } from "../../fiscal/document/qr.ts";
import type { FoundReceipt, History } from "../journal/history.ts";

const LATEST_SHOWN = 20;

/** Receipts for the refund screen: by till number, by number of the fiscal document, by the text of the receipt's QR code, or the latest ones. */
export function findReceipts(query: string, history: History): readonly FoundReceipt[] {
  const text = query.trim();
  if (text === "") return history.latestReceipts(LATEST_SHOWN);
  if (/^\d{1,9}$/.test(text)) return byNumber(Number(text), history);
  const qr = parseQr(text);
  return qr.ok ? list(history.receiptByDocument(qr.value.fnSerial, qr.value.fdNumber)) : [];
}

function list(found: FoundReceipt | null): readonly FoundReceipt[] {
  return found === null ? [] : [found];
}

/** The till's own number first: a document's number (номер ФД) may be another receipt's. */
function byNumber(number: number, history: History): readonly FoundReceipt[] {
  const own = history.receiptByNumber(number);
  return [...list(own), ...history.receiptsByFdNumber(number).filter(({ fact }) => fact.id !== own?.fact.id)];
}
