import type { KegView } from "../../config/contract/view.ts";
import { quantity, QUANTITY_MILLILITRE } from "../../config/money.ts";
import { useApp } from "../state/app.ts";
import { ChoiceRow } from "../ui/choice-list.tsx";
import { quantityText, timeText } from "../ui/format.ts";

interface Rows {
  readonly kegs: readonly KegView[];
  readonly chosen: string | null;
  readonly onChoose: (index: number) => void;
}

/** Open kegs with what is left in each, and until when it may be poured. */
export function KegRows({ kegs, chosen, onChoose }: Rows) {
  const { t, language } = useApp();
  const litres = (ml: number): string => quantityText(quantity(Math.max(0, ml) * QUANTITY_MILLILITRE), language());
  const day = (at: number): string => new Date(at).toLocaleDateString(language());
  return (
    <ul class="list" role="listbox" aria-label={t("kegs.title")}>
      {kegs.map((keg, at) => (
        <ChoiceRow key={keg.id} isChosen={keg.id === chosen} onTake={() => onChoose(at)}>
          <b>
            {keg.name} …{keg.mark}
          </b>
          <span class="soft">{t("kegs.opened", { day: day(keg.tappedAt), time: timeText(keg.tappedAt), end: day(keg.endsAt) })}</span>
          <b class="number">{t("kegs.left", { left: litres(keg.leftMl), volume: litres(keg.volumeMl) })}</b>
        </ChoiceRow>
      ))}
    </ul>
  );
}
