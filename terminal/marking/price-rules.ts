import { appError, type AppError } from "../../config/errors/index.ts";
import type { LocalDate } from "../../config/local-date.ts";
import type { MarkingLaw, PriceLaw } from "../../config/marking-law.ts";
import { formatKop, kopecks, type Kopecks } from "../../config/money.ts";
import type { MarkingGroup } from "../catalog/catalog-item.ts";
import type { CodeStatus } from "./check/marking-check.ts";
import type { MarkingCode } from "./code/marking-code.ts";
import { latestOf } from "./groups.ts";
import { GROUP_PACKAGE_TYPES, PACKS_IN_BLOCK_DEFAULT, PACKS_IN_BLOCK_MAX } from "./rules.ts";

export interface PricedCode {
  readonly code: MarkingCode;
  readonly group: MarkingGroup | null;
  /** Of one unit, after all discounts. */
  readonly priceKop: Kopecks;
  readonly date: LocalDate;
  /** Null when nothing was answered. */
  readonly status: CodeStatus | null;
}

/**
 * Unit price against the limits of the code (МРЦ) and of the answer (`mrp`, `smp`), as the rows of the day say. Returns the first breach,
 * MRK518 or MRK519; ceilings first.
 */
export function priceFault(priced: PricedCode, law: MarkingLaw): AppError | null {
  const { code, priceKop } = priced;
  if (priceKop <= 0) return null;
  const limits = limitsOf(priced, law);
  for (const { meaning, limitKop } of limits) if (meaning === "ceiling" && priceKop > limitKop) return tooHigh(priceKop, limitKop);
  const hasCodePrice = limits.some(({ limit, meaning }) => limit === "mrc" && meaning === "ceiling");
  for (const { meaning, limitKop } of limits) {
    if (meaning !== "floor") continue;
    // a block or pack whose printed price is below the minimum may not be sold at any price
    const sold = hasCodePrice && code.maximumPriceKop !== null ? kopecks(Math.min(priceKop, code.maximumPriceKop)) : priceKop;
    if (sold < limitKop) return tooLow(sold, limitKop);
  }
  return null;
}

interface Limit extends Pick<PriceLaw, "limit" | "meaning"> {
  readonly limitKop: Kopecks;
}

function limitsOf({ code, group, date, status }: PricedCode, law: MarkingLaw): readonly Limit[] {
  const isBlock = code.ais["8005"] !== undefined || GROUP_PACKAGE_TYPES.includes(status?.packageType ?? "");
  // the shape of a pack is tobacco's own, whatever the goods card lacks
  const priceGroup = group ?? (code.shape === "tobacco-pack" ? "tobacco" : null);
  const codeRow = ruleOf("mrc", priceGroup, date, law);
  const values = { mrc: code.maximumPriceKop, mrp: status?.mrpKop ?? null, smp: group === null ? null : (status?.smpKop ?? null) };
  return (["mrc", "mrp", "smp"] as const).flatMap((limit): readonly Limit[] => {
    const row = ruleOf(limit, limit === "mrc" ? priceGroup : group, date, law);
    const valueKop = values[limit];
    if (row === undefined || valueKop === null) return [];
    // whether mrp of a block is per block or per pack was not found: a block has its own price in AI 8005
    if (limit === "mrp" && row.meaning === "ceiling" && isBlock && codeRow?.meaning === "ceiling") return [];
    return [{ limit, meaning: row.meaning, limitKop: row.perPack && isBlock ? ofBlock(valueKop, status) : valueKop }];
  });
}

/** A number of packs that no block has is as good as none. */
function ofBlock(packKop: Kopecks, status: CodeStatus | null): Kopecks {
  const told = status?.packageQuantity ?? 0;
  const packs = told > 0 && told <= PACKS_IN_BLOCK_MAX ? told : PACKS_IN_BLOCK_DEFAULT;
  return kopecks(Math.min(packKop * packs, Number.MAX_SAFE_INTEGER));
}

/** A row of the group goes before the row of all groups. */
function ruleOf(limit: PriceLaw["limit"], group: MarkingGroup | null, date: LocalDate, { prices }: MarkingLaw): PriceLaw | undefined {
  const rows = prices.filter((row) => row.limit === limit);
  const own = latestOf(
    rows.filter((row) => row.group === group),
    date,
  );
  return (
    own ??
    latestOf(
      rows.filter((row) => row.group === "*"),
      date,
    )
  );
}

function tooHigh(priceKop: Kopecks, limitKop: Kopecks): AppError {
  return appError("MRK518", { price: formatKop(priceKop), limit: formatKop(limitKop) });
}

function tooLow(priceKop: Kopecks, limitKop: Kopecks): AppError {
  return appError("MRK519", { price: formatKop(priceKop), limit: formatKop(limitKop) });
}
