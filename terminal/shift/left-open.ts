import { appError, errorText, type AppError } from "../../config/errors/index.ts";
import type { TillEvent } from "../core/event.ts";
import type { TillSettings } from "../core/settings.ts";
import { sellerById } from "../receipt/sellers.ts";

/** Says by name whose shift stays open while the others are closed, and why; null when none does. RCP466. */
export function leftOpenAlarm(events: readonly TillEvent[], settings: TillSettings, language: "ru" | "en"): AppError | null {
  const which = events.flatMap((event) =>
    event.type === "shiftLeftOpen"
      ? [`${sellerById(settings, event.registrarId).organisation} (${event.error.code}: ${errorText(event.error, language)})`]
      : [],
  );
  return which.length === 0 ? null : appError("RCP466", { which: `${which.join("; ")}.` });
}
