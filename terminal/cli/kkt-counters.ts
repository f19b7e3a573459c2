import { formatKop } from "../../config/money.ts";
import type { RegistrarCounters } from "../../fiscal/registrar.ts";
import type { Command } from "./command.ts";
import { factLines } from "./kkt-facts.ts";
import { REGISTRAR_OPTIONS, withRegistrar } from "./with-registrar.ts";

export const command: Command = {
  options: REGISTRAR_OPTIONS,
  details: {
    en: "Counts and sums of the running shift, else of the last one. Changes nothing.",
    ru: "Счётчики и суммы открытой смены, иначе последней. Ничего не меняет.",
  },
  run: (context) =>
    withRegistrar(
      context,
      (registrar) => registrar.counters(),
      (counters, localTime) => context.answer({ counters }, factLines(rows(counters), context.language, localTime)),
    ),
};

function rows(of: RegistrarCounters) {
  const sum = (count: number, kop: RegistrarCounters["salesKop"]): string => `${count} / ${formatKop(kop)}`;
  return [
    { key: "shiftNumber", ru: "Смена", en: "shift", value: of.shiftNumber },
    { key: "sales", ru: "Приход", en: "sales", value: sum(of.salesCount, of.salesKop) },
    { key: "refunds", ru: "Возврат прихода", en: "refunds", value: sum(of.refundsCount, of.refundsKop) },
    { key: "purchases", ru: "Расход", en: "purchases", value: sum(of.purchasesCount, of.purchasesKop) },
    {
      key: "purchaseRefunds",
      ru: "Возврат расхода",
      en: "refunds of purchases",
      value: sum(of.purchaseRefundsCount, of.purchaseRefundsKop),
    },
    { key: "cash", ru: "Наличные в ящике", en: "cash in the drawer", value: formatKop(of.cashInDrawerKop) },
  ];
}
