import { formatKop } from "../../config/money.ts";
import { err, ok } from "../../config/result.ts";
import type { RegistrarCounters, RegistrarStatus } from "../../fiscal/registrar.ts";
import { DRIVE_WARNINGS } from "../view/registrar-light.ts";
import type { Command } from "./command.ts";
import { REGISTRAR_OPTIONS, withRegistrar, type LocalTime } from "./with-registrar.ts";

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
      ({ status, counters }, localTime) =>
        context.answer({ status, counters }, statusLines(status, counters, localTime, context.language === "ru").join("\n")),
    ),
};

function statusLines(status: RegistrarStatus, counters: RegistrarCounters, localTime: LocalTime, russian: boolean): string[] {
  const ffd = `${russian ? "ФФД" : "FFD"} ${status.ffd}${status.fnExpires === null ? "" : `, ${russian ? "до" : "until"} ${status.fnExpires}`}`;
  const words = russian ? RUSSIAN : ENGLISH;
  const owed = status.isPrintOwed ? [words.owed] : [];
  const cover = status.coverOpen ? [words.cover] : [];
  const rows: readonly (readonly [ru: string, en: string, value: string | number | null])[] = [
    ["ККТ", "registrar", `${status.model} ${status.serial}`],
    ["ФН", "fiscal drive", `${status.fnSerial}, ${ffd}`],
    ["Смена", "shift", `${status.shiftNumber}, ${words[status.shift]}`],
    ["Последний ФД", "last document", status.lastFdNumber],
    ["Бумага", "paper", [words[status.paper], ...cover, ...owed].join(", ")],
    ["Часы", "clock", localTime(status.clock)],
    ["Очередь ОФД", "OFD queue", status.ofdQueue],
    ["Уведомления", "notices", status.noticeQueue],
    ["Ключи, дней", "keys, days", status.keyDaysLeft],
    ["Документов ещё", "documents left", status.documentsLeft],
    ["Приход", "sales", `${counters.salesCount} / ${formatKop(counters.salesKop)}`],
    ["Возвраты", "refunds", `${counters.refundsCount} / ${formatKop(counters.refundsKop)}`],
    ["Наличные", "cash", formatKop(counters.cashInDrawerKop)],
    ...status.fnWarnings.map((warning) => ["Внимание", "warning", DRIVE_WARNINGS[warning][russian ? "ru" : "en"]] as const),
  ];
  return rows.filter(([, , value]) => value !== null).map(([ru, en, value]) => `${(russian ? ru : en).padEnd(WIDTH)} ${value}`);
}

const WIDTH = 14;
const RUSSIAN = {
  open: "открыта",
  closed: "закрыта",
  expired: "открыта больше 24 часов",
  ok: "есть",
  out: "нет",
  cover: "крышка открыта",
  owed: "документ не допечатан",
} as const;
const ENGLISH = {
  open: "open",
  closed: "closed",
  expired: "older than 24 hours",
  ok: "ok",
  out: "out",
  cover: "cover open",
  owed: "a document is not printed to its end",
} as const;
