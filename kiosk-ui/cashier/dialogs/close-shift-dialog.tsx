import { useSignal } from "@preact/signals";
import { kopecks, type Kopecks } from "../../../config/money.ts";
import { cleanDigits, countedKop } from "../../entry/money-entry.ts";
import { keyLabel } from "../../keys/key-map.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { rubles, wholeRubles } from "../../ui/format.ts";
import { Keypad } from "../../ui/keypad.tsx";
import { CountersDifference } from "../counters-difference.tsx";
import { RegistrarShifts } from "../registrar-shifts.tsx";
import { returnText } from "../card-returns.tsx";
import { useDialog } from "./use-dialog.ts";

const COUNT_DIGITS_MAX = 6;

/**
 * Closes the shift: the cashier counts first and sees what the till expects only after that, so the count is a count.
 */
export function CloseShiftDialog() {
  const { app, t, close, sendAndClose } = useDialog();
  const notes = [...(app.sections.info.value?.denominationsKop ?? [])].sort((a, b) => b - a);
  const counts = useSignal<readonly string[]>(notes.map(() => ""));
  const isReview = useSignal(false);
  const error = useSignal("");
  const entries = notes.map((noteKop, index) => ({ noteKop, text: counts.value[index] ?? "" }));
  const totalKop = countedKop(entries);
  const expectedKop = app.sections.shift.value?.drawerKop ?? kopecks(0);
  const confirm = async (): Promise<void> => {
    const counted = entries.flatMap(({ noteKop, text }) => (Number(text) > 0 ? [{ noteKop, count: Number(text) }] : []));
    error.value = await sendAndClose({ type: "closeShift", counted });
  };
  const review = (): void => {
    isReview.value = true;
  };
  const recount = (): void => {
    isReview.value = false;
  };
  const setCount = (index: number, text: string): void => {
    counts.value = counts.value.map((old, at) => (at === index ? text : old));
  };
  return (
    <Dialog
      title={t("close.title")}
      size="wide"
      onClose={isReview.value ? recount : close}
      {...(isReview.value ? { closeLabel: t("close.recount") } : {})}
      onSubmit={isReview.value ? undefined : () => nextField(review)}
      actions={isReview.value ? { confirm: () => void confirm() } : { up: () => moveField(-1), down: () => moveField(1) }}
      buttons={
        isReview.value ? (
          <Button tone="main" onPress={() => void confirm()} keyName={keyLabel("confirm")}>
            {t("close.do")}
          </Button>
        ) : (
          <Button tone="main" onPress={review}>
            {t("close.review")}
          </Button>
        )
      }
    >
      {isReview.value ? (
        <Review totalKop={totalKop} expectedKop={expectedKop} />
      ) : (
        <div class="two-columns aside">
          <div class="stack">
            <p class="soft">{t("close.hint")}</p>
            <div class="count-grid">
              {entries.map(({ noteKop, text }, index) => (
                <CountField key={noteKop} noteKop={noteKop} text={text} isFirst={index === 0} onText={(next) => setCount(index, next)} />
              ))}
            </div>
          </div>
          <div class="stack">
            <p class="count-total">
              <span>{t("close.counted")}</span>
              <output>{rubles(totalKop)}</output>
            </p>
            <Keypad extra="none" onSubmit={() => nextField(review)} submitLabel={t("common.next")} />
          </div>
        </div>
      )}
      <p class="pin-error" role="alert">
        {error.value}
      </p>
    </Dialog>
  );
}

function CountField({
  noteKop,
  text,
  isFirst,
  onText,
}: {
  readonly noteKop: Kopecks;
  readonly text: string;
  readonly isFirst: boolean;
  readonly onText: (text: string) => void;
}) {
  return (
    <label class="count">
      <span class="count-note">{wholeRubles(noteKop)} ×</span>
      <input
        class="input input-number count-input"
        value={text}
        inputMode="none"
        autocomplete="off"
        data-count=""
        data-own-field={isFirst ? "" : undefined}
        onInput={(event) => {
          const input = event.currentTarget;
          input.value = cleanDigits(input.value, COUNT_DIGITS_MAX);
          onText(input.value);
        }}
      />
    </label>
  );
}

function Review({ totalKop, expectedKop }: { readonly totalKop: Kopecks; readonly expectedKop: Kopecks }) {
  const { app, t } = useDialog();
  const differenceKop = totalKop - expectedKop;
  const verdict = differenceKop === 0 ? "close.even" : differenceKop > 0 ? "close.surplus" : "close.shortage";
  return (
    <div class="stack">
      <dl class="facts facts-large">
        <dt>{t("close.counted")}</dt>
        <dd>{rubles(totalKop)}</dd>
        <dt>{t("close.expected")}</dt>
        <dd>{rubles(expectedKop)}</dd>
      </dl>
      <RegistrarShifts shift={app.sections.shift.value} />
      <CountersDifference counters={app.sections.shift.value?.counters ?? []} />
      {(app.sections.cardReturns.value ?? []).map((each) => (
        <p key={each.receiptId} class="verdict tone-ask">
          {t("seller.return.close")} {returnText(t, each)}
        </p>
      ))}
      <p class={`verdict ${differenceKop === 0 ? "tone-good" : "tone-ask"}`}>
        <span>{t(verdict)}</span>
        {differenceKop !== 0 && <b>{rubles(kopecks(Math.abs(differenceKop)))}</b>}
      </p>
      {totalKop === 0 && <p class="soft">{t("close.empty")}</p>}
    </div>
  );
}

function countFields(): HTMLInputElement[] {
  return [...document.querySelectorAll<HTMLInputElement>("[data-count]")];
}

/** Enter goes to the next denomination, from the last one to the comparison. */
function nextField(atEnd: () => void): void {
  if (!moveField(1)) atEnd();
}

function moveField(step: number): boolean {
  const fields = countFields();
  const next = fields[fields.findIndex((field) => field === document.activeElement) + step];
  next?.focus();
  next?.select();
  return next !== undefined;
}
