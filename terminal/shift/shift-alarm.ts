import { appError, errorText, type AppError } from "../../config/errors/index.ts";
import type { TillEvent } from "../core/event.ts";
import type { TillSettings } from "../core/settings.ts";
import { sellerById } from "../receipt/sellers.ts";
import { MAIN_REGISTRAR } from "./book.ts";

/** What people must hear of shifts: one was renewed and nobody counted the drawer (RCP469), or one stays open (RCP466). Null: nothing. */
export function shiftAlarm(events: readonly TillEvent[], settings: TillSettings, language: "ru" | "en"): AppError | null {
  return renewedAlarm(events, settings) ?? leftOpenAlarm(events, settings, language);
}

function renewedAlarm(events: readonly TillEvent[], settings: TillSettings): AppError | null {
  for (const event of events) {
    if (event.type !== "fiscalRequested" || event.before === undefined || event.purpose.kind !== "close-shift") continue;
    return appError("RCP469", { owner: sellerById(settings, event.registrarId ?? MAIN_REGISTRAR).organisation });
  }
  return null;
}

/** Says by name whose shift stays open while the others are closed, and why. */
function leftOpenAlarm(events: readonly TillEvent[], settings: TillSettings, language: "ru" | "en"): AppError | null {
  const which = events.flatMap((event) =>
    event.type === "shiftLeftOpen"
      ? [`${sellerById(settings, event.registrarId).organisation} (${event.error.code}: ${errorText(event.error, language)})`]
      : [],
  );
  return which.length === 0 ? null : appError("RCP466", { which: `${which.join("; ")}.` });
}
