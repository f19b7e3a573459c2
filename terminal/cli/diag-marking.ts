import type { Clock } from "../../config/clock.ts";
import type { MarkingView } from "../../config/contract/marking-view.ts";
import { silentLog } from "../../config/log.ts";
import type { Config } from "../../config/schema.ts";
import { createTillClient } from "../api/till-client.ts";
import { createCheckServices } from "../marking/check/check-services.ts";
import { isReady } from "../marking/check/local-module/module-status.ts";
import { failed, same, type Check } from "./diag-checks.ts";

/** Asks each configured service how it is: no code is checked, nothing is changed. Emulated ones are left out. */
export async function checkMarkingServices(config: Config, clock: Clock, version: string): Promise<readonly Check[]> {
  const services = createCheckServices(withoutEmulated(config), {
    clock,
    log: silentLog,
    version,
    fiscalDriveNumber: () => null,
    groupOf: () => null,
    onAlarm: () => {},
  });
  const { tsPiot, trueApi, localModule } = services;
  const checks = await Promise.all([
    tsPiot?.info().then((got): Check => {
      if (!got.ok) return failed("ts-piot", got.error);
      const { localModule: behind, codesCheckTimeoutMs } = got.value;
      const module = behind === null ? "" : `, lm ${behind.version ?? "?"} ${behind.status ?? "?"}`;
      return { name: "ts-piot", state: "ok", text: same(`v${tsPiot.version() ?? "?"}, ${codesCheckTimeoutMs ?? "?"} ms${module}`) };
    }),
    trueApi?.refresh().then((got): Check => {
      if (!got.ok) return failed("true-api", got.error);
      const { hosts } = trueApi.state();
      const well = hosts.filter(({ healthMs }) => healthMs !== null);
      return {
        name: "true-api",
        state: well.length === 0 ? "error" : well.length < hosts.length ? "warn" : "ok",
        text: same(hosts.map(({ url, healthMs }) => `${url} ${healthMs === null ? "—" : `${healthMs} ms`}`).join("; ")),
      };
    }),
    localModule?.poll().then((got): Check => {
      if (!got.ok) return failed("local-module", got.error);
      const { status, version: software, lastSync } = got.value;
      const sync = lastSync === null ? "" : `, ${new Date(lastSync).toISOString()}`;
      return { name: "local-module", state: isReady(status) ? "ok" : "warn", text: same(`${software ?? "?"} ${status}${sync}`) };
    }),
  ]);
  const broken = services.broken.map(({ source, error }) => failed(source, error));
  return [...checks.filter((check) => check !== undefined), ...broken];
}

/** An emulated service is the till's own child; an init of the local module is no business of a look around. */
function withoutEmulated(config: Config): Config {
  const { tsPiot, localModule, sources: _sources, ...marking } = config.marking;
  const real = (source: string): boolean =>
    !(source === "ts-piot" && config.embedded.tsPiot) && !(source === "local-module" && config.embedded.localModule);
  const sources = config.marking.sources?.filter(real);
  const { token: _token, ...module } = localModule ?? {};
  return {
    ...config,
    marking: {
      ...marking,
      ...(sources === undefined || sources.length === 0 ? {} : { sources }),
      ...(tsPiot === undefined || config.embedded.tsPiot ? {} : { tsPiot }),
      ...(localModule === undefined || config.embedded.localModule ? {} : { localModule: module as typeof localModule }),
    },
  };
}

/** What the running till counted since it started; nothing when none runs. */
export async function checkMarkingCounts(config: Config, clock: Clock): Promise<readonly Check[]> {
  try {
    const { host, port } = config.api;
    const { marking } = await createTillClient(`http://${host}:${port}`, config.dataDir, clock).service();
    return marking.sources.map(countsOf);
  } catch {
    return [];
  }
}

function countsOf({ source, counts, latency }: MarkingView["sources"][number]): Check {
  const said = Object.entries(counts).map(([outcome, count]) => `${outcome} ${count}`);
  const text = [...said, ...(latency === null ? [] : [`p50 ${latency.p50Ms} ms`, `p99 ${latency.p99Ms} ms`])].join(", ");
  return { name: `checks ${source}`, state: "ok", text: text === "" ? { ru: "не было", en: "none" } : same(text) };
}
