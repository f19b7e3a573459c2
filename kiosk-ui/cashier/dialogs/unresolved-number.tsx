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
const SIGN_DIGITS_MAX = 10;

export interface PaperNumber {
  readonly fdNumber: number;
  /** Only where the registrar can't be asked for it. */
  readonly fiscalSign?: string;
}

/** The document number typed from the paper; with the fiscal sign where the registrar can't be asked. */
export function UnresolvedNumber({
  job,
  isSilent,
  onNumber,
  onBack,
}: {
  readonly job: UnresolvedView;
  readonly isSilent: boolean;
  readonly onNumber: (number: PaperNumber) => void;
  readonly onBack: () => void;
}) {
  const { t } = useDialog();
  const number = useSignal("");
  const sign = useSignal("");
  const isWhole = Number(number.value) > 0 && (!isSilent || sign.value !== "");
  const act = isWhole ? () => onNumber({ fdNumber: Number(number.value), ...(isSilent ? { fiscalSign: sign.value } : {}) }) : undefined;
  return (
    <Dialog
      title={t("unresolved.fd")}
      onClose={onBack}
      closeLabel={t("common.back")}
      onSubmit={act}
      buttons={
        <Button tone="main" onPress={act} keyName={keyLabel("submit")}>
          {t("common.next")}
        </Button>
      }
    >
      <UnresolvedName job={job} />
      <Field label={t("unresolved.fd")} value={number} clean={(text) => cleanDigits(text, FD_DIGITS_MAX)} isOwn isNumber />
      {isSilent && <Field label={t("unresolved.sign")} value={sign} clean={(text) => cleanDigits(text, SIGN_DIGITS_MAX)} isNumber />}
      <p class="small soft">{t(isSilent ? "unresolved.unverified" : "unresolved.fdHint")}</p>
      <Keypad extra="none" onSubmit={act} />
    </Dialog>
  );
}
