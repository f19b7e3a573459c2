import type { AgeAnswer } from "../../config/contract/commands.ts";
import type { KeyActions } from "../keys/key-layers.ts";
import { keyLabel } from "../keys/key-map.ts";
import { useApp, type App } from "../state/app.ts";
import { Button } from "../ui/button.tsx";

const ANSWERS = [
  { answer: "by-sight", action: "ageBySight" },
  { answer: "document", action: "ageDocument" },
  { answer: "max-app", action: "ageMaxApp" },
  { answer: "refused", action: "ageRefused" },
] as const satisfies readonly { answer: AgeAnswer; action: string }[];

/** Keys that answer the question about the buyer's age; nothing while it is not asked. */
export function ageActions(app: App): KeyActions {
  if (app.sections.receipt.value?.age?.isAsked !== true) return {};
  return Object.fromEntries(ANSWERS.map(({ answer, action }) => [action, () => void app.send({ type: "confirmAge", answer })]));
}

/** The question stays until it is answered: goods may be scanned meanwhile, payment waits. */
export function AgeStrip() {
  const app = useApp();
  const { t, sections } = app;
  const age = sections.receipt.value?.age ?? null;
  if (age?.isAsked !== true) return null;
  const actions = ageActions(app);
  return (
    <section class="banner age-banner tone-ask" role="group" aria-label={t("age.question")}>
      <span class="age-question">
        <b>{t("age.question")}</b> <span class="small">{t("age.lines", { lines: age.lines.join(", "), n: age.lines.length })}</span>
      </span>
      <div class="age-answers">
        {ANSWERS.map(({ answer, action }) => (
          <Button key={answer} tone={answer === "refused" ? "danger" : "plain"} onPress={actions[action]} keyName={keyLabel(action)}>
            {t(`age.${answer}`)}
          </Button>
        ))}
      </div>
    </section>
  );
}
