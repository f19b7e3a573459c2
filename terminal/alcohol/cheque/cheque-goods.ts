import { kopecks, mulDivRound, QUANTITY_ONE } from "../../../config/money.ts";
import type { TillSettings } from "../../core/settings.ts";
import type { FiscalJob, Position, Receipt } from "../../receipt/receipt.ts";
import { livePositions, receiptTotals } from "../../receipt/receipt-totals.ts";
import type { ChequeBottle, ChequeGoods, ChequeUnstamped } from "./cheque.ts";

/** What of a receipt goes into its EGAIS cheque; null: it has none. Only goods that leave the shop, or come back, are in one. */
export function chequeGoods(receipt: Receipt, settings: TillSettings): ChequeGoods | null {
  const { kind, settlement } = receipt;
  if ((kind !== "sale" && kind !== "refund") || settlement !== "full") return null;
  const live = livePositions(receipt).filter(({ item }) => item.alcohol);
  if (live.length === 0) return null;
  const { lines } = receiptTotals(receipt, settings);
  const sumOf = ({ line }: Position): number => lines.get(line)?.sumKop ?? 0;
  const bottles = live.flatMap((position): ChequeBottle[] => {
    const { item, stamp, barcode } = position;
    if (!stamp) return [];
    return [{ stamp: stamp.text, ean: barcode ?? "", volumeMl: item.alcohol?.volumeMl ?? 0, priceKop: kopecks(sumOf(position)) }];
  });
  if (bottles.length > 0) return { kind: "stamped", bottles };
  if (settings.alcohol?.beerCheque !== "nopdf") return null;
  const unstamped = live.filter(({ item }) => item.alcohol?.isStamped === false).map((position) => unstampedOf(position, sumOf(position)));
  return unstamped.length === 0 ? null : { kind: "unstamped", lines: unstamped };
}

function unstampedOf({ item, barcode, quantity }: Position, sumKop: number): ChequeUnstamped {
  return {
    kindCode: item.alcohol?.kindCode ?? "",
    alcocode: item.alcohol?.alcocode ?? null,
    name: item.name,
    ean: barcode ?? "",
    volumeMl: item.alcohol?.volumeMl ?? 0,
    strengthBasisPoints: item.alcohol?.strengthBasisPoints ?? 0,
    priceKop: kopecks(quantity === 0 ? 0 : mulDivRound(sumKop, QUANTITY_ONE, quantity)),
    quantity,
  };
}

/** Goods of the cheque that must be accepted before this document is begun; null: none. */
export function goodsOfJob({ purpose }: FiscalJob, settings: TillSettings): ChequeGoods | null {
  return purpose.kind === "receipt" ? chequeGoods(purpose.receipt, settings) : null;
}

export function stampsOf(goods: ChequeGoods): readonly string[] {
  return goods.kind === "stamped" ? goods.bottles.map(({ stamp }) => stamp) : [];
}
