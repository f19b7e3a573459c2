import type { AppError } from "../../config/errors/index.ts";
import { formatKop } from "../../config/money.ts";
import { err, ok, type Result } from "../../config/result.ts";
import type { Registrar, RegistrarCounters, RegistrarStatus } from "../../fiscal/registrar.ts";
import type { ConfiguredSeller } from "../till-settings.ts";
import { DRIVE_WARNINGS } from "../view/registrar-light.ts";
import { EXIT, type Command, type CommandContext, type ExitCode } from "./command.ts";
import { localDateText, type LocalTime } from "./local-time.ts";
import { meantSellers, sellerName } from "./seller-option.ts";
import { errorLines, toldError } from "./told-error.ts";
import {
  REGISTRAR_OPTIONS,
  registrarTarget,
  silenceLines,
  withRegistrar,
  type RegistrarSilence,
  type RegistrarTarget,
} from "./with-registrar.ts";

interface State {
  readonly status: RegistrarStatus;
  readonly counters: RegistrarCounters;
}

export const command: Command = {
  options: REGISTRAR_OPTIONS,
  details: {
    en: "Reads the state and the counters of the shift; changes nothing. With several sellers and no --seller it shows the registrar of each, exit code 1 when one of them does not answer.",
    ru: "Читает состояние и счётчики смены; ничего не меняет. Если продавцов несколько и --seller не указан, показывает ККТ каждого; код 1, если какая-то не отвечает.",
  },
  async run(context) {
    const target = registrarTarget(context);
    if (!target.ok) return target.error;
    const sellers = meantSellers(context, target.value.config);
    if (!sellers.ok) return sellers.error;
    if (sellers.value.length > 1 && context.text("tcp") === undefined) return showAll(context, target.value, sellers.value);
    const russian = context.language === "ru";
    return withRegistrar(context, stateOf, (state, localTime) => context.answer(state, stateLines(state, localTime, russian).join("\n")));
  },
};

async function stateOf(registrar: Registrar): Promise<Result<State, AppError>> {
  const status = await registrar.status();
  if (!status.ok) return status;
  const counters = await registrar.counters();
  return counters.ok ? ok({ status: status.value, counters: counters.value }) : err(counters.error);
}

/** Each registrar under its seller's name: one that is off hides none of the others. */
async function showAll(context: CommandContext, target: RegistrarTarget, sellers: readonly ConfiguredSeller[]): Promise<ExitCode> {
  const asked = await Promise.all(sellers.map(async (seller) => ({ seller, state: await target.ask(seller, stateOf) })));
  const registrars = asked.map(({ seller: { id, organisation, inn }, state }) => ({
    seller: { id, organisation, inn },
    ...(state.ok ? state.value : { error: toldError(state.error.error, context.language) }),
  }));
  const russian = context.language === "ru";
  const silent = (silence: RegistrarSilence): string[] => [
    ...errorLines(toldError(silence.error, context.language), context.language),
    ...silenceLines(context, target.config, silence),
  ];
  const blocks = asked.map(({ seller, state }) =>
    [sellerName(seller), ...(state.ok ? stateLines(state.value, target.localTime, russian) : silent(state.error))].join("\n  "),
  );
  context.answer({ registrars }, blocks.join("\n\n"));
  return asked.every(({ state }) => state.ok) ? EXIT.ok : EXIT.failed;
}

function stateLines({ status, counters }: State, localTime: LocalTime, russian: boolean): string[] {
  const until = status.fnExpires === null ? "" : `, ${russian ? "до" : "until"} ${localDateText(status.fnExpires)}`;
  const ffd = `${russian ? "ФФД" : "FFD"} ${status.ffd}${until}`;
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
