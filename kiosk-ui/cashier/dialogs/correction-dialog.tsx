import { useSignal } from "@preact/signals";
import { kopecks } from "../../../config/money.ts";
import type { TaxSystem } from "../../../config/contract/vat.ts";
import { cleanDay, readDay } from "../../entry/day-entry.ts";
import { cleanDigits, cleanMoney, readMoney } from "../../entry/money-entry.ts";
import { keyLabel } from "../../keys/key-map.ts";
import { Button } from "../../ui/button.tsx";
import { Choices } from "../../ui/choices.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { Field } from "../../ui/field.tsx";
import { rubles } from "../../ui/format.ts";
import { CorrectionLines, linesTotal, type CorrectionLine } from "./correction-lines.tsx";
import { useDialog } from "./use-dialog.ts";

const KINDS = ["sale", "refund", "purchase", "purchase-refund"] as const;
const BASES = ["own", "order"] as const;
const STEPS = ["what", "goods", "money"] as const;
const SIGN_DIGITS_MAX = 10;
const ORDER_LENGTH_MAX = 32;
const REASON_LENGTH_MAX = 200;
const DESCRIPTION_LENGTH_MAX = 256;

/**
 * Correction receipt (чек коррекции) in three steps: what is corrected and why, the goods, the money. The whole document is held
 * against the law by the till; every finding comes back as a text. Confirmed by touch or by a key that no scanner sends.
 */
export function CorrectionDialog() {
  const { app, t, close, sendAndClose } = useDialog();
  const step = useSignal<(typeof STEPS)[number]>("what");
  const kind = useSignal<(typeof KINDS)[number]>("sale");
  const basis = useSignal<(typeof BASES)[number]>("own");
  const day = useSignal("");
  const order = useSignal("");
  const sign = useSignal("");
  const reason = useSignal("");
  const lines = useSignal<readonly CorrectionLine[]>([]);
  const cash = useSignal("");
  const error = useSignal("");
  const registrars = app.sections.shift.value?.registrars ?? [];
  const whose = useSignal(registrars[0]?.registrarId ?? "");
  const seller = registrars.find(({ registrarId }) => registrarId === whose.value);
  const taxSystems = seller?.taxSystems ?? app.sections.info.value?.taxSystems ?? [];
  const asked = useSignal<TaxSystem | null>(null);
  const taxSystem = asked.value !== null && taxSystems.includes(asked.value) ? asked.value : (taxSystems[0] ?? "osn");
  // Before format 1.2 the correction itself is described (tag 1177).
  const hasDescription = (seller?.ffd ?? app.sections.info.value?.ffd ?? "1.2") !== "1.2";
  const description = useSignal("");
  const totalKop = linesTotal(lines.value);
  const correctedOn = readDay(day.value);
  const isSaid = correctedOn !== null && reason.value.trim() !== "" && (basis.value === "own" || order.value.trim() !== "");

  const next = (): void => {
    error.value = step.value === "what" && !isSaid ? t("correction.whatMissing") : "";
    if (step.value === "goods" && lines.value.length === 0) error.value = t("correction.noGoods");
    if (error.value !== "") return app.sounds.play("bad");
    step.value = step.value === "what" ? "goods" : "money";
  };
  const back = (): void => {
    if (step.value === "what") close();
    else step.value = step.value === "money" ? "goods" : "what";
  };
  const send = async (): Promise<void> => {
    const cashKop = cash.value === "" ? totalKop : readMoney(cash.value);
    if (cashKop === null || cashKop > totalKop || correctedOn === null) {
      error.value = t("correction.cashWrong");
      return app.sounds.play("bad");
    }
    const none = kopecks(0);
    error.value = await sendAndClose({
      type: "registerCorrection",
      kind: kind.value,
      basis: basis.value,
      correctedOn,
      ...(basis.value === "order" ? { orderNumber: order.value.trim() } : {}),
      ...(sign.value === "" ? {} : { correctedFiscalSign: sign.value }),
      ...(hasDescription && description.value.trim() !== "" ? { description: description.value.trim() } : {}),
      taxSystem,
      ...(whose.value === "" ? {} : { registrarId: whose.value }),
      lines: [...lines.value],
      payments: { cashKop, electronicKop: kopecks(totalKop - cashKop), prepaidKop: none, creditKop: none, counterKop: none },
      reason: reason.value.trim(),
    });
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
      {step.value === "what" && (
        <div class="two-columns aside">
          <div class="stack">
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
            <Choices
              isRow
              label={t("correction.basis")}
              options={BASES.map((value) => ({ value, text: t(`correction.basis.${value}`) }))}
              chosen={basis.value}
              onChoose={(value) => (basis.value = value)}
            />
          </div>
          <div class="stack">
            <Field label={t("correction.day")} value={day} clean={cleanDay} isOwn isNumber placeholder="24.11.2026" />
            {basis.value === "order" && <Field label={t("correction.order")} value={order} maxLength={ORDER_LENGTH_MAX} />}
            <Field label={t("correction.sign")} value={sign} clean={(text) => cleanDigits(text, SIGN_DIGITS_MAX)} isNumber />
            {hasDescription && <Field label={t("correction.description")} value={description} maxLength={DESCRIPTION_LENGTH_MAX} />}
            <Field label={t("correction.reason")} value={reason} maxLength={REASON_LENGTH_MAX} />
          </div>
        </div>
      )}
      {step.value === "goods" && <CorrectionLines lines={lines} />}
      {isLast && (
        <div class="stack">
          <p>
            {t(`correction.kind.${kind.value}`)}, {day.value}: <b>{rubles(totalKop)}</b>
          </p>
          {taxSystems.length > 1 && (
            <Choices
              label={t("correction.taxSystem")}
              options={taxSystems.map((value) => ({ value, text: t(`taxSystem.${value}`) }))}
              chosen={taxSystem}
              onChoose={(value) => (asked.value = value)}
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
