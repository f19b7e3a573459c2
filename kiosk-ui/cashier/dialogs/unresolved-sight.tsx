import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { UnresolvedView } from "../../../config/contract/view.ts";
import { PAPER_ONLY, type StoredDocumentView, type UnresolvedEvidenceView } from "../../../config/contract/unresolved-view.ts";
import { keyLabel } from "../../keys/key-map.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { dateTimeText, rubles } from "../../ui/format.ts";
import type { Answer } from "./unresolved-reason.tsx";
import { useDialog } from "./use-dialog.ts";

/** Rows that digits reach. */
const ROWS_MAX = 9;
const NUMBER_KEY = "0";
const NOT_PRINTED_KEY = "-";

interface SightProps {
  readonly job: UnresolvedView;
  readonly onAnswer: (answer: Answer, isSilent: boolean) => void;
  readonly onNumber: (isSilent: boolean) => void;
  readonly onClose: () => void;
}

/** Known, said by the registrar, advised. Opened, and with "ask again", the registrar is really asked. */
export function UnresolvedSight({ job, onAnswer: tell, onNumber: typeNumber, onClose }: SightProps) {
  const { app, t } = useDialog();
  const evidence = useSignal<UnresolvedEvidenceView | null>(null);
  const isAsking = useSignal(true);
  const isLost = useSignal(false);
  const ask = async (): Promise<void> => {
    isAsking.value = true;
    const answer = await app.server.unresolved(job.jobId).catch(() => null);
    evidence.value = answer ?? evidence.value;
    isLost.value = answer === null;
    isAsking.value = false;
  };
  useEffect(() => void ask(), [job.jobId]);

  const seen = evidence.value;
  const documents = seen?.registrar?.documents.slice(0, ROWS_MAX) ?? [];
  const advice = seen?.advice;
  const confirmed = advice?.kind === "confirm" ? advice.fdNumber : null;
  // The drive that the document was begun on can't be asked: silent, or not there any more.
  const isSilent = seen !== null && (seen.registrar === null || !seen.registrar.isSameDrive);
  const isPaperOnly = advice?.kind === "paper" || PAPER_ONLY.has(job.purpose);
  const onAnswer = (answer: Answer): void => tell(answer, isSilent);
  const onNumber = (): void => typeNumber(isSilent);
  const choose = (document: StoredDocumentView | undefined): void => {
    if (document === undefined) return;
    if (document.fit === "other") app.sounds.play("bad");
    else onAnswer({ as: "registered", fdNumber: document.fdNumber });
  };
  const byDigit = (character: string): boolean => {
    if (character === NOT_PRINTED_KEY) onAnswer({ as: "not-registered" });
    else if (character === NUMBER_KEY && !isPaperOnly) onNumber();
    else choose(documents[Number(character) - 1]);
    return true;
  };
  const submit =
    confirmed !== null
      ? () => onAnswer({ as: "registered", fdNumber: confirmed })
      : isPaperOnly
        ? () => onAnswer({ as: "registered" })
        : undefined;
  return (
    <Dialog
      title={t("unresolved.title")}
      size="wide"
      onClose={onClose}
      onCharacter={byDigit}
      onSubmit={submit}
      actions={{ retry: () => void ask() }}
      buttons={
        <>
          <Button onPress={isAsking.value ? undefined : () => void ask()} keyName={keyLabel("retry")}>
            {t("unresolved.askAgain")}
          </Button>
          <Button tone="danger" onPress={() => onAnswer({ as: "not-registered" })} keyName={NOT_PRINTED_KEY}>
            {t("unresolved.notPrinted")}
          </Button>
          {isPaperOnly ? (
            <Button tone="main" onPress={() => onAnswer({ as: "registered" })} keyName={keyLabel("submit")}>
              {t("unresolved.printed")}
            </Button>
          ) : (
            <Button onPress={onNumber} keyName={NUMBER_KEY}>
              {t("unresolved.fd")}
            </Button>
          )}
          {confirmed !== null && (
            <Button tone="main" onPress={() => onAnswer({ as: "registered", fdNumber: confirmed })} keyName={keyLabel("submit")}>
              {t("unresolved.confirm", { fd: confirmed })}
            </Button>
          )}
        </>
      }
    >
      {isLost.value && <p class="fiscal-error tone-bad">{t("link.notSent")}</p>}
      {seen === null ? (
        !isLost.value && (
          <p>
            <span class="spinner" /> {t("unresolved.asking")}
          </p>
        )
      ) : (
        <>
          <p class={`unresolved-advice ${confirmed === null ? "tone-ask" : "tone-good"}`} role="status">
            <b>{t(`unresolved.advice.${seen.advice.kind}`, { fd: confirmed ?? "" })}</b>
          </p>
          {isSilent && <p class="small">{t("unresolved.unverified")}</p>}
          <div class="two-columns">
            <Known seen={seen} />
            <Said seen={seen} documents={documents} isAsking={isAsking.value} onChoose={choose} />
          </div>
        </>
      )}
    </Dialog>
  );
}

function Known({ seen: { asked } }: { readonly seen: UnresolvedEvidenceView }) {
  const { t } = useDialog();
  const sums = [
    asked.totalKop === null ? null : t("unresolved.total", { sum: rubles(asked.totalKop) }),
    asked.cashKop === null || asked.cashKop === 0 ? null : t("unresolved.cash", { sum: rubles(asked.cashKop) }),
    asked.cardKop === null || asked.cardKop === 0 ? null : t("unresolved.card", { sum: rubles(asked.cardKop) }),
  ].filter((text) => text !== null);
  return (
    <section>
      <h3 class="field-label">{t("unresolved.known")}</h3>
      <p>
        <b>{asked.what}</b> <span class="soft">{dateTimeText(asked.at)}</span>
      </p>
      {sums.length > 0 && <p>{sums.join(", ")}</p>}
      <p class="soft">{t("unresolved.cashier", { name: asked.cashierName })}</p>
      {asked.ownTag !== null && <p class="soft">{t("unresolved.tag", { tag: asked.ownTag })}</p>}
      {asked.error !== null && (
        <p>
          {asked.error.text} <span class="small">({asked.error.code})</span>
        </p>
      )}
      <p class="small soft">{t("unresolved.seen", { seen: asked.seen })}</p>
    </section>
  );
}

function Said({
  seen: { registrar, silence },
  documents,
  isAsking,
  onChoose,
}: {
  readonly seen: UnresolvedEvidenceView;
  readonly documents: readonly StoredDocumentView[];
  readonly isAsking: boolean;
  readonly onChoose: (document: StoredDocumentView) => void;
}) {
  const { t } = useDialog();
  return (
    <section>
      <h3 class="field-label">
        {t("unresolved.said")} {isAsking && <span class="spinner" />}
      </h3>
      {silence !== null && (
        <p class="fiscal-error tone-bad">
          {silence.text} <span class="small">({silence.code})</span>
        </p>
      )}
      {registrar !== null && (
        <>
          <p class="soft">
            {registrar.model}, ФН {registrar.fnSerial}, {t("unresolved.fds", { before: registrar.lastFdBefore, now: registrar.lastFdNow })}
          </p>
          {registrar.paper === "out" && <p class="tone-ask">{t("unresolved.paperOut")}</p>}
          {documents.length === 0 && registrar.isSameDrive && <p>{t("unresolved.nothingNew")}</p>}
          <ul class="list">
            {documents.map((document, index) => (
              <li key={document.fdNumber} class="list-row" onClick={() => onChoose(document)}>
                <span class="menu-digit">{index + 1}</span>
                <StoredRow document={document} />
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  );
}

function StoredRow({ document }: { readonly document: StoredDocumentView }) {
  const { t } = useDialog();
  const { fdNumber, what, totalKop, at, fit, misfit } = document;
  const tone = fit === "ours" ? "tone-good" : fit === "alike" ? "tone-ask" : "tone-plain";
  return (
    <div>
      <p>
        ФД {fdNumber}: {what}
        {totalKop !== null && ` ${rubles(totalKop)}`} <span class="soft">{dateTimeText(at)}</span>
      </p>
      <p class={`badge ${tone}`}>{fit === "other" ? misfit : t(`unresolved.fit.${fit}`)}</p>
    </div>
  );
}
