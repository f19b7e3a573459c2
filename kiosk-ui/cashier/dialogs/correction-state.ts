import { useSignal } from "@preact/signals";
import type { TaxSystem } from "../../../config/contract/vat.ts";
import { kopecks } from "../../../config/money.ts";
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
  const taxSystems = seller?.taxSystems ?? app.sections.info.value?.taxSystems ?? [];
  const asked = fields.taxSystem.value;
  const taxSystem = asked !== null && taxSystems.includes(asked) ? asked : (taxSystems[0] ?? "osn");
  // Before format 1.2 the correction itself is described (tag 1177).
  const hasDescription = (seller?.ffd ?? app.sections.info.value?.ffd ?? "1.2") !== "1.2";
  const isAsWritten = draft !== undefined && lines.value === draft.lines;
  const totalKop = kopecks((isAsWritten ? draft.totalKop : undefined) ?? linesTotal(lines.value));
  const { prepaidKop, creditKop, counterKop } = draft?.payments ?? { prepaidKop: 0, creditKop: 0, counterKop: 0 };
  const otherKop = kopecks(prepaidKop + creditKop + counterKop);
  const correctedOn = draft?.correctedOn ?? readDay(day.value);

  /** Null: the money does not fit the goods. */
  function command(): Intention | null {
    const cashKop = cash.value === "" ? totalKop - otherKop : readMoney(cash.value);
    if (cashKop === null || cashKop < 0 || cashKop + otherKop > totalKop || correctedOn === null) return null;
    const said = {
      basis: basis.value,
      ...(basis.value === "order" ? { orderNumber: order.value.trim() } : {}),
      ...(hasDescription && description.value.trim() !== "" ? { description: description.value.trim() } : {}),
      taxSystem,
      payments: { cashKop, electronicKop: totalKop - cashKop - otherKop, prepaidKop, creditKop, counterKop },
      reason: reason.value.trim(),
    };
    if (start !== null && isAsWritten) {
      const { receiptId = "" } = start.draft;
      return { type: "correctReceipt", receiptId, as: start.way, ...said };
    }
    if (start !== null) {
      const { totalKop: _asWritten, ...rest } = start.draft;
      return { type: "registerCorrection", ...rest, ...said, lines: [...lines.value] };
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
    command,
  };
}
