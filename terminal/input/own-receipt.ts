import type { OwnReceipt, RelatedReceipt, SoldCode } from "../core/command.ts";
import type { TillSettings } from "../core/settings.ts";
import type { History, WrittenReceipt } from "../journal/history.ts";
import { cisOf } from "../marking/code/parse-marking.ts";
import { saidBy } from "../receipt/correction-stand.ts";
import { subjectIn } from "../receipt/line-terms.ts";
import { sellerById, sellerIdOf } from "../receipt/sellers.ts";

/** A line of the correction that is asked for; its code in base64. */
type AskedLine = { readonly markingCode?: string | null; readonly codeShare?: unknown; readonly markingFraction?: unknown };

/** What the till knows of a receipt that is to be corrected; its document in the version of the format that its registrar has now. */
export function ownReceipt(
  { fact, receipt }: WrittenReceipt,
  asked: readonly AskedLine[],
  history: History,
  settings: TillSettings,
): OwnReceipt {
  const found = history.receiptById(fact.id);
  const { ffd } = sellerById(settings, sellerIdOf(fact));
  const lines = receipt.lines.map((line) => ({ ...line, subject: subjectIn(ffd, line.subject, line.marking !== undefined) }));
  return {
    fact,
    corrections: found?.corrections ?? [],
    said: saidBy({ ...receipt, lines }),
    isTouched: found !== null && [...found.returnedByLine.values()].some((returned) => returned > 0),
    original: related(fact.originalReceiptId, history),
    opener: related(fact.deal?.openedBy ?? null, history),
    codes: soldCodes(fact.lines, history),
    askedCodes: soldCodes(asked, history),
  };
}

function soldCodes(lines: readonly AskedLine[], history: History): readonly SoldCode[] {
  return lines.flatMap(({ markingCode, codeShare, markingFraction }) => {
    // Sold in parts or portions: other receipts may hold the same code.
    if (codeShare !== undefined || markingFraction !== undefined) return [];
    const cis = cisOf(markingCode);
    return cis === null ? [] : [{ cis, soldInReceipt: history.soldIn(cis) }];
  });
}

function related(id: string | null, history: History): RelatedReceipt | null {
  const found = id === null ? null : history.receiptById(id);
  if (found === null) return null;
  const { fact, corrections, returnedByLine } = found;
  return { fact, corrections, returned: [...returnedByLine].map(([line, quantity]) => ({ line, quantity })) };
}
