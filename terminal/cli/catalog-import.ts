import { resolve } from "node:path";
import type { Config } from "../../config/schema.ts";
import { IMPORT_REASONS, type ImportReport, type ReasonGroup } from "../catalog/import/import-report.ts";
import type { ImportSettings } from "../catalog/import/import-session.ts";
import { PROBLEM_FILE, runCatalogImport } from "../catalog/import/run-import.ts";
import { parseWeightTemplates } from "../catalog/resolve-barcode.ts";
import { openLog } from "../log/open-log.ts";
import { CATALOG_OPTIONS, catalogFolder } from "./catalog-folder.ts";
import { EXIT, type Command } from "./command.ts";

const MODES = ["replace", "merge"] as const;

export const command: Command = {
  options: [
    ...CATALOG_OPTIONS,
    { name: "mode", kind: "choice", words: MODES, summary: { en: "instead of what the files say", ru: "вместо указанного в файлах" } },
  ],
  operands: [
    {
      placeholder: "FILE",
      required: true,
      repeats: true,
      summary: {
        en: "CSV lists and CommerceML files (import.xml, offers.xml), in any order",
        ru: "файлы CSV и CommerceML (import.xml, offers.xml) в любом порядке",
      },
    },
  ],
  details: {
    en: `Goods replace the catalogue at once when everything was read; prices and stocks alone change it in place. Rows that were left or remarked on: ${PROBLEM_FILE} in the data folder.`,
    ru: `Каталог заменяется целиком, когда всё прочитано; одни цены и остатки меняются на месте. Пропущенное и замечания: ${PROBLEM_FILE} в папке данных.`,
  },
  async run(context) {
    const folder = catalogFolder(context);
    if (!folder.ok) return folder.error;
    const { dataDir, config } = folder.value;
    const settings = importSettings(config);
    if (!settings.ok) return context.fail([settings.error], EXIT.configuration);
    const mode = MODES.find((word) => word === context.text("mode"));
    const imported = await runCatalogImport({
      files: context.operands.map((file) => resolve(context.cwd, file)),
      dataDir,
      clock: context.clock,
      log: openLog({ level: "error" }, {}),
      settings: settings.value,
      ...(mode === undefined ? {} : { mode }),
    });
    if (!imported.ok) {
      for (const line of problemLines(imported.error.report)) context.note(line);
      return context.fail([imported.error.error]);
    }
    context.answer(imported.value, [summaryLine(imported.value, context.language === "ru"), ...problemLines(imported.value)].join("\n"));
    return EXIT.ok;
  },
};

function importSettings(
  config: Config | null,
): { ok: true; value: Partial<ImportSettings> } | Extract<ReturnType<typeof parseWeightTemplates>, { ok: false }> {
  if (config === null) return { ok: true, value: {} };
  const barcodeRules = parseWeightTemplates(config.receipt.weightBarcodes);
  if (!barcodeRules.ok) return barcodeRules;
  const [defaultTaxSystem] = config.fiscal.taxSystems;
  const taxSystemsOfSellers = new Map(
    config.sellers.flatMap(({ id, inn, fiscal }) => {
      const [taxSystem] = fiscal.taxSystems;
      return taxSystem === undefined
        ? []
        : ([
            [id, taxSystem],
            [inn, taxSystem],
          ] as const);
    }),
  );
  return {
    ok: true,
    value: { barcodeRules: barcodeRules.value, taxSystemsOfSellers, ...(defaultTaxSystem === undefined ? {} : { defaultTaxSystem }) },
  };
}

function summaryLine({ taken, mode, generation }: ImportReport, russian: boolean): string {
  if (russian)
    return `Принято (${mode}, №${generation}): товаров ${taken.goods}, штрихкодов ${taken.barcodes}, цен ${taken.prices}, остатков ${taken.stocks}`;
  return `Taken (${mode}, no. ${generation}): ${taken.goods} goods, ${taken.barcodes} barcodes, ${taken.prices} prices, ${taken.stocks} stocks`;
}

/** The texts are those of the people who prepare the goods: Russian in any language. */
function problemLines(report: ImportReport | null): string[] {
  return [...(report?.left ?? []), ...(report?.remarks ?? [])].map(({ reason, count, examples }: ReasonGroup) => {
    const [first] = examples;
    return `  ${count} × ${IMPORT_REASONS[reason]}${first === undefined ? "" : ` (${first.file}:${first.line} ${first.value})`}`;
  });
}
