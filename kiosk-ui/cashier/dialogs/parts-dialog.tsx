import { NumberDialog } from "./number-dialog.tsx";
import { useDialog } from "./use-dialog.ts";

/** How many parts of a marked piece (blisters of a pack) the line sells; nothing typed: all that is left of it. */
export function PartsDialog({ line: number }: { readonly line: number }) {
  const { app, t } = useDialog();
  const line = (app.sections.lines.value ?? []).find((each) => each.line === number);
  const { taken = 0, of = 0 } = line?.parts ?? {};
  return (
    <NumberDialog
      title={line?.name ?? ""}
      label={t("parts.field", { of })}
      now={t("parts.now", { taken, of })}
      placeholder={t("parts.whole")}
      clean={(typed) => typed.replace(/\D/g, "")}
      command={(text) => ({ type: "setParts", line: number, parts: text === "" ? null : Number(text) })}
    />
  );
}
