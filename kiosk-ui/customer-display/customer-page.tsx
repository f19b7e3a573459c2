import type { ReadonlySignal } from "@preact/signals";
import { useLayoutEffect, useRef } from "preact/hooks";
import type { CustomerScreenView } from "../../config/contract/view.ts";
import { formatKop, QUANTITY_ONE } from "../../config/money.ts";
import { textIn, type TextKey, type TextValues } from "../i18n/texts.ts";
import { pointsText, quantityWithUnit, rubles } from "../ui/format.ts";

export interface CustomerPageProps {
  readonly view: ReadonlySignal<CustomerScreenView | null>;
  readonly isLost: ReadonlySignal<boolean>;
}

type Translate = (key: TextKey, values?: TextValues) => string;

/** What the buyer sees: goods, the sum, the change. No buttons, no personal data. */
export function CustomerPage({ view: source, isLost }: CustomerPageProps) {
  const view = source.value;
  if (view === null) return null;
  const t: Translate = (key, values) => textIn(view.info.language, key, values);
  const hasGoods = view.lines.length > 0 && (view.state === "sale" || view.state === "payment");
  return (
    <main class={`buyer buyer-${view.state}`} data-lost={isLost.value ? "" : undefined}>
      {view.state === "closed" && <Message title={t("display.closed")} text={t("display.closedText")} shop={view.info.shopName} />}
      {view.state === "idle" && <Message title={t("display.welcome")} text="" shop={view.info.shopName} />}
      {view.state === "completed" && <Thanks view={view} t={t} />}
      {(view.state === "sale" || view.state === "payment") && !hasGoods && (
        <Message title={t("display.welcome")} text="" shop={view.info.shopName} />
      )}
      {hasGoods && (
        <>
          <Goods view={view} />
          <Sums view={view} t={t} />
        </>
      )}
    </main>
  );
}

function Message({ title, text, shop }: { readonly title: string; readonly text: string; readonly shop: string }) {
  return (
    <section class="buyer-message">
      <p class="buyer-shop">{shop}</p>
      <h1>{title}</h1>
      {text !== "" && <p class="buyer-text">{text}</p>}
    </section>
  );
}

function Thanks({ view, t }: { readonly view: CustomerScreenView; readonly t: Translate }) {
  return (
    <section class="buyer-message">
      <p class="buyer-shop">{view.info.shopName}</p>
      <h1>{t("display.thanks")}</h1>
      {view.changeKop !== null && view.changeKop > 0 && (
        <p class="buyer-change">
          <span>{t("display.change")}</span>
          <output>{rubles(view.changeKop)}</output>
        </p>
      )}
    </section>
  );
}

function Goods({ view }: { readonly view: CustomerScreenView }) {
  const list = useRef<HTMLOListElement>(null);
  const { lines } = view;
  useLayoutEffect(() => {
    list.current?.lastElementChild?.scrollIntoView({ block: "end" });
  }, [lines]);
  return (
    <ol class="buyer-lines" ref={list}>
      {lines.map((line) => (
        <li key={line.line} class={line.voided ? "buyer-line line-voided" : "buyer-line"}>
          <span class="line-name">{line.name}</span>
          <span class="line-sum">{formatKop(line.sumKop)}</span>
          <span class="buyer-count">
            {(line.quantity !== QUANTITY_ONE || line.weighed) &&
              `${quantityWithUnit(line.quantity, line.unit, view.info.language)} × ${formatKop(line.priceKop)}`}
          </span>
          <span class="line-discount">{line.discountKop > 0 && `−${formatKop(line.discountKop)}`}</span>
        </li>
      ))}
    </ol>
  );
}

function Sums({ view, t }: { readonly view: CustomerScreenView; readonly t: Translate }) {
  const { customer } = view;
  const isPaying = view.state === "payment";
  return (
    <section class="buyer-sums">
      <p class="buyer-shop">{view.info.shopName}</p>
      {customer !== null && (
        <dl class="facts buyer-facts">
          <dt>{t("display.card")}</dt>
          <dd>{customer.maskedCard}</dd>
          <dt>{t("display.points")}</dt>
          <dd>{pointsText(customer.balance)}</dd>
          {customer.redeemed > 0 && (
            <>
              <dt>{t("display.redeemed")}</dt>
              <dd>−{pointsText(customer.redeemed)}</dd>
            </>
          )}
          <dt>{t("display.willAccrue")}</dt>
          <dd>+{pointsText(customer.willAccrue)}</dd>
        </dl>
      )}
      <span class="fill" />
      {view.discountKop > 0 && (
        <p class="buyer-discount">
          <span>{t("display.discount")}</span>
          <b>−{rubles(view.discountKop)}</b>
        </p>
      )}
      <p class="buyer-word">{t(isPaying ? "display.due" : "display.total")}</p>
      <output class="buyer-figure">
        {formatKop(isPaying ? view.dueKop : view.totalKop)}
        <small> ₽</small>
      </output>
    </section>
  );
}
