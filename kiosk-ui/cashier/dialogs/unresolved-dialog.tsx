import { useSignal } from "@preact/signals";
import type { UnresolvedView } from "../../../config/contract/view.ts";
import { Dialog } from "../../ui/dialog.tsx";
import { UnresolvedName } from "./unresolved-name.tsx";
import { UnresolvedNumber } from "./unresolved-number.tsx";
import { type Answer, UnresolvedReason } from "./unresolved-reason.tsx";
import { UnresolvedSight } from "./unresolved-sight.tsx";
import { useDialog } from "./use-dialog.ts";

/** `isSilent`: the registrar can't be asked, the word counts as unverified. */
type Step =
  | { readonly kind: "sight" }
  | { readonly kind: "number"; readonly isSilent: boolean }
  | { readonly kind: "reason"; readonly answer: Answer; readonly isSilent: boolean };

/**
 * Documents without an outcome, one after the other: what the till knows, what the registrar says now, what is advised; then
 * the person's word and the reason for it.
 */
export function UnresolvedDialog() {
  const { app, close } = useDialog();
  const all = app.sections.unresolved.value ?? [];
  const jobId = useSignal<string | null>(null);
  const step = useSignal<Step>({ kind: "sight" });
  const job = all.find((each) => each.jobId === jobId.value) ?? (all.length === 1 ? all[0] : undefined);
  if (all.length === 0) return <Empty onClose={close} />;
  if (job === undefined) return <List all={all} onChoose={(id) => (jobId.value = id)} onClose={close} />;
  const back = (): void => {
    step.value = { kind: "sight" };
  };
  const answer = (given: Answer, isSilent: boolean): void => {
    step.value = { kind: "reason", answer: given, isSilent };
  };
  const { value: now } = step;
  if (now.kind === "number")
    return (
      <UnresolvedNumber
        job={job}
        isSilent={now.isSilent}
        onNumber={(number) => answer({ as: "registered", ...number }, now.isSilent)}
        onBack={back}
      />
    );
  if (now.kind === "reason") return <UnresolvedReason job={job} answer={now.answer} isSilent={now.isSilent} onBack={back} onDone={close} />;
  return (
    <UnresolvedSight
      key={job.jobId}
      job={job}
      onAnswer={answer}
      onNumber={(isSilent) => (step.value = { kind: "number", isSilent })}
      onClose={close}
    />
  );
}

function List({
  all,
  onChoose,
  onClose,
}: {
  readonly all: readonly UnresolvedView[];
  readonly onChoose: (jobId: string) => void;
  readonly onClose: () => void;
}) {
  const { t } = useDialog();
  const byDigit = (character: string): boolean => {
    const job = all[Number(character) - 1];
    if (job !== undefined) onChoose(job.jobId);
    return true;
  };
  return (
    <Dialog title={t("unresolved.title")} onClose={onClose} onCharacter={byDigit}>
      <ul class="list">
        {all.map((job, index) => (
          <li key={job.jobId} class="list-row" onClick={() => onChoose(job.jobId)}>
            <span class="menu-digit">{index + 1}</span>
            <UnresolvedName job={job} />
          </li>
        ))}
      </ul>
    </Dialog>
  );
}

function Empty({ onClose }: { readonly onClose: () => void }) {
  const { t } = useDialog();
  return (
    <Dialog title={t("unresolved.title")} onClose={onClose} onSubmit={onClose} closeLabel={t("common.close")}>
      <p class="badge tone-good">✓ {t("unresolved.none")}</p>
    </Dialog>
  );
}
