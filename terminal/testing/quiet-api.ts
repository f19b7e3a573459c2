import { systemClock } from "../../config/clock.ts";
import { appError } from "../../config/errors/index.ts";
import { silentLog } from "../../config/log.ts";
import { err } from "../../config/result.ts";
import { startApi, type ApiPorts, type ApiServer } from "../api/server.ts";

/** For what a test does not expect to be called. */
export function notAsked(): never {
  throw new Error("not asked here");
}

type Given = Pick<ApiPorts, "till" | "feed" | "tokens" | "screenDir"> & Partial<ApiPorts>;

/** The till's service on a free port; what is not given finds nothing, or must not be asked. */
export function startQuietApi(given: Given): Promise<ApiServer> {
  return startApi({
    search: () => [],
    deals: () => [],
    receipts: () => [],
    correction: () => err(appError("RCP437")),
    unresolved: async () => null,
    service: notAsked,
    view: notAsked,
    photo: async () => err(appError("MRK593")),
    customerScan: () => "not-now",
    guard: { allowedHosts: [], allowedOrigins: [] },
    host: "127.0.0.1",
    port: 0,
    language: "ru",
    clock: systemClock,
    log: silentLog,
    ...given,
  });
}
