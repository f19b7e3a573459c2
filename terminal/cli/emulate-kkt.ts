import {
  FAST_PROFILE,
  KKT_MODELS,
  REALISTIC_PROFILE,
  trainingFormat,
  tryStartKktEmulator,
  type KktModel,
} from "../../fiscal/emulator/index.ts";
import { EXIT, type Command } from "./command.ts";
import {
  CONTROL_PORT_OPTION,
  DATA_DIR_OPTION,
  dataDirOf,
  emulatorLog,
  LINK_OPTION,
  portOption,
  serve,
  VERBOSE_OPTION,
} from "./emulating.ts";

const FFD_BY_NAME = { "1.05": 2, "1.1": 3, "1.2": 4 } as const;

export const command: Command = {
  options: [
    portOption(7778),
    { name: "pty", kind: "flag", summary: { en: "a serial port as well", ru: "ещё и последовательный порт" } },
    LINK_OPTION,
    CONTROL_PORT_OPTION,
    DATA_DIR_OPTION,
    {
      name: "model",
      kind: "choice",
      words: Object.keys(KKT_MODELS),
      default: "fr-01f",
      summary: { en: "what differs between models", ru: "чем отличаются модели" },
    },
    {
      name: "ffd",
      kind: "choice",
      words: Object.keys(FFD_BY_NAME),
      default: "1.2",
      summary: { en: "format of a new drive's documents", ru: "версия ФФД нового накопителя" },
    },
    { name: "realistic", kind: "flag", summary: { en: "the pace of a real device", ru: "скорость настоящей кассы" } },
    VERBOSE_OPTION,
  ],
  details: {
    en: "A Shtrih-M registrar with its fiscal drive, speaking the real protocol. Nothing reaches the tax service. GET /state of the control address tells the rest.",
    ru: "ККТ «Штрих-М» с фискальным накопителем, настоящий протокол. В налоговую ничего не уходит. Управление: GET /state.",
  },
  async run(context) {
    const link = context.text("link");
    const started = await tryStartKktEmulator({
      dataDir: dataDirOf(context, "kkt"),
      tcpPort: context.whole("port") ?? 0,
      controlPort: context.whole("control-port") ?? 0,
      pty: context.flag("pty") || link !== undefined,
      ...(link === undefined ? {} : { ptyLink: link }),
      profile: {
        ...(context.flag("realistic") ? REALISTIC_PROFILE : FAST_PROFILE),
        ...KKT_MODELS[(context.text("model") ?? "fr-01f") as KktModel],
      },
      drive: trainingFormat(FFD_BY_NAME[(context.text("ffd") ?? "1.2") as keyof typeof FFD_BY_NAME]),
      log: emulatorLog(context),
    });
    if (!started.ok) return context.fail([started.error], EXIT.environment);
    const kkt = started.value;
    const { tcpPort, controlPort, ptyPath } = kkt;
    const serial = ptyPath === undefined ? {} : { serial: link ?? ptyPath };
    return serve(context, { tcp: `127.0.0.1:${tcpPort}`, ...serial, control: `http://127.0.0.1:${controlPort}` }, () => kkt.stop());
  },
};
