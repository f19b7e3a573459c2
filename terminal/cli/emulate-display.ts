import { startDisplayEmulator } from "../../device-drivers/emulator/display-emulator.ts";
import { EXIT, type Command } from "./command.ts";
import { CONTROL_PORT_OPTION, LINK_OPTION, serve } from "./emulating.ts";

const KINDS = ["cd5220", "escpos"] as const;

export const command: Command = {
  options: [
    LINK_OPTION,
    CONTROL_PORT_OPTION,
    { name: "kind", kind: "choice", words: KINDS, default: "cd5220", summary: { en: "command language", ru: "система команд" } },
  ],
  details: {
    en: "A customer display, two lines of 20 characters, shown here at every change.",
    ru: "Дисплей покупателя 2×20; каждое изменение печатается здесь.",
  },
  async run(context) {
    const link = context.text("link");
    const started = await startDisplayEmulator({
      kind: KINDS.find((word) => word === context.text("kind")) ?? "cd5220",
      controlPort: context.whole("control-port") ?? 0,
      onChange: ({ lines }) => context.answer({ lines }, lines.map((line) => `┃${line}┃`).join("\n")),
      ...(link === undefined ? {} : { linkPath: link }),
    });
    if (!started.ok) return context.fail([started.error], EXIT.environment);
    const display = started.value;
    return serve(context, { serial: link ?? display.path, control: `http://127.0.0.1:${display.controlPort}` }, () => display.stop());
  },
};
