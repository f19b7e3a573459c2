import { useSignal, type Signal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { ReceiptView } from "../../config/contract/view.ts";
import { formatKop, type Kopecks } from "../../config/money.ts";
import { changeFor, cleanMoney, readMoney } from "../entry/money-entry.ts";
import { keyLabel } from "../keys/key-map.ts";
import { useApp, type App } from "../state/app.ts";
import { Button } from "../ui/button.tsx";
import { Field } from "../ui/field.tsx";
import { rubles, wholeRubles } from "../ui/format.ts";
import { Keypad } from "../ui/keypad.tsx";
import { LEVELS, useKeyLayer } from "../ui/use-key-layer.ts";
import { ageActions } from "./age-strip.tsx";
import { NoticeLine } from "./entry-panel.tsx";
import { leave } from "./leave.ts";
import { paysOut, receiptName } from "./receipt-name.ts";
import { TenderList, isCardBusy } from "./tender-list.tsx";

type Method = "cash" | "card";

/** Money: methods on the left, the sum in the middle, the keypad on the right. Enter takes the exact sum. */
export function PaymentScreen({ receipt }: { readonly receipt: ReceiptView }) {
  const app = useApp();
  const { t, payment } = app;
  const isBusy = isCardBusy(receipt);
  const method: Method = isBusy ? "card" : (payment.value ?? "cash");
  const amount = useSignal("");
  const isBlocked = isBusy || receipt.checkingLines > 0 || receipt.age?.isAsked === true;
  const choose = (next: Method): void => {
    payment.value = next;
    amount.value = "";
  };
  const pay = isBlocked ? undefined : (): void => void takeMoney(app, receipt, method, amount);
  const ways = otherWays(app, receipt, isBusy);
  useKeyLayer({
    level: LEVELS.page,
    isModal: false,
    scopes: ["payment", "age", "everywhere"],
    actions: {
      payCash: isBusy ? undefined : () => choose("cash"),
      payCard: isBusy ? undefined : () => (method === "card" ? pay?.() : choose("card")),
      payOffset: ways.offset,
      payCredit: ways.credit,
      submit: pay,
      back: backOf(app, receipt),
      ...ageActions(app),
      ...leave(app),
    },
  });
  useEffect(() => {
    document.querySelector<HTMLElement>("[data-own-field]")?.focus();
  }, [method, isBusy]);
  const isRefund = paysOut(receipt);
  const isPart = receipt.paidKop > 0;
  return (
    <main class="payment">
      <section class="methods">
        <Method name="cash" chosen={method} onChoose={isBusy ? undefined : choose} />
        <Method name="card" chosen={method} onChoose={isBusy ? undefined : choose} />
        <OtherWay action="payOffset" onPress={ways.offset} sumKop={receipt.prepaidKop} />
        <OtherWay action="payCredit" onPress={ways.credit} sumKop={null} />
        <span class="fill" />
        {isBusy && <Button onPress={() => void app.send({ type: "holdReceipt" })}>{t("action.hold")}</Button>}
        <Button onPress={backOf(app, receipt)} keyName="Esc" tone={isPart ? "danger" : "plain"}>
          {t(receipt.tenders.length > 0 ? "pay.cancel" : "pay.backToGoods")}
        </Button>
      </section>
      <section class="paper pay-middle">
        <p class="pay-word">{t(dueWord(isRefund, isPart))}</p>
        <output class="pay-figure">
          {formatKop(receipt.dueKop)}
          <small> ₽</small>
        </output>
        <dl class="facts">
          <dt>
            {t(receiptName(receipt), { number: receipt.number })}
            <span class="soft"> · {t("common.pieces", { n: receipt.lineCount })}</span>
          </dt>
          <dd>{rubles(receipt.totalKop)}</dd>
          {receipt.discountKop > 0 && (
            <>
              <dt>{t("receipt.discount")}</dt>
              <dd>−{rubles(receipt.discountKop)}</dd>
            </>
          )}
          {receipt.goodsKop !== receipt.totalKop && (
            <>
              <dt>{t("receipt.goods")}</dt>
              <dd>{rubles(receipt.goodsKop)}</dd>
            </>
          )}
          {receipt.cashDueKop !== receipt.dueKop && (
            <>
              <dt>{t("receipt.cashDue")}</dt>
              <dd>{rubles(receipt.cashDueKop)}</dd>
            </>
          )}
          {isPart && (
            <>
              <dt>{t("receipt.paid")}</dt>
              <dd>{rubles(receipt.paidKop)}</dd>
            </>
          )}
        </dl>
        <TenderList tenders={receipt.tenders} />
        {receipt.checkingLines > 0 && (
          <p class="strip tone-plain">
            <span class="spinner" /> {t("pay.checking", { n: receipt.checkingLines })}
          </p>
        )}
        <NoticeLine />
        <ChangePreview receipt={receipt} method={method} amount={amount} />
      </section>
      {isBusy ? <CardWait /> : <AmountPad receipt={receipt} method={method} amount={amount} onPay={pay} />}
    </main>
  );
}

/** Money that was received before (offset), and money that comes later (credit); undefined where they don't fit. */
function otherWays(app: App, receipt: ReceiptView, isBusy: boolean): { readonly offset?: () => void; readonly credit?: () => void } {
  if (isBusy || receipt.dueKop === 0) return {};
  const isPlainSale = receipt.kind === "sale" && receipt.settlement === "full";
  const ownOffset = receipt.prepaidKop === null ? undefined : (): void => void app.send({ type: "payPrepaid" });
  const offset = ownOffset ?? (isPlainSale ? () => (app.dialog.value = { kind: "deal", use: "offset" }) : undefined);
  const takeOff = receipt.isOnCredit ? (): void => void app.send({ type: "payCredit" }) : undefined;
  const credit = takeOff ?? (isPlainSale ? () => (app.dialog.value = { kind: "credit" }) : undefined);
  return {
    ...(offset === undefined ? {} : { offset }),
    ...(credit === undefined ? {} : { credit }),
  };
}

function OtherWay({
  action,
  onPress,
  sumKop,
}: {
  readonly action: "payOffset" | "payCredit";
  readonly onPress: (() => void) | undefined;
  readonly sumKop: Kopecks | null;
}) {
  const { t } = useApp();
  if (onPress === undefined) return null;
  return (
    <Button class="method" onPress={onPress} keyName={keyLabel(action)}>
      <span class="method-name">{t(`action.${action}`)}</span>
      {sumKop !== null && <span class="small">{rubles(sumKop)}</span>}
    </Button>
  );
}

function Method({
  name,
  chosen,
  onChoose,
}: {
  readonly name: Method;
  readonly chosen: Method;
  readonly onChoose: ((method: Method) => void) | undefined;
}) {
  const { t } = useApp();
  const action = name === "cash" ? "payCash" : "payCard";
  return (
    <Button class="method" isChosen={name === chosen} onPress={onChoose && (() => onChoose(name))} keyName={keyLabel(action)}>
      <span class="method-name">
        <span aria-hidden="true">{name === chosen ? "● " : "○ "}</span>
        {t(`action.${action}`)}
      </span>
    </Button>
  );
}

function AmountPad({
  receipt,
  method,
  amount,
  onPay,
}: {
  readonly receipt: ReceiptView;
  readonly method: Method;
  readonly amount: Signal<string>;
  readonly onPay: (() => void) | undefined;
}) {
  const app = useApp();
  const { t } = app;
  const isRefund = paysOut(receipt);
  // A refund is paid out to the kopeck: there is nothing to enter.
  const hasAmount = !(isRefund && method === "cash");
  const suggestions = method === "cash" ? receipt.suggestedCashKop : [];
  const label = isRefund
    ? method === "cash"
      ? "pay.enterCashRefund"
      : "pay.enterCardRefund"
    : method === "cash"
      ? "pay.enterCash"
      : "pay.enterCard";
  return (
    <section class="pay-pad">
      {suggestions.length > 0 && (
        <div class="notes">
          {suggestions.map((sumKop, index) => (
            <Button key={sumKop} class="note" onPress={onPay && (() => void app.send({ type: "payCash", amountKop: sumKop }))}>
              <span class="note-sum">{wholeRubles(sumKop)}</span>
              {index === 0 && <span class="small">{t("pay.exact")}</span>}
            </Button>
          ))}
        </div>
      )}
      {hasAmount && (
        <Field
          label={t(method === "cash" ? "pay.given" : "pay.part")}
          value={amount}
          clean={cleanMoney}
          isOwn
          isNumber
          placeholder={t(method === "cash" ? "pay.exact" : "pay.partAll")}
        />
      )}
      {hasAmount && <Keypad onSubmit={onPay} />}
      <Button class="big" tone="main" onPress={onPay} keyName={keyLabel("submit")}>
        {t(label)}
      </Button>
    </section>
  );
}

function CardWait() {
  const { t } = useApp();
  return (
    <section class="pay-pad card-wait" role="status">
      <span class="spinner spinner-large" />
      <h2>{t("pay.cardWaiting")}</h2>
      <p class="soft">{t("pay.cardWaitingText")}</p>
    </section>
  );
}

/** Change or what is short, worked out while the sum is typed. The till has the last word. */
function ChangePreview({
  receipt,
  method,
  amount,
}: {
  readonly receipt: ReceiptView;
  readonly method: Method;
  readonly amount: Signal<string>;
}) {
  const { t } = useApp();
  const given = readMoney(amount.value);
  if (method !== "cash" || given === null || paysOut(receipt)) return null;
  const changeKop = changeFor(given, receipt.cashDueKop);
  return (
    <p class="pay-change" aria-live="polite">
      <span>{t(changeKop === null ? "pay.shortBy" : "pay.change")}</span>
      <output>{rubles(changeKop ?? ((receipt.cashDueKop - given) as Kopecks))}</output>
    </p>
  );
}

async function takeMoney(app: App, receipt: ReceiptView, method: Method, amount: Signal<string>): Promise<void> {
  const entered = paysOut(receipt) && method === "cash" ? null : readMoney(amount.value);
  const type = method === "cash" ? "payCash" : "payCard";
  const isTaken = await app.send(entered === null || entered === 0 ? { type } : { type, amountKop: entered });
  if (isTaken) amount.value = "";
}

/** Without money taken Esc leads back to the goods; with money it asks first. */
function backOf(app: App, receipt: ReceiptView): (() => void) | undefined {
  if (isCardBusy(receipt)) return undefined;
  if (receipt.phase === "open") return () => (app.payment.value = null);
  return () => (app.dialog.value = { kind: "cancel-payment" });
}

function dueWord(isRefund: boolean, isPart: boolean) {
  if (isRefund) return isPart ? "pay.leftRefund" : "pay.dueRefund";
  return isPart ? "pay.left" : "pay.due";
}
