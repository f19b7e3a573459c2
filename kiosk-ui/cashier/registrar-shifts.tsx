import { Fragment } from "preact";
import type { ShiftView } from "../../config/contract/view.ts";
import { useApp } from "../state/app.ts";
import { Button } from "../ui/button.tsx";
import { rubles } from "../ui/format.ts";

/** Shift and cash of each seller's registrar; nothing on a till with one. */
export function RegistrarShifts({ shift }: { readonly shift: ShiftView | undefined }) {
  const { t } = useApp();
  const registrars = shift?.registrars ?? [];
  if (registrars.length === 0) return null;
  return (
    <dl class="facts" aria-label={t("seller.shifts")}>
      {registrars.map(({ registrarId, owner, status, number, drawerKop, stuck }) => (
        <Fragment key={registrarId}>
          <dt>
            {owner}
            <span class="small soft"> · {status === "open" ? t("seller.shiftOpen", { number }) : t("seller.shiftClosed")}</span>
            {stuck !== null && <p class="small tone-ask">{stuck}</p>}
          </dt>
          <dd>{rubles(drawerKop)}</dd>
        </Fragment>
      ))}
    </dl>
  );
}

/** One seller's registrar stayed closed, or was closed alone: its goods need their shift first. */
export function MissingShiftStrip() {
  const { t, sections, send } = useApp();
  const shift = sections.shift.value;
  const closed = (shift?.registrars ?? []).filter(({ canOpen }) => canOpen);
  if (shift?.status !== "open" || closed.length === 0) return null;
  return (
    <div class="strip tone-ask" role="status">
      <Button onPress={() => void send({ type: "openShift" })}>
        {t("seller.openMissing", { owner: closed.map(({ owner }) => owner).join(", ") })}
      </Button>
    </div>
  );
}
