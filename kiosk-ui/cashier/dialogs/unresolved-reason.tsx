import { useSignal } from "@preact/signals";
import type { UnresolvedView } from "../../../config/contract/view.ts";
import type { TextKey } from "../../i18n/texts.ts";
import { keyLabel } from "../../keys/key-map.ts";
import { Button } from "../../ui/button.tsx";
import { Choices } from "../../ui/choices.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { UnresolvedName } from "./unresolved-name.tsx";
import { useDialog } from "./use-dialog.ts";

/** What the person says of a document. */
export type Answer =
  | { readonly as: "registered"; readonly fdNumber?: number; readonly fiscalSign?: string }
  | { readonly as: "not-registered" };

const REASONS: Readonly<Record<Answer["as"], readonly TextKey[]>> = {
  registered: ["unresolved.reason.paper", "unresolved.reason.memory", "unresolved.reason.ofd"],
  "not-registered": ["unresolved.reason.noPaper", "unresolved.reason.noMemory", "unresolved.reason.service"],
};

/** What nobody can have seen while the registrar is silent. */
const OF_MEMORY: readonly TextKey[] = ["unresolved.reason.memory", "unresolved.reason.noMemory"];

/** Why the person decides so: goes into the journal with the name. Confirmed by touch or by a key that no scanner sends. */
export function UnresolvedReason({
  job,
  answer,
  isSilent,
  onBack,
  onDone,
}: {
  readonly job: UnresolvedView;
  readonly answer: Answer;
  readonly isSilent: boolean;
  readonly onBack: () => void;
  readonly onDone: () => void;
}) {
  const { app, t } = useDialog();
  const reasons = REASONS[answer.as].filter((reason) => !isSilent || !OF_MEMORY.includes(reason));
  const reason = useSignal<TextKey>(reasons[0] ?? "unresolved.reason.paper");
  const error = useSignal("");
  const confirm = async (): Promise<void> => {
    const unverified = isSilent ? { unverified: true } : {};
    const reply = await app.request({ type: "settleUnresolved", jobId: job.jobId, reason: t(reason.value), ...answer, ...unverified });
    if (reply.ok || reply.needsApproval) return onDone();
    error.value = reply.text;
    app.sounds.play("bad");
  };
  const step = (by: number) => () => {
    reason.value = reasons[(reasons.indexOf(reason.value) + by + reasons.length) % reasons.length] ?? reason.value;
  };
  const byDigit = (character: string): boolean => {
    reason.value = reasons[Number(character) - 1] ?? reason.value;
    return true;
  };
  const isAbsent = answer.as === "not-registered";
  return (
    <Dialog
      title={t(isAbsent ? "unresolved.sureTitle" : "unresolved.foundTitle")}
      onClose={onBack}
      closeLabel={t("common.back")}
      onCharacter={byDigit}
      actions={{ confirm: () => void confirm(), up: step(-1), down: step(1) }}
      buttons={
        <Button tone={isAbsent ? "danger" : "main"} onPress={() => void confirm()} keyName={keyLabel("confirm")}>
          {t(isAbsent ? "unresolved.sure" : "unresolved.found")}
        </Button>
      }
    >
      <UnresolvedName job={job} />
      {answer.as === "registered" && answer.fdNumber !== undefined && <p>ФД {answer.fdNumber}</p>}
      <p>{t(isSilent ? "unresolved.unverified" : isAbsent ? "unresolved.sureText" : "unresolved.foundText")}</p>
      <h3 class="field-label">{t("unresolved.reason")}</h3>
      <Choices
        label={t("unresolved.reason")}
        options={reasons.map((value) => ({ value, text: t(value) }))}
        chosen={reason.value}
        onChoose={(value) => (reason.value = value)}
      />
      <p class="pin-error" role="alert">
        {error.value}
      </p>
    </Dialog>
  );
}
