import { appError, type AppError } from "./errors/index.ts";
import type { Config } from "./schema.ts";

/** What is no mistake and yet should be looked at: the till works with it, perhaps not as the shop means it. */
export function configNotices({ receipt, fiscal }: Pick<Config, "receipt" | "fiscal">): readonly AppError[] {
  const isGuessed = receipt.advanceVat === undefined && fiscal.taxSystems[0] === "esn";
  return isGuessed ? [appError("CFG923")] : [];
}
