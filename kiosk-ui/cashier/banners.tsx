import { useApp } from "../state/app.ts";
import { Button } from "../ui/button.tsx";
import { AgeStrip } from "./age-strip.tsx";
import { CardReturnBanners } from "./card-returns.tsx";
import { hoursAndMinutes } from "../ui/format.ts";

/** The shift's end is worth a line from here on. */
const SHIFT_WARNING_MS = 60 * 60 * 1000;

/** Lines above the screen: the link, training mode, the shift's end, documents without an outcome. */
export function Banners({ nowMs }: { readonly nowMs: number }) {
  const app = useApp();
  const { t, sections, link, dialog } = app;
  const shift = sections.shift.value;
  const leftMs = shift?.status === "open" && shift.endsAt !== null ? shift.endsAt - nowMs : null;
  const unresolved = (sections.unresolved.value ?? []).length;
  const printOwed = sections.printOwed.value ?? null;
  const isSignedIn = Boolean(sections.operator.value);
  return (
    <div class="banners" role="status">
      {link.value === "lost" && (
        <p class="banner banner-alarm">
          <span class="spinner" /> <b>{t("link.lost")}</b> <span>{t("link.lostHint")}</span>
        </p>
      )}
      {sections.info.value?.training && <p class="banner tone-ask">⚑ {t("training")}</p>}
      {leftMs !== null && leftMs < SHIFT_WARNING_MS && (
        <p class={leftMs <= 0 ? "banner tone-bad" : "banner tone-ask"}>
          <span>⏱ {leftMs <= 0 ? t("shift.over") : t("shift.overSoon", hoursAndMinutes(leftMs))}</span>
          <Button onPress={() => (dialog.value = { kind: "close-shift" })}>{t("menu.closeShift")}</Button>
        </p>
      )}
      {printOwed !== null && (
        <p class="banner tone-ask">
          <span>
            ⎙{" "}
            {t(printOwed.receiptNumber === null ? "printOwed.document" : "printOwed.receipt", {
              number: printOwed.receiptNumber ?? "",
              fd: printOwed.fdNumber ?? "",
            })}
          </span>
        </p>
      )}
      {unresolved > 0 && isSignedIn && (
        <p class="banner tone-ask">
          <span>? {t("unresolved.strip", { n: unresolved })}</span>
          <Button onPress={() => (dialog.value = { kind: "unresolved" })}>{t("unresolved.open")}</Button>
        </p>
      )}
      <AgeStrip />
      <CardReturnBanners />
    </div>
  );
}
