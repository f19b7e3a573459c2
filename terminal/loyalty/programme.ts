import type { Frozen } from "../../config/schema.ts";
import type { LoyaltyConfig } from "../../config/sections/sale.ts";
import { kopecks, points, type Kopecks, type Points } from "../../config/money.ts";
import { assertInvariant } from "../../config/result.ts";

/** Rules of the shop's points programme (бонусная программа); plain data. */
export interface ProgrammeSettings {
  /** First digits of card numbers. */
  readonly cardPrefixes: readonly string[];
  /** What one point takes off a price when it is redeemed. */
  readonly pointValueKop: Kopecks;
  /** Points earned on the money paid, in hundredths of a percent: 300 gives 3 points per 100 points' worth. */
  readonly accrualBasisPoints: number;
  /** Largest part of the goods open to points that points may pay. */
  readonly redeemLimitBasisPoints: number;
  /** False: a receipt that spends points earns none. */
  readonly accrueWhenRedeeming: boolean;
}

export function programmeSettings(config: Frozen<LoyaltyConfig>): ProgrammeSettings | null {
  if (!config.enabled) return null;
  const { pointValueKop, accrualBasisPoints, redeemLimitBasisPoints, accrueWhenRedeeming } = config.programme;
  return {
    cardPrefixes: config.cardPrefixes,
    pointValueKop: kopecks(pointValueKop),
    accrualBasisPoints,
    redeemLimitBasisPoints,
    accrueWhenRedeeming,
  };
}

/** A priced position as accrual sees it. */
export interface AccrualLine {
  /** What the buyer pays for it: after all discounts and after points. */
  readonly sumKop: Kopecks;
  /** Tobacco and the like: any reward for buying it is forbidden (15-FZ, art. 16; of accrual our cautious reading). */
  readonly frozenPrice: boolean;
  /** The goods card or a promotion takes this position out of accrual. */
  readonly noAccrual?: boolean;
}

/** How the receipt was paid. */
export interface AccrualPayment {
  /** Money that earns points. Smaller than the sum of the lines when a part was paid by a certificate or an advance. */
  readonly paidKop: Kopecks;
  /** Points spent on the receipt; their part of the price is in no line's sum. */
  readonly redeemed: Points;
}

const BASIS_POINTS = 10_000n;

/**
 * Points earned by a receipt: on money really paid for goods that earn, once per receipt, rounded down once after summing (a rule
 * fixed here, since two places with two roundings is the usual defect).
 */
export function accrualFor(lines: readonly AccrualLine[], payment: AccrualPayment, settings: ProgrammeSettings): Points {
  if (payment.redeemed > 0 && !settings.accrueWhenRedeeming) return points(0);
  const totalKop = lines.reduce((sum, line) => sum + line.sumKop, 0);
  const earningKop = lines.reduce((sum, line) => sum + (earns(line) ? line.sumKop : 0), 0);
  if (totalKop === 0) return points(0);
  const paidKop = Math.min(payment.paidKop, totalKop);
  // earning × paid / total × rate / point value: one division, so that nothing is rounded on the way
  const dividend = BigInt(earningKop) * BigInt(paidKop) * BigInt(settings.accrualBasisPoints);
  return points(Number(dividend / (BigInt(totalKop) * BASIS_POINTS * BigInt(settings.pointValueKop))));
}

function earns(line: Pick<AccrualLine, "frozenPrice" | "noAccrual">): boolean {
  return !line.frozenPrice && line.noAccrual !== true;
}

/**
 * The most points that may be redeemed on goods of `baseKop` (sum of the positions open to points, before points). The smallest sum
 * that must stay to be paid is the pricing's business (`pointsLimitKop`): it knows units and floors.
 */
export function redeemLimit(baseKop: Kopecks, balance: Points, settings: ProgrammeSettings): Points {
  assertInvariant(baseKop >= 0, `base of redemption ${baseKop}`);
  const share = (BigInt(baseKop) * BigInt(settings.redeemLimitBasisPoints)) / (BASIS_POINTS * BigInt(settings.pointValueKop));
  return points(Math.max(0, Math.min(balance, Number(share))));
}
