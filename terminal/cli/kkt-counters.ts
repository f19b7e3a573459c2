import type { CountedFigure, FigurePair, TillFigureView } from "../../config/contract/counters.ts";
import type { ServiceView } from "../../config/contract/service-view.ts";
import type { RegistrarCounters } from "../../fiscal/registrar.ts";
import { differing, figureName, figuresOf, figureText } from "../shift/counters.ts";
import { EXIT, type Command, type CommandContext, type Language } from "./command.ts";
import { meantSeller } from "./seller-option.ts";
import { loadCommandConfig } from "./with-config.ts";
import { REGISTRAR_OPTIONS, withRegistrar } from "./with-registrar.ts";
import { runningTillFacts } from "./with-till.ts";

type TillFigures = ServiceView["counters"][number];

export const command: Command = {
  options: REGISTRAR_OPTIONS,
  details: {
    en: "Counts and sums of the running shift, else of the last one; beside them the till's own while the till runs, what differs is marked. Changes nothing.",
    ru: "Счётчики и суммы открытой смены, иначе последней; если касса работает, рядом её итоги, расхождения отмечены. Ничего не меняет.",
  },
  async run(context) {
    const loaded = loadCommandConfig(context);
    if (!loaded.ok) return loaded.error;
    const { config } = loaded.value;
    const seller = meantSeller(context, config);
    if (!seller.ok) return seller.error;
    const running = await runningTillFacts(context, config);
    const till = running?.counters.find(({ registrarId }) => registrarId === seller.value.id) ?? null;
    const exit = await withRegistrar(
      context,
      (registrar) => registrar.counters(),
      (counters) => answer(context, counters, till),
    );
    const compared = till?.compared ?? null;
    if (exit !== EXIT.ok && !context.json && compared !== null) context.note(lastCompared(compared.figures, context.language));
    return exit;
  },
};

function answer(context: CommandContext, counters: RegistrarCounters, till: TillFigures | null): void {
  const { language } = context;
  if (till === null) return context.answer({ counters }, aloneLines(counters, language));
  const figures = pairs(counters, till.till);
  const agree = differing(figures).length === 0;
  context.answer({ counters, till: { shiftNumber: till.shiftNumber, agree, figures } }, besideLines(counters, till, figures, language));
}

/** Of the registrar alone: the till does not run. */
function aloneLines(counters: RegistrarCounters, language: Language): string {
  const rows = figuresOf(counters).map(({ key, value }) => [figureName(key, language), figureText(key, value)]);
  return table([[SHIFT[language], String(counters.shiftNumber)], ...rows]);
}

function besideLines(counters: RegistrarCounters, till: TillFigures, figures: readonly FigurePair[], language: Language): string {
  const head = language === "ru" ? ["", "ККТ", "касса"] : ["", "registrar", "till"];
  const shifts = [SHIFT[language], String(counters.shiftNumber), String(till.shiftNumber)];
  return table([head, shifts, ...figureRows(figures, language)]);
}

function figureRows(figures: readonly FigurePair[], language: Language): string[][] {
  const mark = language === "ru" ? "≠ расходится" : "≠ differs";
  return figures.map(({ key, till, registrar }) => [
    figureName(key, language),
    figureText(key, registrar),
    figureText(key, till),
    ...(till === registrar ? [] : [mark]),
  ]);
}

/** The registrar is silent, the running till holds it: what the till found last. */
function lastCompared(figures: readonly FigurePair[], language: Language): string {
  const differ = differing(figures);
  const head = language === "ru" ? ["Последняя сверка кассы", "ККТ", "касса"] : ["compared by the till last", "registrar", "till"];
  return table([head, ...figureRows(differ, language)]);
}

function pairs(counters: RegistrarCounters, told: readonly TillFigureView[]): readonly FigurePair[] {
  const tillOf = new Map<CountedFigure, number>(told.map(({ key, till }) => [key, till]));
  return figuresOf(counters).flatMap(({ key, value }) => {
    const till = tillOf.get(key);
    return till === undefined ? [] : [{ key, till, registrar: value }];
  });
}

const SHIFT: Readonly<Record<Language, string>> = { ru: "смена", en: "shift" };

/** Names to the left, figures to the right of their columns. */
function table(rows: readonly (readonly string[])[]): string {
  const widths = [0, 1, 2].map((column) => Math.max(0, ...rows.map((row) => row[column]?.length ?? 0)));
  return rows
    .map(([name = "", ...figures]) =>
      [name.padEnd(widths[0] ?? 0), ...figures.map((text, at) => text.padStart(widths[at + 1] ?? 0))].join("  ").trimEnd(),
    )
    .join("\n");
}
