import { kopecks, points, quantity } from "../../config/money.ts";
import { TAX_SYSTEMS } from "../../config/contract/vat.ts";
import type { Registration } from "../../fiscal/registrar.ts";
import type { Intention } from "../api/till-client.ts";
import type { SellerSettings, TillSettings } from "../core/settings.ts";
import { importAccounts } from "../journal/history.ts";
import { openMemoryJournal } from "../journal/open.ts";
import { DEFAULT_MARKING_SETTINGS } from "../marking/rules.ts";
import { sellerById } from "../receipt/sellers.ts";
import { MAIN_REGISTRAR } from "../shift/book.ts";
import { createBankWorld } from "./bank-world.ts";
import { createFiscalWorld } from "./fiscal-world.ts";
import { simulatedGoods } from "./goods.ts";
import { createMarkingWorld } from "./marking-world.ts";
import { SIMULATED_SALE_RULES } from "./sale-law.ts";
import { createRandom } from "./random.ts";
import { createServerWorld } from "./server-world.ts";
import { createSimulatedClock } from "./simulated-clock.ts";
import { createUtmWorld } from "./utm-world.ts";
import { startProcess, type Outside, type TillProcess } from "./till-process.ts";

export const SIMULATED_START_MS = Date.UTC(2026, 10, 24, 6, 0, 0);

export const SIMULATED_SETTINGS: TillSettings = {
  tillId: "sim-1",
  shopId: "sim",
  discountLimitBasisPoints: { cashier: 0, senior: 2_000, manager: 3_000, technician: 0 },
  sellers: [{ id: MAIN_REGISTRAR, organisation: "ООО Ромашка", inn: "7707083893", ffd: "1.2", permittedTaxSystems: null }],
  utcOffsetMinutes: 180,
  positionLimit: 40,
  openShiftWithFirstSale: true,
  quantityLimit: quantity(100_000_000),
  holdLimit: 3,
  voidMarkedByScan: true,
  refundMarkedByScan: true,
  kegDays: 30,
  changeLimitKop: kopecks(10_000_000),
  cashRounding: "none",
  advanceVat: null,
  senderEmail: null,
  hasCardTerminal: true,
  alcohol: { beerCheque: "none" },
  loyalty: {
    cardPrefixes: ["777"],
    pointValueKop: kopecks(100),
    accrualBasisPoints: 300,
    redeemLimitBasisPoints: 3_000,
    accrueWhenRedeeming: false,
  },
  saleRules: SIMULATED_SALE_RULES,
  receiptFooter: [],
};

/** A further seller with a registrar of its own; its goods name it by INN. */
export const SECOND_SELLER: SellerSettings = {
  id: "bakery",
  organisation: "ИП Хлебов",
  inn: "500100732259",
  ffd: "1.05",
  permittedTaxSystems: null,
};

export const SIMULATED_STAFF = [
  { id: "cashier", name: "Кассир Анна", role: "cashier", inn: null, pinHash: "1111", badgeHash: null },
  { id: "senior", name: "Старший Олег", role: "manager", inn: null, pinHash: "2222", badgeHash: null },
] as const;

export const SIMULATED_CARDS = ["7770000001", "7770000002"] as const;
const CARD_BALANCE = points(500);

/** A registration that fits the seller and permits everything, save what `told` says. */
export function simulatedRegistration({ organisation, inn, ffd }: SellerSettings, told: Partial<Registration> = {}): Registration {
  return {
    organisation,
    inn,
    registrationNumber: "0000000001000001",
    serial: "1",
    fnSerial: "",
    address: "",
    place: "",
    taxSystems: TAX_SYSTEMS,
    ofdName: "",
    ofdInn: "",
    ffd,
    isAutonomous: false,
    sellsMarkedGoods: ffd === "1.2",
    sellsExcise: true,
    agents: null,
    senderEmail: "",
    registeredAt: null,
    ...told,
  };
}

/** A world without faults around an empty database; the simulation makes its weather itself. */
export function createOutside(
  seed: number,
  sellers: 1 | 2 = 1,
): {
  readonly outside: Outside;
  readonly random: ReturnType<typeof createRandom>;
  readonly clock: ReturnType<typeof createSimulatedClock>;
  readonly items: ReturnType<typeof simulatedGoods>["items"];
} {
  const random = createRandom(seed);
  const clock = createSimulatedClock(SIMULATED_START_MS);
  const goods = simulatedGoods(sellers === 1 ? null : SECOND_SELLER.inn, seed % 4 === 3);
  const db = openMemoryJournal();
  const accounts = SIMULATED_CARDS.map((card) => ({
    card,
    name: "Петрова Анна",
    balance: CARD_BALANCE,
    appliedSequence: 0,
    missing: [],
    blocked: false,
  }));
  importAccounts(db, accounts, clock.now());
  const outside: Outside = {
    db,
    clock,
    fiscal: createFiscalWorld(clock, random, "9999078902000001"),
    furtherFiscal: new Map(sellers === 1 ? [] : [[SECOND_SELLER.id, createFiscalWorld(clock, random, "9999078902000002")]]),
    bank: createBankWorld(clock, random),
    servers: { iteem: createServerWorld(clock, random), onec: createServerWorld(clock, random) },
    markingCheck: createMarkingWorld(clock, random),
    utm: createUtmWorld(clock, random),
    marking: DEFAULT_MARKING_SETTINGS,
    goods: goods.lookup,
    staff: SIMULATED_STAFF,
    registrationOf: (id) => simulatedRegistration(sellers === 1 || id !== SECOND_SELLER.id ? SIMULATED_SETTINGS.sellers[0] : SECOND_SELLER),
    settings: sellers === 1 ? SIMULATED_SETTINGS : { ...SIMULATED_SETTINGS, sellers: [...SIMULATED_SETTINGS.sellers, SECOND_SELLER] },
  };
  return { outside, random, clock, items: goods.items };
}

/** One till process in a calm world, to be driven step by step: what the tests of the core use. */
export function startCalmTill(
  seed = 1,
  sellers: 1 | 2 = 1,
  changes: Partial<TillSettings> = {},
  told: Partial<Registration> | null = null,
) {
  const calm = createOutside(seed, sellers);
  const settings = { ...calm.outside.settings, ...changes };
  const registrationOf = (id: string): Registration | null =>
    told === null ? null : simulatedRegistration(sellerById(settings, id), told);
  const world = { ...calm, outside: { ...calm.outside, settings, registrationOf } };
  const process: TillProcess = startProcess(world.outside, world.random, { commitCrash: 0 }, () => {});
  let made = 0;
  return {
    ...world,
    process,
    till: process.till,
    /** A person's command; time stands still meanwhile. */
    send: (intention: Intention) => process.till.execute({ id: `command-${(made += 1)}`, ...intention }),
    /** Everything that is under way comes to its end. */
    settle: () => world.clock.advance(60_000),
  };
}
