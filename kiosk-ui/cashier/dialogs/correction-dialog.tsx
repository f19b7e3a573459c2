import { useSignal } from "@preact/signals";
import { Fragment } from "preact";
import { kopecks, type Kopecks } from "../../../config/money.ts";
import { cleanDay } from "../../entry/day-entry.ts";
import { cleanDigits, cleanMoney } from "../../entry/money-entry.ts";
import { keyLabel } from "../../keys/key-map.ts";
import { Button } from "../../ui/button.tsx";
import { Choices } from "../../ui/choices.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { Field } from "../../ui/field.tsx";
import { rubles } from "../../ui/format.ts";
import { CorrectionLines, LineList, useLineEntry } from "./correction-lines.tsx";
import { BASES, KINDS, useCorrection } from "./correction-state.ts";
import type { CorrectionStart } from "../../state/dialog.ts";
import { useDialog } from "./use-dialog.ts";

type Step = "what" | "goods" | "money" | "check";

/** A receipt that is taken back has nothing to change: it is only looked at. */
const STEPS: Readonly<Record<"said" | "reverse", readonly [Step, ...Step[]]>> = {
  said: ["what", "goods", "money"],
  reverse: ["what", "check"],
};
const SIGN_DIGITS_MAX = 10;
const ORDER_LENGTH_MAX = 32;
const REASON_LENGTH_MAX = 200;
const DESCRIPTION_LENGTH_MAX = 256;

/**
 * Correction receipt (чек коррекции) step by step: what is corrected and why, the goods, the money. The whole document is held
 * against the law by the till; every finding comes back as a text. Confirmed by touch or by a key that no scanner sends.
 */
export function CorrectionDialog({ start }: { readonly start: CorrectionStart | null }) {
  const { app, t, close, sendAndClose } = useDialog();
  const at = useSignal(0);
  const error = useSignal("");
  const correction = useCorrection(app, start);
  const { lines } = correction.fields;
  const entry = useLineEntry(lines, correction.setLines);
  const steps = STEPS[start?.way === "reverse" ? "reverse" : "said"];
  const step = steps[at.value] ?? steps[0];
  const isLast = at.value === steps.length - 1;

  const refuse = (text: string): void => {
    error.value = text;
    app.sounds.play("bad");
  };
  const take = (): void => {
    error.value = "";
    if (!entry.take()) refuse(t("correction.lineWrong"));
  };
  const next = (): void => {
    if (step === "what" && !correction.isSaid) return refuse(t("correction.whatMissing"));
    // A line that is begun is taken first: nothing that was typed is left behind unseen.
    if (step === "goods" && entry.isBegun) return take();
    if (step === "goods" && lines.value.length === 0) return refuse(t("correction.noGoods"));
    error.value = "";
    at.value += 1;
  };
  const back = (): void => {
    error.value = "";
    if (step === "goods" && entry.isBegun) entry.clear();
    else if (at.value === 0) close();
    else at.value -= 1;
  };
  const send = async (): Promise<void> => {
    const command = correction.command();
    const isUntold = correction.isCashAsked && correction.fields.cash.value === "";
    if (command === null) return refuse(t(isUntold ? "correction.cashAsked" : "correction.cashWrong"));
    error.value = await sendAndClose(command);
  };
  return (
    <Dialog
      key={step}
      title={t(`correction.${step}`)}
      size="wide"
      onClose={back}
      closeLabel={t(at.value === 0 ? "common.cancel" : "common.back")}
      onSubmit={isLast ? undefined : next}
      {...(isLast ? { actions: { confirm: () => void send() } } : {})}
      buttons={
        isLast ? (
          <Button tone="main" onPress={() => void send()} keyName={keyLabel("confirm")}>
            {t("correction.do")}
          </Button>
        ) : (
          <Button tone="main" onPress={next} keyName={keyLabel("submit")}>
            {t("common.next")}
          </Button>
        )
      }
    >
      {step === "what" && <What start={start} correction={correction} />}
      {step === "goods" && (
        <CorrectionLines lines={lines.value} totalKop={correction.totalKop} onLines={correction.setLines} entry={entry} onTake={take} />
      )}
      {step === "money" && <Money correction={correction} />}
      {step === "check" && start !== null && <Check start={start} totalKop={correction.totalKop} />}
      <p class="pin-error" role="alert">
        {error.value}
      </p>
    </Dialog>
  );
}

/** How it was paid; the rest of what is said as cash is cashless. */
function Money({ correction }: { readonly correction: ReturnType<typeof useCorrection> }) {
  const { t } = useDialog();
  const { taxSystems, taxSystem, totalKop, otherKop, isCashAsked, fields } = correction;
  return (
    <div class="stack">
      <p>
        {t(`correction.kind.${fields.kind.value}`)}: <b>{rubles(totalKop)}</b>
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
      <Field
        label={t(isCashAsked ? "correct.paid.cashKop" : "correction.cash")}
        value={fields.cash}
        clean={cleanMoney}
        isOwn
        isNumber
        {...(isCashAsked ? {} : { placeholder: t("deal.amountAll") })}
      />
      {isCashAsked && <p>{t("correction.cashAsked")}</p>}
      <p class="soft">{t("correction.moneyText")}</p>
    </div>
  );
}

const PAID_BY = ["cashKop", "electronicKop", "prepaidKop", "creditKop", "counterKop"] as const;

/** What a receipt that is taken back says: its goods and its money, as they were. */
function Check({ start, totalKop }: { readonly start: CorrectionStart; readonly totalKop: Kopecks }) {
  const { t } = useDialog();
  const { kind, lines, payments } = start.draft;
  return (
    <div class="two-columns aside">
      <div class="stack">
        <p>
          <b>{t(`correction.kind.${kind}`)}</b>
        </p>
        <dl class="facts">
          {PAID_BY.filter((part) => payments[part] > 0).map((part) => (
            <Fragment key={part}>
              <dt>{t(`correct.paid.${part}`)}</dt>
              <dd>{rubles(kopecks(payments[part]))}</dd>
            </Fragment>
          ))}
        </dl>
        <p class="soft">{t("correct.checkText")}</p>
      </div>
      <LineList lines={lines} totalKop={totalKop} />
    </div>
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
