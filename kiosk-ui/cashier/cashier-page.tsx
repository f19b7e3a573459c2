import { useComputed, useSignal, useSignalEffect } from "@preact/signals";
import { useEffect, useLayoutEffect } from "preact/hooks";
import { fieldInUse } from "../keys/text-field.ts";
import { useApp } from "../state/app.ts";
import { AlertPanel } from "./alert-panel.tsx";
import { ApprovalDialog } from "./approval-dialog.tsx";
import { CodePromptDialog } from "./code-prompt-dialog.tsx";
import { Banners } from "./banners.tsx";
import { DialogHost } from "./dialogs/dialog-host.tsx";
import { FiscalScreen } from "./fiscal-panel.tsx";
import { HelpPanel } from "./help-panel.tsx";
import { PaymentScreen } from "./payment-screen.tsx";
import { SaleScreen } from "./sale-screen.tsx";
import { screenOf, type ScreenName } from "./screen-of.ts";
import { ShiftScreen } from "./shift-screen.tsx";
import { SignInScreen } from "./sign-in-screen.tsx";
import { StatusBar } from "./status-bar.tsx";
import { LEVELS } from "../ui/use-key-layer.ts";

const CLOCK_STEP_MS = 1_000;

/** The cashier's page: one screen by the state of the till, and what stands in front of it. */
export function CashierPage() {
  const app = useApp();
  const { sections, payment } = app;
  const nowMs = useSignal(app.clock.now() as number);
  useEffect(() => {
    const ticking = new AbortController();
    void (async () => {
      while (!ticking.signal.aborted) {
        await app.clock.sleep(CLOCK_STEP_MS, ticking.signal);
        nowMs.value = app.clock.now();
      }
    })();
    return () => ticking.abort();
  }, []);
  useTidyUp();
  const view = app.view.value;
  const screen = view === null ? null : screenOf(view, payment.value !== null);
  useLayoutEffect(() => fieldInUse()?.focus(), [screen]);
  if (view === null || screen === null) return <Loading />;
  const approval = sections.approval.value ?? null;
  const alert = sections.alert.value ?? null;
  const codePrompt = sections.codePrompt.value ?? null;
  const layers = [
    [alert, LEVELS.alert],
    [app.isHelpOpen.value || null, LEVELS.help],
    [approval, LEVELS.approval],
    [codePrompt, LEVELS.codePrompt],
  ] as const;
  const front = layers.find(([shown]) => shown !== null)?.[1] ?? LEVELS.dialog;
  const isCovered = front !== LEVELS.dialog || app.dialog.value !== null;
  // What is covered can neither be focused nor pressed: an Enter has nothing to hit there.
  return (
    <>
      <div class="page" data-layer={LEVELS.page} inert={isCovered}>
        <Banners nowMs={nowMs.value} />
        <Screen name={screen} />
        <StatusBar nowMs={nowMs.value} />
      </div>
      <div inert={front > LEVELS.dialog}>
        <DialogHost />
      </div>
      {codePrompt !== null && (
        <div inert={front > LEVELS.codePrompt}>
          <CodePromptDialog prompt={codePrompt} />
        </div>
      )}
      {approval !== null && (
        <div inert={front > LEVELS.approval}>
          <ApprovalDialog approval={approval} />
        </div>
      )}
      {app.isHelpOpen.value && (
        <div inert={front > LEVELS.help}>
          <HelpPanel />
        </div>
      )}
      {alert !== null && <AlertPanel alert={alert} />}
    </>
  );
}

function Screen({ name }: { readonly name: ScreenName }) {
  const receipt = useApp().sections.receipt.value ?? null;
  switch (name) {
    case "sign-in":
      return <SignInScreen />;
    case "shift":
      return <ShiftScreen />;
    case "payment":
      return receipt === null ? null : <PaymentScreen receipt={receipt} />;
    case "fiscal":
      return <FiscalScreen />;
    case "sale":
      return <SaleScreen />;
  }
}

function Loading() {
  const { t, link } = useApp();
  return (
    <main class="centre" data-layer={LEVELS.page}>
      <p class="loading">
        <span class="spinner spinner-large" /> {t(link.value === "lost" ? "link.lost" : "app.loading")}
      </p>
    </main>
  );
}

/** What is only on this screen goes when the till's state leaves it behind. */
function useTidyUp(): void {
  const app = useApp();
  const { sections, dialog, payment, pickedLine, entryText, entryMode } = app;
  // The till points at another line: the cashier's choice is over.
  const pointedAt = useComputed(
    () => `${sections.receipt.value?.id}/${sections.receipt.value?.activeLine}/${sections.lines.value?.length}`,
  );
  useSignalEffect(() => {
    if (pointedAt.value !== "") pickedLine.value = null;
  });
  const phase = useComputed(() => sections.receipt.value?.phase);
  useSignalEffect(() => {
    if (phase.value === undefined || phase.value === "fiscalising") payment.value = null;
  });
  useSignalEffect(() => {
    if (sections.operator.value) return;
    dialog.value = null;
    payment.value = null;
    entryText.value = "";
    entryMode.value = "auto";
    app.hasLetters.value = false;
    app.isHelpOpen.value = false;
    app.hush();
  });
  // A scan did what the dialog was opened for: the card, the receipt to be refunded.
  useSignalEffect(() => {
    if (sections.receipt.value?.kind === "refund" && dialog.peek()?.kind === "refund") dialog.value = null;
  });
}
