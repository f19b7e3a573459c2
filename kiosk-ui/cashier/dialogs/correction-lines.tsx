import { useSignal, type Signal } from "@preact/signals";
import type { VatRate } from "../../../config/contract/vat.ts";
import { kopecks, priceTimesQuantity, quantity, QUANTITY_ONE, type Kopecks } from "../../../config/money.ts";
import { entryAsQuantity } from "../../entry/interpret-entry.ts";
import { cleanMoney, cleanQuantity, readMoney } from "../../entry/money-entry.ts";
import { Button } from "../../ui/button.tsx";
import { Choices } from "../../ui/choices.tsx";
import { Field } from "../../ui/field.tsx";
import { quantityText, rubles } from "../../ui/format.ts";
import { useDialog } from "./use-dialog.ts";

export interface CorrectionLine {
  readonly name: string;
  readonly priceKop: Kopecks;
  readonly quantity: number;
  readonly vat: VatRate;
}

/** Rates of a correction of the last years; the till refuses one that did not hold on the day that is corrected. */
const RATES: readonly VatRate[] = ["22", "20", "10", "7", "5", "0", "none"];
const NAME_LENGTH_MAX = 128;

export function linesTotal(lines: readonly CorrectionLine[]): Kopecks {
  return kopecks(lines.reduce((sum, line) => sum + priceTimesQuantity(line.priceKop, quantity(line.quantity)), 0));
}

/** Goods of a correction receipt: what is there, and one more. */
export function CorrectionLines({ lines }: { readonly lines: Signal<readonly CorrectionLine[]> }) {
  const { app, t } = useDialog();
  const name = useSignal("");
  const price = useSignal("");
  const count = useSignal("");
  const vat = useSignal<VatRate>("22");
  const error = useSignal("");
  const add = (): void => {
    const priceKop = readMoney(price.value);
    const asked = count.value === "" ? QUANTITY_ONE : entryAsQuantity(count.value);
    if (name.value.trim() === "" || priceKop === null || asked === null) {
      error.value = t("correction.lineWrong");
      app.sounds.play("bad");
      return;
    }
    lines.value = [...lines.value, { name: name.value.trim(), priceKop, quantity: asked, vat: vat.value }];
    name.value = price.value = count.value = error.value = "";
  };
  return (
    <div class="two-columns aside">
      <div class="stack">
        <Field label={t("correction.name")} value={name} isOwn maxLength={NAME_LENGTH_MAX} />
        <Field label={t("correction.price")} value={price} clean={cleanMoney} isNumber />
        <Field label={t("quantity.title")} value={count} clean={cleanQuantity} isNumber placeholder="1" />
        <Choices
          isRow
          label={t("correction.vat")}
          options={RATES.map((value) => ({
            value,
            text: t(value === "none" ? "correction.noVat" : "correction.vatRate", { rate: value }),
          }))}
          chosen={vat.value}
          onChoose={(value) => (vat.value = value)}
        />
        <p class="pin-error" role="alert">
          {error.value}
        </p>
        <Button onPress={add}>{t("correction.addLine")}</Button>
      </div>
      <ul class="list">
        {lines.value.map((line, index) => (
          <li key={index} class="list-row">
            <span>
              {line.name}
              <span class="small soft">
                {" "}
                {quantityText(quantity(line.quantity), app.language())} × {rubles(line.priceKop)}
              </span>
            </span>
            <Button onPress={() => (lines.value = lines.value.filter((_, at) => at !== index))}>✕</Button>
          </li>
        ))}
        <li class="list-row">
          <b>{t("done.total")}</b>
          <b class="number">{rubles(linesTotal(lines.value))}</b>
        </li>
      </ul>
    </div>
  );
}
