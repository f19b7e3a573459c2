import { formatKop } from "../../config/money.ts";
import { openCatalog } from "../catalog/catalog.ts";
import { CATALOG_OPTIONS, catalogFolder } from "./catalog-folder.ts";
import { EXIT, type Command } from "./command.ts";

export const command: Command = {
  options: [
    ...CATALOG_OPTIONS,
    {
      name: "limit",
      kind: "whole",
      placeholder: "N",
      min: 1,
      max: 200,
      default: 20,
      summary: { en: "most answers", ru: "не больше ответов" },
    },
  ],
  operands: [
    {
      placeholder: "WORD",
      required: true,
      repeats: true,
      summary: {
        en: "what a cashier would type: name, article, digits of a barcode, price",
        ru: "что набрал бы кассир: название, артикул, цифры штрихкода, цена",
      },
    },
  ],
  async run(context) {
    const folder = catalogFolder(context);
    if (!folder.ok) return folder.error;
    const { dataDir, config } = folder.value;
    const catalog = openCatalog({ dataDir, shop: config?.catalog.shop ?? null, priceType: config?.catalog.priceType ?? null });
    const startedMs = context.clock.monotonicMs();
    const found = catalog.search(context.operands.join(" "), context.whole("limit") ?? 20);
    const tookMs = Math.round((context.clock.monotonicMs() - startedMs) * 100) / 100;
    catalog.close();
    if (!found.ok) return context.fail([found.error]);
    const lines = found.value.map((hit) => `${hit.code}\t${hit.name}\t${hit.priceKop === null ? "—" : formatKop(hit.priceKop)}`);
    context.answer({ hits: found.value, tookMs }, [...lines, `${found.value.length} / ${tookMs} ms`].join("\n"));
    return EXIT.ok;
  },
};
