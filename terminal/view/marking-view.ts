import type { MarkingView } from "../../config/contract/marking-view.ts";
import { errorText, type AppError } from "../../config/errors/index.ts";
import type { CheckServices } from "../marking/check/check-services.ts";
import type { CheckStatistics } from "../marking/check/check-statistics.ts";
import type { LocalModule } from "../marking/check/local-module/local-module-client.ts";
import { isReady } from "../marking/check/local-module/module-status.ts";
import type { CheckSource } from "../marking/check/marking-check.ts";
import type { TrueApiClient } from "../marking/check/true-api/true-api-client.ts";
import type { TsPiotClient } from "../marking/check/ts-piot-client.ts";

type SourceView = MarkingView["sources"][number];
type Language = "ru" | "en";
type OwnState = Pick<SourceView, "state" | "facts"> & { readonly error: AppError | null };

/** The marking part of the technician's page. */
export function markingView(sources: CheckServices, statistics: CheckStatistics, language: Language): MarkingView {
  const text = (error: AppError | null): string | null => (error === null ? null : `${error.code}: ${errorText(error, language)}`);
  return {
    sources: sources.steps.map(({ source }) => {
      const own = ownState(source, sources, language);
      const latency = statistics.latencies(source);
      return {
        source,
        ...own,
        error: text(own.error),
        counts: statistics.counts(source),
        latency: latency === null ? null : { p50Ms: latency.p50Ms, p99Ms: latency.p99Ms },
      };
    }),
    latency: statistics.latencies("all"),
    recent: statistics.recent().map(({ at, cis, source, outcome, tookMs, tried, error }) => ({
      at,
      cis,
      source,
      outcome,
      tookMs,
      tried: tried.map((each) => `${each.source}${each.host === null ? "" : ` ${each.host}`}: ${each.outcome}`).join(", "),
      error: text(error),
    })),
  };
}

function ownState(source: CheckSource, sources: CheckServices, language: Language): OwnState {
  const unknown: OwnState = { state: "unknown", facts: {}, error: null };
  const broken = sources.broken.find((each) => each.source === source);
  if (broken !== undefined) return { state: "error", facts: {}, error: broken.error };
  switch (source) {
    case "ts-piot":
      return sources.tsPiot === null ? unknown : tsPiotState(sources.tsPiot, language);
    case "true-api":
      return sources.trueApi === null ? unknown : trueApiState(sources.trueApi, language);
    case "local-module":
      return sources.localModule === null ? unknown : moduleState(sources.localModule, language);
  }
}

const NAMES = {
  version: { ru: "версия API", en: "API version" },
  hosts: { ru: "серверы", en: "hosts" },
  listed: { ru: "список прочитан", en: "list read" },
  status: { ru: "состояние", en: "status" },
  mode: { ru: "режим", en: "mode" },
  software: { ru: "версия", en: "version" },
  sync: { ru: "обновлён", en: "synchronised" },
  banned: { ru: "отключён", en: "banned" },
} as const;

function tsPiotState(client: TsPiotClient, language: Language): OwnState {
  const version = client.version();
  return { state: "unknown", error: null, facts: version === null ? {} : { [NAMES.version[language]]: String(version) } };
}

function trueApiState(client: TrueApiClient, language: Language): OwnState {
  const { hosts, listedAt, error } = client.state();
  const isUsable = hosts.some((host) => !host.isBanned);
  const shown = hosts.map(({ url, healthMs, isBanned }) =>
    [url, healthMs === null ? "–" : `${healthMs} ms`, ...(isBanned ? [NAMES.banned[language]] : [])].join(" "),
  );
  return {
    state: error !== null ? "error" : isUsable ? "ready" : "not-ready",
    error,
    facts: {
      [NAMES.hosts[language]]: shown.join("; "),
      ...(listedAt === null ? {} : { [NAMES.listed[language]]: new Date(listedAt).toISOString() }),
    },
  };
}

function moduleState(module: LocalModule, language: Language): OwnState {
  const { status, apiVersion, error } = module.state();
  if (status === null) return { state: error === null ? "unknown" : "error", error, facts: {} };
  const facts: Readonly<Record<string, string | null>> = {
    [NAMES.status[language]]: status.status,
    [NAMES.mode[language]]: status.operationMode,
    [NAMES.software[language]]: status.version,
    [NAMES.version[language]]: apiVersion === null ? null : String(apiVersion),
    [NAMES.sync[language]]: status.lastSync === null ? null : new Date(status.lastSync).toISOString(),
    ...Object.fromEntries(
      status.databases.map(({ name, localCount, serverCount, lagMs }) => [
        name,
        `${localCount ?? "?"}/${serverCount ?? "?"}${lagMs === null ? "" : `, ${Math.round(lagMs / 1_000)} s`}`,
      ]),
    ),
  };
  return {
    state: error !== null ? "error" : isReady(status.status) ? "ready" : "not-ready",
    error,
    facts: Object.fromEntries(Object.entries(facts).flatMap(([name, value]) => (value === null ? [] : [[name, value]]))),
  };
}
