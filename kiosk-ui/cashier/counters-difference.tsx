import type { CountersView, FigureView } from "../../config/contract/counters.ts";
import { kopecks } from "../../config/money.ts";
import { useApp } from "../state/app.ts";
import { dateTimeText, rubles } from "../ui/format.ts";

/** Where till and registrar count differently: both figures of each. One that is gone says since when. */
export function CountersDifference({ counters }: { readonly counters: readonly CountersView[] }) {
  const { t } = useApp();
  return (
    <>
      {counters.map((each) => {
        const whose = each.owner === null ? "" : `${each.owner}: `;
        if (each.settledAt !== null) {
          return (
            <p key={each.registrarId} class="soft" role="status">
              ✓ {whose}
              {t("counters.settled", { time: dateTimeText(each.settledAt) })}
            </p>
          );
        }
        return (
          <div key={each.registrarId} class="figures-part tone-ask" role="alert">
            <p>
              <b>
                {whose}
                {t("counters.differ")}
              </b>{" "}
              <span class="small">{t("counters.comparedAt", { time: dateTimeText(each.at) })}</span>
            </p>
            <Figures figures={each.figures.filter(({ till, registrar }) => till !== registrar)} />
          </div>
        );
      })}
    </>
  );
}

function Figures({ figures }: { readonly figures: readonly FigureView[] }) {
  const { t } = useApp();
  return (
    <table class="figures">
      <thead>
        <tr class="small">
          <th />
          <th scope="col">{t("counters.till")}</th>
          <th scope="col">{t("counters.registrar")}</th>
        </tr>
      </thead>
      <tbody>
        {figures.map(({ key, name, unit, till, registrar }) => (
          <tr key={key}>
            <th scope="row">{name}</th>
            <td class="number">{unit === "kop" ? rubles(kopecks(till)) : till}</td>
            <td class="number">{unit === "kop" ? rubles(kopecks(registrar)) : registrar}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
