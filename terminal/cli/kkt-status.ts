import { formatKop } from "../../config/money.ts";
import { err, ok } from "../../config/result.ts";
import type { RegistrarCounters, RegistrarStatus } from "../../fiscal/registrar.ts";
import type { Command } from "./command.ts";
import { REGISTRAR_OPTIONS, withRegistrar } from "./with-registrar.ts";

export const command: Command = {
  options: REGISTRAR_OPTIONS,
  details: {
    en: "Reads the state and the counters of the shift; changes nothing.",
    ru: "Читает состояние и счётчики смены; ничего не меняет.",
  },
  run: (context) =>
    withRegistrar(
      context,
      async (registrar) => {
        const status = await registrar.status();
        if (!status.ok) return status;
        const counters = await registrar.counters();
        return counters.ok ? ok({ status: status.value, counters: counters.value }) : err(counters.error);
      },
      ({ status, counters }) => context.answer({ status, counters }, statusLines(status, counters, context.language === "ru").join("\n")),
    ),
};

function statusLines(status: RegistrarStatus, counters: RegistrarCounters, russian: boolean): string[] {
  const clock = new Date(status.clock).toISOString();
  const rows: readonly (readonly [ru: string, en: string, value: string])[] = [
    ["ККТ", "registrar", `${status.model} ${status.serial}`],
    [
      "ФН",
      "fiscal drive",
      `${status.fnSerial}, ${russian ? "ФФД" : "FFD"} ${status.ffd}${status.fnExpires === null ? "" : `, ${status.fnExpires}`}`,
    ],
    ["Смена", "shift", `${status.shiftNumber} ${status.shift}`],
    ["Последний ФД", "last document", String(status.lastFdNumber)],
    ["Бумага", "paper", `${status.paper}${status.coverOpen ? (russian ? ", крышка открыта" : ", cover open") : ""}`],
    ["Часы", "clock", clock],
    ["Очередь ОФД", "OFD queue", String(status.ofdQueue)],
    ["Продажи", "sales", `${counters.salesCount} / ${formatKop(counters.salesKop)}`],
    ["Возвраты", "refunds", `${counters.refundsCount} / ${formatKop(counters.refundsKop)}`],
    ["Наличные", "cash", formatKop(counters.cashInDrawerKop)],
    ...status.fnWarnings.map((warning) => ["Внимание", "warning", warning] as const),
  ];
  return rows.map(([ru, en, value]) => `${(russian ? ru : en).padEnd(14)} ${value}`);
}
