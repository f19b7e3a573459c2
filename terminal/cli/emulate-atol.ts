import { FAST_ATOL_PROFILE, REALISTIC_ATOL_PROFILE, tryStartAtolEmulator } from "../../fiscal/emulator/atol/index.ts";
import { EXIT, type Command } from "./command.ts";
import { CONTROL_PORT_OPTION, DATA_DIR_OPTION, dataDirOf, emulatorLog, portOption, serve, VERBOSE_OPTION } from "./emulating.ts";

export const command: Command = {
  options: [
    portOption(16_732),
    CONTROL_PORT_OPTION,
    {
      name: "driver-port",
      kind: "whole",
      placeholder: "PORT",
      min: 0,
      max: 65_535,
      summary: {
        en: "the registrar itself, for the library in place of the vendor's driver; 0 takes any free port",
        ru: "сама касса, для учебной библиотеки вместо драйвера АТОЛ; 0 — любой свободный порт",
      },
    },
    DATA_DIR_OPTION,
    { name: "realistic", kind: "flag", summary: { en: "the pace of a real device", ru: "скорость настоящей кассы" } },
    {
      name: "forgetful",
      kind: "flag",
      summary: { en: "a restart loses the server's requests", ru: "перезапуск теряет задания сервера" },
    },
    VERBOSE_OPTION,
  ],
  details: {
    en: "An ATOL registrar with its fiscal drive behind the vendor's HTTP server. Nothing reaches the tax service. GET /state of the control address tells the rest.",
    ru: "ККТ «АТОЛ» с фискальным накопителем за сервером «АТОЛ. Web Requests». В налоговую ничего не уходит. Управление: GET /state.",
  },
  async run(context) {
    const driverPort = context.whole("driver-port");
    const started = await tryStartAtolEmulator({
      dataDir: dataDirOf(context, "atol"),
      httpPort: context.whole("port") ?? 0,
      controlPort: context.whole("control-port") ?? 0,
      ...(driverPort === undefined ? {} : { driverPort }),
      profile: context.flag("realistic") ? REALISTIC_ATOL_PROFILE : FAST_ATOL_PROFILE,
      requests: context.flag("forgetful") ? "lost" : "kept",
      clock: context.clock,
      log: emulatorLog(context),
    });
    if (!started.ok) return context.fail([started.error], EXIT.environment);
    const atol = started.value;
    const driver = atol.driverPort === null ? {} : { driver: `127.0.0.1:${atol.driverPort}` };
    return serve(context, { url: atol.url, control: `http://127.0.0.1:${atol.controlPort}`, ...driver }, () => atol.stop());
  },
};
