import type { TillCommand } from "../../config/contract/commands.ts";
import { appError, type AppError } from "../../config/errors/index.ts";
import { err, ok, type Result } from "../../config/result.ts";
import type { CatalogItem } from "../catalog/catalog-item.ts";
import type { CoreCommandOf, ReadMarking } from "../core/command.ts";
import type { History } from "../journal/history.ts";
import { markingCodeFromBase64 } from "../marking/code/parse-marking.ts";
import type { GoodsLookup } from "./ports.ts";
import { readMarking } from "./scan-input.ts";

type Keg = CoreCommandOf<"connectKeg">["keg"];

/** Without a code the till waits for its scan. */
export function kegCommand(
  { markingCode, volumeMl }: Extract<TillCommand, { type: "connectKeg" }>,
  goods: GoodsLookup,
  history: History,
): Result<CoreCommandOf<"connectKeg">, AppError> {
  const asked = volumeMl ?? null;
  if (markingCode === undefined) return ok({ type: "connectKeg", keg: null, volumeMl: asked });
  const code = markingCodeFromBase64(markingCode);
  if (!code.ok) return code;
  const { gtin14 } = code.value;
  const found = gtin14 === null ? ok(null) : goods.byGtin(gtin14);
  if (!found.ok) return found;
  if (found.value === null) return err(appError("RCP447", { text: gtin14 ?? code.value.cis }));
  return ok({ type: "connectKeg", keg: kegOf(found.value, readMarking(code.value, history, found.value.measure)), volumeMl: asked });
}

/** The code was read already, so it reads the same again. */
export function kegOf(item: CatalogItem, marking: ReadMarking): Keg {
  const code = markingCodeFromBase64(marking.codeBase64);
  return { item, marking, volumeMl: code.ok ? code.value.volumeMl : null };
}
