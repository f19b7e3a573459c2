import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { ServiceView } from "../../config/contract/service-view.ts";
import { useApp } from "../state/app.ts";
import { dateTimeText } from "../ui/format.ts";
import { MarkingPart } from "./marking-part.tsx";
import { CalendarList, CatalogFacts, CountersPart, Devices, JournalFacts, Outboxes } from "./service-parts.tsx";

const REFRESH_MS = 2_000;

/** Devices, queues and errors for the technician, in plain tables that are read again every two seconds. */
export function ServicePage() {
  const app = useApp();
  const { t, clock, server } = app;
  const view = useSignal<ServiceView | null>(null);
  const trouble = useSignal<"" | "service.denied" | "service.noAnswer">("");
  useEffect(() => {
    const reading = new AbortController();
    void (async () => {
      while (!reading.signal.aborted) {
        try {
          const next = await server.service();
          trouble.value = next === null ? "service.denied" : "";
          view.value = next;
        } catch {
          trouble.value = "service.noAnswer";
        }
        await clock.sleep(REFRESH_MS, reading.signal);
      }
    })();
    return () => reading.abort();
  }, []);
  const service = view.value;
  return (
    <main class="service">
      <header class="service-head">
        <h1>{t("service.title")}</h1>
        <a class="button" href="/">
          ← {t("service.back")}
        </a>
      </header>
      {trouble.value !== "" && <p class="banner tone-bad">✕ {t(trouble.value)}</p>}
      {service !== null && <Parts service={service} />}
    </main>
  );
}

function Parts({ service }: { readonly service: ServiceView }) {
  const { t, sections } = useApp();
  const unresolved = sections.unresolved.value ?? [];
  return (
    <>
      <p class="soft">{t("service.version", { version: service.version, time: dateTimeText(service.startedAt) })}</p>
      <Devices devices={service.devices} />
      <CountersPart counters={service.counters} />
      <MarkingPart marking={service.marking} />
      <CalendarList calendar={service.calendar} />
      <Outboxes outbox={service.outbox} />
      <div class="service-pair">
        <JournalFacts service={service} />
        <CatalogFacts catalog={service.catalog} />
      </div>
      <section class="service-part">
        <h2>{t("service.unresolved")}</h2>
        {unresolved.length === 0 ? (
          <p class="soft">{t("service.none")}</p>
        ) : (
          <ul class="list">
            {unresolved.map((job) => (
              <li key={job.jobId} class="list-row">
                <span>{dateTimeText(job.at)}</span>
                <b>{job.receiptNumber === null ? t(`purpose.${job.purpose}`) : t("receipt.sale", { number: job.receiptNumber })}</b>
                {job.owner !== null && <span>{job.owner}</span>}
                <span>{job.seen}</span>
              </li>
            ))}
          </ul>
        )}
      </section>
      <section class="service-part">
        <h2>{t("service.errors")}</h2>
        {service.recentErrors.length === 0 && <p class="soft">{t("service.none")}</p>}
        <ul class="list">
          {service.recentErrors.map((error, index) => (
            <li key={index} class="list-row">
              <span>{dateTimeText(error.at)}</span>
              <b>{error.code}</b>
              <span>{error.text}</span>
            </li>
          ))}
        </ul>
      </section>
    </>
  );
}
