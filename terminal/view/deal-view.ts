import type { DealView } from "../../config/contract/view.ts";
import type { TillSettings } from "../core/settings.ts";
import type { TillState } from "../core/state.ts";
import { leftOf } from "../deals/deal-left.ts";
import { dealReference, type OpenDeal } from "../deals/deal.ts";
import type { History } from "../journal/history.ts";

const DEALS_SHOWN = 50;

/** Deals for the screens: the one that was named, or those with something left whose number or holder contains the text. */
export function dealViews(query: string, history: History, state: TillState, settings: TillSettings): readonly DealView[] {
  const text = query.trim();
  const named = text === "" ? null : namedDeal(text, history, settings);
  const found = history.openDeals(text, DEALS_SHOWN).filter(({ reference }) => reference !== named?.reference);
  return (named === null ? found : [named, ...found]).map((deal) => dealView(deal, state, settings));
}

function dealView(deal: OpenDeal, state: TillState, settings: TillSettings): DealView {
  return { ...deal, leftKop: leftOf(deal, state, settings) };
}

/** By its whole reference, or by the receipt number alone that the till's own references end with. */
function namedDeal(text: string, history: History, { tillId }: TillSettings): OpenDeal | null {
  return history.deal(text) ?? (/^[1-9]\d{0,8}$/.test(text) ? history.deal(dealReference(tillId, Number(text))) : null);
}
