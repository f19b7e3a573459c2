import type { LineView } from "../../config/contract/view.ts";
import { appError, errorText, type ErrorCode } from "../../config/errors/index.ts";
import { DATAMATRIX_LENGTH, DATAMATRIX_NUMBER_END } from "../alcohol/stamp/excise-stamp.ts";
import type { Position, PositionMarking } from "../receipt/receipt.ts";

type Marking = NonNullable<LineView["marking"]>;

const ALLOWED: Readonly<Record<NonNullable<Marking["source"]>, { readonly ru: string; readonly en: string }>> = {
  online: { ru: "Честный ЗНАК: можно продавать", en: "Marking: may be sold" },
  offline: { ru: "Проверено локальным модулем: можно продавать", en: "Checked by the local module: may be sold" },
  emergency: { ru: "Аварийный режим Честного ЗНАКа: продажа без проверки", en: "Emergency mode of Chestny ZNAK: sold without a check" },
  unchecked: { ru: "Код не проверялся", en: "The code was not checked" },
};

/** State of a line's code in words, and what it rests on. */
export function markingView(marking: PositionMarking, language: "ru" | "en"): Marking {
  const { state, reason, details } = marking;
  if (state === "checking") return { state, source: null, text: language === "ru" ? "Проверяется…" : "Checking…" };
  const source = sourceOf(marking);
  const text = reason === null ? ALLOWED[source][language] : errorText(appError(reason as ErrorCode, details), language);
  return { state, source, text };
}

function sourceOf({ checked }: PositionMarking): NonNullable<Marking["source"]> {
  const basis = checked?.basis;
  return basis === "online" || basis === "offline" || basis === "emergency" ? basis : "unchecked";
}

/** How many parts of its marked piece the line takes. */
export function partsView({ part, item, marking, keg }: Position): Pick<LineView, "parts"> {
  const of = part?.denominator ?? item.partsInPiece ?? null;
  return of === null || of < 2 || marking === null || keg !== undefined ? {} : { parts: { taken: part?.numerator ?? of, of } };
}

/** Characters of a stamp that a person holds against another one. */
const STAMP_MARK_LENGTH = 6;

/** Whether the bottle of the line has its excise stamp, and which. */
export function stampView({ item, stamp }: Position): Pick<LineView, "stamp"> {
  if (item.alcohol?.isStamped !== true) return {};
  return { stamp: { mark: stamp === undefined ? null : stampMark(stamp.text) } };
}

/** The end of the number that is printed on a new stamp: it goes before the signature. */
function stampMark(text: string): string {
  return (text.length === DATAMATRIX_LENGTH ? text.slice(0, DATAMATRIX_NUMBER_END) : text).slice(-STAMP_MARK_LENGTH);
}
