import { useSignal } from "@preact/signals";
import type { UnresolvedView } from "../../../config/contract/view.ts";
import { cleanDigits } from "../../entry/money-entry.ts";
import { keyLabel } from "../../keys/key-map.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { Field } from "../../ui/field.tsx";
import { dateTimeText, rubles } from "../../ui/format.ts";
import { Keypad } from "../../ui/keypad.tsx";
import { useDialog } from "./use-dialog.ts";

type Step = "question" | "number" | "sure";
const FD_DIGITS_MAX = 10;

/**
 * Documents that the registrar would not tell about. The cashier looks at the paper: printed, then its FD number is
 * compared with the registrar's memory; not printed, then it counts as never made.
 */
export function UnresolvedDialog() {
  const { app, t, close } = useDialog();
  const all = app.sections.unresolved.value ?? [];
  const jobId = useSignal<string | null>(null);
  const step = useSignal<Step>("question");
  const chosen = all.find((each) => each.jobId === jobId.value) ?? (all.length === 1 ? all[0] : undefined);
  if (all.length === 0) return <Empty onClose={close} />;
  if (chosen === undefined) return <List all={all} onChoose={(id) => (jobId.value = id)} onClose={close} />;
  if (step.value === "number") return <NumberStep job={chosen} onBack={() => (step.value = "question")} onDone={close} />;
  if (step.value === "sure") return <SureStep job={chosen} onBack={() => (step.value = "question")} onDone={close} />;
  return (
    <Dialog
      title={t("unresolved.title")}
      onClose={close}
      buttons={
        <>
          <Button onPress={() => (step.value = "sure")}>{t("unresolved.notPrinted")}</Button>
          <Button tone="main" onPress={() => (step.value = "number")}>
            {t("unresolved.printed")}
          </Button>
        </>
      }
    >
      <Job job={chosen} />
      <p class="soft">{t("unresolved.seen", { seen: chosen.seen })}</p>
      <p class="approval-text">{t("unresolved.question")}</p>
    </Dialog>
  );
}

function Job({ job }: { readonly job: UnresolvedView }) {
  const { t } = useDialog();
  const name =
    job.receiptNumber !== null && job.totalKop !== null
      ? t("unresolved.receipt", { number: job.receiptNumber, sum: rubles(job.totalKop) })
      : t(`purpose.${job.purpose}`);
  return (
    <p>
      <b>{name}</b> <span class="soft">{dateTimeText(job.at)}</span>
    </p>
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
            <Job job={job} />
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

interface StepProps {
  readonly job: UnresolvedView;
  readonly onBack: () => void;
  readonly onDone: () => void;
}

function NumberStep({ job, onBack, onDone }: StepProps) {
  const { app, t } = useDialog();
  const number = useSignal("");
  const error = useSignal("");
  const check = async (): Promise<void> => {
    const fdNumber = Number(number.value);
    const reply = await app.request({ type: "settleUnresolved", jobId: job.jobId, as: "registered", fdNumber });
    if (reply.ok || reply.needsApproval) return onDone();
    error.value = reply.text;
    app.sounds.play("bad");
  };
  const act = Number(number.value) > 0 ? () => void check() : undefined;
  return (
    <Dialog
      title={t("unresolved.printed")}
      onClose={onBack}
      closeLabel={t("common.back")}
      onSubmit={act}
      buttons={
        <Button tone="main" onPress={act} keyName={keyLabel("submit")}>
          {t("unresolved.check")}
        </Button>
      }
    >
      <Job job={job} />
      <Field label={t("unresolved.fd")} value={number} clean={(text) => cleanDigits(text, FD_DIGITS_MAX)} isOwn isNumber />
      <p class="small soft">{t("unresolved.fdHint")}</p>
      <p class="pin-error" role="alert">
        {error.value}
      </p>
      <Keypad extra="none" onSubmit={act} />
    </Dialog>
  );
}

function SureStep({ job, onBack, onDone }: StepProps) {
  const { app, t } = useDialog();
  const error = useSignal("");
  const confirm = async (): Promise<void> => {
    const reply = await app.request({ type: "settleUnresolved", jobId: job.jobId, as: "not-registered" });
    if (reply.ok || reply.needsApproval) return onDone();
    error.value = reply.text;
    app.sounds.play("bad");
  };
  return (
    <Dialog
      title={t("unresolved.sureTitle")}
      onClose={onBack}
      closeLabel={t("common.back")}
      actions={{ confirm: () => void confirm() }}
      buttons={
        <Button tone="danger" onPress={() => void confirm()} keyName={keyLabel("confirm")}>
          {t("unresolved.sure")}
        </Button>
      }
    >
      <Job job={job} />
      <p>{t("unresolved.sureText")}</p>
      <p class="pin-error" role="alert">
        {error.value}
      </p>
    </Dialog>
  );
}
