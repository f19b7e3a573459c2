import { Component } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import type { LineView } from "../../config/contract/view.ts";
import { formatKop, QUANTITY_ONE } from "../../config/money.ts";
import { keyLabel } from "../keys/key-map.ts";
import { useApp, type App } from "../state/app.ts";
import { quantityText, quantityWithUnit } from "../ui/format.ts";

/** The goods of the receipt; the line in hand is marked and kept in sight. */
export function ReceiptLines() {
  const app = useApp();
  const lines = app.sections.lines.value ?? [];
  const current = app.currentLine.value?.line ?? null;
  const list = useRef<HTMLOListElement>(null);
  useLayoutEffect(() => {
    list.current?.querySelector(`[data-line="${current}"]`)?.scrollIntoView({ block: "nearest" });
  }, [current, lines]);
  return (
    <ol class="lines" ref={list}>
      {lines.map((line) => (
        <LineRow key={line.line} line={line} isCurrent={line.line === current} app={app} />
      ))}
    </ol>
  );
}

interface RowProps {
  readonly line: LineView;
  readonly isCurrent: boolean;
  readonly app: App;
}

/** Drawn again only when its own line changed: a long receipt stays as quick as a short one. */
class LineRow extends Component<RowProps> {
  override shouldComponentUpdate(next: RowProps): boolean {
    return next.line !== this.props.line || next.isCurrent !== this.props.isCurrent;
  }

  render({ line, isCurrent, app }: RowProps) {
    const language = app.language();
    const isSingle = line.quantity === QUANTITY_ONE && !line.weighed;
    const classes = ["line", isCurrent ? "line-current" : "", line.voided ? "line-voided" : ""];
    return (
      <li
        class={classes.filter((each) => each !== "").join(" ")}
        data-line={line.line}
        aria-current={isCurrent ? "true" : undefined}
        onClick={() => (app.pickedLine.value = line.voided ? null : line.line)}
      >
        <span class="line-number">{line.line}</span>
        <span class="line-name">{line.name}</span>
        <span class="line-sum">{formatKop(line.sumKop)}</span>
        <span class="line-count">
          <b class={isSingle ? "line-one" : "line-many"}>{quantityWithUnit(line.quantity, line.unit, language)}</b>
          {" × "}
          {formatKop(line.priceKop)}
          {line.seller !== undefined && <span class="small soft"> · {line.seller}</span>}
          {line.parts !== undefined && line.parts.taken < line.parts.of && (
            <span class="badge tone-ask">{app.t("parts.taken", line.parts)}</span>
          )}
          {line.voided && <span class="badge tone-bad">✕ {app.t("receipt.voided")}</span>}
          {!line.voided && line.stamp !== undefined && <StampBadge mark={line.stamp.mark} app={app} />}
          {!line.voided && line.marking?.state === "allowed" && <MarkingBadge marking={line.marking} app={app} />}
        </span>
        <span class="line-discount">{line.discountKop > 0 && `−${formatKop(line.discountKop)}`}</span>
        <LineRemarks line={line} isCurrent={isCurrent} app={app} />
      </li>
    );
  }
}

/** What needs a person's eye: marking that is not simply allowed, and why the price is what it is. */
function LineRemarks(row: RowProps) {
  const { line, isCurrent, app } = row;
  const { t } = app;
  const marking = line.marking?.state === "allowed" ? null : line.marking;
  const why = isCurrent && !line.voided ? line.explanation : [];
  if (marking === null && why.length === 0 && !line.needsCode) return null;
  const isDoubt = marking !== null && marking.state !== "checking";
  return (
    <span class="line-remarks">
      {line.needsCode && <span class="badge tone-ask">▦ {t("receipt.needsCode")}</span>}
      {line.needsCode && app.sections.receipt.value?.kind === "refund" && (
        <SeniorButton row={row} text={t("code.unreadable")} type="returnWithoutCode" />
      )}
      {marking !== null && <MarkingBadge marking={marking} app={app} />}
      {isDoubt && <span class="small line-reason">{marking.text}</span>}
      {marking?.state === "ask-senior" && !line.voided && <SeniorButton row={row} text={t("line.allow")} type="allowMarkedLine" />}
      {why.map((reason) => (
        <span key={reason} class="small soft">
          {reason}
        </span>
      ))}
    </span>
  );
}

/** Asks a senior for the line; one key does it for the line that is current. */
function SeniorButton({
  row: { line, isCurrent, app },
  text,
  type,
}: {
  readonly row: RowProps;
  readonly text: string;
  readonly type: "allowMarkedLine" | "returnWithoutCode";
}) {
  return (
    <button
      type="button"
      class="button"
      onClick={(event) => {
        event.stopPropagation();
        void app.send({ type, line: line.line });
      }}
    >
      {text} {isCurrent && <kbd class="key-name">{keyLabel("allowLine")}</kbd>}
    </button>
  );
}

/** A bottle is sold by its excise stamp: without one the receipt is not paid. */
function StampBadge({ mark, app }: { readonly mark: string | null; readonly app: App }) {
  if (mark === null) return <span class="badge tone-ask">▦ {app.t("line.noStamp")}</span>;
  return <span class="badge tone-good">✓ {app.t("line.stamp", { mark })}</span>;
}

/** Allowed online is the usual case; any other way to it is told, and in another colour where nobody vouches for the code. */
function MarkingBadge({
  marking: { state, source, text },
  app,
}: {
  readonly marking: NonNullable<LineView["marking"]>;
  readonly app: App;
}) {
  const isOtherwise = state === "allowed" && source !== null && source !== "online";
  const tone = isOtherwise && source !== "offline" ? "tone-plain" : MARKING_TONES[state];
  return (
    <span class={`badge ${tone}`} title={text}>
      {state === "checking" ? <span class="spinner" /> : MARKING_SIGNS[state]}{" "}
      {app.t(isOtherwise ? `line.source.${source}` : `line.marking.${state}`)}
    </span>
  );
}

const MARKING_TONES = { checking: "tone-plain", allowed: "tone-good", refused: "tone-bad", "ask-senior": "tone-ask" } as const;
const MARKING_SIGNS = { allowed: "✓", refused: "✕", "ask-senior": "?" } as const;

/** Quantity as it goes before a scan. */
export function nextQuantityText(app: App): string | null {
  const next = app.sections.nextQuantity.value;
  return next === null || next === undefined ? null : app.t("entry.quantity", { quantity: quantityText(next, app.language()) });
}
