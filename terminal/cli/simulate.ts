import { simulate, type SimulationReport } from "../simulation/simulate.ts";
import { EXIT, type Command, type Language } from "./command.ts";

export const command: Command = {
  options: [
    {
      name: "seed",
      kind: "whole",
      placeholder: "N",
      min: 0,
      max: 4_294_967_295,
      default: 1,
      summary: { en: "the same seed gives the same run", ru: "одно и то же число даёт один и тот же прогон" },
    },
    {
      name: "steps",
      kind: "whole",
      placeholder: "M",
      min: 1,
      max: 100_000_000,
      default: 2_000,
      summary: { en: "steps of the run", ru: "шагов в прогоне" },
    },
    {
      name: "runs",
      kind: "whole",
      placeholder: "R",
      min: 1,
      max: 1_000_000,
      default: 1,
      summary: { en: "runs with seeds N, N+1, …", ru: "прогонов с числами N, N+1, …" },
    },
  ],
  details: {
    en: "Runs the till's real core against simulated time, devices, bank and servers, with crashes at any commit and lost messages; checks every promise after each step.",
    ru: "Прогоняет настоящее ядро кассы с имитацией времени, устройств, банка и серверов: сбои в любой момент, потерянные ответы. После каждого шага проверяются все обещания.",
  },
  async run(context) {
    const first = context.whole("seed") ?? 1;
    const runs = context.whole("runs") ?? 1;
    let failed = 0;
    for (let seed = first; seed < first + runs && !context.signal.aborted; seed += 1) {
      const report = await simulate(seed, context.whole("steps") ?? 2_000);
      if (report.violations.length > 0) failed += 1;
      if (report.violations.length > 0 || runs === 1) context.answer(report, describe(report, context.language));
    }
    if (runs > 1)
      context.answer(
        { runs, failed },
        context.language === "ru" ? `прогонов ${runs}, с нарушениями ${failed}` : `${runs} runs, ${failed} with violations`,
      );
    return failed === 0 ? EXIT.ok : EXIT.failed;
  },
};

function describe(report: SimulationReport, language: Language): string {
  const { seed, steps, crashes, events, receipts, documents, facts, violations } = report;
  const head =
    language === "ru"
      ? `seed ${seed}: шагов ${steps}, сбоев ${crashes}, событий ${events}, чеков ${receipts}, документов ${documents}, фактов ${facts}, нарушений ${violations.length}`
      : `seed ${seed}: ${steps} steps, ${crashes} crashes, ${events} events, ${receipts} receipts, ${documents} documents, ${facts} facts, ${violations.length} violations`;
  return [head, ...violations.slice(0, 20).map((violation) => `  ${violation.promise}. ${violation.what} (${violation.sequence})`)].join(
    "\n",
  );
}
