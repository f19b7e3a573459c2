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

/** The fields of one line: a new one, or one of the list, which stays there as it was until the changed one takes its place. */
export type LineEntry = ReturnType<typeof useLineEntry>;

export function useLineEntry(lines: Signal<readonly CorrectionLine[]>, onLines: (lines: readonly CorrectionLine[]) => void) {
  const name = useSignal("");
  const price = useSignal("");
  const count = useSignal("");
  const vat = useSignal<VatRate>("22");
  /** Where the line that is changed stands; null: the fields are a new one's. */
  const changed = useSignal<number | null>(null);
  const clear = (): void => {
    name.value = price.value = count.value = "";
    changed.value = null;
  };
  const change = (index: number): void => {
    const line = lines.value[index];
    if (line === undefined) return;
    changed.value = index;
    name.value = line.name;
    price.value = typedMoney(line.priceKop);
    count.value = quantityText(quantity(line.quantity), "ru");
    vat.value = line.vat;
  };
  /** False: name, price or quantity cannot be read. */
  const take = (): boolean => {
    const priceKop = readMoney(price.value);
    const asked = count.value === "" ? QUANTITY_ONE : entryAsQuantity(count.value);
    if (name.value.trim() === "" || priceKop === null || asked === null) return false;
    const typed = { name: name.value.trim(), priceKop, quantity: asked, vat: vat.value };
    const at = changed.value;
    onLines(at === null ? [...lines.value, typed] : lines.value.map((line, index) => (index === at ? mended(line, typed) : line)));
    clear();
    return true;
  };
  const isBegun = changed.value !== null || name.value !== "" || price.value !== "" || count.value !== "";
  return { fields: { name, price, count, vat }, changed: changed.value, isBegun, change, take, clear };
}

/** What no field shows stays as it was; the sum too while it is of the same price and quantity. */
function mended(
  { sumKop, ...kept }: CorrectionLine,
  typed: Pick<CorrectionLine, "name" | "priceKop" | "quantity" | "vat">,
): CorrectionLine {
  const isSameSum = kept.priceKop === typed.priceKop && kept.quantity === typed.quantity && sumKop !== undefined;
  return { ...kept, ...typed, ...(isSameSum ? { sumKop } : {}) };
}

/** Goods of a correction receipt: what is there, and the fields of one. */
export function CorrectionLines({
  lines,
  totalKop,
  onLines,
  entry,
  onTake,
}: {
  readonly lines: readonly CorrectionLine[];
  readonly totalKop: Kopecks;
  readonly onLines: (lines: readonly CorrectionLine[]) => void;
  readonly entry: LineEntry;
  readonly onTake: () => void;
}) {
  const { t } = useDialog();
  const { name, price, count, vat } = entry.fields;
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
        <Button onPress={entry.isBegun ? onTake : undefined}>
          {t(entry.changed === null ? "correction.addLine" : "correction.saveLine")}
        </Button>
      </div>
      <LineList
        lines={lines}
        totalKop={totalKop}
        changed={entry.changed}
        {...(entry.isBegun ? {} : { onChange: entry.change, onRemove: (gone) => onLines(lines.filter((_, at) => at !== gone)) })}
      />
    </div>
  );
}

/** The lines and the sum to pay; without anything to press they are only read. */
export function LineList({
  lines,
  totalKop,
  changed = null,
  onChange,
  onRemove,
}: {
  readonly lines: readonly CorrectionLine[];
  readonly totalKop: Kopecks;
  readonly changed?: number | null;
  readonly onChange?: (index: number) => void;
  readonly onRemove?: (index: number) => void;
}) {
  const { app, t } = useDialog();
  return (
    <ul class="list">
      {lines.map((line, index) => (
        <li key={index} class={index === changed ? "list-row list-chosen" : "list-row"}>
          <span>
            {line.name}
            <span class="small soft">
              {" "}
              {quantityText(quantity(line.quantity), app.language())} × {rubles(kopecks(line.priceKop))}
            </span>
          </span>
          {onChange !== undefined && <Button onPress={() => onChange(index)}>{t("correction.changeLine")}</Button>}
          {onRemove !== undefined && (
            <Button onPress={() => onRemove(index)} label={t("correction.removeLine", { name: line.name })}>
              ✕
            </Button>
          )}
        </li>
      ))}
      <li class="list-row">
        <b>{t("done.total")}</b>
        <b class="number">{rubles(totalKop)}</b>
      </li>
    </ul>
  );
}
