import { appError, type AppError } from "../../config/errors/index.ts";
import { formatKop, kopecks, type Kopecks } from "../../config/money.ts";
import type { MarkingGroup } from "../catalog/catalog-item.ts";
import type { CodeStatus } from "./check/marking-check.ts";
import type { MarkingCode } from "./code/marking-code.ts";
import { CODE_PRICE_GROUPS, GROUP_PACKAGE_TYPES, MINIMUM_PRICE_GROUPS, MRP_IS_MINIMUM_GROUP, PACKS_IN_BLOCK_DEFAULT } from "./rules.ts";

/**
 * Unit price against the limits of the code (МРЦ) and of the answer (`mrp`, `smp`); `status` is null when nothing was answered.
 * Returns the first breach, MRK518 or MRK519.
 */
export function priceFault(code: MarkingCode, group: MarkingGroup | null, priceKop: Kopecks, status: CodeStatus | null): AppError | null {
  if (priceKop <= 0) return null;
  const isBlock = code.ais["8005"] !== undefined || GROUP_PACKAGE_TYPES.includes(status?.packageType ?? "");
  for (const limitKop of ceilings(code, group, status, isBlock)) {
    if (priceKop > limitKop) return tooHigh(priceKop, limitKop);
  }
  for (const limitKop of floors(group, status, isBlock)) {
    // a block or pack whose printed price is below the minimum may not be sold at any price
    const codeIsBelow = group !== MRP_IS_MINIMUM_GROUP && code.maximumPriceKop !== null && code.maximumPriceKop < limitKop;
    if (codeIsBelow) return tooLow(code.maximumPriceKop ?? priceKop, limitKop);
    if (priceKop < limitKop) return tooLow(priceKop, limitKop);
  }
  return null;
}

function ceilings(code: MarkingCode, group: MarkingGroup | null, status: CodeStatus | null, isBlock: boolean): readonly Kopecks[] {
  const limits: Kopecks[] = [];
  const codePriceCounts = group === null ? code.shape === "tobacco-pack" : CODE_PRICE_GROUPS.includes(group);
  if (codePriceCounts && code.maximumPriceKop !== null) limits.push(code.maximumPriceKop);
  // whether mrp of a block is per block or per pack was not found: a block has its own price in AI 8005
  const mrpCounts = group !== MRP_IS_MINIMUM_GROUP && !(isBlock && codePriceCounts);
  if (mrpCounts && status !== null && status.mrpKop !== null) limits.push(status.mrpKop);
  return limits;
}

function floors(group: MarkingGroup | null, status: CodeStatus | null, isBlock: boolean): readonly Kopecks[] {
  if (status === null || group === null) return [];
  const limits: Kopecks[] = [];
  if (group === MRP_IS_MINIMUM_GROUP && status.mrpKop !== null) limits.push(status.mrpKop);
  const packs = isBlock ? (status.packageQuantity ?? PACKS_IN_BLOCK_DEFAULT) : 1;
  if (MINIMUM_PRICE_GROUPS.includes(group) && status.smpKop !== null) limits.push(kopecks(status.smpKop * packs));
  return limits;
}

function tooHigh(priceKop: Kopecks, limitKop: Kopecks): AppError {
  return appError("MRK518", { price: formatKop(priceKop), limit: formatKop(limitKop) });
}

function tooLow(priceKop: Kopecks, limitKop: Kopecks): AppError {
  return appError("MRK519", { price: formatKop(priceKop), limit: formatKop(limitKop) });
}
