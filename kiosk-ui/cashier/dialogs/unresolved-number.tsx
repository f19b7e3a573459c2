import { useSignal } from "@preact/signals";
import type { UnresolvedView } from "../../../config/contract/view.ts";
import { cleanDigits } from "../../entry/money-entry.ts";
import { keyLabel } from "../../keys/key-map.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { Field } from "../../ui/field.tsx";
import { Keypad } from "../../ui/keypad.tsx";
import { UnresolvedName } from "./unresolved-name.tsx";
import { useDialog } from "./use-dialog.ts";

const FD_DIGITS_MAX = 10;

/** The document number typed from the paper. */
export function UnresolvedNumber({
  job,
  onNumber,
  onBack,
}: {
  readonly job: UnresolvedView;
  readonly onNumber: (fdNumber: number) => void;
  readonly onBack: () => void;
}) {
  const { t } = useDialog();
  const number = useSignal("");
  const act = Number(number.value) > 0 ? () => onNumber(Number(number.value)) : undefined;
  return (
    <Dialog
      title={t("unresolved.fd")}
      onClose={onBack}
      closeLabel={t("common.back")}
      onSubmit={act}
      buttons={
        <Button tone="main" onPress={act} keyName={keyLabel("submit")}>
          {t("unresolved.next")}
        </Button>
      }
    >
      <UnresolvedName job={job} />
      <Field label={t("unresolved.fd")} value={number} clean={(text) => cleanDigits(text, FD_DIGITS_MAX)} isOwn isNumber />
      <p class="small soft">{t("unresolved.fdHint")}</p>
      <Keypad extra="none" onSubmit={act} />
    </Dialog>
  );
}
