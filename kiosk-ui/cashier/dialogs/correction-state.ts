import { useSignal } from "@preact/signals";
import type { TaxSystem } from "../../../config/contract/vat.ts";
import { kopecks, type Kopecks } from "../../../config/money.ts";
import { readDay } from "../../entry/day-entry.ts";
import { readMoney, typedMoney } from "../../entry/money-entry.ts";
import type { App } from "../../state/app.ts";
import type { Intention } from "../../state/command-sender.ts";
import type { CorrectionStart } from "../../state/dialog.ts";
import { linesTotal, type CorrectionLine } from "./correction-lines.tsx";

export const KINDS = ["sale", "refund", "purchase", "purchase-refund"] as const;
export const BASES = ["own", "order"] as const;

/** What the person says of a correction, beginning with what the wrong receipt says. */
export function useCorrection(app: App, start: CorrectionStart | null) {
  const draft = start?.draft;
  const registrars = app.sections.shift.value?.registrars ?? [];
  const fields = {
    kind: useSignal<(typeof KINDS)[number]>(draft?.kind ?? "sale"),
    basis: useSignal<(typeof BASES)[number]>("own"),
    day: useSignal(""),
    order: useSignal(""),
    sign: useSignal(""),
    reason: useSignal(""),
    description: useSignal(""),
    lines: useSignal<readonly CorrectionLine[]>(draft?.lines ?? []),
    cash: useSignal(draft === undefined ? "" : typedMoney(draft.payments.cashKop)),
    whose: useSignal(draft?.registrarId ?? registrars[0]?.registrarId ?? ""),
    taxSystem: useSignal<TaxSystem | null>(draft?.taxSystem ?? null),
  };
  const { kind, basis, day, order, sign, reason, description, lines, cash, whose } = fields;
  const seller = registrars.find(({ registrarId }) => registrarId === whose.value);
  const permitted = seller?.taxSystems ?? app.sections.info.value?.taxSystems ?? [];
  const asked = fields.taxSystem.value;
  // What the wrong receipt says is not changed for the person, not even to what the registrar may use now: the till says so.
  const taxSystem = asked ?? permitted[0] ?? "osn";
  const taxSystems = permitted.includes(taxSystem) ? permitted : [taxSystem, ...permitted];
  // Before format 1.2 the correction itself is described (tag 1177).
  const hasDescription = (seller?.ffd ?? app.sections.info.value?.ffd ?? "1.2") !== "1.2";
  const isAsWritten = draft !== undefined && lines.value === draft.lines;
  // The rounding of a receipt is its cash's: it stays while the goods cost the same.
  const isSameSum = draft !== undefined && linesTotal(lines.value) === linesTotal(draft.lines);
  const isCashAsked = draft !== undefined && !isSameSum && draft.payments.cashKop > 0 && draft.payments.electronicKop > 0;
  const totalKop = kopecks((isSameSum ? draft.totalKop : undefined) ?? linesTotal(lines.value));
  const { prepaidKop, creditKop, counterKop } = draft?.payments ?? { prepaidKop: 0, creditKop: 0, counterKop: 0 };
  const otherKop = kopecks(prepaidKop + creditKop + counterKop);
  const correctedOn = draft?.correctedOn ?? readDay(day.value);

  /** Other goods, other money: what was all cash or all cashless stays so, and of both the person says how much is cash. */
  function setLines(next: readonly CorrectionLine[]): void {
    lines.value = next;
    if (draft === undefined) return;
    const { cashKop } = draft.payments;
    const isPaidAsBefore = linesTotal(next) === linesTotal(draft.lines);
    cash.value = isPaidAsBefore || cashKop === 0 ? typedMoney(cashKop) : "";
  }

  /** Null: the cash must be said, or is no sum. */
  function cashPart(): Kopecks | null {
    if (cash.value === "") return isCashAsked ? null : kopecks(Math.max(0, totalKop - otherKop));
    return readMoney(cash.value);
  }

  /** Null: the money does not fit the goods. */
  function command(): Intention | null {
    const cashKop = cashPart();
    if (cashKop === null || cashKop + otherKop > totalKop || correctedOn === null) return null;
    const because = {
      basis: basis.value,
      ...(basis.value === "order" ? { orderNumber: order.value.trim() } : {}),
      ...(hasDescription && description.value.trim() !== "" ? { description: description.value.trim() } : {}),
      reason: reason.value.trim(),
    };
    if (start?.way === "reverse") return { type: "correctReceipt", receiptId: start.draft.receiptId ?? "", as: "reverse", ...because };
    const electronicKop = totalKop - cashKop - otherKop;
    const said = { ...because, taxSystem, payments: { cashKop, electronicKop, prepaidKop, creditKop, counterKop } };
    if (start !== null && isAsWritten) {
      return { type: "correctReceipt", receiptId: start.draft.receiptId ?? "", as: start.way, ...said };
    }
    if (start !== null) {
      const { totalKop: asWritten, ...rest } = start.draft;
      const rounded = isSameSum && asWritten !== undefined ? { totalKop: asWritten } : {};
      return { type: "registerCorrection", ...rest, ...said, ...rounded, lines: [...lines.value] };
    }
    return {
      type: "registerCorrection",
      kind: kind.value,
      correctedOn,
      ...(sign.value === "" ? {} : { correctedFiscalSign: sign.value }),
      ...(whose.value === "" ? {} : { registrarId: whose.value }),
      lines: [...lines.value],
      ...said,
    };
  }

  const isSaid = correctedOn !== null && reason.value.trim() !== "" && (basis.value === "own" || order.value.trim() !== "");
  return {
    fields,
    registrars,
    taxSystems,
    taxSystem,
    hasDescription,
    totalKop,
    otherKop,
    isSaid,
    /** The goods cost another sum now, and it was paid in two ways. */
    isCashAsked,
    setLines,
    command,
  };
}
