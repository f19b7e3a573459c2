import { useLayoutEffect, useRef } from "preact/hooks";
import type { SearchHitView } from "../../config/contract/view.ts";
import { useApp } from "../state/app.ts";
import { quantityWithUnit, rubles } from "../ui/format.ts";
import { takeHit } from "./take-hit.ts";

/** Goods found by what is in the input field; Enter takes the marked one. */
export function SearchResults() {
  const app = useApp();
  const { t, search } = app;
  const result = search.result.value;
  const index = search.index.value;
  const list = useRef<HTMLUListElement>(null);
  useLayoutEffect(() => {
    list.current?.children[index]?.scrollIntoView({ block: "nearest" });
  }, [index, result]);
  return (
    <section class="found" aria-label={t("action.searchName")}>
      {result.state === "failed" && <p class="found-empty">{t("search.failed")}</p>}
      {result.state === "found" && result.hits.length === 0 && <p class="found-empty">{t("search.none")}</p>}
      {result.state === "found" && result.hits.length > 0 && (
        <ul class="hits" role="listbox" ref={list}>
          {result.hits.map((hit, at) => (
            <li
              key={hit.itemId}
              class={at === index ? "hit hit-chosen" : "hit"}
              role="option"
              aria-selected={at === index}
              onClick={() => takeHit(app, hit)}
            >
              <span class="hit-name">{marked(hit)}</span>
              <span class="hit-price">{rubles(hit.priceKop)}</span>
              <span class="hit-facts small soft">
                {[
                  hit.article || hit.code,
                  hit.onTap ? t("search.onTap") : hit.weighed && t("search.weighed"),
                  hit.marked && t("search.marked"),
                  stockText(hit),
                ]
                  .filter(Boolean)
                  .join(" · ")}
              </span>
            </li>
          ))}
        </ul>
      )}
      <p class="found-hint small soft">{t("search.hint")}</p>
    </section>
  );

  function stockText(hit: SearchHitView): string {
    return hit.stock === null ? "" : t("search.stock", { stock: quantityWithUnit(hit.stock, hit.unit, app.language()) });
  }
}

/** The name with its matched parts marked. */
function marked(hit: SearchHitView) {
  const parts = [];
  let at = 0;
  for (const [start, end] of hit.ranges) {
    if (start > at) parts.push(hit.name.slice(at, start));
    parts.push(<mark key={start}>{hit.name.slice(start, end)}</mark>);
    at = end;
  }
  parts.push(hit.name.slice(at));
  return parts;
}
