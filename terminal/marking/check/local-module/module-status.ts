import { epochMs, type EpochMs } from "../../../../config/clock.ts";
import { asObject, asText, asWhole, type JsonObject } from "../code-status.ts";
import { MODULE_DATABASES, REPLICATION_KEYS } from "../wire-facts.ts";

/** One database of the module, as it says how far its copy has come. */
export interface ModuleDatabase {
  readonly name: string;
  readonly localCount: number | null;
  readonly serverCount: number | null;
  /** Milliseconds behind the server; null when the module does not know ("unknown") [seen]. */
  readonly lagMs: number | null;
}

/** Answer of `/status`. */
export interface ModuleStatus {
  /** "not_configured", "initialization", "ready", "sync_error" [seen]; others are shown as they are and count as not ready. */
  readonly status: string;
  /** "active" or "service". */
  readonly operationMode: string | null;
  readonly version: string | null;
  readonly dbVersion: string | null;
  readonly inst: string | null;
  readonly inn: string | null;
  readonly name: string | null;
  readonly lastSync: EpochMs | null;
  readonly requiresDownload: boolean;
  readonly databases: readonly ModuleDatabase[];
}

/** Null when it is no status. */
export function readModuleStatus(json: JsonObject | null): ModuleStatus | null {
  const status = asText(json?.["status"]);
  if (json === null || status === null) return null;
  const lastSync = asWhole(json["lastSync"]);
  return {
    status,
    operationMode: asText(json["operationMode"]),
    version: asText(json["version"]),
    dbVersion: asText(json["dbVersion"]),
    inst: asText(json["inst"]),
    inn: asText(json["inn"]),
    name: asText(json["name"]),
    lastSync: lastSync === null || lastSync <= 0 ? null : epochMs(lastSync),
    requiresDownload: json["requiresDownload"] === true,
    databases: databasesOf(json),
  };
}

function databasesOf(json: JsonObject): readonly ModuleDatabase[] {
  const state = REPLICATION_KEYS.map((key) => asObject(json[key])).find((found) => found !== null) ?? {};
  return MODULE_DATABASES.flatMap((name) => {
    const base = asObject(state[name]);
    if (base === null) return [];
    return [
      { name, localCount: asWhole(base["localDocCount"]), serverCount: asWhole(base["serverDocCount"]), lagMs: asWhole(base["timeLag"]) },
    ];
  });
}

export function isReady(status: string): boolean {
  return status === "ready";
}

/** Is only a new init a cure [seen]? */
export function needsInit(status: string): boolean {
  return status === "sync_error" || status === "not_configured";
}
