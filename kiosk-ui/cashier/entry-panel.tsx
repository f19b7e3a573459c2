import { keyLabel } from "../keys/key-map.ts";
import { useApp } from "../state/app.ts";
import { Keypad } from "../ui/keypad.tsx";
import { OnScreenKeyboard } from "../ui/on-screen-keyboard.tsx";
import { nextQuantityText } from "./receipt-lines.tsx";
import { saleActions } from "./sale-actions.ts";

/** Input field, keypad and the way to payment: always at the bottom right. */
export function EntryPanel({ onText, onSubmit }: { readonly onText: (text: string) => void; readonly onSubmit: () => void }) {
  const app = useApp();
  const { t, entryText, entryMode, notice } = app;
  const quantity = nextQuantityText(app);
  const placeholders = { auto: "entry.placeholder", name: "entry.placeholderName", code: "entry.placeholderCode" } as const;
  return (
    <div class="entry">
      <NoticeLine />
      <div class="entry-row">
        {quantity !== null && (
          <button
            type="button"
            class="button entry-quantity tone-ask"
            aria-label={t("entry.quantityClear")}
            onClick={() => void app.send({ type: "setNextQuantity", quantity: null })}
          >
            {quantity}
          </button>
        )}
        <button
          type="button"
          class={app.hasLetters.value ? "button entry-letters button-chosen" : "button entry-letters"}
          aria-label={t(app.hasLetters.value ? "common.keyboardHide" : "common.keyboard")}
          aria-pressed={app.hasLetters.value}
          onClick={() => (app.hasLetters.value = !app.hasLetters.value)}
        >
          <svg viewBox="0 0 28 20" aria-hidden="true">
            <rect x="1" y="1" width="26" height="18" rx="3" />
            <path d="M6 6h.1M11 6h.1M16 6h.1M21 6h.1M6 10h.1M11 10h.1M16 10h.1M21 10h.1M9 14.5h10" />
          </svg>
        </button>
        <button
          type="button"
          class="button entry-letters"
          aria-label={t("action.photo")}
          title={`${t("action.photo")} (${keyLabel("photo")})`}
          onClick={saleActions(app).photo}
        >
          <svg viewBox="0 0 28 20" aria-hidden="true">
            <path d="M2 5h6l2-3h8l2 3h6v13H2z" />
            <circle cx="14" cy="11" r="4" />
          </svg>
        </button>
        <input
          class={notice.value?.tone === "bad" ? "input input-bad" : "input"}
          value={entryText.value}
          onInput={(event) => {
            const input = event.currentTarget;
            onText(input.value);
            if (input.value !== entryText.value) input.value = entryText.value;
          }}
          placeholder={t(placeholders[entryMode.value])}
          aria-label={t(placeholders[entryMode.value])}
          autocomplete="off"
          spellcheck={false}
          data-own-field=""
        />
      </div>
      {app.hasLetters.value && (
        <div class="letters-dock">
          <OnScreenKeyboard />
        </div>
      )}
      <div class="entry-pads">
        <Keypad extra="entry" onSubmit={onSubmit} />
        <PayKeys />
      </div>
    </div>
  );
}

function PayKeys() {
  const app = useApp();
  const { t } = app;
  const actions = saleActions(app);
  const isRefund = app.sections.receipt.value?.kind === "refund";
  return (
    <div class="pay-keys">
      <button type="button" class="button pay-card" disabled={actions.payCard === undefined} onClick={actions.payCard}>
        {t("action.payCard")} <kbd class="key-name">{keyLabel("payCard")}</kbd>
      </button>
      <button type="button" class="button pay-cash" disabled={actions.payCash === undefined} onClick={actions.payCash}>
        {t("action.payCash")} <kbd class="key-name">{keyLabel("payCash")}</kbd>
      </button>
      <button type="button" class="button button-main pay-all" disabled={actions.pay === undefined} onClick={actions.pay}>
        {t(isRefund ? "action.payOut" : "action.pay")} <kbd class="key-name">{keyLabel("pay")}</kbd>
      </button>
    </div>
  );
}

/** The answer to what was just done. */
export function NoticeLine() {
  const { notice } = useApp();
  const current = notice.value;
  return (
    <p class={`notice ${current === null ? "" : `tone-${current.tone}`}`} role="status">
      {current !== null && (
        <>
          <span aria-hidden="true">{current.tone === "bad" ? "✕ " : "✓ "}</span>
          {current.text}
        </>
      )}
    </p>
  );
}
