import type { SaleLaw } from "../config/sale-law.ts";
import { checkSources } from "../config/marking-sources.ts";
import type { Config } from "../config/schema.ts";
import type { LockPolicy, StaffMember } from "./access/sign-in.ts";
import { saleRules } from "./alcohol/sale-rules.ts";
import type { SellerSettings, TillSettings } from "./core/settings.ts";
import { kopecks, quantity, QUANTITY_ONE } from "../config/money.ts";
import { programmeSettings } from "./loyalty/programme.ts";
import { MAIN_REGISTRAR } from "./shift/book.ts";
import type { EpochMs } from "../config/clock.ts";

const MINUTE_MS = 60_000;

/** What the decisions need of the configuration, as plain data. */
export function tillSettings(config: Config, utcOffsetMinutes: number, law: SaleLaw): TillSettings {
  const { till, receipt } = config;
  const [main, ...others] = configuredSellers(config);
  return {
    tillId: till.id,
    shopId: till.shopId,
    discountLimitBasisPoints: { ...receipt.manualDiscountLimitBasisPoints, technician: 0 },
    sellers: [sellerSettings(main), ...others.map(sellerSettings)],
    utcOffsetMinutes,
    positionLimit: receipt.positionLimit,
    openShiftWithFirstSale: receipt.openShiftWithFirstSale,
    quantityLimit: quantity(receipt.quantityLimitPieces * QUANTITY_ONE),
    holdLimit: receipt.holdLimit,
    voidMarkedByScan: receipt.voidMarkedByScan,
    refundMarkedByScan: receipt.refundMarkedByScan,
    kegDays: receipt.kegDays,
    changeLimitKop: kopecks(receipt.changeLimitKop),
    cashRounding: receipt.cashRounding,
    advanceVat: receipt.advanceVat ?? null,
    senderEmail: config.fiscal.senderEmail ?? null,
    hasCardTerminal: config.cardTerminal !== undefined,
    checksReturnedCodes: checkSources(config.marking).length > 0,
    loyalty: programmeSettings(config.loyalty),
    alcohol:
      config.alcohol.utm === undefined ? null : { beerCheque: config.alcohol.beerCheque, stampInReceipt: config.alcohol.stampInReceipt },
    saleRules: saleRules(config.alcohol, law),
    receiptFooter: receipt.footer,
  };
}

/** Legal entities of the till with the settings of their registrars; the till's own first. */
export function configuredSellers({ till, fiscal, sellers }: Config): readonly [ConfiguredSeller, ...ConfiguredSeller[]] {
  const { organisation, inn } = till;
  return [{ id: MAIN_REGISTRAR, organisation, inn, fiscal }, ...sellers];
}

export type ConfiguredSeller = Pick<Config["sellers"][number], "id" | "organisation" | "inn" | "fiscal">;

function sellerSettings({ id, organisation, inn, fiscal }: ConfiguredSeller): SellerSettings {
  return { id, organisation, inn, ffd: fiscal.ffd, permittedTaxSystems: fiscal.taxSystems };
}

export function staffOf(config: Config): readonly StaffMember[] {
  return config.access.staff.map((member) => ({
    id: member.id,
    name: member.name,
    role: member.role,
    inn: member.inn ?? null,
    pinHash: member.pinHash.reveal(),
    badgeHash: member.badgeHash?.reveal() ?? null,
  }));
}

export function lockPolicyOf(config: Config): LockPolicy {
  return { lockAfterFailures: config.access.lockAfterFailures, lockMs: config.access.lockMinutes * MINUTE_MS };
}

/**
 * Offset of an IANA zone from UTC at a moment, in minutes east: what a clock on the wall there shows against UTC. (The zone's
 * name as text tells it too, but loading the names takes 20 ms of every start.)
 */
export function utcOffsetMinutes(timeZone: string, at: EpochMs): number {
  const wall = new Intl.DateTimeFormat("en-US", {
    timeZone,
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
  }).formatToParts(at);
  const part = (type: Intl.DateTimeFormatPartTypes): number => Number(wall.find((each) => each.type === type)?.value ?? 0);
  const wallMs = Date.UTC(part("year"), part("month") - 1, part("day"), part("hour"), part("minute"));
  return Math.round((wallMs - Math.floor(at / MINUTE_MS) * MINUTE_MS) / MINUTE_MS);
}
