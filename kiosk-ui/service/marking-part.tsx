import type { MarkingView } from "../../config/contract/marking-view.ts";
import { useApp } from "../state/app.ts";
import { dateTimeText } from "../ui/format.ts";
import { Pairs } from "./service-parts.tsx";

type Source = MarkingView["sources"][number];

const TONES: Readonly<Record<Source["state"], string>> = {
  ready: "tone-good",
  "not-ready": "tone-ask",
  error: "tone-bad",
  unknown: "tone-plain",
};

/** The services that check marking codes: how they are, what they said how often and how quickly, and the last answers. */
export function MarkingPart({ marking }: { readonly marking: MarkingView }) {
  const { t } = useApp();
  const { sources, latency, recent } = marking;
  return (
    <section class="service-part">
      <h2>{t("service.marking")}</h2>
      {sources.length === 0 && <p class="soft">{t("service.marking.off")}</p>}
      <ul class="devices">
        {sources.map((source) => (
          <SourceState key={source.source} source={source} />
        ))}
      </ul>
      {latency !== null && (
        <>
          <h3 class="field-label">{t("service.marking.all")}</h3>
          <Latency latency={latency} />
        </>
      )}
      {recent.length > 0 && <RecentAnswers recent={recent} />}
    </section>
  );
}

function SourceState({ source }: { readonly source: Source }) {
  const { t } = useApp();
  return (
    <li class="device">
      <p class="device-head">
        <b>{source.source}</b>
        <span class={`badge ${TONES[source.state]}`}>{t(`service.marking.${source.state}`)}</span>
      </p>
      {source.error !== null && <p class="small tone-bad device-error">{source.error}</p>}
      <Pairs pairs={{ ...source.facts, ...source.counts }} />
      {source.latency !== null && <Latency latency={source.latency} />}
    </li>
  );
}

function Latency({ latency }: { readonly latency: NonNullable<Source["latency"]> }) {
  const { t } = useApp();
  return (
    <Pairs
      pairs={{
        [t("service.marking.p50")]: t("service.ms", { n: latency.p50Ms }),
        [t("service.marking.p99")]: t("service.ms", { n: latency.p99Ms }),
      }}
    />
  );
}

function RecentAnswers({ recent }: { readonly recent: MarkingView["recent"] }) {
  const { t } = useApp();
  return (
    <>
      <h3 class="field-label">{t("service.marking.recent")}</h3>
      <ul class="list">
        {recent.map((answer, index) => (
          <li key={index} class="list-row">
            <span>{dateTimeText(answer.at)}</span>
            <b>{answer.outcome}</b>
            <span>
              {answer.cis} <span class="small soft">{t("service.ms", { n: answer.tookMs })}</span>
              <br />
              <span class="small">{answer.tried}</span>
              {answer.error !== null && <span class="small tone-bad"> {answer.error}</span>}
            </span>
          </li>
        ))}
      </ul>
    </>
  );
}
