import { useSignal } from "@preact/signals";
import type { ApprovalView } from "../../config/contract/view.ts";
import { useApp } from "../state/app.ts";
import { stepKeys } from "../ui/choice-list.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { PinEntry } from "../ui/pin-entry.tsx";
import { LEVELS } from "../ui/use-key-layer.ts";
import { StaffTiles } from "./sign-in-screen.tsx";

/** A second person consents: staff and PIN here, or a badge at the scanner (the till does the rest by itself). */
export function ApprovalDialog({ approval }: { readonly approval: ApprovalView }) {
  const app = useApp();
  const { t, sections, refused } = app;
  // Nobody consents to what they asked for themselves.
  const seniors = (sections.staff.value ?? []).filter(
    (person) => approval.roles.includes(person.role) && person.id !== sections.operator.value?.id,
  );
  const waiting = refused.value?.type === approval.commandType ? refused.value : null;
  const chosen = useSignal(0);
  const pin = useSignal("");
  const error = useSignal("");
  const person = seniors[chosen.value] ?? null;
  // After a reload the page no longer knows the command; the till does, so the badge still works.
  const canUsePin = waiting !== null && person !== null;
  const submit = async (): Promise<void> => {
    if (waiting === null || person === null || pin.value === "") return;
    const reply = await app.request({ ...waiting, approval: { staffId: person.id, pin: pin.value } });
    pin.value = "";
    error.value = reply.ok ? "" : reply.text;
    if (!reply.ok) app.sounds.play("bad");
  };
  const choose = (index: number): void => {
    chosen.value = index;
    pin.value = "";
    error.value = "";
  };
  return (
    <Dialog
      title={t("approval.title")}
      level={LEVELS.approval}
      size={canUsePin ? "wide" : "small"}
      onClose={() => void app.send({ type: "dismissApproval" })}
      closeLabel={t("approval.giveUp")}
      onSubmit={canUsePin ? () => void submit() : undefined}
      actions={stepKeys(seniors.length, chosen, choose)}
    >
      <p class="approval-text">{approval.text}</p>
      <p class="soft">{t("approval.who", { roles: approval.roles.map((role) => t(`role.${role}`)).join(", ") })}</p>
      <p class="badge-hint">{t(canUsePin ? "approval.badge" : "approval.badgeOnly")}</p>
      {canUsePin && (
        <div class="approval-pin">
          <StaffTiles staff={seniors} chosen={chosen.value} onChoose={choose} />
          <PinEntry pin={pin} error={error.value} onSubmit={() => void submit()} submitLabel={t("approval.approve")} />
        </div>
      )}
    </Dialog>
  );
}
