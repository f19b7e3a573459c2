import { mulDivRound, QUANTITY_ONE } from "../../../../config/money.ts";
import { done, fail, type Command, type Reply } from "../command.ts";
import { KKT_ERROR } from "../error-code.ts";
import { deviceVat } from "../open-receipt.ts";
import type { PayloadReader } from "../payload.ts";
import type { ShtrihKkt } from "../shtrih-kkt.ts";
import type { OpenItem } from "../state.ts";

const MONEY_BYTES = 5;

/**
 * FF4B: discount or surcharge on the items entered so far. The format has no tag for it, so it goes into the items' sums in
 * proportion, to the kopeck; their prices follow.
 */
function receiptDiscount(kkt: ShtrihKkt, request: PayloadReader): Reply {
  const [discount, surcharge] = [request.uint(MONEY_BYTES), request.uint(MONEY_BYTES)];
  const { receipt } = kkt.state;
  if (receipt === null) return fail(KKT_ERROR.wrongMode);
  const total = receipt.items.reduce((sum, item) => sum + item.sumKop, 0);
  const target = total - discount + surcharge;
  if (receipt.items.length === 0 || total === 0) return fail(KKT_ERROR.badParameters);
  if (target < 0) return fail(KKT_ERROR.negativeTotal);
  const shares = distributed(receipt.items, total, target);
  receipt.items.forEach((item, i) => changeSum(item, shares[i] ?? 0));
  return done();
}

/** Cumulative rounding: the parts add up to `target` exactly and none is off by more than a kopeck. */
function distributed(items: readonly OpenItem[], total: number, target: number): number[] {
  let before = 0;
  let given = 0;
  return items.map(({ sumKop }) => {
    before += sumKop;
    const upTo = mulDivRound(before, target, total);
    const share = upTo - given;
    given = upTo;
    return share;
  });
}

function changeSum(item: OpenItem, sumKop: number): void {
  item.sumKop = sumKop;
  item.priceKop = mulDivRound(sumKop, QUANTITY_ONE, item.quantity);
  item.vatKop = deviceVat(sumKop, item.vatCode);
}

export const DISCOUNT_COMMANDS: readonly Command[] = [
  { code: 0xff4b, minLength: 17, maxLength: 145, level: "operator", kind: "print", modes: [8], run: receiptDiscount },
];
