import { parseTypedCode, startScannerEmulator, type ScannerEmulator } from "../../device-drivers/emulator/scanner-emulator.ts";
import { EXIT, type Command, type CommandContext } from "./command.ts";
import { CONTROL_PORT_OPTION, LINK_OPTION, serve } from "./emulating.ts";

const SUFFIXES = ["cr", "lf", "crlf", "tab", "none"] as const;

export const command: Command = {
  options: [
    LINK_OPTION,
    CONTROL_PORT_OPTION,
    { name: "suffix", kind: "choice", words: SUFFIXES, default: "cr", summary: { en: "sent after a code", ru: "что следует за кодом" } },
  ],
  details: {
    en: 'A serial scanner. Each line typed is one scan; <GS> or \\x1d stands for the group separator. Programs: POST /scan {"code":"…"}.',
    ru: 'Сканер на последовательном порту. Каждая введённая строка — одно сканирование; <GS> или \\x1d — разделитель групп. Для программ: POST /scan {"code":"…"}.',
  },
  async run(context) {
    const link = context.text("link");
    const suffix = SUFFIXES.find((word) => word === context.text("suffix")) ?? "cr";
    const started = await startScannerEmulator({
      suffix,
      controlPort: context.whole("control-port") ?? 0,
      ...(link === undefined ? {} : { linkPath: link }),
    });
    if (!started.ok) return context.fail([started.error], EXIT.environment);
    const scanner = started.value;
    // The end of the input (a service, a container) is not the end of the run: the control interface stays.
    void scanTyped(context, scanner);
    return serve(context, { serial: link ?? scanner.path, control: `http://127.0.0.1:${scanner.controlPort}` }, () => scanner.stop());
  },
};

async function scanTyped(context: CommandContext, scanner: ScannerEmulator): Promise<void> {
  for await (const line of context.inputLines()) {
    if (line.trim() === "") continue;
    const sent = await scanner.scan(parseTypedCode(line.trim()));
    if (!sent.ok) context.fail([sent.error]);
  }
}
