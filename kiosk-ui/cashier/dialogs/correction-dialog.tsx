import { useSignal } from "@preact/signals";
import { cleanDay } from "../../entry/day-entry.ts";
import { cleanDigits, cleanMoney } from "../../entry/money-entry.ts";
import { keyLabel } from "../../keys/key-map.ts";
import { Button } from "../../ui/button.tsx";
import { Choices } from "../../ui/choices.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { Field } from "../../ui/field.tsx";
import { rubles } from "../../ui/format.ts";
import { CorrectionLines } from "./correction-lines.tsx";
import { BASES, KINDS, useCorrection } from "./correction-state.ts";
import type { CorrectionStart } from "../../state/dialog.ts";
import { useDialog } from "./use-dialog.ts";

const STEPS = ["what", "goods", "money"] as const;
const SIGN_DIGITS_MAX = 10;
const ORDER_LENGTH_MAX = 32;
const REASON_LENGTH_MAX = 200;
const DESCRIPTION_LENGTH_MAX = 256;

/**
 * Correction receipt (чек коррекции) in three steps: what is corrected and why, the goods, the money. The whole document is held
 * against the law by the till; every finding comes back as a text. Confirmed by touch or by a key that no scanner sends.
 */
export function CorrectionDialog({ start }: { readonly start: CorrectionStart | null }) {
  const { app, t, close, sendAndClose } = useDialog();
  const step = useSignal<(typeof STEPS)[number]>("what");
  const error = useSignal("");
  const correction = useCorrection(app, start);
  const { taxSystems, taxSystem, totalKop, otherKop, fields } = correction;
  const { kind, lines, cash } = fields;

  const next = (): void => {
    error.value = step.value === "what" && !correction.isSaid ? t("correction.whatMissing") : "";
    if (step.value === "goods" && lines.value.length === 0) error.value = t("correction.noGoods");
    if (error.value !== "") return app.sounds.play("bad");
    step.value = step.value === "what" ? "goods" : "money";
  };
  const back = (): void => {
    if (step.value === "what") close();
    else step.value = step.value === "money" ? "goods" : "what";
  };
  const send = async (): Promise<void> => {
    const command = correction.command();
    if (command === null) {
      error.value = t("correction.cashWrong");
      return app.sounds.play("bad");
    }
    error.value = await sendAndClose(command);
  };
  const isLast = step.value === "money";
  return (
    <Dialog
      title={t(`correction.${step.value}`)}
      size="wide"
      onClose={back}
      closeLabel={t(step.value === "what" ? "common.cancel" : "common.back")}
      onSubmit={isLast || step.value === "goods" ? undefined : next}
      {...(isLast ? { actions: { confirm: () => void send() } } : {})}
      buttons={
        isLast ? (
          <Button tone="main" onPress={() => void send()} keyName={keyLabel("confirm")}>
            {t("correction.do")}
          </Button>
        ) : (
          <Button tone="main" onPress={next}>
            {t("unresolved.next")}
          </Button>
        )
      }
    >
      {step.value === "what" && <What start={start} correction={correction} />}
      {step.value === "goods" && <CorrectionLines lines={lines} />}
      {isLast && (
        <div class="stack">
          <p>
            {t(`correction.kind.${kind.value}`)}: <b>{rubles(totalKop)}</b>
          </p>
          {otherKop > 0 && <p>{t("correct.other", { sum: rubles(otherKop) })}</p>}
          {taxSystems.length > 1 && (
            <Choices
              label={t("correction.taxSystem")}
              options={taxSystems.map((value) => ({ value, text: t(`taxSystem.${value}`) }))}
              chosen={taxSystem}
              onChoose={(value) => (fields.taxSystem.value = value)}
            />
          )}
          <Field label={t("correction.cash")} value={cash} clean={cleanMoney} isOwn isNumber placeholder={t("deal.amountAll")} />
          <p class="soft">{t("correction.moneyText")}</p>
        </div>
      )}
      <p class="pin-error" role="alert">
        {error.value}
      </p>
    </Dialog>
  );
}

/** What is corrected and why. A receipt of this till says itself what it was. */
function What({ start, correction }: { readonly start: CorrectionStart | null; readonly correction: ReturnType<typeof useCorrection> }) {
  const { t } = useDialog();
  const { registrars, hasDescription } = correction;
  const { kind, basis, day, order, sign, reason, description, whose } = correction.fields;
  return (
    <div class="two-columns aside">
      <div class="stack">
        {start === null ? (
          <>
            {registrars.length > 0 && (
              <Choices
                label={t("correction.seller")}
                options={registrars.map(({ registrarId, owner }) => ({ value: registrarId, text: owner }))}
                chosen={whose.value}
                onChoose={(value) => (whose.value = value)}
              />
            )}
            <Choices
              label={t("correction.kind")}
              options={KINDS.map((value) => ({ value, text: t(`correction.kind.${value}`) }))}
              chosen={kind.value}
              onChoose={(value) => (kind.value = value)}
            />
          </>
        ) : (
          <>
            <p>
              <b>{t(`correction.kind.${kind.value}`)}</b>
            </p>
            <p>{t("correct.of", { number: start.number, fd: start.fdNumber, sign: start.draft.correctedFiscalSign ?? "" })}</p>
          </>
        )}
        <Choices
          isRow
          label={t("correction.basis")}
          options={BASES.map((value) => ({ value, text: t(`correction.basis.${value}`) }))}
          chosen={basis.value}
          onChoose={(value) => (basis.value = value)}
        />
      </div>
      <div class="stack">
        {start === null && <Field label={t("correction.day")} value={day} clean={cleanDay} isOwn isNumber placeholder="24.11.2026" />}
        {basis.value === "order" && <Field label={t("correction.order")} value={order} maxLength={ORDER_LENGTH_MAX} />}
        {start === null && (
          <Field label={t("correction.sign")} value={sign} clean={(text) => cleanDigits(text, SIGN_DIGITS_MAX)} isNumber />
        )}
        {hasDescription && <Field label={t("correction.description")} value={description} maxLength={DESCRIPTION_LENGTH_MAX} />}
        <Field label={t("correction.reason")} value={reason} isOwn={start !== null} maxLength={REASON_LENGTH_MAX} />
      </div>
    </div>
  );
}
