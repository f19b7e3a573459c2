import { startUtmEmulator, UTM_PORT } from "../alcohol/emulator/index.ts";
import type { Command } from "./command.ts";
import { CONTROL_PORT_OPTION, emulatorLog, portOption, serve, startOrRefuse, VERBOSE_OPTION } from "./emulating.ts";

export const command: Command = {
  options: [
    portOption(UTM_PORT),
    CONTROL_PORT_OPTION,
    {
      name: "accept-strangers",
      kind: "flag",
      summary: { en: "stamps that nobody told of are on stock", ru: "незнакомые марки считать своими" },
    },
    VERBOSE_OPTION,
  ],
  details: {
    en: "The UTM of EGAIS that takes cheques of alcohol, with a register of stamps and faults on request. Nothing reaches EGAIS.",
    ru: "УТМ ЕГАИС: принимает чеки на алкоголь, со своим реестром марок и отказами по заказу. В ЕГАИС ничего не уходит.",
  },
  async run(context) {
    const started = await startOrRefuse(context, () =>
      startUtmEmulator({
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
