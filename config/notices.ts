import { appError, type AppError } from "./errors/index.ts";
import { checkSources, describedSources, SOURCE_SECTIONS } from "./marking-sources.ts";
import type { Config } from "./schema.ts";

/** What is no mistake and yet should be looked at: the till works with it, perhaps not as the shop means it. */
export function configNotices({ receipt, fiscal, marking }: Pick<Config, "receipt" | "fiscal" | "marking">): readonly AppError[] {
  const isGuessed = receipt.advanceVat === undefined && fiscal.taxSystems[0] === "esn";
  const asked = checkSources(marking);
  const unused = describedSources(marking).filter((source) => !asked.includes(source));
  return [
    ...(isGuessed ? [appError("CFG923")] : []),
    ...unused.map((source) => appError("MRK552", { section: `marking.${SOURCE_SECTIONS[source]}` })),
  ];
}
