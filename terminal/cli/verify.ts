import { resolve } from "node:path";
import { verifyDataDirectory, type VerifyReport } from "../journal/verify.ts";
import { EXIT, type Command, type Language } from "./command.ts";

export const command: Command = {
  options: [],
  operands: [{ placeholder: "DIR", required: true, summary: { en: "data directory of a till", ru: "папка данных кассы" } }],
  details: {
    en: "Reads the whole journal: hash chain, every promise that it can prove, derived tables, deliveries. The till may be running. Exit code 1 when something is broken.",
    ru: "Читает весь журнал: цепочку хешей, все обещания, которые он может доказать, таблицы и доставку. Касса может работать. Код 1 — есть нарушения.",
  },
  async run(context) {
    const [dir = "."] = context.operands;
    const verified = verifyDataDirectory(resolve(context.cwd, dir));
    if (!verified.ok) return context.fail([verified.error]);
    const report = verified.value;
    context.answer(report, describe(report, context.language));
    return report.violations.length === 0 ? EXIT.ok : EXIT.failed;
  },
};

const PROMISES: Readonly<Record<number, Readonly<Record<Language, string>>>> = {
  1: { ru: "чеки и фискальные документы один к одному", en: "receipts and fiscal documents one to one" },
  2: { ru: "деньги сходятся", en: "money adds up" },
  3: { ru: "код маркировки продан один раз", en: "a marking code is sold once" },
  4: { ru: "баллы не теряются и не появляются", en: "points are conserved" },
  5: { ru: "каждый факт доставлен один раз и по порядку", en: "every fact is delivered once, in order" },
  6: { ru: "журнал цел, таблицы ему соответствуют", en: "the journal is whole, tables follow it" },
  7: { ru: "деньги с карты только за завершённый чек", en: "card money only for a completed receipt" },
  9: { ru: "авансы, сертификаты и кредиты сходятся", en: "advances, certificates and credits add up" },
};

/** A promise without a text here is shown by its number all the same: no violation may be counted and not said. */
export function describe(report: VerifyReport, language: Language): string {
  const { events, receipts, facts, open, violations } = report;
  const isRussian = language === "ru";
  const lines = [
    report.file,
    isRussian
      ? `событий ${events}, чеков ${receipts}, фактов ${facts}, хеш ${report.lastHash.slice(0, 16)}…`
      : `${events} events, ${receipts} receipts, ${facts} facts, hash ${report.lastHash.slice(0, 16)}…`,
    isRussian
      ? `не завершено: открытых чеков ${open.receipt ? 1 : 0}, отложенных ${open.held}, документов в пути ${open.jobs}, неразобранных ${open.unresolved}, возвратов на карту ${open.returning}`
      : `not finished: open receipts ${open.receipt ? 1 : 0}, held ${open.held}, documents under way ${open.jobs}, unresolved ${open.unresolved}, returns to cards ${open.returning}`,
  ];
  const promises = new Set([...Object.keys(PROMISES).map(Number), ...violations.map(({ promise }) => promise)]);
  for (const promise of [...promises].toSorted((a, b) => a - b)) {
    const own = violations.filter((violation) => violation.promise === promise);
    const text = PROMISES[promise]?.[language] ?? (isRussian ? "другое обещание" : "another promise");
    lines.push(`${own.length === 0 ? "✓" : "✗"} ${promise}. ${text}`);
    for (const violation of own) lines.push(`    ${isRussian ? "событие" : "event"} ${violation.sequence}: ${violation.what}`);
  }
  return lines.join("\n");
}
