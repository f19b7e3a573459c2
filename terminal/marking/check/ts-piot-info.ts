import { epochMs, type EpochMs } from "../../../config/clock.ts";
import { appError, type AppError } from "../../../config/errors/index.ts";
import { err, ok, type Result } from "../../../config/result.ts";
import { asObject, asText, asWhole } from "./code-status.ts";
import { parseJson } from "./service-answer.ts";

/** Answer of `/api/v1/info` without its secrets (token, login and password of the local module). */
export interface TsPiotInfo {
  readonly tsPiotId: string | null;
  readonly kktSerial: string | null;
  readonly fnSerial: string | null;
  readonly kktInn: string | null;
  /** The service's own limit for one check; null when it does not tell. */
  readonly codesCheckTimeoutMs: number | null;
  /** Local module (ЛМ ЧЗ) behind the service; null when there is none. */
  readonly localModule: { readonly version: string | null; readonly status: string | null; readonly lastSync: EpochMs | null } | null;
}

/** A limit outside this range is a mistake of the service's settings and is not believed. */
const LIMIT_RANGE_MS = [100, 60_000] as const;

export function parseTsPiotInfo(status: number, body: string): Result<TsPiotInfo, AppError> {
  const json = parseJson(body);
  if (status !== 200) return err(appError("MRK532", { status, message: `HTTP ${status}` }));
  if (json === null) return err(appError("MRK533", { reason: "not JSON" }));
  const limitMs = asWhole(json["codesCheckTimeout"]);
  const module = asObject(json["lm"]);
  const lastSync = asWhole(module?.["lastSync"]);
  return ok({
    tsPiotId: asText(json["tspiotId"]),
    kktSerial: asText(json["kktSerial"]),
    fnSerial: asText(json["fnSerial"]),
    kktInn: asText(json["kktInn"]),
    codesCheckTimeoutMs: limitMs !== null && limitMs >= LIMIT_RANGE_MS[0] && limitMs <= LIMIT_RANGE_MS[1] ? limitMs : null,
    localModule:
      module === null
        ? null
        : {
            version: asText(module["version"]),
            status: asText(module["status"]),
            lastSync: lastSync === null ? null : epochMs(lastSync),
          },
  });
}
