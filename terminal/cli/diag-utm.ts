import type { Clock } from "../../config/clock.ts";
import { errorText } from "../../config/errors/index.ts";
import { localDate } from "../../config/local-date.ts";
import { silentLog } from "../../config/log.ts";
import type { Config } from "../../config/schema.ts";
import { certificateWarnings, configuredUtm } from "../alcohol/utm-service.ts";
import { failed, type Check } from "./diag-checks.ts";
import type { Language } from "./command.ts";

/** Asks the configured UTM for its certificates: nothing is sent to EGAIS. An emulated one is the till's own child. */
export async function checkUtm(config: Config, clock: Clock, utcOffsetMinutes: number): Promise<readonly Check[]> {
  const client = config.embedded.utm ? null : configuredUtm(config, { clock, log: silentLog, utcOffsetMinutes });
  if (client === null) return [];
  const name = "utm certificates";
  const told = await client.utm.state(new AbortController().signal);
  if (!told.ok) return [failed(name, told.error)];
  const { version, rsaUntil, gostUntil } = told.value;
  const warnings = certificateWarnings(told.value, localDate(clock.now(), utcOffsetMinutes));
  const days = {
    ru: `ГОСТ до ${gostUntil ?? "?"}, RSA до ${rsaUntil ?? "?"}`,
    en: `GOST until ${gostUntil ?? "?"}, RSA until ${rsaUntil ?? "?"}`,
  };
  const textIn = (language: Language): string =>
    [`v${version ?? "?"}, ${days[language]}`, ...warnings.map((each) => errorText(each, language))].join("; ");
  const isUnknown = rsaUntil === null || gostUntil === null;
  return [{ name, state: warnings.length > 0 || isUnknown ? "warn" : "ok", text: { ru: textIn("ru"), en: textIn("en") } }];
}
