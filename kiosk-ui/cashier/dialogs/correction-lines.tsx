import { useSignal, type Signal } from "@preact/signals";
import type { CorrectionDraft } from "../../../config/contract/commands.ts";
import type { VatRate } from "../../../config/contract/vat.ts";
import { kopecks, priceTimesQuantity, quantity, QUANTITY_ONE, type Kopecks } from "../../../config/money.ts";
import { entryAsQuantity } from "../../entry/interpret-entry.ts";
import { cleanMoney, cleanQuantity, readMoney, typedMoney } from "../../entry/money-entry.ts";
import { Button } from "../../ui/button.tsx";
import { Choices } from "../../ui/choices.tsx";
import { Field } from "../../ui/field.tsx";
import { quantityText, rubles } from "../../ui/format.ts";
import { useDialog } from "./use-dialog.ts";

/** A line as it is typed, or as the wrong receipt has it: with all that stands in it and no field shows. */
export type CorrectionLine = CorrectionDraft["lines"][number];

/** Rates of a correction of the last years; the till refuses one that did not hold on the day that is corrected. */
const RATES: readonly VatRate[] = ["22", "20", "10", "7", "5", "0", "none"];
const NAME_LENGTH_MAX = 128;

export function linesTotal(lines: readonly CorrectionLine[]): Kopecks {
  return kopecks(lines.reduce((sum, line) => sum + sumOf(line), 0));
}

function sumOf({ priceKop, quantity: count, sumKop }: CorrectionLine): number {
  return sumKop ?? priceTimesQuantity(kopecks(priceKop), quantity(count));
}

/** Goods of a correction receipt: what is there, and one more. */
export function CorrectionLines({ lines }: { readonly lines: Signal<readonly CorrectionLine[]> }) {
  const { app, t } = useDialog();
  const name = useSignal("");
  const price = useSignal("");
  const count = useSignal("");
  const vat = useSignal<VatRate>("22");
  const error = useSignal("");
  /** The line that is being changed: what the fields don't show stays as it was. */
  const changed = useSignal<CorrectionLine | null>(null);
  const change = (index: number): void => {
    const line = lines.value[index];
    if (line === undefined) return;
    changed.value = line;
    name.value = line.name;
    price.value = typedMoney(line.priceKop);
    count.value = quantityText(quantity(line.quantity), "ru");
    vat.value = line.vat;
    lines.value = lines.value.filter((_, at) => at !== index);
  };
  const add = (): void => {
    const priceKop = readMoney(price.value);
    const asked = count.value === "" ? QUANTITY_ONE : entryAsQuantity(count.value);
    if (name.value.trim() === "" || priceKop === null || asked === null) {
      error.value = t("correction.lineWrong");
      app.sounds.play("bad");
      return;
    }
    const { sumKop, ...kept } = changed.value ?? {};
    const isSameSum = changed.value?.priceKop === priceKop && changed.value.quantity === asked && sumKop !== undefined;
    const typed = { name: name.value.trim(), priceKop, quantity: asked, vat: vat.value };
    lines.value = [...lines.value, { ...kept, ...typed, ...(isSameSum ? { sumKop } : {}) }];
    name.value = price.value = count.value = error.value = "";
    changed.value = null;
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
                {quantityText(quantity(line.quantity), app.language())} × {rubles(kopecks(line.priceKop))}
              </span>
            </span>
            <Button onPress={() => change(index)}>{t("correction.changeLine")}</Button>
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
