import type { Ffd } from "../../../fiscal/document/tags.ts";
import { ALL_FFD, type ReceiptKind } from "./receipt-kinds.ts";
import type { ReadableTags } from "./readable-tags.ts";

/** What a correction must be able to say again, one kind for every attribute that a plain one lacks. */
const REPEATED: ReadonlySet<string> = new Set([
  "full settlement with prepaid money (1215)",
  "on credit (1214 = 6, 1216)",
  "advance (1214 = 3)",
  "all five payments in one receipt",
  "cash rounded down to the rouble",
  "total of zero",
  "quantity with six decimals",
  "marked goods sold",
  "agent: goods on commission",
  "agent: paying agent with its operators",
  "business buyer with name and INN",
  "industry attribute of the receipt",
]);
const SIGN = "2938471650";

/** Corrections of wrong receipts, which repeat them: from FFD 1.1 on. */
export function repeatedKinds(kinds: readonly ReceiptKind[]): readonly ReceiptKind[] {
  const chosen = kinds.filter(({ name }) => REPEATED.has(name));
  if (chosen.length !== REPEATED.size) throw new Error(`of ${REPEATED.size} kinds to repeat ${chosen.length} are there`);
  // The marking service has seen the code sold by the kind that is repeated: its word (2107) is another one now.
  const written = ({ 2107: _word, ...tags }: ReadableTags): ReadableTags => tags;
  return chosen.map(({ name, receipt, holds, perFfd = ALL_FFD }) => ({
    name: `correction that repeats: ${name}`,
    receipt: { ...receipt, correction: { basis: "own", correctedOn: "2026-11-20", correctedFiscalSign: SIGN } },
    holds: { ...written(holds), 1173: 0, 1192: SIGN },
    perFfd: Object.fromEntries(
      (["1.1", "1.2"] as const).flatMap((ffd: Ffd): [Ffd, ReadableTags][] => {
        const tags = perFfd[ffd];
        return tags === undefined ? [] : [[ffd, written(tags)]];
      }),
    ),
  }));
}
