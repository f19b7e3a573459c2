import type { Clock } from "../../../config/clock.ts";
import type { Log } from "../../../config/log.ts";
import type { AtolKkt } from "./atol-kkt.ts";
import { Devices } from "./devices.ts";
import type { DriverLink } from "./driver-link.ts";
import type { FaultBox } from "./faults.ts";
import { RequestQueue } from "./request-queue.ts";
import { requestTable, type RequestTable } from "./request-table.ts";
import { SettingsStore } from "./server-settings.ts";
import { WebApi } from "./web-api.ts";

/** Whether requests and blocks outlive the server's process: both kinds of server are in the field. */
export type RequestMemory = "kept" | "lost";

export interface ServerOptions {
  readonly kkt: AtolKkt;
  readonly link: DriverLink;
  readonly clock: Clock;
  readonly log: Log;
  readonly faults: FaultBox;
  readonly utcOffsetMinutes: number;
  readonly users: ReadonlyMap<string, string>;
  readonly preset: "ready" | "empty";
  readonly retryMs: number;
  readonly crash: (fault: { readonly requests?: RequestMemory; readonly backAfterMs?: number }) => void;
}

/** One run of the server's process: from its start to its end or death. */
export class WebRequestsServer {
  readonly api: WebApi;
  readonly devices: Devices;
  readonly requests: RequestTable;

  constructor(options: ServerOptions, memory: RequestMemory) {
    const { kkt, link, clock, log, faults } = options;
    const { store } = kkt.drive;
    const table = requestTable(store);
    if (memory === "lost") table.clear();
    const settings = new SettingsStore(store);
    this.requests = table;
    this.devices = new Devices({
      store,
      preset: options.preset,
      isReachable: () => link.isUp,
      newQueue: (deviceId) =>
        new RequestQueue({
          deviceId,
          table,
          link,
          clock,
          log,
          faults,
          settings: () => settings.current,
          retryMs: options.retryMs,
          crash: options.crash,
        }),
    });
    const { utcOffsetMinutes, users } = options;
    this.api = new WebApi({ kkt, link, devices: this.devices, settings, clock, utcOffsetMinutes, users });
  }

  kill(): void {
    this.devices.kill();
  }
}
