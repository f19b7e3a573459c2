import { startTsPiotEmulator, TS_PIOT_PORT } from "../marking/emulator/index.ts";
import type { Command } from "./command.ts";
import { CONTROL_PORT_OPTION, emulatorLog, portOption, serve, startOrRefuse, VERBOSE_OPTION } from "./emulating.ts";

export const command: Command = {
  options: [
    portOption(TS_PIOT_PORT),
    CONTROL_PORT_OPTION,
    {
      name: "accept-strangers",
      kind: "flag",
      summary: { en: "codes that it did not make are in circulation", ru: "чужие коды считать введёнными в оборот" },
    },
    VERBOSE_OPTION,
  ],
  details: {
    en: "The TS PIoT service that checks marking codes, with a register of codes and faults on request. Nothing reaches the marking system.",
    ru: "Служба ТС ПИоТ для проверки кодов маркировки, со своим реестром кодов и отказами по заказу. В «Честный ЗНАК» ничего не уходит.",
  },
  async run(context) {
    const started = await startOrRefuse(context, () =>
      startTsPiotEmulator({
        port: context.whole("port") ?? 0,
        controlPort: context.whole("control-port") ?? 0,
        acceptStrangers: context.flag("accept-strangers"),
        clock: context.clock,
        log: emulatorLog(context),
      }),
    );
    if (typeof started === "number") return started;
    return serve(context, { url: started.url, control: started.controlUrl }, () => started.close());
  },
};
