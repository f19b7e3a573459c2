import type { EpochMs } from "../clock.ts";

/** What till and registrar both count; money in kopecks. Payments are those of all receipts of the shift: what came in less what went out. */
export type CountedFigure =
  | "sales"
  | "salesCount"
  | "refunds"
  | "refundsCount"
  | "purchases"
  | "purchasesCount"
  | "purchaseRefunds"
  | "purchaseRefundsCount"
  | "cash"
  | "electronic"
  | "prepaid"
  | "credit"
  | "counter"
  | "drawer";

/** One figure as both count it. */
export interface FigurePair {
  readonly key: CountedFigure;
  readonly till: number;
  readonly registrar: number;
}

export interface FigureView extends FigurePair {
  /** In the till's language. */
  readonly name: string;
  readonly unit: "kop" | "count";
}

/** The till's own figure as it stands now. */
export type TillFigureView = Omit<FigureView, "registrar">;

/** The till's totals beside the registrar's counters, as last compared. */
export interface CountersView {
  readonly registrarId: string;
  /** Whose registrar, on a till with several sellers; null otherwise. */
  readonly owner: string | null;
  /** When they were compared. */
  readonly at: EpochMs;
  /** When the difference went away; null: it stands. */
  readonly settledAt: EpochMs | null;
  /** All that both count, whether it differs or not. */
  readonly figures: readonly FigureView[];
}
