import { ENTRY_LENGTH_MAX, interpretEntry } from "../entry/interpret-entry.ts";
import { useApp, type App } from "../state/app.ts";
import { useKeyLayer, LEVELS } from "../ui/use-key-layer.ts";
import { EntryPanel } from "./entry-panel.tsx";
import { MissingShiftStrip } from "./registrar-shifts.tsx";
import { FiscalStrip } from "./fiscal-panel.tsx";
import { QuickActions } from "./quick-actions.tsx";
import { ReceiptPanel } from "./receipt-panel.tsx";
import { saleActions } from "./sale-actions.ts";
import { SearchResults } from "./search-results.tsx";
import { takeHit } from "./take-hit.ts";

/** Goods on the left, input on the right. */
export function SaleScreen() {
  const app = useApp();
  const isSearching = app.search.result.value.state !== "off" || app.entryMode.value !== "auto";
  useKeyLayer({
    level: LEVELS.page,
    isModal: false,
    scopes: ["sale", "age", "everywhere"],
    actions: {
      ...saleActions(app),
      submit: () => submitEntry(app),
      back: () => stepBack(app),
      up: () => moveChoice(app, -1),
      down: () => moveChoice(app, 1),
    },
  });
  return (
    <main class="sale">
      <ReceiptPanel />
      <section class="side">
        <FiscalStrip />
        <MissingShiftStrip />
        {isSearching ? <SearchResults /> : <QuickActions />}
        <EntryPanel onText={(text) => takeText(app, text)} onSubmit={() => submitEntry(app)} />
      </section>
    </main>
  );
}

/** `5*` needs no Enter: it becomes the quantity as soon as the star is there. */
function takeText(app: App, text: string): void {
  const meaning = interpretEntry(text.slice(0, ENTRY_LENGTH_MAX), app.entryMode.value);
  if (meaning.kind === "quantity") {
    app.entryText.value = "";
    void app.send({ type: "setNextQuantity", quantity: meaning.quantity });
    return;
  }
  app.entryText.value = text.slice(0, ENTRY_LENGTH_MAX);
  if (app.notice.value?.tone === "bad") app.hush();
}

function submitEntry(app: App): void {
  const meaning = interpretEntry(app.entryText.value, app.entryMode.value);
  switch (meaning.kind) {
    case "empty":
      return;
    case "search": {
      const hit = app.search.chosen();
      if (hit !== null) takeHit(app, hit);
      // A badge or an own code with letters, typed from the label: no good has that name.
      else if (app.search.result.value.state === "found" && /^[\x21-\x7e]{3,}$/.test(meaning.query)) sendTyped(app, meaning.query);
      return;
    }
    case "code":
      return sendTyped(app, meaning.code);
    case "quantity":
      return takeText(app, app.entryText.value);
    case "invalid":
      app.sounds.play("bad");
      app.say("bad", app.t("entry.invalid"));
  }
}

function sendTyped(app: App, code: string): void {
  app.entryText.value = "";
  app.entryMode.value = "auto";
  void app.send({ type: "scan", code: btoa(code), source: "keyboard" });
}

/** Esc: the text, then the search, then the quantity of the next good. Never the receipt. */
function stepBack(app: App): void {
  app.hush();
  if (app.entryText.value !== "") app.entryText.value = "";
  else if (app.entryMode.value !== "auto" || app.hasLetters.value) {
    app.entryMode.value = "auto";
    app.hasLetters.value = false;
  } else if (app.sections.nextQuantity.value) void app.send({ type: "setNextQuantity", quantity: null });
}

function moveChoice(app: App, step: number): void {
  if (app.search.result.value.state === "found") return app.search.move(step);
  const lines = (app.sections.lines.value ?? []).filter((line) => !line.voided);
  const at = lines.findIndex((line) => line.line === app.currentLine.value?.line);
  const next = lines[at < 0 ? lines.length - 1 : Math.min(lines.length - 1, Math.max(0, at + step))];
  if (next !== undefined) app.pickedLine.value = next.line;
}
