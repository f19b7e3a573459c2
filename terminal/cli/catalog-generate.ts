import { runCatalogGenerate } from "../catalog/generate/run-generate.ts";
import { CATALOG_OPTIONS, catalogFolder } from "./catalog-folder.ts";
import { EXIT, type Command } from "./command.ts";

export const command: Command = {
  options: [
    ...CATALOG_OPTIONS,
    {
      name: "items",
      kind: "whole",
      placeholder: "N",
      min: 1,
      max: 1_000_000,
      default: 1_000,
      summary: { en: "how many goods", ru: "сколько товаров" },
    },
    {
      name: "seed",
      kind: "whole",
      placeholder: "N",
      min: 0,
      max: 2_147_483_647,
      default: 1,
      summary: { en: "the same seed gives the same goods", ru: "то же число даёт те же товары" },
    },
  ],
  details: {
    en: "Invents goods with barcodes, prices and stocks, and puts them into use instead of the present catalogue.",
    ru: "Придумывает товары со штрихкодами, ценами и остатками и ставит их вместо нынешнего каталога.",
  },
  async run(context) {
    const folder = catalogFolder(context);
    if (!folder.ok) return folder.error;
    const { dataDir } = folder.value;
    const built = await runCatalogGenerate({
      dataDir,
      items: context.whole("items") ?? 1,
      seed: context.whole("seed") ?? 1,
      clock: context.clock,
    });
    if (!built.ok) return context.fail([built.error]);
    const { generation, items, barcodes } = built.value;
    const text =
      context.language === "ru"
        ? `Товаров: ${items}, штрихкодов: ${barcodes} (${dataDir})`
        : `${items} goods, ${barcodes} barcodes (${dataDir})`;
    context.answer({ dataDir, generation, items, barcodes }, text);
    return EXIT.ok;
  },
};
