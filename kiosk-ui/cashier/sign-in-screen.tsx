import { useSignal } from "@preact/signals";
import type { OperatorView } from "../../config/contract/view.ts";
import { useApp } from "../state/app.ts";
import { stepKeys } from "../ui/choice-list.tsx";
import { PinEntry } from "../ui/pin-entry.tsx";
import { LEVELS, useKeyLayer } from "../ui/use-key-layer.ts";
import { leave } from "./leave.ts";

/** Who is at the till: a tile and a PIN, or a badge at the scanner. */
export function SignInScreen() {
  const app = useApp();
  const { t, sections } = app;
  const staff = sections.staff.value ?? [];
  const chosen = useSignal(0);
  const pin = useSignal("");
  const error = useSignal("");
  const person = staff[chosen.value] ?? null;
  const choose = (index: number): void => {
    chosen.value = index;
    pin.value = "";
    error.value = "";
  };
  const submit = async (): Promise<void> => {
    if (person === null || pin.value === "") return;
    const reply = await app.request({ type: "signIn", staffId: person.id, pin: pin.value });
    pin.value = "";
    error.value = reply.ok ? "" : reply.text;
    if (!reply.ok) app.sounds.play("bad");
  };
  useKeyLayer({
    level: LEVELS.page,
    isModal: false,
    scopes: ["list", "everywhere"],
    actions: { ...stepKeys(staff.length, chosen, choose), submit: () => void submit(), back: () => (pin.value = ""), ...leave(app) },
  });
  return (
    <main class="centre">
      <section class="card sign-in">
        <div class="sign-in-people">
          <h1>{t("signIn.title")}</h1>
          <StaffTiles staff={staff} chosen={chosen.value} onChoose={choose} />
          <p class="soft badge-hint">{t("signIn.badge")}</p>
        </div>
        <div class="sign-in-pin">
          <p class="sign-in-name">{person?.name ?? ""}</p>
          <PinEntry pin={pin} error={error.value} onSubmit={() => void submit()} submitLabel={t("signIn.enter")} />
        </div>
      </section>
    </main>
  );
}

export function StaffTiles({
  staff,
  chosen,
  onChoose,
}: {
  readonly staff: readonly OperatorView[];
  readonly chosen: number;
  readonly onChoose: (index: number) => void;
}) {
  const { t } = useApp();
  return (
    <div class="staff">
      {staff.map((person, index) => (
        <button
          key={person.id}
          type="button"
          class={index === chosen ? "button person button-chosen" : "button person"}
          aria-pressed={index === chosen}
          onClick={() => onChoose(index)}
        >
          <span class="person-letter" aria-hidden="true">
            {person.name.slice(0, 1)}
          </span>
          <span class="person-name">{person.name}</span>
          <span class="small soft">{t(`role.${person.role}`)}</span>
        </button>
      ))}
    </div>
  );
}
