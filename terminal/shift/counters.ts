import type { EpochMs } from "../../config/clock.ts";
import type { CountedFigure, CountersView, FigurePair, FigureView, TillFigureView } from "../../config/contract/counters.ts";
import { appError, type AppError, type ErrorDetails } from "../../config/errors/index.ts";
import { formatKop, kopecks, type Kopecks } from "../../config/money.ts";
import type { RegistrarCounters, RegistrarPayments } from "../../fiscal/registrar.ts";
import type { ShiftState, ShiftTotals } from "./shift.ts";

/** The till's totals and the registrar's counters as last found to differ, or to agree again. */
export interface CountersCheck {
  readonly at: EpochMs;
  readonly figures: readonly FigurePair[];
  /** When they agreed again; null: they differ. */
  readonly settledAt: EpochMs | null;
}

interface FigureSpec {
  readonly unit: FigureView["unit"];
  readonly ru: string;
  readonly en: string;
}

const SPECS: Readonly<Record<CountedFigure, FigureSpec>> = {
  sales: { unit: "kop", ru: "приход", en: "sales" },
  salesCount: { unit: "count", ru: "чеков прихода", en: "receipts of sales" },
  refunds: { unit: "kop", ru: "возврат прихода", en: "refunds" },
  refundsCount: { unit: "count", ru: "чеков возврата прихода", en: "receipts of refunds" },
  purchases: { unit: "kop", ru: "расход", en: "purchases" },
  purchasesCount: { unit: "count", ru: "чеков расхода", en: "receipts of purchases" },
  purchaseRefunds: { unit: "kop", ru: "возврат расхода", en: "refunds of purchases" },
  purchaseRefundsCount: { unit: "count", ru: "чеков возврата расхода", en: "receipts of purchase refunds" },
  cash: { unit: "kop", ru: "оплата наличными", en: "paid in cash" },
  electronic: { unit: "kop", ru: "оплата безналичными", en: "paid cashless" },
  prepaid: { unit: "kop", ru: "зачёт предоплаты", en: "offset of prepayments" },
  credit: { unit: "kop", ru: "в кредит", en: "on credit" },
  counter: { unit: "kop", ru: "встречное предоставление", en: "counter provision" },
  drawer: { unit: "kop", ru: "наличные в ящике", en: "cash in the drawer" },
};

/** In the order in which people read them: what tells most of a difference first. */
const ORDER = Object.keys(SPECS) as readonly CountedFigure[];

/** Figures named in the alarm's text; all of them stand in its details. */
const NAMED_MAX = 3;

/** Every figure that both tell, in the order of reading. */
export function figurePairs(totals: ShiftTotals, drawerKop: Kopecks, registrar: RegistrarCounters): readonly FigurePair[] {
  const told = tillFigures(totals, drawerKop);
  return figuresOf(registrar).map(({ key, value }) => ({ key, till: told[key], registrar: value }));
}

/** What the registrar tells, in the order of reading. */
export function figuresOf(registrar: RegistrarCounters): readonly { readonly key: CountedFigure; readonly value: number }[] {
  const counted: Readonly<Record<CountedFigure, number | null>> = {
    sales: registrar.salesKop,
    salesCount: registrar.salesCount,
    refunds: registrar.refundsKop,
    refundsCount: registrar.refundsCount,
    purchases: registrar.purchasesKop,
    purchasesCount: registrar.purchasesCount,
    purchaseRefunds: registrar.purchaseRefundsKop,
    purchaseRefundsCount: registrar.purchaseRefundsCount,
    ...paymentFigures(registrar.payments),
    drawer: registrar.cashInDrawerKop,
  };
  return ORDER.flatMap((key) => {
    const value = counted[key];
    return value === null ? [] : [{ key, value }];
  });
}

function tillFigures(totals: ShiftTotals, drawerKop: Kopecks): Readonly<Record<CountedFigure, number>> {
  return {
    sales: totals.salesKop,
    salesCount: totals.salesCount,
    refunds: totals.refundsKop,
    refundsCount: totals.refundsCount,
    purchases: totals.purchasesKop,
    purchasesCount: totals.purchasesCount,
    purchaseRefunds: totals.purchaseRefundsKop,
    purchaseRefundsCount: totals.purchaseRefundsCount,
    cash: totals.cashKop,
    electronic: totals.cardKop,
    prepaid: totals.prepaidKop,
    credit: totals.creditKop,
    counter: totals.counterKop ?? 0,
    drawer: drawerKop,
  };
}

function paymentFigures(payments: RegistrarPayments | undefined) {
  return {
    cash: payments?.cashKop ?? null,
    electronic: payments?.electronicKop ?? null,
    prepaid: payments?.prepaidKop ?? null,
    credit: payments?.creditKop ?? null,
    counter: payments?.counterKop ?? null,
  };
}

/** A difference stands, and the till counts otherwise since: a person has settled a document. It may be gone. */
export function isDifferenceOutdated({
  check,
  shift,
  drawerKop,
}: {
  readonly check: CountersCheck | null;
  readonly shift: ShiftState;
  readonly drawerKop: Kopecks;
}): boolean {
  if (check?.settledAt !== null || shift.status !== "open") return false;
  const told = tillFigures(shift.totals, drawerKop);
  return check.figures.some(({ key, till }) => told[key] !== till);
}

export function differing<T extends FigurePair>(figures: readonly T[]): readonly T[] {
  return figures.filter(({ till, registrar }) => till !== registrar);
}

/** The same difference has the same name, whatever was sold meanwhile; none has none. */
export function differenceName(figures: readonly FigurePair[]): string {
  return differing(figures)
    .map(({ key, till, registrar }) => `${key}:${registrar - till}`)
    .join();
}

/** The alarm with both figures of everything that is counted; `owner` where there are several registrars. */
export function differenceError(figures: readonly FigurePair[], owner: string | null): AppError {
  const details: Record<string, ErrorDetails[string]> = {
    figures: inWords(figures, owner, "ru"),
    figuresEn: inWords(figures, owner, "en"),
  };
  for (const { key, till, registrar } of figures) {
    details[`${key}Till`] = till;
    details[`${key}Registrar`] = registrar;
  }
  return appError("FIS591", details);
}

/** "приход: касса 100,00, ККТ 155,55; …": the figures that differ. */
function inWords(figures: readonly FigurePair[], owner: string | null, language: "ru" | "en"): string {
  const named = differing(figures).toSorted((a, b) => Number(isCount(a)) - Number(isCount(b)));
  const [till, registrar] = language === "ru" ? ["касса", "ККТ"] : ["till", "registrar"];
  const texts = named.slice(0, NAMED_MAX).map((pair) => {
    const { key } = pair;
    return `${SPECS[key][language]}: ${till} ${figureText(key, pair.till)}, ${registrar} ${figureText(key, pair.registrar)}`;
  });
  const more = named.length > NAMED_MAX ? "; …" : "";
  return `${owner === null ? "" : `${owner}: `}${texts.join("; ")}${more}`;
}

function isCount({ key }: FigurePair): boolean {
  return SPECS[key].unit === "count";
}

export function figureText(key: CountedFigure, value: number): string {
  return SPECS[key].unit === "count" ? String(value) : formatKop(kopecks(value));
}

export function figureName(key: CountedFigure, language: "ru" | "en"): string {
  return SPECS[key][language];
}

function figureView(pair: FigurePair, language: "ru" | "en"): FigureView {
  const { unit, [language]: name } = SPECS[pair.key];
  return { ...pair, name, unit };
}

/** What the till counts now. */
export function tillFigureViews(
  { totals }: Pick<ShiftState, "totals">,
  drawerKop: Kopecks,
  language: "ru" | "en",
): readonly TillFigureView[] {
  const told = tillFigures(totals, drawerKop);
  return ORDER.map((key) => ({ key, till: told[key], name: SPECS[key][language], unit: SPECS[key].unit }));
}

export function countersView(
  { at, settledAt, figures }: CountersCheck,
  whose: Pick<CountersView, "registrarId" | "owner">,
  language: "ru" | "en",
): CountersView {
  return { ...whose, at, settledAt, figures: figures.map((pair) => figureView(pair, language)) };
}
