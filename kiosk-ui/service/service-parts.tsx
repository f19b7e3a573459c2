import type { ServiceView } from "../../config/contract/service-view.ts";
import { CountersDifference } from "../cashier/counters-difference.tsx";
import { useApp } from "../state/app.ts";
import { Button } from "../ui/button.tsx";
import { bytesText, dateTimeText } from "../ui/format.ts";

type Device = ServiceView["devices"][number];
type Outbox = ServiceView["outbox"][number];

const STATE_TONES: Readonly<Record<Device["state"], string>> = {
  connected: "tone-good",
  connecting: "tone-plain",
  lost: "tone-bad",
  error: "tone-bad",
};
const STATE_SIGNS: Readonly<Record<Device["state"], string>> = { connected: "✓", connecting: "…", lost: "✕", error: "✕" };

export function Devices({ devices }: { readonly devices: readonly Device[] }) {
  const { t } = useApp();
  return (
    <section class="service-part">
      <h2>{t("service.devices")}</h2>
      <ul class="devices">
        {devices.map((device) => (
          <li key={device.name} class="device">
            <p class="device-head">
              <b>{device.name}</b>
              <span class="soft">{device.kind}</span>
              <span class={`badge ${STATE_TONES[device.state]}`}>
                {STATE_SIGNS[device.state]} {t(`service.state.${device.state}`)}
              </span>
            </p>
            <p class="small soft">
              {device.address} · {t("service.since", { time: dateTimeText(device.since) })}
            </p>
            {device.lastError !== null && <p class="small tone-bad device-error">{device.lastError}</p>}
            <Pairs pairs={{ ...device.facts, ...device.counters }} />
          </li>
        ))}
      </ul>
    </section>
  );
}

/** Till totals against the registrars' counters, as compared after every document. */
export function CountersPart({ counters }: { readonly counters: ServiceView["counters"] }) {
  const { t } = useApp();
  const known = counters.flatMap(({ compared }) => compared ?? []);
  return (
    <section class="service-part">
      <h2>{t("counters.title")}</h2>
      {known.length === 0 ? <p class="soft">{t("counters.agree")}</p> : <CountersDifference counters={known} />}
    </section>
  );
}

export function Pairs({ pairs }: { readonly pairs: Readonly<Record<string, string | number>> }) {
  const entries = Object.entries(pairs);
  if (entries.length === 0) return null;
  return (
    <dl class="pairs small">
      {entries.map(([name, value]) => (
        <div key={name} class="pair">
          <dt class="soft">{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

export function Outboxes({ outbox }: { readonly outbox: readonly Outbox[] }) {
  const { t } = useApp();
  return (
    <section class="service-part">
      <h2>{t("service.outbox")}</h2>
      {outbox.length === 0 && <p class="soft">{t("service.none")}</p>}
      {outbox.map((each) => (
        <div key={each.destination} class="outbox">
          <h3 class="outbox-name">{each.destination}</h3>
          <Pairs
            pairs={{
              [t("service.waiting")]: each.waiting,
              [t("service.oldest")]: each.oldestAt === null ? "–" : dateTimeText(each.oldestAt),
              [t("service.delivered")]: each.delivered,
              [t("service.lastDelivered")]: each.lastDeliveredAt === null ? t("service.never") : dateTimeText(each.lastDeliveredAt),
            }}
          />
          {each.lastError !== null && <p class="small tone-bad device-error">{each.lastError}</p>}
          {each.setAside.length > 0 && <SetAside destination={each.destination} rows={each.setAside} />}
        </div>
      ))}
    </section>
  );
}

/** Documents that a destination refuses: sent again by hand when the cause is gone. */
function SetAside({ destination, rows }: { readonly destination: string; readonly rows: Outbox["setAside"] }) {
  const app = useApp();
  const { t } = app;
  const requeue = async (sequence: number): Promise<void> => {
    if (await app.send({ type: "requeueFact", destination, sequence })) app.say("good", t("service.requeued"));
  };
  return (
    <>
      <h3 class="field-label">{t("service.setAside")}</h3>
      <ul class="list">
        {rows.map((row) => (
          <li key={row.sequence} class="list-row">
            <b>{row.sequence}</b>
            <span>
              {row.what} <span class="small soft">{dateTimeText(row.at)}</span>
              <br />
              <span class="small">{row.error}</span>
            </span>
            <Button onPress={() => void requeue(row.sequence)}>{t("service.requeue")}</Button>
          </li>
        ))}
      </ul>
    </>
  );
}

export function JournalFacts({ service }: { readonly service: ServiceView }) {
  const { t } = useApp();
  const { journal } = service;
  return (
    <section class="service-part">
      <h2>{t("service.journal")}</h2>
      <Pairs
        pairs={{
          [t("service.writable")]: t(journal.writable ? "service.writable.yes" : "service.writable.no"),
          [t("service.events")]: journal.events,
          [t("service.size")]: bytesText(journal.bytes),
          [t("service.lastCommit")]: t("service.ms", { n: journal.lastCommitMs.toFixed(1) }),
          [t("service.refused")]: service.refusedRequests,
        }}
      />
    </section>
  );
}

export function CatalogFacts({ catalog }: { readonly catalog: ServiceView["catalog"] }) {
  const { t } = useApp();
  return (
    <section class="service-part">
      <h2>{t("service.catalog")}</h2>
      <Pairs
        pairs={{
          [t("service.items")]: catalog.items,
          [t("service.generation")]: catalog.generation,
          [t("service.imported")]: catalog.importedAt === null ? t("service.never") : dateTimeText(catalog.importedAt),
        }}
      />
    </section>
  );
}

const SEVERITY_TONES = { info: "tone-plain", soon: "tone-ask", urgent: "tone-bad", blocked: "tone-bad" } as const;

/** Dates ahead of the registrar and the law, the gravest first. */
export function CalendarList({ calendar }: { readonly calendar: ServiceView["calendar"] }) {
  const { t } = useApp();
  return (
    <section class="service-part">
      <h2>{t("service.calendar")}</h2>
      {calendar.length === 0 && <p class="soft">{t("service.none")}</p>}
      <ul class="list">
        {calendar.map(({ code, severity, at, text }) => (
          <li key={`${code} ${text}`} class="list-row">
            <span class={`badge ${SEVERITY_TONES[severity]}`}>{t(`service.severity.${severity}`)}</span>
            <span>{at === null ? "" : dateTimeText(at)}</span>
            <span>
              {text} <span class="small soft">({code})</span>
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
