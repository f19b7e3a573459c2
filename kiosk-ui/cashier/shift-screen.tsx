import { keyLabel } from "../keys/key-map.ts";
import { useApp } from "../state/app.ts";
import { Button } from "../ui/button.tsx";
import { rubles } from "../ui/format.ts";
import { LEVELS, useKeyLayer } from "../ui/use-key-layer.ts";
import { CountersDifference } from "./counters-difference.tsx";
import { FiscalButtons, FiscalState, cancelOf, parkOf, retryOf } from "./fiscal-panel.tsx";
import { NoticeLine } from "./entry-panel.tsx";
import { RegistrarShifts } from "./registrar-shifts.tsx";
import { leave } from "./leave.ts";

/** No shift, no sale: the way to open one, and what the registrar does meanwhile. */
export function ShiftScreen() {
  const app = useApp();
  const { t, sections } = app;
  const shift = sections.shift.value;
  const fiscal = sections.fiscal.value ?? null;
  const isTechnician = sections.operator.value?.role === "technician";
  // What hangs at one registrar is no reason to keep the others closed.
  const isClosed = shift?.status === "closed" && (fiscal === null || shift.registrars.some(({ canOpen }) => canOpen));
  const open = isClosed ? (): void => void app.send({ type: "openShift" }) : undefined;
  const menu = (): void => {
    app.dialog.value = { kind: "menu" };
  };
  useKeyLayer({
    level: LEVELS.page,
    isModal: false,
    scopes: ["sale", "everywhere"],
    actions: { submit: open ?? retryOf(app), retry: retryOf(app), back: cancelOf(app), park: parkOf(app), menu, ...leave(app) },
  });
  if (shift === undefined) return null;
  return (
    <main class="centre">
      <section class="card shift-card">
        {fiscal !== null && <FiscalState fiscal={fiscal} />}
        {fiscal !== null && <FiscalButtons />}
        {fiscal === null && shift.status !== "closed" && (
          <h1>
            <span class="spinner" /> {t(shift.status === "opening" ? "shift.opening" : "shift.closing")}
          </h1>
        )}
        {isClosed && (
          <>
            <h1>{t("shift.closedTitle")}</h1>
            <p class="soft">{t("shift.closedText")}</p>
            <dl class="facts">
              {shift.number > 0 && (
                <>
                  <dt>{t("shift.last", { number: shift.number })}</dt>
                  <dd />
                </>
              )}
              <dt>{t("shift.drawer")}</dt>
              <dd>{rubles(shift.drawerKop)}</dd>
            </dl>
            <RegistrarShifts shift={shift} />
            <CountersDifference counters={shift.counters} />
            <Button class="big" tone="main" onPress={open} keyName={keyLabel("submit")}>
              {t("shift.open")}
            </Button>
          </>
        )}
        <NoticeLine />
        <div class="row-buttons">
          <Button onPress={() => void app.send({ type: "signOut" })} keyName={keyLabel("lock")}>
            {t("menu.lock")}
          </Button>
          <Button onPress={menu} keyName={keyLabel("menu")}>
            {t("action.menu")}
          </Button>
          {isTechnician && (
            <Button onPress={() => location.assign("/service")} keyName={keyLabel("service")}>
              {t("menu.service")}
            </Button>
          )}
        </div>
      </section>
    </main>
  );
}
